#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <neardup/options.hpp>

#include "support/exact_pairs.hpp"

namespace neardup_bench {

/// What find_near_duplicates() answered at one threshold, judged by the truth.
struct quality {
  double threshold = 0;
  neardup::lsh_shape shape;
  std::size_t documents = 0;

  std::size_t true_pairs = 0, found_pairs = 0;
  std::size_t wrong_pairs = 0;     ///< not similar by definition, or not as similar as said
  double expected_pairs = 0;       ///< of the true ones, by what the bands promise for each similarity
  double deviation = 0;            ///< its standard deviation at most
  std::size_t linked_buckets = 0;  ///< while there are any, the pairs of their texts are not promised

  std::size_t removed = 0;
  std::size_t unfounded_removals = 0;  ///< without a kept partner that is as similar as said
  std::size_t pairs_of_kept = 0;       ///< found pairs of two texts that both stay
  double candidates_per_document = 0, seconds = 0, bytes_per_document = 0;

  [[nodiscard]] double recall() const { return share(true_pairs - missed_pairs(), true_pairs); }
  [[nodiscard]] double expected_recall() const {
    return true_pairs == 0 ? 1 : expected_pairs / static_cast<double>(true_pairs);
  }
  [[nodiscard]] double precision() const { return share(found_pairs - wrong_pairs, found_pairs); }
  [[nodiscard]] std::size_t missed_pairs() const { return true_pairs + wrong_pairs - found_pairs; }

  /// The promises that this answer breaks; empty where it keeps all.
  [[nodiscard]] std::vector<std::string> broken_promises() const;

 private:
  static double share(std::size_t part, std::size_t whole) {
    return whole == 0 ? 1 : static_cast<double>(part) / static_cast<double>(whole);
  }
};

/// Runs the library over the texts, with `whitespace` tokens. `truth` holds all pairs at `threshold` or
/// above, sorted, and may hold others.
quality measure_quality(std::span<const std::string_view> texts, const shingle_numbers& shingles,
                        std::span<const exact_pair> truth, double threshold, std::uint32_t threads);

}  // namespace neardup_bench
