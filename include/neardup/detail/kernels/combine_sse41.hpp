#pragma once

#if defined(__x86_64__)

#include <cstddef>
#include <cstdint>

#include <immintrin.h>

#include <neardup/detail/kernels/combine_portable.hpp>
#include <neardup/detail/platform.hpp>
#include <neardup/token.hpp>

namespace neardup::inline v0::detail {

typedef std::uint32_t u32x4 __attribute__((vector_size(16)));
typedef std::uint64_t u64x2 __attribute__((vector_size(16)));

/// The hashes of `count` tokens side by side, then at least 3 zeros for the last, partial vector of windows.
/// Two scalar loads put together by g++ 12 took the whole kernel to three times the time.
NEARDUP_TARGET("sse4.1")
inline void copy_hashes_sse41(const token* tokens, std::size_t count, std::uint64_t* hashes) noexcept {
  std::size_t i = 0;
  for (; i + 2 <= count; i += 2) {
    u64x2 first, second;
    __builtin_memcpy(&first, tokens + i, sizeof first);
    __builtin_memcpy(&second, tokens + i + 1, sizeof second);
    const u64x2 two = __builtin_shufflevector(first, second, 0, 2);
    __builtin_memcpy(hashes + i, &two, sizeof two);
  }
  const u64x2 last[2] = {{i < count ? tokens[i].hash : 0, 0}};
  __builtin_memcpy(hashes + i, &last, sizeof last);
}

/// What the tokens at hashes[0], ... hashes[1] add to the sums of 2 windows.
[[gnu::always_inline]] NEARDUP_TARGET("sse4.1") inline u64x2
    combine_products_sse41(const std::uint64_t* hashes, std::uint64_t addend) noexcept {
  u32x4 halves;
  __builtin_memcpy(&halves, hashes, sizeof halves);
  halves += reinterpret_cast<u32x4>(u64x2{} + addend);
  const u64x2 low = reinterpret_cast<u64x2>(halves), high = low >> 32;
  return reinterpret_cast<u64x2>(
      _mm_mul_epu32(reinterpret_cast<__m128i>(low), reinterpret_cast<__m128i>(high)));
}

[[gnu::always_inline]] NEARDUP_TARGET("sse4.1") inline u32x4 combine_mix_sse41(u64x2 sum) noexcept {
  return reinterpret_cast<u32x4>((sum ^ sum >> 32) * combine_multiplier);
}

/// Signature hashes of the 4 windows that begin at hashes[0], ... hashes[3].
[[gnu::always_inline]] NEARDUP_TARGET("sse4.1") inline u32x4
    combine_vector_sse41(const std::uint64_t* hashes, const std::uint64_t* addends,
                         std::uint32_t size) noexcept {
  u64x2 first = u64x2{} + size, second = first;
  for (std::size_t j = 0; j < size; ++j) {
    first += combine_products_sse41(hashes + j, addends[j]);
    second += combine_products_sse41(hashes + j + 2, addends[j]);
  }
  const u32x4 mixed =
      __builtin_shufflevector(combine_mix_sse41(first), combine_mix_sse41(second), 1, 3, 5, 7);
  const u32x4 one = u32x4{} + 1;
  return mixed > one ? mixed : one;
}

NEARDUP_TARGET("sse4.1")
inline void combine_sse41(const token* tokens, std::size_t windows, const std::uint64_t* addends,
                          std::uint32_t size, std::uint32_t* hashes) noexcept {
  std::uint64_t buffer[combine_chunk + largest_window + 4];
  while (windows > 0) {
    const std::size_t count = windows < combine_chunk ? windows : combine_chunk;
    copy_hashes_sse41(tokens, count + size - 1, buffer);
    std::size_t i = 0;
    for (; i + 4 <= count; i += 4) {
      const u32x4 found = combine_vector_sse41(buffer + i, addends, size);
      __builtin_memcpy(hashes + i, &found, sizeof found);
    }
    if (i < count) {
      const u32x4 found = combine_vector_sse41(buffer + i, addends, size);
      for (std::size_t j = 0; i + j < count; ++j) hashes[i + j] = found[j];
    }
    tokens += count;
    hashes += count;
    windows -= count;
  }
}

}  // namespace neardup::inline v0::detail

#endif
