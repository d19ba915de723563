#pragma once

#if defined(__aarch64__)

#include <cstddef>
#include <cstdint>

#include <arm_neon.h>

#include <neardup/detail/block_reader.hpp>
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

/// Masks of a block, and its folded bytes. ASCII by comparisons, all else one by one.
[[gnu::always_inline]] inline block_masks read_words_neon(const unsigned char* block, bool keep_diacritics,
                                                          unsigned char* folded) noexcept {
  uint8x16_t word[4], high[4], lead[4];
  for (int i = 0; i < 4; ++i) {
    const uint8x16_t bytes = vld1q_u8(block + 16 * i);
    const uint8x16_t upper = in_range_neon(bytes, 'A', 'Z');
    const uint8x16_t lower = vorrq_u8(bytes, vandq_u8(upper, vdupq_n_u8('a' - 'A')));
    vst1q_u8(folded + 16 * i, lower);
    word[i] = vorrq_u8(in_range_neon(lower, 'a', 'z'), in_range_neon(bytes, '0', '9'));
    high[i] = vcgeq_u8(bytes, vdupq_n_u8(0x80));
    lead[i] = vcgeq_u8(bytes, vdupq_n_u8(0xC0));
  }
  block_masks is{};
  is.word = mask_neon(word[0], word[1], word[2], word[3]);
  is.non_ascii = mask_neon(high[0], high[1], high[2], high[3]);
  is.leads = mask_neon(lead[0], lead[1], lead[2], lead[3]);
  if (is.non_ascii != 0) add_code_points(block, keep_diacritics, is, folded);
  return is;
}

/// The same for runs, whose bytes stay as they are.
[[gnu::always_inline]] inline block_masks read_runs_neon(const unsigned char* block,
                                                         unsigned char* copy) noexcept {
  uint8x16_t word[4], high[4], lead[4];
  for (int i = 0; i < 4; ++i) {
    const uint8x16_t bytes = vld1q_u8(block + 16 * i);
    vst1q_u8(copy + 16 * i, bytes);
    high[i] = vcgeq_u8(bytes, vdupq_n_u8(0x80));
    lead[i] = vcgeq_u8(bytes, vdupq_n_u8(0xC0));
    const uint8x16_t space = vorrq_u8(in_range_neon(bytes, '\t', '\r'), vceqq_u8(bytes, vdupq_n_u8(' ')));
    word[i] = vmvnq_u8(vorrq_u8(space, high[i]));
  }
  block_masks is{};
  is.word = mask_neon(word[0], word[1], word[2], word[3]);
  is.non_ascii = mask_neon(high[0], high[1], high[2], high[3]);
  is.leads = mask_neon(lead[0], lead[1], lead[2], lead[3]);
  if (is.non_ascii != 0) add_run_code_points(block, is);
  return is;
}

template <scan_kind kind>
scan_result scan_neon(const unsigned char* text, std::size_t size, bool keep_diacritics,
                      scan_buffers& out) noexcept {
  unsigned char rest[scan_rest_bytes];
  block_reader<kind> reader(text, size);
  while (reader.next(rest)) {
    unsigned char* folded = out.folded + reader.at;
    const block_masks is = kind == scan_kind::runs ? read_runs_neon(reader.block, folded)
                                                   : read_words_neon(reader.block, keep_diacritics, folded);
    const block_bounds found = reader.find_bounds(is, is.non_ascii != 0);
    if constexpr (kind == scan_kind::characters) store_blanks(found.gaps, folded);
    reader.begins += store_positions(found.begins, reader.at, out.begins + reader.begins);
    reader.ends += store_positions(found.ends, reader.at, out.ends + reader.ends);
    if (!reader.advance(found, out)) break;
  }
  return reader.result(out);
}

}  // namespace neardup::inline v0::detail

#endif
