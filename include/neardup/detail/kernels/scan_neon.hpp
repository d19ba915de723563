#pragma once

#if defined(__aarch64__)

#include <cstddef>
#include <cstdint>

#include <arm_neon.h>

#include <neardup/detail/platform.hpp>
#include <neardup/detail/scan.hpp>

namespace neardup::inline v0::detail {

/// Bytes in [first, last].
[[gnu::always_inline]] inline uint8x16_t in_range_neon(uint8x16_t bytes, char first, char last) noexcept {
  const uint8x16_t above = vsubq_u8(bytes, vdupq_n_u8(static_cast<std::uint8_t>(first)));
  return vcleq_u8(above, vdupq_n_u8(static_cast<std::uint8_t>(last - first)));
}

/// The highest bits of 64 bytes that are 0 or 255: each keeps one bit of its own, and three rounds add
/// neighbours.
[[gnu::always_inline]] inline std::uint64_t mask_neon(uint8x16_t a, uint8x16_t b, uint8x16_t c,
                                                      uint8x16_t d) noexcept {
  const uint8x16_t bits = vreinterpretq_u8_u64(vdupq_n_u64(0x8040201008040201));
  const uint8x16_t ab = vpaddq_u8(vandq_u8(a, bits), vandq_u8(b, bits));
  const uint8x16_t cd = vpaddq_u8(vandq_u8(c, bits), vandq_u8(d, bits));
  const uint8x16_t abcd = vpaddq_u8(ab, cd);
  return vgetq_lane_u64(vreinterpretq_u64_u8(vpaddq_u8(abcd, abcd)), 0);
}

/// ASCII by comparisons, all else one by one.
inline scan_result scan_words_neon(const unsigned char* text, std::size_t size, bool keep_diacritics,
                                   scan_buffers& out) noexcept {
  unsigned char rest[scan_rest_bytes];
  block_reader reader(text, size);
  while (reader.next(rest)) {
    unsigned char* folded = out.folded + reader.at;
    uint8x16_t word[4], high[4], lead[4];
    for (int i = 0; i < 4; ++i) {
      const uint8x16_t bytes = vld1q_u8(reader.block + 16 * i);
      const uint8x16_t upper = in_range_neon(bytes, 'A', 'Z');
      const uint8x16_t lower = vorrq_u8(bytes, vandq_u8(upper, vdupq_n_u8('a' - 'A')));
      vst1q_u8(folded + 16 * i, lower);
      word[i] = vorrq_u8(in_range_neon(lower, 'a', 'z'), in_range_neon(bytes, '0', '9'));
      high[i] = vcgeq_u8(bytes, vdupq_n_u8(0x80));
      lead[i] = vcgeq_u8(bytes, vdupq_n_u8(0xC0));
    }
    block_masks is{};
    is.word = mask_neon(word[0], word[1], word[2], word[3]);
    const std::uint64_t non_ascii = mask_neon(high[0], high[1], high[2], high[3]);
    const std::uint64_t leads = mask_neon(lead[0], lead[1], lead[2], lead[3]);
    if (non_ascii != 0) add_code_points(reader.block, non_ascii, leads, keep_diacritics, is, folded);
    const block_bounds found = reader.find_bounds(is, non_ascii);
    reader.begins += store_positions(found.begins, reader.at, out.begins + reader.begins);
    reader.ends += store_positions(found.ends, reader.at, out.ends + reader.ends);
    if (!reader.advance(found, out)) break;
  }
  return reader.result(out);
}

}  // namespace neardup::inline v0::detail

#endif
