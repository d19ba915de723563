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

/// Letters and whatever may stand in a word with them, but no ASCII digits: "2019-\n2020" stays apart.
[[nodiscard]] inline bool joins_lines(char32_t c, bool mark_too) noexcept {
  if (c == ill_formed || (c >= U'0' && c <= U'9')) return false;
  const code_point_properties found = properties_of(c);
  return found.is_letter() || (mark_too && found.kind() == code_point_class::mark);
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
