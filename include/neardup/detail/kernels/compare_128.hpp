#pragma once

#include <cstddef>
#include <cstdint>

#include <neardup/detail/platform.hpp>

namespace neardup::inline v0::detail {

typedef std::uint32_t u32x4 __attribute__((vector_size(16)));

[[gnu::always_inline]] NEARDUP_TARGET_128 inline u32x4 load_128(const std::uint32_t* from) noexcept {
  u32x4 vector;
  __builtin_memcpy(&vector, from, sizeof vector);
  return vector;
}

[[gnu::always_inline]] NEARDUP_TARGET_128 inline std::uint32_t sum_of_lanes_128(u32x4 lanes) noexcept {
  lanes += __builtin_shufflevector(lanes, lanes, 2, 3, 0, 1);
  return lanes[0] + lanes[1];
}

NEARDUP_TARGET_128
inline void count_equal_128(const std::uint32_t* signature, const std::uint32_t* rows, std::size_t row_count,
                            std::size_t num_hashes, std::uint32_t* counts) noexcept {
  for (std::size_t row = 0; row < row_count; ++row, rows += num_hashes) {
    u32x4 sum{}, other_sum{};
    for (std::size_t i = 0; i < num_hashes; i += 8) {
      // -1 in the lanes that are equal
      sum -= (u32x4)(load_128(signature + i) == load_128(rows + i));
      other_sum -= (u32x4)(load_128(signature + i + 4) == load_128(rows + i + 4));
    }
    counts[row] = sum_of_lanes_128(sum + other_sum);
  }
}

NEARDUP_TARGET_128
inline void merge_128(std::uint32_t* into, const std::uint32_t* from, std::size_t num_hashes) noexcept {
  for (std::size_t i = 0; i < num_hashes; i += 4) {
    u32x4 a = load_128(into + i);
    const u32x4 b = load_128(from + i);
    a = a < b ? a : b;
    __builtin_memcpy(into + i, &a, sizeof a);
  }
}

}  // namespace neardup::inline v0::detail
