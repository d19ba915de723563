#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include <neardup/detail/utf8.hpp>

// Where a passage ends in the text: tokens do not include the quotes and full stops around them.
namespace neardup::inline v0::detail {

/// Sentence marks and closing brackets, which end a passage.
inline constexpr std::u32string_view closing_marks =
    U"!.:;?)]}\u00b7\u2024\u2025\u2026\u203c\u203d\u2047\u2048\u2049\u2e2e"  // Latin, Greek middle
                                                                             // dot, ellipses
    U"\u037e\u0387\u055c\u055e\u0589\u05c3"                                  // Greek, Armenian, Hebrew
    U"\u061b\u061d\u061e\u061f\u06d4\u0700\u0701\u0702"                      // Arabic, Syriac
    U"\u0964\u0965\u0df4\u0e5a\u0e5b\u0f08\u0f0d\u0f0e\u0f0f\u0f10\u0f11\u0f12\u104a\u104b"  // India
                                                                                             // to
                                                                                             // Myanmar
    U"\u1362\u1364\u1365\u1366\u1367\u1368\u166e\u1735\u1736\u17d4\u17d5\u17d6\u1803\u1804\u1809"
    U"\u1944\u1945\u1aa8\u1aa9\u1aaa\u1aab\u1b5a\u1b5b\u1b5e\u1b5f\u1c3b\u1c3c\u1c7e\u1c7f"
    U"\ua4ff\ua60e\ua60f\ua6f3\ua6f4\ua6f6\ua6f7\ua876\ua877\ua8ce\ua8cf\ua92f\ua9c8\ua9c9"
    U"\uaa5d\uaa5e\uaa5f\uaaf0\uaaf1\uabeb"
    U"\u0f3b\u0f3d\u169c\u2046\u207e\u208e\u2309\u230b\u232a\u2769\u276b\u276d\u276f\u2771\u2773"
    U"\u2775"  // brackets
    U"\u27e7\u27e9\u27eb\u2984\u2986\u2e23\u2e25\u2e27\u2e29"
    U"\u3002\u3009\u300b\u300d\u300f\u3011\u3015\u3017\u3019\u301b"  // CJK, with vertical and small
                                                                     // forms
    U"\ufe12\ufe13\ufe14\ufe15\ufe16\ufe36\ufe38\ufe3a\ufe3c\ufe3e\ufe40\ufe42\ufe44\ufe52\ufe54"
    U"\ufe55\ufe56\ufe57"
    U"\ufe5a\ufe5c\ufe5e\uff01\uff09\uff0e\uff1a\uff1b\uff1f\uff3d\uff5d\uff60\uff61\uff63";

/// Opening brackets, and the inverted marks that begin a Spanish sentence.
inline constexpr std::u32string_view opening_marks =
    U"([{"
    U"\u00a1\u00bf\u0f3a\u0f3c\u169b\u2045\u207d\u208d\u2308\u230a\u2329\u2768\u276a\u276c\u276e\u2770\u2772"
    U"\u2774"
    U"\u27e6\u27e8\u27ea\u2983\u2985\u2e22\u2e24\u2e26\u2e28\u3008\u300a\u300c\u300e\u3010\u3014\u3016\u3018"
    U"\u301a"
    U"\ufe35\ufe37\ufe39\ufe3b\ufe3d\ufe3f\ufe41\ufe43\ufe59\ufe5b\ufe5d\uff08\uff3b\uff5b\uff5f\uff62";

/// Quotes, which open in one language what they close in another, and the Arabic ornate parentheses.
inline constexpr std::u32string_view quote_marks =
    U"\"'`"
    U"\u00ab\u00bb\u05f3\u05f4\u2018\u2019\u201a\u201b\u201c\u201d\u201e\u201f\u2039\u203a\u2e42\u301d\u301e"
    U"\u301f"
    U"\ufd3e\ufd3f\uff02\uff07";

/// Spaces that may stand between a text and its quotes and marks.
inline constexpr std::u32string_view inner_spaces = U" \u00a0\u2009\u202f";

[[nodiscard]] inline bool is_one_of(char32_t c, std::u32string_view marks) noexcept {
  return marks.find(c) != std::u32string_view::npos;
}

/// The code point at the beginning of `text`, which is not empty.
[[nodiscard]] inline decoded first_code_point(std::string_view text) noexcept {
  return decode(as_bytes(text.data()), as_bytes(text.data()) + text.size());
}

/// The code point at the end of `text`, which is not empty.
[[nodiscard]] inline decoded last_code_point(std::string_view text) noexcept {
  for (std::size_t length = 1; length <= std::min<std::size_t>(4, text.size()); ++length) {
    const decoded found = first_code_point(text.substr(text.size() - length));
    if (found.code_point != ill_formed && found.length == length) return found;
  }
  return {ill_formed, 1};
}

/// How strongly the bytes between two tokens divide a text: 4 a paragraph's end, 3 a line's, 2 a sentence's,
/// 1 any other mark than a space, 0 nothing.
[[nodiscard]] inline int border_strength(std::string_view between) noexcept {
  int lines = 0, strength = 0;
  while (!between.empty()) {
    const auto [c, length] = first_code_point(between);
    const bool after_return = c == U'\n' && lines > 0 && between.data()[-1] == '\r';
    if ((c == U'\n' && !after_return) || c == U'\r' || c == 0x85 || c == 0x2028 || c == 0x2029) ++lines;
    if (is_one_of(
            c,
            U".!?\u2026\u3002\uff01\uff1f\uff0e\uff61\u0964\u0965\u061f\u06d4\u0589\u1362\u037e\u17d4\u104b"))
      strength = 2;
    if (!is_one_of(c, inner_spaces)) strength = std::max(strength, 1);
    between.remove_prefix(length);
  }
  return lines > 1 ? 4 : lines == 1 ? 3 : strength;
}

/// Bytes at the end of `left` and of `right` that are the same opening quotes and brackets, each with at most
/// one space behind it. Neither result begins with a space.
[[nodiscard]] inline std::uint32_t equal_opening(std::string_view left, std::string_view right) noexcept {
  std::uint32_t grown = 0;
  const auto shared = [&](std::uint32_t skip) -> decoded {
    if (left.size() <= skip || right.size() <= skip) return {ill_formed, 0};
    const decoded x = last_code_point(left.substr(0, left.size() - skip));
    const decoded y = last_code_point(right.substr(0, right.size() - skip));
    return x.code_point == y.code_point ? x : decoded{ill_formed, 0};
  };
  while (true) {
    const decoded next = shared(0);
    const decoded space = is_one_of(next.code_point, inner_spaces) ? next : decoded{ill_formed, 0};
    const decoded quote = space.length == 0 ? next : shared(space.length);
    if (!is_one_of(quote.code_point, opening_marks) && !is_one_of(quote.code_point, quote_marks))
      return grown;
    const std::uint32_t bytes = space.length + quote.length;
    grown += bytes;
    left.remove_suffix(bytes);
    right.remove_suffix(bytes);
  }
}

/// Bytes at the beginning of `left` and of `right` that are the same closing quotes, brackets and sentence
/// marks, each with at most one space before it. Neither result ends with a space.
[[nodiscard]] inline std::uint32_t equal_closing(std::string_view left, std::string_view right) noexcept {
  std::uint32_t grown = 0;
  const auto shared = [&](std::uint32_t skip) -> decoded {
    if (left.size() <= skip || right.size() <= skip) return {ill_formed, 0};
    const decoded x = first_code_point(left.substr(skip)), y = first_code_point(right.substr(skip));
    return x.code_point == y.code_point ? x : decoded{ill_formed, 0};
  };
  while (true) {
    const decoded next = shared(0);
    const decoded space = is_one_of(next.code_point, inner_spaces) ? next : decoded{ill_formed, 0};
    const decoded mark = space.length == 0 ? next : shared(space.length);
    if (!is_one_of(mark.code_point, closing_marks) && !is_one_of(mark.code_point, quote_marks)) return grown;
    const std::uint32_t bytes = space.length + mark.length;
    grown += bytes;
    left.remove_prefix(bytes);
    right.remove_prefix(bytes);
  }
}

}  // namespace neardup::inline v0::detail
