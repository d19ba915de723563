#pragma once

#include <cstdint>
#include <string_view>

#include <neardup/detail/utf8.hpp>

// Where lines and paragraphs end, for all that ask.
namespace neardup::inline v0::detail {

/// Line ends that the code point `c` makes behind `before`: LF, CR LF as one, CR, U+0085, U+2028 (Unicode
/// Standard, section 5.8), and two for U+2029, which parts paragraphs as a blank line does. Others split at
/// LF alone (datatrove, for the measures of Gopher): the same where lines end with LF or CR LF.
[[nodiscard]] constexpr std::uint32_t line_ends_at(char32_t c, char32_t before) noexcept {
  if (c == U'\n') return before == U'\r' ? 0 : 1;
  if (c == U'\u2029') return 2;
  return c == U'\r' || c == U'\u0085' || c == U'\u2028' ? 1 : 0;
}

/// Line ends in `text`, which does not begin within a CR LF. Two or more leave a blank line.
[[nodiscard]] inline std::uint32_t count_line_ends(std::string_view text) noexcept {
  std::uint32_t count = 0;
  for (char32_t before = 0; !text.empty();) {
    const auto [c, length] = first_code_point(text);
    count += line_ends_at(c, before);
    before = c;
    text.remove_prefix(length);
  }
  return count;
}

}  // namespace neardup::inline v0::detail
