#pragma once

#if defined(__x86_64__)

#include <cstddef>
#include <cstdint>

#include <immintrin.h>

#include <neardup/detail/kernels/combine_portable.hpp>
#include <neardup/detail/platform.hpp>
#include <neardup/token.hpp>

namespace neardup::inline v0::detail {

typedef std::uint32_t u32x16 __attribute__((vector_size(64)));
typedef std::uint64_t u64x8 __attribute__((vector_size(64)));

/// The hashes of eight tokens from those of four and four.
[[gnu::always_inline]] NEARDUP_TARGET("avx512f,avx512dq") inline u64x8
    even_lanes_avx512(__m512i first, __m512i second) noexcept {
  return __builtin_shufflevector(reinterpret_cast<u64x8>(first), reinterpret_cast<u64x8>(second), 0, 2, 4, 6,
                                 8, 10, 12, 14);
}

/// The hashes of `count` tokens side by side, then at least 15 zeros for the last, partial vector of windows.
/// Masked loads for the last tokens: one by one, a text of 24 tokens took 1.7 times as long.
NEARDUP_TARGET("avx512f,avx512dq")
inline void copy_hashes_avx512(const token* tokens, std::size_t count, std::uint64_t* hashes) noexcept {
  std::size_t i = 0;
  for (; i + 8 <= count; i += 8) {
    const u64x8 eight = even_lanes_avx512(_mm512_loadu_si512(tokens + i), _mm512_loadu_si512(tokens + i + 4));
    __builtin_memcpy(hashes + i, &eight, sizeof eight);
  }
  const unsigned left = (1u << 2 * (count - i)) - 1;  // a bit for each half of a token
  const u64x8 last[3] = {
      even_lanes_avx512(_mm512_maskz_loadu_epi64(static_cast<__mmask8>(left), tokens + i),
                        _mm512_maskz_loadu_epi64(static_cast<__mmask8>(left >> 8), tokens + i + 4))};
  __builtin_memcpy(hashes + i, &last, sizeof last);
}

/// What the tokens at hashes[0], ... hashes[7] add to the sums of eight windows.
[[gnu::always_inline]] NEARDUP_TARGET("avx512f,avx512dq") inline u64x8
    combine_products_avx512(const std::uint64_t* hashes, std::uint64_t addend) noexcept {
  u32x16 halves;
  __builtin_memcpy(&halves, hashes, sizeof halves);
  halves += reinterpret_cast<u32x16>(u64x8{} + addend);
  const u64x8 low = reinterpret_cast<u64x8>(halves), high = low >> 32;
  return reinterpret_cast<u64x8>(
      _mm512_maskz_mul_epu32(0xFF, reinterpret_cast<__m512i>(low), reinterpret_cast<__m512i>(high)));
}

[[gnu::always_inline]] NEARDUP_TARGET("avx512f,avx512dq") inline u32x16
    combine_mix_avx512(u64x8 sum) noexcept {
  return reinterpret_cast<u32x16>((sum ^ sum >> 32) * combine_multiplier);
}

/// Signature hashes of the 16 windows that begin at hashes[0], ... hashes[15].
/// Limit: two additions, a shift and a multiply by 8 windows and token; their loads, which cross lines, take
/// as long. A constant size, unrolled, and 32 windows a turn gained nothing (Zen 4: 0.6 ns a window of 5).
[[gnu::always_inline]] NEARDUP_TARGET("avx512f,avx512dq") inline u32x16
    combine_vector_avx512(const std::uint64_t* hashes, const std::uint64_t* addends,
                          std::uint32_t size) noexcept {
  u64x8 first = u64x8{} + size, second = first;
  for (std::size_t j = 0; j < size; ++j) {
    first += combine_products_avx512(hashes + j, addends[j]);
    second += combine_products_avx512(hashes + j + 8, addends[j]);
  }
  const u32x16 mixed = __builtin_shufflevector(combine_mix_avx512(first), combine_mix_avx512(second), 1, 3, 5,
                                               7, 9, 11, 13, 15, 17, 19, 21, 23, 25, 27, 29, 31);
  const u32x16 one = u32x16{} + 1;
  return mixed > one ? mixed : one;
}

NEARDUP_TARGET("avx512f,avx512dq")
inline void combine_avx512(const token* tokens, std::size_t windows, const std::uint64_t* addends,
                           std::uint32_t size, std::uint32_t* hashes) noexcept {
  std::uint64_t buffer[combine_chunk + largest_window + 24];
  while (windows > 0) {
    const std::size_t count = windows < combine_chunk ? windows : combine_chunk;
    copy_hashes_avx512(tokens, count + size - 1, buffer);
    std::size_t i = 0;
    for (; i + 16 <= count; i += 16) {
      const u32x16 found = combine_vector_avx512(buffer + i, addends, size);
      __builtin_memcpy(hashes + i, &found, sizeof found);
    }
    if (i < count) {
      const u32x16 found = combine_vector_avx512(buffer + i, addends, size);
      _mm512_mask_storeu_epi32(hashes + i, static_cast<__mmask16>((1u << (count - i)) - 1),
                               reinterpret_cast<__m512i>(found));
    }
    tokens += count;
    hashes += count;
    windows -= count;
  }
}

}  // namespace neardup::inline v0::detail

#endif
