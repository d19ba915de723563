#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include <neardup/options.hpp>
#include <neardup/result.hpp>

#include "support/planted_passages.hpp"

namespace neardup_bench {

/// What was reported of one planted passage.
struct passage_finding {
  bool found = false;  ///< a match or periodic stretch covers at least half of each side
  double iou = 0;  ///< bytes shared / bytes of either, on the worse side, of the match where that is greatest
};

/// One for each planted passage, and how many matches overlap none on both sides.
struct passage_findings {
  std::vector<passage_finding> of_planted;
  std::size_t strays = 0;
};

/// Of a match the sides may be in either order; a periodic stretch stands for both.
[[nodiscard]] passage_findings judge_passages(std::span<const planted_passage> planted,
                                              std::span<const neardup::passage_match> matches);

/// Whether a copy must be found, as no window is capped: the edits leave a run of equal tokens that starts
/// the search, wherever they are, and both sides together are what min_tokens and min_score ask for.
[[nodiscard]] bool is_promised(const planted_passage& planted, const passage_kind& kind,
                               const neardup::near_duplicate_options& options);

/// What became of the passages of one kind.
struct kind_quality {
  passage_kind kind;
  std::size_t planted = 0, found = 0, promised = 0;
  std::size_t broken = 0;  ///< promised, but not found
  double iou_sum = 0;

  [[nodiscard]] double found_share() const { return share(static_cast<double>(found)); }
  [[nodiscard]] double mean_iou() const { return share(iou_sum); }
  kind_quality& operator+=(const kind_quality& more);  ///< keeps its own kind

 private:
  [[nodiscard]] double share(double of) const { return planted == 0 ? 0 : of / static_cast<double>(planted); }
};

/// One search for passages and what it took.
struct passage_search_cost {
  std::size_t texts = 0;
  std::uint64_t bytes = 0;   ///< of text
  std::size_t passages = 0;  ///< reported
  std::uint64_t capped_seeds = 0;
  double seconds = 0;        ///< of the whole call, tokens included
  std::uint64_t memory = 0;  ///< bytes held at most, beyond the texts

  [[nodiscard]] double megabytes_per_second() const { return static_cast<double>(bytes) / 1e6 / seconds; }
  [[nodiscard]] double memory_per_byte() const {
    return static_cast<double>(memory) / static_cast<double>(bytes);
  }
};

/// What a search for passages found in one language.
struct passage_quality {
  passage_search_cost planted;
  passage_search_cost random;       ///< in texts where nothing is planted: any passage is one too many
  std::vector<kind_quality> kinds;  ///< as they were planted
  std::size_t strays = 0;

  /// The promises that this answer breaks; empty where it keeps all.
  [[nodiscard]] std::vector<std::string> broken_promises() const;
};

/// Searches a planted corpus, and texts of `random_bytes` without repeats.
[[nodiscard]] passage_quality measure_passages(const passage_planting& of, std::uint64_t random_bytes,
                                               const neardup::near_duplicate_options& options);

}  // namespace neardup_bench
