#pragma once

#if defined(__aarch64__)

#include <arm_neon.h>

#include <neardup/detail/kernels/token_hash_portable.hpp>

namespace neardup::inline v0::detail {

/// A bit for each of 16 lanes, from lanes of all ones or all zeros: each byte keeps the bit of its place in
/// its half, and three additions of neighbours gather the eight bits of each half in a byte.
[[gnu::always_inline]] inline std::uint64_t lane_bits_neon(uint16x8_t low, uint16x8_t high) noexcept {
  const uint8x16_t place = {1, 2, 4, 8, 16, 32, 64, 128, 1, 2, 4, 8, 16, 32, 64, 128};
  const uint8x16_t bytes = vuzp1q_u8(vreinterpretq_u8_u16(low), vreinterpretq_u8_u16(high));
  uint8x16_t bits = vandq_u8(bytes, place);
  bits = vpaddq_u8(bits, bits);
  bits = vpaddq_u8(bits, bits);
  bits = vpaddq_u8(bits, bits);
  return vgetq_lane_u16(vreinterpretq_u16_u8(bits), 0);
}

/// Vectors find the classes, the formulas run one token at a time. Blended formulas need some 37 vector
/// instructions a token in two lanes without a 64-bit multiplication; a core has two to four vector pipes,
/// and a scalar formula is about 20 instructions.
inline void hash_tokens_neon(const unsigned char* folded, const std::uint16_t* begins,
                             const std::uint16_t* ends, std::size_t count, std::uint64_t seed,
                             std::uint32_t base, token* out) noexcept {
  const uint16x8_t three = vdupq_n_u16(3), eight = vdupq_n_u16(8);
  for (std::size_t done = 0; done < count; done += 64) {
    const std::size_t size = count - done < 64 ? count - done : 64;
    length_classes classes;
    std::size_t i = 0;
    for (; i + 16 <= size; i += 16) {
      const std::size_t at = done + i;
      const uint16x8_t low = vsubq_u16(vld1q_u16(ends + at), vld1q_u16(begins + at));
      const uint16x8_t high = vsubq_u16(vld1q_u16(ends + at + 8), vld1q_u16(begins + at + 8));
      classes.upto3 |= lane_bits_neon(vcleq_u16(low, three), vcleq_u16(high, three)) << i;
      classes.from9 |= lane_bits_neon(vcgtq_u16(low, eight), vcgtq_u16(high, eight)) << i;
    }
    classify_lengths(begins + done, ends + done, i, size, classes);
    hash_by_class(folded, begins + done, ends + done, size, classes, seed, base, out + done);
  }
}

}  // namespace neardup::inline v0::detail

#endif
