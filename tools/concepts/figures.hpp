#pragma once

#include <algorithm>
#include <array>
#include <cstdint>

#include <neardup/neardup.hpp>

#include "../figures/json_document.hpp"
#include "trials.hpp"

// What the parts of the page share.
namespace concepts {

using figures::json;
using figures::rounded;
using neardup::lsh_shape;
using neardup::minhasher;
using neardup::signature_scheme;

inline constexpr std::uint32_t num_hashes = 128;
inline constexpr double min_recall = 0.99;
inline constexpr std::array thresholds{0.5, 0.7, 0.8, 0.9};

inline double share(std::int64_t part, std::int64_t whole) {
  return rounded(static_cast<double>(part) / static_cast<double>(whole));
}

inline lsh_shape chosen_shape(double threshold) {
  return neardup::choose_lsh_shape(threshold, min_recall, num_hashes);
}

inline double candidate_share(const signed_pairs& pairs, lsh_shape shape) {
  const auto met = pairs.candidates(shape);
  return share(std::count(met.begin(), met.end(), true), static_cast<std::int64_t>(met.size()));
}

}  // namespace concepts
