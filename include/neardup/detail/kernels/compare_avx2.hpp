#pragma once

#if defined(__x86_64__)

#include <cstddef>
#include <cstdint>

#include <neardup/detail/kernels/compare_128.hpp>
#include <neardup/detail/platform.hpp>

namespace neardup::inline v0::detail {

typedef std::uint32_t u32x8 __attribute__((vector_size(32)));

[[gnu::always_inline]] NEARDUP_TARGET("avx2") inline u32x8 load_avx2(const std::uint32_t* from) noexcept {
  u32x8 vector;
  __builtin_memcpy(&vector, from, sizeof vector);
  return vector;
}

[[gnu::always_inline]] NEARDUP_TARGET("avx2") inline std::uint32_t sum_of_lanes_avx2(u32x8 lanes) noexcept {
  return sum_of_lanes_128(__builtin_shufflevector(lanes, lanes, 0, 1, 2, 3) +
                          __builtin_shufflevector(lanes, lanes, 4, 5, 6, 7));
}

/// Bound by two loads a vector. The signature's vectors in registers over four rows took twice the time, and
/// vectors in arrays at -O3 thirty times: g++ 12 then keeps the sums in memory.
NEARDUP_TARGET("avx2")
inline void count_equal_avx2(const std::uint32_t* signature, const std::uint32_t* rows, std::size_t row_count,
                             std::size_t num_hashes, std::uint32_t* counts) noexcept {
  for (std::size_t row = 0; row < row_count; ++row, rows += num_hashes) {
    u32x8 sum{}, other_sum{};
    for (std::size_t i = 0; i < num_hashes; i += 16) {
      // -1 in the lanes that are equal
      sum -= (u32x8)(load_avx2(signature + i) == load_avx2(rows + i));
      other_sum -= (u32x8)(load_avx2(signature + i + 8) == load_avx2(rows + i + 8));
    }
    counts[row] = sum_of_lanes_avx2(sum + other_sum);
  }
}

NEARDUP_TARGET("avx2")
inline void merge_avx2(std::uint32_t* into, const std::uint32_t* from, std::size_t num_hashes) noexcept {
  for (std::size_t i = 0; i < num_hashes; i += 8) {
    u32x8 a = load_avx2(into + i);
    const u32x8 b = load_avx2(from + i);
    a = a < b ? a : b;
    __builtin_memcpy(into + i, &a, sizeof a);
  }
}

}  // namespace neardup::inline v0::detail

#endif
