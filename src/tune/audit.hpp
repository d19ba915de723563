#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include <neardup/options.hpp>
#include <neardup/result.hpp>

#include "tune/recall_curve.hpp"

namespace neardup::tune {

/// Positions of `size` out of `count` documents, drawn evenly, ascending; all where there are no more. The
/// same for the same seed on every machine.
[[nodiscard]] std::vector<std::size_t> draw_sample(std::size_t count, std::size_t size, std::uint64_t seed);

/// Pairs of a sample whose similarity is in [from, to); the last bin holds 1 as well.
struct similarity_bin {
  double from = 0;
  double to = 0;
  std::uint64_t pairs = 0;               ///< by exact comparison
  std::optional<std::uint64_t> found{};  ///< of them by the search; absent below the threshold
};

/// A pair that the search should have found.
struct missed_pair {
  std::size_t first = 0;
  std::size_t second = 0;
  double jaccard = 0;
};

/// What a search found in a sample, held against all its similar pairs. Texts with the same tokens are one
/// here, as they are for the search: only the first of them is in pairs.
struct audit {
  std::size_t documents = 0;
  std::vector<similarity_bin> histogram;  ///< ascending, from audit_floor() to 1; the threshold is a border
  std::uint64_t pairs = 0;                ///< at the threshold or above, by exact comparison
  std::uint64_t found = 0;                ///< of them by the search: counted, not computed
  std::uint64_t false_pairs = 0;          ///< that the search gave and exact comparison did not
  std::vector<missed_pair> missed;        ///< the most similar first
  run_statistics search;
};

/// The least similarity that an audit looks at: 0.1, or the threshold where that is less.
[[nodiscard]] double audit_floor(double threshold) noexcept;

/// A search for near-duplicate articles: what is audited.
using search =
    std::function<near_duplicate_result(std::span<const std::string_view>, const near_duplicate_options&)>;

/// find_near_duplicates().
[[nodiscard]] near_duplicate_result search_as_find(std::span<const std::string_view> texts,
                                                   const near_duplicate_options& options);

/// Runs a search over a sample, finds all similar pairs without it, and compares. The options are those of
/// the search, except that every pair of articles is named once.
[[nodiscard]] audit audit_search(std::span<const std::string_view> sample, near_duplicate_options options,
                                 const search& searched = search_as_find);

/// What a search of the whole corpus will probably take.
struct prediction {
  std::size_t documents = 0;
  std::uint64_t bytes = 0;
  double pairs = 0;
  double candidates_per_document = 0;
  double seconds = 0;  ///< without reading
  double memory = 0;   ///< bytes, the texts included
};

/// Scales an audit to a corpus of that size. Time to sign grows with the bytes, that of bands and clusters
/// with the documents; pairs and candidates grow with the pairs of documents, and the time to verify with
/// both. High where many texts are identical: a small sample has few of their repeats, which are no pairs.
[[nodiscard]] prediction predict(const audit& sample, std::size_t documents, std::uint64_t bytes,
                                 std::uint32_t num_hashes);

}  // namespace neardup::tune
