#pragma once

#if defined(__x86_64__)

#include <cstddef>
#include <cstdint>

#include <immintrin.h>

#include <neardup/detail/kernels/combine_portable.hpp>
#include <neardup/detail/platform.hpp>
#include <neardup/token.hpp>

namespace neardup::inline v0::detail {

typedef std::uint32_t u32x8 __attribute__((vector_size(32)));
typedef std::uint64_t u64x4 __attribute__((vector_size(32)));

/// The hashes of four tokens from those of two and two.
[[gnu::always_inline]] NEARDUP_TARGET("avx2") inline u64x4
    even_lanes_avx2(__m256i first, __m256i second) noexcept {
  return __builtin_shufflevector(reinterpret_cast<u64x4>(first), reinterpret_cast<u64x4>(second), 0, 2, 4, 6);
}

/// The hashes of `count` tokens side by side, then at least 7 zeros for the last, partial vector of windows.
NEARDUP_TARGET("avx2")
inline void copy_hashes_avx2(const token* tokens, std::size_t count, std::uint64_t* hashes) noexcept {
  std::size_t i = 0;
  for (; i + 4 <= count; i += 4) {
    const u64x4 four = even_lanes_avx2(_mm256_loadu_si256(reinterpret_cast<const __m256i*>(tokens + i)),
                                       _mm256_loadu_si256(reinterpret_cast<const __m256i*>(tokens + i + 2)));
    __builtin_memcpy(hashes + i, &four, sizeof four);
  }
  const __m256i left = _mm256_set1_epi64x(static_cast<long long>(2 * (count - i)));  // halves of tokens
  const auto* rest = reinterpret_cast<const long long*>(tokens + i);
  const u64x4 last[3] = {even_lanes_avx2(
      _mm256_maskload_epi64(rest, _mm256_cmpgt_epi64(left, _mm256_setr_epi64x(0, 1, 2, 3))),
      _mm256_maskload_epi64(rest + 4, _mm256_cmpgt_epi64(left, _mm256_setr_epi64x(4, 5, 6, 7))))};
  __builtin_memcpy(hashes + i, &last, sizeof last);
}

/// What the tokens at hashes[0], ... hashes[3] add to the sums of 4 windows.
[[gnu::always_inline]] NEARDUP_TARGET("avx2") inline u64x4
    combine_products_avx2(const std::uint64_t* hashes, std::uint64_t addend) noexcept {
  u32x8 halves;
  __builtin_memcpy(&halves, hashes, sizeof halves);
  halves += reinterpret_cast<u32x8>(u64x4{} + addend);
  const u64x4 low = reinterpret_cast<u64x4>(halves), high = low >> 32;
  return reinterpret_cast<u64x4>(
      _mm256_mul_epu32(reinterpret_cast<__m256i>(low), reinterpret_cast<__m256i>(high)));
}

[[gnu::always_inline]] NEARDUP_TARGET("avx2") inline u32x8 combine_mix_avx2(u64x4 sum) noexcept {
  return reinterpret_cast<u32x8>((sum ^ sum >> 32) * combine_multiplier);
}

/// Signature hashes of the 8 windows that begin at hashes[0], ... hashes[7].
/// Limit: two additions, a shift and a multiply by 4 windows and token (Zen 4: 0.8 ns a window of 5).
[[gnu::always_inline]] NEARDUP_TARGET("avx2") inline u32x8
    combine_vector_avx2(const std::uint64_t* hashes, const std::uint64_t* addends,
                        std::uint32_t size) noexcept {
  u64x4 first = u64x4{} + size, second = first;
  for (std::size_t j = 0; j < size; ++j) {
    first += combine_products_avx2(hashes + j, addends[j]);
    second += combine_products_avx2(hashes + j + 4, addends[j]);
  }
  const u32x8 mixed =
      __builtin_shufflevector(combine_mix_avx2(first), combine_mix_avx2(second), 1, 3, 5, 7, 9, 11, 13, 15);
  const u32x8 one = u32x8{} + 1;
  return mixed > one ? mixed : one;
}

NEARDUP_TARGET("avx2")
inline void combine_avx2(const token* tokens, std::size_t windows, const std::uint64_t* addends,
                         std::uint32_t size, std::uint32_t* hashes) noexcept {
  std::uint64_t buffer[combine_chunk + largest_window + 12];
  while (windows > 0) {
    const std::size_t count = windows < combine_chunk ? windows : combine_chunk;
    copy_hashes_avx2(tokens, count + size - 1, buffer);
    std::size_t i = 0;
    for (; i + 8 <= count; i += 8) {
      const u32x8 found = combine_vector_avx2(buffer + i, addends, size);
      __builtin_memcpy(hashes + i, &found, sizeof found);
    }
    if (i < count) {
      const u32x8 found = combine_vector_avx2(buffer + i, addends, size);
      for (std::size_t j = 0; i + j < count; ++j) hashes[i + j] = found[j];
    }
    tokens += count;
    hashes += count;
    windows -= count;
  }
}

}  // namespace neardup::inline v0::detail

#endif
