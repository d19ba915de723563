#pragma once

#if defined(__aarch64__)

#include <cstddef>
#include <cstdint>

#include <arm_neon.h>

#include <neardup/detail/block_reader.hpp>
#include <neardup/detail/packed_rows.hpp>
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

/// Writes `at` + the number of each set bit; returns how many.
[[gnu::always_inline]] inline std::size_t store_positions_neon(std::uint64_t bits, std::size_t at,
                                                               std::uint16_t* out) noexcept {
  const std::uint64_t up_to = set_bits_up_to(bits), before = up_to << 8;
  uint16x8_t first = vdupq_n_u16(static_cast<std::uint16_t>(at));
  for (int i = 0; i < 64; i += 8) {
    const uint8x8_t numbers = vld1_u8(set_bits.of[bits >> i & 255]);
    vst1q_u16(out + (before >> i & 255), vaddw_u8(first, numbers));
    first = vaddq_u16(first, vdupq_n_u16(8));
  }
  return static_cast<std::size_t>(up_to >> 56);
}

/// 64 bytes.
struct block_neon {
  uint8x16_t a, b, c, d;

  [[gnu::always_inline]] static block_neon load(const unsigned char* from) noexcept {
    return {vld1q_u8(from), vld1q_u8(from + 16), vld1q_u8(from + 32), vld1q_u8(from + 48)};
  }
  [[gnu::always_inline]] void store(unsigned char* to) const noexcept {
    vst1q_u8(to, a);
    vst1q_u8(to + 16, b);
    vst1q_u8(to + 32, c);
    vst1q_u8(to + 48, d);
  }

  [[gnu::always_inline]] block_neon operator&(const block_neon& other) const noexcept {
    return {a & other.a, b & other.b, c & other.c, d & other.d};
  }
  [[gnu::always_inline]] block_neon operator|(const block_neon& other) const noexcept {
    return {a | other.a, b | other.b, c | other.c, d | other.d};
  }
  [[gnu::always_inline]] block_neon operator^(const block_neon& other) const noexcept {
    return {a ^ other.a, b ^ other.b, c ^ other.c, d ^ other.d};
  }
  [[gnu::always_inline]] block_neon operator&(uint8x16_t mask) const noexcept {
    return {a & mask, b & mask, c & mask, d & mask};
  }
  [[gnu::always_inline]] block_neon operator^(uint8x16_t mask) const noexcept {
    return {a ^ mask, b ^ mask, c ^ mask, d ^ mask};
  }

  /// Bytes that are `byte`.
  [[gnu::always_inline]] block_neon equal(unsigned char byte) const noexcept {
    const uint8x16_t all = vdupq_n_u8(byte);
    return {vceqq_u8(a, all), vceqq_u8(b, all), vceqq_u8(c, all), vceqq_u8(d, all)};
  }
  /// Bytes from 0x80 on.
  [[gnu::always_inline]] block_neon high() const noexcept {
    const uint8x16_t least = vdupq_n_u8(0x80);
    return {vcgeq_u8(a, least), vcgeq_u8(b, least), vcgeq_u8(c, least), vcgeq_u8(d, least)};
  }
  /// Which bytes have any bit of `flags`.
  [[gnu::always_inline]] std::uint64_t having(unsigned char flags) const noexcept {
    const uint8x16_t all = vdupq_n_u8(flags);
    return mask_neon(vtstq_u8(a, all), vtstq_u8(b, all), vtstq_u8(c, all), vtstq_u8(d, all));
  }
  /// Each byte `count` places further on.
  template <int count>
  [[gnu::always_inline]] block_neon moved() const noexcept {
    return {vextq_u8(vdupq_n_u8(0), a, 16 - count), vextq_u8(a, b, 16 - count), vextq_u8(b, c, 16 - count),
            vextq_u8(c, d, 16 - count)};
  }
  /// Bit 6 of each byte as bit 0.
  [[gnu::always_inline]] block_neon bit6() const noexcept {
    return block_neon{vshrq_n_u8(a, 6), vshrq_n_u8(b, 6), vshrq_n_u8(c, 6), vshrq_n_u8(d, 6)} & vdupq_n_u8(1);
  }
};

/// The scan of one text: what stays the same over its blocks.
struct code_points_neon {
  const packed_tables& tables;
  recent_rows by_first{}, by_second{};

