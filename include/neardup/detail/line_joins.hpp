#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include <neardup/detail/unicode.hpp>
#include <neardup/detail/utf8.hpp>
#include <neardup/token.hpp>

namespace neardup::inline v0::detail {

/// Bytes [begin, end) of a text that hyphenate a word at a line's end.
struct line_join {
  std::size_t begin, end;
};

/// Ends before `end` the blanks (U+0020, U+0009) that end there.
[[nodiscard]] inline std::size_t before_blanks(std::string_view text, std::size_t end) noexcept {
  while (end > 0 && (text[end - 1] == ' ' || text[end - 1] == '\t')) --end;
  return end;
}

/// The code point that ends at `end`, or `ill_formed`.
[[nodiscard]] inline decoded decode_before(std::string_view text, std::size_t end) noexcept {
  const unsigned char* bytes = as_bytes(text.data());
  for (std::size_t length = 1; length <= 4 && length <= end; ++length) {
    const decoded last = decode(bytes + end - length, bytes + end);
    if (last.code_point != ill_formed && last.length == length) return last;
  }
  return {ill_formed, 1};
}

/// General category Nd beyond ASCII: each of these and the nine after it. The tables know no digits: nothing
/// else asks for them.
inline constexpr char32_t digit_zeros[] = {
    0x660,   0x6F0,   0x7C0,   0x966,   0x9E6,   0xA66,   0xAE6,   0xB66,   0xBE6,   0xC66,
    0xCE6,   0xD66,   0xDE6,   0xE50,   0xED0,   0xF20,   0x1040,  0x1090,  0x17E0,  0x1810,
    0x1946,  0x19D0,  0x1A80,  0x1A90,  0x1B50,  0x1BB0,  0x1C40,  0x1C50,  0xA620,  0xA8D0,
    0xA900,  0xA9D0,  0xA9F0,  0xAA50,  0xABF0,  0xFF10,  0x104A0, 0x10D30, 0x11066, 0x110F0,
    0x11136, 0x111D0, 0x112F0, 0x11450, 0x114D0, 0x11650, 0x116C0, 0x11730, 0x118E0, 0x11950,
    0x11C50, 0x11D50, 0x11DA0, 0x11F50, 0x16A60, 0x16AC0, 0x16B50, 0x1D7CE, 0x1D7D8, 0x1D7E2,
    0x1D7EC, 0x1D7F6, 0x1E140, 0x1E2F0, 0x1E4F0, 0x1E950, 0x1FBF0};

[[nodiscard]] inline bool is_digit(char32_t c) noexcept {
  if (c < 0x80) return c >= U'0' && c <= U'9';
  for (const char32_t zero : digit_zeros)
    if (c - zero < 10) return true;
  return false;
}

/// Letters and numbers, but no digits: "2019-\n2020" stays apart. A mark where it may be the end of a letter.
[[nodiscard]] inline bool joins_lines(char32_t c, bool mark_too) noexcept {
  if (c == ill_formed) return false;
  const code_point_properties found = properties_of(c);
  if (mark_too && found.kind() == code_point_class::mark) return true;
  return found.is_letter() && !is_digit(c);
}

/// Whether the line break at `text[at]` == '\n' hyphenates a word; `join` is what to leave out.
/// A hyphen is U+002D, U+2010 or U+00AD; blanks may stand around the break, which is LF or CR LF.
[[nodiscard]] inline bool find_line_join(std::string_view text, std::size_t at, line_join& join) noexcept {
  const unsigned char* bytes = as_bytes(text.data());
  const std::size_t line_end = before_blanks(text, at > 0 && text[at - 1] == '\r' ? at - 1 : at);
  if (line_end == 0) return false;
  const decoded hyphen = decode_before(text, line_end);
  if (hyphen.code_point != U'-' && hyphen.code_point != 0x2010 && hyphen.code_point != 0xAD) return false;
  join.begin = line_end - hyphen.length;
  if (join.begin == 0 || !joins_lines(decode_before(text, join.begin).code_point, true)) return false;
  join.end = at + 1;
  while (join.end < text.size() && (text[join.end] == ' ' || text[join.end] == '\t')) ++join.end;
  return join.end < text.size() &&
         joins_lines(decode(bytes + join.end, bytes + text.size()).code_point, false);
}

/// All of them, in text order. Linear: no byte is blank before two line breaks.
[[nodiscard]] inline std::vector<line_join> find_line_joins(std::string_view text) {
  std::vector<line_join> joins;
  line_join join;
  for (std::size_t at = 0; (at = text.find('\n', at)) != std::string_view::npos; ++at)
    if (find_line_join(text, at, join)) joins.push_back(join);
  return joins;
}

/// `text` without what `joins` name.
[[nodiscard]] inline std::string join_lines(std::string_view text, const std::vector<line_join>& joins) {
  std::string joined;
  joined.reserve(text.size());
  std::size_t at = 0;
  for (const line_join& join : joins) {
    joined.append(text, at, join.begin - at);
    at = join.end;
  }
  joined.append(text, at);
  return joined;
}

/// Turns places in the joined text into places in the source. `tokens` in text order.
inline void restore_places(const std::vector<line_join>& joins, std::vector<token>& tokens) noexcept {
  struct shift {
    const std::vector<line_join>& joins;
    std::size_t next = 0, total = 0;
    /// What was left out before the byte `at` of the joined text.
    std::size_t before(std::size_t at) noexcept {
      for (; next < joins.size() && joins[next].begin - total <= at; ++next)
        total += joins[next].end - joins[next].begin;
      return total;
    }
  } first{joins}, last{joins};
  for (token& t : tokens) {
    const std::size_t last_byte = std::size_t{t.begin} + t.length - 1;
    const std::size_t begin = t.begin + first.before(t.begin), end = last_byte + last.before(last_byte) + 1;
    t = {t.hash, static_cast<std::uint32_t>(begin), static_cast<std::uint32_t>(end - begin)};
  }
}

}  // namespace neardup::inline v0::detail
