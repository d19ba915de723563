#pragma once

#include <cstddef>
#include <cstdint>

#include <neardup/detail/block_reader.hpp>
#include <neardup/detail/scan.hpp>

namespace neardup::inline v0::detail {

/// Eight bytes at once in a 64-bit word, each below 0x80 (the others come out as anything): lower case, and
/// 0x80 in each byte that is a letter or digit.
///   A byte b is in [first, last]: (b + (0x80 - first)) has bit 7 set, (b + (0x7F - last)) has not.
struct folded_word {
  std::uint64_t bytes, word;
};

[[gnu::always_inline]] inline folded_word fold_eight(std::uint64_t bytes) noexcept {
  constexpr std::uint64_t each = 0x0101010101010101, high = each * 0x80;
  const std::uint64_t low = bytes & ~high;
  const std::uint64_t upper = (low + each * (0x80 - 'A')) & ~(low + each * (0x7F - 'Z')) & high;
  const std::uint64_t folded = low | upper >> 2;  // 0x20 tells cases apart
  const std::uint64_t letter = (folded + each * (0x80 - 'a')) & ~(folded + each * (0x7F - 'z'));
  const std::uint64_t digit = (low + each * (0x80 - '0')) & ~(low + each * (0x7F - '9'));
  return {folded, (letter | digit) & high};
}

/// Bit 7 of each byte, gathered: the multiplication sends bit 7 of byte i to bit 56 + i, without carries.
[[nodiscard]] [[gnu::always_inline]] inline std::uint64_t gather_high_bits(std::uint64_t bytes) noexcept {
  return (bytes >> 7 & 0x0101010101010101) * 0x0102040810204080 >> 56;
}

/// Masks of a block, and its folded bytes. ASCII eight bytes at a time, all else one by one.
inline block_masks read_words_portable(const unsigned char* block, bool keep_diacritics,
                                       unsigned char* folded) noexcept {
  block_masks is{};
  for (unsigned i = 0; i < 64; i += 8) {
    std::uint64_t bytes;
    __builtin_memcpy(&bytes, block + i, 8);
    const folded_word eight = fold_eight(bytes);
    __builtin_memcpy(folded + i, &eight.bytes, 8);
    is.word |= gather_high_bits(eight.word & ~bytes) << i;
    is.non_ascii |= gather_high_bits(bytes) << i;
    is.leads |= gather_high_bits(bytes & bytes << 1) << i;
  }
  if (is.non_ascii != 0) add_code_points(block, keep_diacritics, is, folded);
  return is;
}

/// The same for runs, whose bytes stay as they are.
inline block_masks read_runs_portable(const unsigned char* block, unsigned char* copy) noexcept {
  constexpr std::uint64_t each = 0x0101010101010101, high = each * 0x80;
  block_masks is{};
  for (unsigned i = 0; i < 64; i += 8) {
    std::uint64_t bytes;
    __builtin_memcpy(&bytes, block + i, 8);
    __builtin_memcpy(copy + i, &bytes, 8);
    const std::uint64_t low = bytes & ~high;
    const std::uint64_t control = (low + each * (0x80 - '\t')) & ~(low + each * (0x7F - '\r'));
    const std::uint64_t other = (low ^ each * ' ') + each * 0x7F;  // bit 7: not U+0020
    is.word |= gather_high_bits(~control & other & ~bytes & high) << i;
    is.non_ascii |= gather_high_bits(bytes) << i;
    is.leads |= gather_high_bits(bytes & bytes << 1) << i;
  }
  if (is.non_ascii != 0) add_run_code_points(block, is);
  return is;
}

template <scan_kind kind>
scan_result scan_portable(const unsigned char* text, std::size_t size, bool keep_diacritics,
                          scan_buffers& out) noexcept {
  unsigned char rest[scan_rest_bytes];
  block_reader<kind> reader(text, size);
  while (reader.next(rest)) {
    unsigned char* folded = out.folded + reader.at;
    const block_masks is = kind == scan_kind::runs
                               ? read_runs_portable(reader.block, folded)
                               : read_words_portable(reader.block, keep_diacritics, folded);
    const block_bounds found = reader.find_bounds(is, is.non_ascii != 0);
    if constexpr (kind == scan_kind::characters) store_blanks(found.gaps, folded);
    reader.begins += store_positions(found.begins, reader.at, out.begins + reader.begins);
    reader.ends += store_positions(found.ends, reader.at, out.ends + reader.ends);
    if (!reader.advance(found, out)) break;
  }
  return reader.result(out);
}

}  // namespace neardup::inline v0::detail