  /// Adds classes to `is`, and folds in `folded`. Rows of 64 entries: by the first byte for all code points
  /// of two bytes and for those of three whose 64 neighbours are alike (Han, Hangul); by two bytes for the
  /// rest.
  [[gnu::always_inline]] void add(const unsigned char* block, const block_neon& bytes, block_neon& folded,
                                  block_masks& is) noexcept {
    const std::uint64_t from_e0 = is.leads & bytes.having(0x20), continues = is.non_ascii & ~is.leads;
    const std::uint64_t three = from_e0 & continues >> 1 & continues >> 2;  // or four: no row has them
    const std::uint64_t more = three | (is.leads & ~from_e0 & continues >> 1);
    const block_neon second = block_neon::load(block + 1);
    found_rows found{look_up_leads(bytes), block_neon{}};
    for (unsigned i = 0; i < by_first.count; ++i)
      found.in_first = found.in_first | look_up_first(i, bytes, second);
    if (by_second.count != 0) {
      const block_neon third = block_neon::load(block + 2);
      for (unsigned i = 0; i < by_second.count; ++i)
        found.in_second = found.in_second | look_up_second(i, bytes, second, third);
    }
    block_neon classes = found.in_first | found.in_second;
    std::uint64_t known = classes.having(packed_class::letter | simple_class::known);
    if ((more & ~known) != 0) {
      found = find_unseen(block, more & ~(from_e0 & bytes.having(0x10)), found);
      classes = found.in_first | found.in_second;
      known = classes.having(packed_class::letter | simple_class::known);
    }
    add_masks(classes, known & more, three, is);

    // Letters: bit 6 changes the first byte, the lower six the last.
    const block_neon letters = found.in_first & found.in_first.high();
    folded = folded ^ letters.bit6() ^ (letters.moved<1>() & vdupq_n_u8(0x3F));
    if (by_second.count != 0)
      folded = folded ^ ((found.in_second & found.in_second.high()).moved<2>() & vdupq_n_u8(0x3F));
  }

 private:
  struct found_rows {
    block_neon in_first, in_second;
  };

  /// Entries by bytes that are less than their number; 0 for others.
  [[gnu::always_inline]] static block_neon look_up(const unsigned char* row, const block_neon& by) noexcept {
    const uint8x16x4_t table = vld1q_u8_x4(row);
    return {vqtbl4q_u8(table, by.a), vqtbl4q_u8(table, by.b), vqtbl4q_u8(table, by.c),
            vqtbl4q_u8(table, by.d)};
  }
  [[gnu::always_inline]] block_neon look_up_leads(const block_neon& bytes) const noexcept {
    const uint8x16_t table = vld1q_u8(tables.leads);
    const block_neon by = bytes ^ vdupq_n_u8(0xE0);
    return {vqtbl1q_u8(table, by.a), vqtbl1q_u8(table, by.b), vqtbl1q_u8(table, by.c),
            vqtbl1q_u8(table, by.d)};
  }
  [[gnu::always_inline]] block_neon look_up_first(unsigned slot, const block_neon& bytes,
                                                  const block_neon& second) const noexcept {
    return bytes.equal(by_first.first[slot]) & look_up(by_first.row[slot], second ^ vdupq_n_u8(0x80));
  }
  [[gnu::always_inline]] block_neon look_up_second(unsigned slot, const block_neon& bytes,
                                                   const block_neon& second,
                                                   const block_neon& third) const noexcept {
    return bytes.equal(by_second.first[slot]) & second.equal(by_second.second[slot]) &
           look_up(by_second.row[slot], third ^ vdupq_n_u8(0x80));
  }

  /// Takes rows for code points among `more` that no row has.
  [[gnu::noinline]] found_rows find_unseen(const unsigned char* block, std::uint64_t more,
                                           found_rows found) noexcept {
    const block_neon bytes = block_neon::load(block), second = block_neon::load(block + 1),
                     third = block_neon::load(block + 2);
    while (const std::uint64_t unseen = more & ~(found.in_first | found.in_second).having(0xFF)) {
      const unsigned char* from = block + __builtin_ctzll(unseen);
      const packed_row row = packed_row_of(from, tables);
      const unsigned slot = (row.by_first ? by_first : by_second).add(from, row.entries);
      if (row.by_first)
        found.in_first = found.in_first | look_up_first(slot, bytes, second);
      else
        found.in_second = found.in_second | look_up_second(slot, bytes, second, third);
    }
    return found;
  }

