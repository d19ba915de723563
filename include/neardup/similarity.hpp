#pragma once

#include <cassert>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <span>

#include <neardup/shingle.hpp>

namespace neardup::inline v0 {

namespace detail {

/// Elements in both of two sorted ranges without repeats. O(a + b).
[[nodiscard]] inline std::size_t intersection_size(std::span<const std::uint64_t> a,
                                                   std::span<const std::uint64_t> b) noexcept {
  std::size_t i = 0, j = 0, common = 0;
  while (i < a.size() && j < b.size()) {  // no branch on the outcome: which side is smaller is unpredictable
    const std::uint64_t x = a[i], y = b[j];
    common += x == y;
    i += x <= y;
    j += y <= x;
  }
  return common;
}

/// Positions at which two signatures of equal length hold the same value.
[[nodiscard]] inline std::uint32_t equal_entries(std::span<const std::uint32_t> a,
                                                 std::span<const std::uint32_t> b) noexcept {
  assert(a.size() == b.size());
  std::uint32_t equal = 0;
  for (std::size_t i = 0; i < a.size(); ++i) equal += a[i] == b[i];
  return equal;
}

/// intersection / union from set sizes; 0 for two empty sets.
[[nodiscard]] inline double jaccard_ratio(std::size_t common, std::size_t size_a,
                                          std::size_t size_b) noexcept {
  const std::size_t united = size_a + size_b - common;
  return united == 0 ? 0.0 : static_cast<double>(common) / static_cast<double>(united);
}

}  // namespace detail

/// Jaccard similarity |a and b| / |a or b|, in [0, 1]; 0 when both sets are empty, since texts without
/// content are not duplicates of each other. Exact but for collisions of 64-bit identity hashes. O(a + b).
[[nodiscard]] inline double jaccard(const shingle_set& a, const shingle_set& b) noexcept {
  return detail::jaccard_ratio(detail::intersection_size(a.values(), b.values()), a.size(), b.size());
}

/// Containment |a and b| / |a|, in [0, 1]; 0 when `a` is empty.
[[nodiscard]] inline double containment(const shingle_set& a, const shingle_set& b) noexcept {
  if (a.empty()) return 0.0;
  return static_cast<double>(detail::intersection_size(a.values(), b.values())) /
         static_cast<double>(a.size());
}

/// Share of equal entries of two signatures of one scheme, length and seed: an unbiased estimate of the
/// Jaccard similarity J of the two sets, with standard error sqrt(J (1 - J) / num_hashes). The spans must be
/// of equal, nonzero length. Leave out texts without shingles: their signatures are all equal, and they are
/// no duplicates.
[[nodiscard]] inline double estimated_jaccard(std::span<const std::uint32_t> a,
                                              std::span<const std::uint32_t> b) noexcept {
  return static_cast<double>(detail::equal_entries(a, b)) / static_cast<double>(a.size());
}

/// Standard error of an estimate from signatures of `num_hashes` entries, at similarity `jaccard`.
[[nodiscard]] inline double estimate_standard_error(double jaccard, std::uint32_t num_hashes) noexcept {
  return std::sqrt(jaccard * (1 - jaccard) / num_hashes);
}

}  // namespace neardup::inline v0
