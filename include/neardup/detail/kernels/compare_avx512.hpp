#pragma once

#if defined(__x86_64__)

#include <cstddef>
#include <cstdint>

#include <neardup/detail/kernels/compare_avx2.hpp>
#include <neardup/detail/platform.hpp>

namespace neardup::inline v0::detail {

typedef std::uint32_t u32x16 __attribute__((vector_size(64)));

[[gnu::always_inline]] NEARDUP_TARGET("avx512f") inline u32x16
    load_avx512(const std::uint32_t* from) noexcept {
  u32x16 vector;
  __builtin_memcpy(&vector, from, sizeof vector);
  return vector;
}

/// Bound by two loads a vector, so that 512 bits gain nothing in the comparison on cores that load 256 at a
/// time (Zen 4: 6.0 ns a row of 128 in the first cache, 5.8 with AVX2).
NEARDUP_TARGET("avx512f")
inline void count_equal_avx512(const std::uint32_t* signature, const std::uint32_t* rows,
                               std::size_t row_count, std::size_t num_hashes,
                               std::uint32_t* counts) noexcept {
  for (std::size_t row = 0; row < row_count; ++row, rows += num_hashes) {
    u32x16 sum{}, other_sum{};
    for (std::size_t i = 0; i < num_hashes; i += 32) {
      // -1 in the lanes that are equal
      sum -= (u32x16)(load_avx512(signature + i) == load_avx512(rows + i));
      other_sum -= (u32x16)(load_avx512(signature + i + 16) == load_avx512(rows + i + 16));
    }
    sum += other_sum;
    counts[row] = sum_of_lanes_avx2(__builtin_shufflevector(sum, sum, 0, 1, 2, 3, 4, 5, 6, 7) +
                                    __builtin_shufflevector(sum, sum, 8, 9, 10, 11, 12, 13, 14, 15));
  }
}

NEARDUP_TARGET("avx512f")
inline void merge_avx512(std::uint32_t* into, const std::uint32_t* from, std::size_t num_hashes) noexcept {
  for (std::size_t i = 0; i < num_hashes; i += 16) {
    u32x16 a = load_avx512(into + i);
    const u32x16 b = load_avx512(from + i);
    a = a < b ? a : b;
    __builtin_memcpy(into + i, &a, sizeof a);
  }
}

}  // namespace neardup::inline v0::detail

#endif
