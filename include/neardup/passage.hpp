#pragma once

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include <neardup/detail/parallel.hpp>
#include <neardup/result.hpp>
#include <neardup/tokenize.hpp>

namespace neardup::inline v0 {

/// One text with its tokens, as find_passages takes it. Both views must outlive the call.
struct passage_source {
  std::string_view text;
  std::span<const token> tokens;
};

struct passage_options {
  std::uint32_t min_tokens = 30;
  double min_score = 0.4;
  std::uint32_t seed_tokens = 5;
  std::uint32_t shingle_size = 5;  ///< for the `jaccard` of a match
  snapping snap = snapping::punctuation;
  std::uint64_t seed = 1;
};

struct passage_statistics {
  std::uint64_t seeds = 0;
  std::uint64_t anchors = 0;
  std::uint64_t capped_seeds = 0;
};

struct passage_result {
  std::vector<passage_match> matches;
  std::vector<passage_cluster> clusters;
  passage_statistics statistics;
};

[[nodiscard]] passage_result find_passages(std::span<const passage_source> sources,
                                           const passage_options& options = {},
                                           const detail::run_control& control = {});

}  // namespace neardup::inline v0
