#pragma once

#if defined(__aarch64__)

#include <cstddef>
#include <cstdint>

#include <arm_neon.h>

#include <neardup/detail/kernels/combine_portable.hpp>
#include <neardup/detail/platform.hpp>
#include <neardup/token.hpp>

namespace neardup::inline v0::detail {

/// Halves of the hashes of `count` tokens, each kind side by side, then 7 zeros: umlal multiplies halves of
/// two vectors and adds, so that neither a shift nor an addition is left to do.
inline void copy_halves_neon(const token* tokens, std::size_t count, std::uint32_t* low,
                             std::uint32_t* high) noexcept {
  std::size_t i = 0;
  for (; i + 4 <= count; i += 4) {
    const uint32x4x4_t four = vld4q_u32(reinterpret_cast<const std::uint32_t*>(tokens + i));
    vst1q_u32(low + i, four.val[0]);
    vst1q_u32(high + i, four.val[1]);
  }
  for (; i < count; ++i) {
    low[i] = static_cast<std::uint32_t>(tokens[i].hash);
    high[i] = static_cast<std::uint32_t>(tokens[i].hash >> 32);
  }
  for (std::size_t end = i + 7; i < end; ++i) low[i] = high[i] = 0;
}

/// The upper half of (s ^ s >> 32) * combine_multiplier, from the halves of both factors.
[[gnu::always_inline]] inline uint32x2_t combine_mix_neon(uint64x2_t sum) noexcept {
  constexpr auto multiplier_low = static_cast<std::uint32_t>(combine_multiplier);
  constexpr auto multiplier_high = static_cast<std::uint32_t>(combine_multiplier >> 32);
  const uint32x2_t high = vshrn_n_u64(sum, 32), low = veor_u32(vmovn_u64(sum), high);
  const uint32x2_t carried = vshrn_n_u64(vmull_n_u32(low, multiplier_low), 32);
  return vmla_n_u32(vmla_n_u32(carried, low, multiplier_high), high, multiplier_low);
}

/// Signature hashes of the 4 windows whose sums these are.
[[gnu::always_inline]] inline uint32x4_t combine_finish_neon(uint64x2_t first, uint64x2_t second) noexcept {
  const uint32x4_t mixed = vcombine_u32(combine_mix_neon(first), combine_mix_neon(second));
  return vmaxq_u32(mixed, vdupq_n_u32(1));
}

/// Signature hashes of the 8 windows that begin at the first 8 of these halves.
inline void combine_block_neon(const std::uint32_t* low, const std::uint32_t* high,
                               const std::uint64_t* addends, std::uint32_t size,
                               std::uint32_t* hashes) noexcept {
  uint64x2_t a = vdupq_n_u64(size), b = a, c = a, d = a;
  for (std::size_t j = 0; j < size; ++j) {
    const uint32x4_t low_addend = vdupq_n_u32(static_cast<std::uint32_t>(addends[j]));
    const uint32x4_t high_addend = vdupq_n_u32(static_cast<std::uint32_t>(addends[j] >> 32));
    const uint32x4_t low_a = vaddq_u32(vld1q_u32(low + j), low_addend);
    const uint32x4_t high_a = vaddq_u32(vld1q_u32(high + j), high_addend);
    const uint32x4_t low_c = vaddq_u32(vld1q_u32(low + j + 4), low_addend);
    const uint32x4_t high_c = vaddq_u32(vld1q_u32(high + j + 4), high_addend);
    a = vmlal_u32(a, vget_low_u32(low_a), vget_low_u32(high_a));
    b = vmlal_high_u32(b, low_a, high_a);
    c = vmlal_u32(c, vget_low_u32(low_c), vget_low_u32(high_c));
    d = vmlal_high_u32(d, low_c, high_c);
  }
  vst1q_u32(hashes, combine_finish_neon(a, b));
  vst1q_u32(hashes + 4, combine_finish_neon(c, d));
}

inline void combine_neon(const token* tokens, std::size_t windows, const std::uint64_t* addends,
                         std::uint32_t size, std::uint32_t* hashes) noexcept {
  std::uint32_t low[combine_chunk + largest_window + 7], high[combine_chunk + largest_window + 7];
  while (windows > 0) {
    const std::size_t count = windows < combine_chunk ? windows : combine_chunk;
    copy_halves_neon(tokens, count + size - 1, low, high);
    std::size_t i = 0;
    for (; i + 8 <= count; i += 8) combine_block_neon(low + i, high + i, addends, size, hashes + i);
    if (i < count) {
      std::uint32_t last[8];
      combine_block_neon(low + i, high + i, addends, size, last);
      for (std::size_t j = 0; i + j < count; ++j) hashes[i + j] = last[j];
    }
    tokens += count;
    hashes += count;
    windows -= count;
  }
}

}  // namespace neardup::inline v0::detail

#endif
