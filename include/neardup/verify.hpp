#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include <neardup/candidates.hpp>
#include <neardup/detail/parallel.hpp>
#include <neardup/similarity.hpp>

namespace neardup::inline v0 {

/// Two rows and how alike they are, as a ratio of integers: shared and united shingles when verified exactly,
/// equal and all signature entries when estimated.
struct similar_pair {
  std::uint32_t first = 0;
  std::uint32_t second = 0;
  std::uint32_t shared = 0;
  std::uint32_t total = 1;
  [[nodiscard]] double ratio() const noexcept {
    return static_cast<double>(shared) / static_cast<double>(total);
  }
  friend bool operator==(const similar_pair&, const similar_pair&) = default;
};

/// Whether `a` is strictly more alike than `b`; exact, by cross-multiplication.
[[nodiscard]] constexpr bool more_similar(const similar_pair& a, const similar_pair& b) noexcept {
  return std::uint64_t{a.shared} * b.total > std::uint64_t{b.shared} * a.total;
}

/// Whether `a` stands before `b` in lists of pairs of any kind: by first, then second.
inline constexpr auto pair_order = [](const auto& a, const auto& b) noexcept {
  return a.first != b.first ? a.first < b.first : a.second < b.second;
};

/// Exact Jaccard similarity of two rows' shingle sets.
[[nodiscard]] inline similar_pair verify(candidate_pair pair, const shingle_set& first,
                                         const shingle_set& second) noexcept {
  const std::size_t common = detail::intersection_size(first.values(), second.values());
  const std::size_t united = first.size() + second.size() - common;
  return {pair.first, pair.second, static_cast<std::uint32_t>(common), static_cast<std::uint32_t>(united)};
}

/// Compares every candidate by `compare(candidate_pair) -> similar_pair` and keeps those whose ratio is at
/// least `threshold`, in the order of `candidates`. `compare` is called from several threads.
template <class Compare>
[[nodiscard]] std::vector<similar_pair> keep_similar(std::span<const candidate_pair> candidates,
                                                     double threshold, const run_control& control,
                                                     Compare&& compare) {
  constexpr std::size_t grain = 256;
  std::vector<std::vector<similar_pair>> kept((candidates.size() + grain - 1) / grain);
  detail::parallel_for("verify", candidates.size(), grain, control,
                       [&](std::size_t begin, std::size_t end, std::size_t) {
                         for (std::size_t i = begin; i < end; ++i) {
                           const similar_pair compared = compare(candidates[i]);
                           if (compared.ratio() >= threshold) kept[begin / grain].push_back(compared);
                         }
                       });
  std::vector<similar_pair> all;
  for (const auto& part : kept) all.insert(all.end(), part.begin(), part.end());
  return all;
}

}  // namespace neardup::inline v0