  /// `known`: first bytes of the code points that are taken; `three`: of three bytes.
  [[gnu::always_inline]] static void add_masks(const block_neon& found, std::uint64_t known,
                                               std::uint64_t three, block_masks& is) noexcept {
    std::uint64_t word = found.having(packed_class::letter) & known;
    const std::uint64_t others = found.having(packed_class::no_separator) & known & ~word;
    if (others != 0) {
      is.base = found.having(simple_class::base) & others;
      is.mark = others & ~is.base;
      std::uint64_t no_space = is.base;
      if (is.mark != 0) {
        const std::uint64_t word_mark = found.having(simple_class::word) & is.mark;
        word |= word_mark;
        no_space |= is.mark & ~word_mark;
        is.ranked = whole(found.having(simple_class::ranked) & is.mark, three);
        is.top = whole(found.having(simple_class::top) & is.mark, three);
      }
      is.no_space = whole(no_space, three);
    }
    is.word |= whole(word, three);
    is.hard = is.non_ascii & ~whole(known, three);
  }

  [[gnu::always_inline]] static std::uint64_t whole(std::uint64_t first, std::uint64_t three) noexcept {
    return first | first << 1 | (first & three) << 2;
  }
};

/// Lower case where it is ASCII; and which bytes are ASCII letters and digits.
[[gnu::always_inline]] inline uint8x16_t lower_neon(uint8x16_t bytes, uint8x16_t& word) noexcept {
  const uint8x16_t upper = in_range_neon(bytes, 'A', 'Z');
  const uint8x16_t lower = vorrq_u8(bytes, vandq_u8(upper, vdupq_n_u8('a' - 'A')));
  word = vorrq_u8(in_range_neon(lower, 'a', 'z'), in_range_neon(bytes, '0', '9'));
  return lower;
}

/// Masks of a block's ASCII, and its folded bytes.
[[gnu::always_inline]] inline block_masks read_words_neon(const block_neon& bytes,
                                                          block_neon& folded) noexcept {
  block_neon word;
  folded = {lower_neon(bytes.a, word.a), lower_neon(bytes.b, word.b), lower_neon(bytes.c, word.c),
            lower_neon(bytes.d, word.d)};
  block_masks is{};
  is.word = mask_neon(word.a, word.b, word.c, word.d);
  is.non_ascii = bytes.having(0x80);
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

/// Whether a block is ASCII cannot be predicted in French: once one was not, the next ones are not asked.
template <scan_kind kind>
scan_result scan_neon(const unsigned char* text, std::size_t size, bool keep_diacritics,
                      scan_buffers& out) noexcept {
  unsigned char rest[scan_rest_bytes];
  block_reader<kind> reader(text, size);
  code_points_neon code_points{all_packed_tables[keep_diacritics]};
  unsigned mixed_blocks = 0;
  while (reader.next(rest)) {
    unsigned char* folded = out.folded + reader.at;
    block_masks is;
    if constexpr (kind == scan_kind::runs) {
      is = read_runs_neon(reader.block, folded);
      mixed_blocks = is.non_ascii != 0;
    } else {
      const block_neon bytes = block_neon::load(reader.block);
      block_neon lower;
      is = read_words_neon(bytes, lower);
      mixed_blocks = is.non_ascii != 0 ? 8 : mixed_blocks - (mixed_blocks != 0);
      if (mixed_blocks != 0) {
        is.leads = is.non_ascii & bytes.having(0x40);
        code_points.add(reader.block, bytes, lower, is);
      }
      lower.store(folded);
    }
    const block_bounds found = reader.find_bounds(is, mixed_blocks != 0);
    if constexpr (kind == scan_kind::characters) store_blanks(found.gaps, folded);
    reader.begins += store_positions_neon(found.begins, reader.at, out.begins + reader.begins);
    reader.ends += store_positions_neon(found.ends, reader.at, out.ends + reader.ends);
    if (!reader.advance(found, out)) break;
  }
  return reader.result(out);
}

}  // namespace neardup::inline v0::detail

#endif
