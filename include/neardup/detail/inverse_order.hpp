#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include <neardup/detail/platform.hpp>

namespace neardup::inline v0::detail {

/// Place of each member in `order`, a permutation.
[[nodiscard]] inline std::vector<std::uint32_t> inverse_order(std::span<const std::uint32_t> order) {
  std::vector<std::uint32_t> rank(order.size());
  for (std::uint32_t i = 0; i < order.size(); ++i) rank[order[i]] = i;
  return rank;
}

}  // namespace neardup::inline v0::detail
