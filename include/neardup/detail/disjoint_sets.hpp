#pragma once

#include <algorithm>
#include <cstddef>
#include <numeric>
#include <vector>

#include <neardup/detail/platform.hpp>

namespace neardup::inline v0::detail {

/// Sets of positions that unite, with path halving; the root of a set is its smallest member.
/// Source: Tarjan, van Leeuwen, "Worst-case analysis of set union algorithms", 1984.
class disjoint_sets {
 public:
  explicit disjoint_sets(std::size_t count) : parents_(count) {
    std::iota(parents_.begin(), parents_.end(), std::size_t{0});
  }
  [[nodiscard]] std::size_t find(std::size_t n) noexcept {
    while (parents_[n] != n) n = parents_[n] = parents_[parents_[n]];
    return n;
  }
  /// False where the two are together already.
  bool unite(std::size_t x, std::size_t y) noexcept {
    x = find(x), y = find(y);
    if (x == y) return false;
    parents_[std::max(x, y)] = std::min(x, y);
    return true;
  }

 private:
  std::vector<std::size_t> parents_;
};

}  // namespace neardup::inline v0::detail
