#pragma once

#include <cassert>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <span>

#include <neardup/detail/kernels.hpp>
#include <neardup/shingle.hpp>
#include <neardup/signature.hpp>

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
                                                 std::span<const std::uint32_t> b) {
  assert(a.size() == b.size());
  std::uint32_t equal = 0;
  const std::size_t whole = a.size() / 32 * 32;  // all of a signature's
  kernels().count_equal(a.data(), b.data(), 1, whole, &equal);
  for (std::size_t i = whole; i < a.size(); ++i) equal += a[i] == b[i];
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

/// Standard error of an estimate from signatures of `num_hashes` entries, at similarity `jaccard`: of many
/// estimates of it two in three lie within one such error, 95 % within two.
[[nodiscard]] inline double estimate_standard_error(double jaccard, std::uint32_t num_hashes) noexcept {
  return std::sqrt(jaccard * (1 - jaccard) / num_hashes);
}

/// An estimate from signatures, never exact: see estimate_standard_error().
struct similarity_estimate {
  double jaccard = 0;         ///< share of equal entries
  double standard_error = 0;  ///< sqrt(J (1 - J) / num_hashes) at the estimate, so 0 at 0 and at 1
};

/// Share of equal entries of two signatures that were made alike: an unbiased estimate of the Jaccard
/// similarity of the two sets; 0 where one of them is empty. The spans must be of equal length, at least 2,
/// or error(errc::incompatible) is thrown; nothing else is checked. O(entries). Throws
/// errc::unsupported_kernel where NEARDUP_FORCE_KERNEL asks for kernels that this machine does not run.
[[nodiscard]] inline double estimated_jaccard(std::span<const std::uint32_t> a,
                                              std::span<const std::uint32_t> b) {
  if (a.size() != b.size() || a.size() < 2)
    throw error(errc::incompatible, detail::concatenated("signatures have ", a.size(), " and ", b.size(),
                                                         " entries; allowed: as many, at least 2"));
  if (signature::is_empty(a) || signature::is_empty(b)) return 0;
  return static_cast<double>(detail::equal_entries(a, b)) / static_cast<double>(a.size());
}

/// The same with its standard error. Throws error(errc::incompatible) where the settings differ.
[[nodiscard]] inline similarity_estimate estimated_jaccard(const signature& a, const signature& b) {
  require_compatible(a.settings(), b.settings());
  const double share = estimated_jaccard(a.entries(), b.entries());
  return {share, estimate_standard_error(share, a.settings().num_hashes)};
}

}  // namespace neardup::inline v0
