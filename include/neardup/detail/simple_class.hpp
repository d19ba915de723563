#pragma once

#include <cstddef>
#include <cstdint>

#include <neardup/detail/unicode_tables.hpp>

namespace neardup::inline v0::detail {

/// How the vector scanners take a code point: flags, 0 for one that they leave to word_scanner. The order is
/// that of tools/gen_unicode_tables.py.
namespace simple_class {
inline constexpr std::uint8_t known = 1;    ///< the scanners take it: a separator, where no other flag is set
inline constexpr std::uint8_t word = 2;     ///< a letter or digit whose fold has as many bytes; a mark
inline constexpr std::uint8_t base = 4;     ///< begins a token in a script without spaces; folds to itself
inline constexpr std::uint8_t mark = 8;     ///< quiet(): follows `word` where it is `word` too, else `base`
inline constexpr std::uint8_t ranked = 16;  ///< a mark whose combining class is not 0
inline constexpr std::uint8_t top = 32;     ///< a mark whose combining class is 107 or more
inline constexpr std::uint8_t diacritic = 64;  ///< fold_diacritics changes it
inline constexpr std::uint8_t space = 128;     ///< White_Space
}  // namespace simple_class

/// Index into the two_byte_ tables. `second` is any byte: its upper two bits are not looked at.
[[nodiscard]] constexpr std::size_t two_byte_index(unsigned char lead, unsigned char second) noexcept {
  return static_cast<std::size_t>((lead & 31) << 6 | (second & 63));
}

/// Index into three_byte_uniform and three_byte_block.
[[nodiscard]] constexpr std::size_t three_byte_row(unsigned char lead, unsigned char second) noexcept {
  return static_cast<std::size_t>((lead & 15) << 6 | (second & 63));
}

/// Index into three_byte_class and three_byte_delta.
[[nodiscard]] constexpr std::size_t three_byte_index(unsigned char lead, unsigned char second,
                                                     unsigned char third) noexcept {
  return static_cast<std::size_t>(unicode_tables::three_byte_block[three_byte_row(lead, second)]) << 6 |
         (third & 63);
}

[[nodiscard]] constexpr bool is_continuation(unsigned char byte) noexcept { return (byte & 0xC0) == 0x80; }

/// The class of what stands at `p` < `end`: 0 where it is ill-formed, too. ASCII: `known` alone.
[[nodiscard]] inline std::uint8_t simple_class_at(const unsigned char* p, const unsigned char* end) noexcept {
  if (p[0] < 0x80) return simple_class::known;
  if (p[0] < 0xC2 || p[0] >= 0xF0 || end - p < 2 || !is_continuation(p[1])) return 0;
  if (p[0] < 0xE0) return unicode_tables::two_byte_class[two_byte_index(p[0], p[1])];
  if (end - p < 3 || !is_continuation(p[2])) return 0;
  return unicode_tables::three_byte_class[three_byte_index(p[0], p[1], p[2])];
}

}  // namespace neardup::inline v0::detail
