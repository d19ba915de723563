#include "io/printable.hpp"

#include <cstdint>
#include <cstdio>
#include <vector>

#include <neardup/detail/utf8.hpp>

namespace neardup::io {

namespace {

using neardup::detail::decode;
using neardup::detail::decoded;

struct range {
  char32_t first, last;
};

template <std::size_t Count>
bool is_in(char32_t code_point, const range (&ranges)[Count]) noexcept {
  for (const range& r : ranges)
    if (code_point >= r.first && code_point <= r.last) return true;
  return false;
}

/// Controls, bidirectional and invisible characters, separators of lines and paragraphs.
bool is_harmful(char32_t c) noexcept {
  static constexpr range ranges[] = {{0x00, 0x1F},     {0x7F, 0x9F},     {0xAD, 0xAD},      {0x61C, 0x61C},
                                     {0x180E, 0x180E}, {0x200B, 0x200F}, {0x2028, 0x202E},  {0x2060, 0x206F},
                                     {0xFEFF, 0xFEFF}, {0xFFF9, 0xFFFB}, {0xE0000, 0xE007F}};
  return is_in(c, ranges);
}

/// Near enough for a layout: blocks that terminals draw two columns wide.
bool is_wide(char32_t c) noexcept {
  static constexpr range ranges[] = {
      {0x1100, 0x115F},   {0x2E80, 0x303E},   {0x3041, 0xA4CF},  {0xA960, 0xA97C}, {0xAC00, 0xD7A3},
      {0xF900, 0xFAFF},   {0xFE30, 0xFE6F},   {0xFF00, 0xFF60},  {0xFFE0, 0xFFE6}, {0x1F300, 0x1F64F},
      {0x1F680, 0x1F6FF}, {0x1F900, 0x1F9FF}, {0x20000, 0x3FFFD}};
  return is_in(c, ranges);
}

bool is_mark(char32_t c) noexcept {
  static constexpr range ranges[] = {{0x300, 0x36F},   {0x591, 0x5BD},  {0x64B, 0x65F}, {0x93C, 0x93C},
                                     {0xE31, 0xE31},   {0xE34, 0xE3A},  {0xE47, 0xE4E}, {0x1AB0, 0x1AFF},
                                     {0x20D0, 0x20FF}, {0xFE00, 0xFE0F}};
  return is_in(c, ranges);
}

/// One character as it is shown, and its columns.
struct shown {
  std::string text;
  std::size_t columns = 0;
};

shown show(std::string_view source, const decoded& unit) {
  const auto escape = [](const char* format, unsigned value) {
    char text[16];
    const int length = std::snprintf(text, sizeof text, format, value);
    return shown{text, static_cast<std::size_t>(length)};
  };
  if (unit.code_point == neardup::detail::ill_formed) {
    shown all;
    for (const char byte : source.substr(0, unit.length)) {
      const shown one = escape("\\x%02x", static_cast<unsigned char>(byte));
      all.text += one.text;
      all.columns += one.columns;
    }
    return all;
  }
  if (unit.code_point == '\n') return {"\\n", 2};
  if (unit.code_point == '\r') return {"\\r", 2};
  if (unit.code_point == '\t') return {"\\t", 2};
  if (is_harmful(unit.code_point))
    return escape(unit.code_point < 0x100 ? "\\x%02x" : "\\u%04x", unit.code_point);
  const std::size_t columns = is_mark(unit.code_point) ? 0 : is_wide(unit.code_point) ? 2 : 1;
  return {std::string(source.substr(0, unit.length)), columns};
}

template <class Use>
void for_each_shown(std::string_view text, Use&& use) {
  while (!text.empty()) {
    const auto* const bytes = neardup::detail::as_bytes(text.data());
    const decoded unit = decode(bytes, bytes + text.size());
    if (!use(show(text, unit))) return;
    text.remove_prefix(unit.length);
  }
}

/// The end of `text` from a code point border on, at most `bytes` long.
std::string_view tail(std::string_view text, std::size_t bytes) {
  if (text.size() <= bytes) return text;
  std::size_t begin = text.size() - bytes;
  while (begin < text.size() && (static_cast<unsigned char>(text[begin]) & 0xC0) == 0x80) ++begin;
  return text.substr(begin);
}

/// Characters from the beginning of `text` until their columns exceed `columns` or their bytes a bound: marks
/// take no column, and a mountain of them must not be copied whole.
std::vector<shown> beginning(std::string_view text, std::size_t columns) {
  std::vector<shown> out;
  std::size_t used = 0, bytes = 0;
  for_each_shown(text, [&](const shown& one) {
    out.push_back(one);
    used += one.columns;
    bytes += one.text.size();
    return used <= columns && bytes <= 16 * columns;
  });
  return out;
}

std::string joined(const std::vector<shown>& characters, std::size_t begin, std::size_t end) {
  std::string out;
  for (std::size_t i = begin; i < end; ++i) out += characters[i].text;
  return out;
}

/// A cut near `cut` that stands at a blank, where one is near in the direction of `step`.
std::size_t at_blank(const std::vector<shown>& characters, std::size_t cut, int step) {
  constexpr int near = 12;
  std::size_t at = cut;
  for (int i = 0; i < near && at > 0 && at < characters.size(); ++i, at += static_cast<std::size_t>(step))
    if (characters[at].text == " ") return step < 0 ? at : at + 1;
  return cut;
}

}  // namespace

std::string printable(std::string_view text) {
  std::string out;
  for_each_shown(text, [&](const shown& one) { return out += one.text, true; });
  return out;
}

std::size_t display_width(std::string_view text) {
  std::size_t columns = 0;
  for_each_shown(text, [&](const shown& one) { return columns += one.columns, true; });
  return columns;
}

std::string excerpt(std::string_view text, std::size_t columns, double end_share) {
  constexpr std::string_view gap = " ... ";
  const auto first = beginning(text, columns);
  std::size_t used = 0, bytes = 0;
  for (const shown& one : first) {
    used += one.columns;
    bytes += one.text.size();
  }
  if (used <= columns && bytes <= 16 * columns) return joined(first, 0, first.size());

  const std::size_t room = columns - gap.size();
  const auto end_room = static_cast<std::size_t>(static_cast<double>(room) * end_share);
  std::size_t stop = 0;
  for (used = 0; stop < first.size() && used + first[stop].columns <= room - end_room; ++stop)
    used += first[stop].columns;
  const auto last = beginning(tail(text, 4 * end_room), 16 * columns);
  std::size_t start = last.size();
  for (used = 0; start > 0 && used + last[start - 1].columns <= end_room; --start)
    used += last[start - 1].columns;
  return joined(first, 0, at_blank(first, stop, -1)) + std::string(gap) +
         joined(last, at_blank(last, start, 1), last.size());
}

}  // namespace neardup::io
