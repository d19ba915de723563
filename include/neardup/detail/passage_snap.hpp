#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include <neardup/detail/line_ends.hpp>
#include <neardup/detail/unicode.hpp>
#include <neardup/detail/utf8.hpp>

// Where a passage ends in the text: tokens do not include the quotes and full stops around them.
namespace neardup::inline v0::detail {

/// Closing brackets (Pe), sentence marks (Sentence_Terminal) and the colons, semicolons, ellipses and section
/// marks of all scripts: they end a passage.
// clang-format off
inline constexpr std::u32string_view closing_marks =
    U"!).:;?]}\u00b7\u037e\u0387\u055c\u055e\u0589\u05c3\u061b\u061d\u061e\u061f\u06d4\u0700\u0701\u0702"
    U"\u07f9\u0837\u0839\u083d\u083e\u0964\u0965\u0df4\u0e5a\u0e5b\u0f08\u0f0d\u0f0e\u0f0f\u0f10\u0f11"
    U"\u0f12\u0f3b\u0f3d\u104a\u104b\u1362\u1364\u1365\u1366\u1367\u1368\u166e\u169c\u1735\u1736\u17d4"
    U"\u17d5\u17d6\u1803\u1804\u1809\u1944\u1945\u1aa8\u1aa9\u1aaa\u1aab\u1b5a\u1b5b\u1b5e\u1b5f\u1b7d"
    U"\u1b7e\u1c3b\u1c3c\u1c7e\u1c7f\u2024\u2025\u2026\u203c\u203d\u2046\u2047\u2048\u2049\u207e\u208e"
    U"\u2309\u230b\u232a\u2769\u276b\u276d\u276f\u2771\u2773\u2775\u27c6\u27e7\u27e9\u27eb\u27ed\u27ef"
    U"\u2984\u2986\u2988\u298a\u298c\u298e\u2990\u2992\u2994\u2996\u2998\u29d9\u29db\u29fd\u2e23\u2e25"
    U"\u2e27\u2e29\u2e2e\u2e3c\u2e53\u2e54\u2e56\u2e58\u2e5a\u2e5c\u3002\u3009\u300b\u300d\u300f\u3011"
    U"\u3015\u3017\u3019\u301b\ua4ff\ua60e\ua60f\ua6f3\ua6f4\ua6f6\ua6f7\ua876\ua877\ua8ce\ua8cf\ua92f"
    U"\ua9c8\ua9c9\uaa5d\uaa5e\uaa5f\uaaf0\uaaf1\uabeb\ufe12\ufe13\ufe14\ufe15\ufe16\ufe18\ufe36\ufe38"
    U"\ufe3a\ufe3c\ufe3e\ufe40\ufe42\ufe44\ufe48\ufe52\ufe54\ufe55\ufe56\ufe57\ufe5a\ufe5c\ufe5e\uff01"
    U"\uff09\uff0e\uff1a\uff1b\uff1f\uff3d\uff5d\uff60\uff61\uff63\U00010a56\U00010a57\U00010f55"
    U"\U00010f56\U00010f57\U00010f58\U00010f59\U00010f86\U00010f87\U00010f88\U00010f89\U00011047"
    U"\U00011048\U000110be\U000110bf\U000110c0\U000110c1\U00011141\U00011142\U00011143\U000111c5"
    U"\U000111c6\U000111cd\U000111de\U000111df\U00011238\U00011239\U0001123b\U0001123c\U000112a9"
    U"\U0001144b\U0001144c\U000115c2\U000115c3\U000115c9\U000115ca\U000115cb\U000115cc\U000115cd"
    U"\U000115ce\U000115cf\U000115d0\U000115d1\U000115d2\U000115d3\U000115d4\U000115d5\U000115d6"
    U"\U000115d7\U00011641\U00011642\U0001173c\U0001173d\U0001173e\U00011944\U00011946\U00011a42"
    U"\U00011a43\U00011a9b\U00011a9c\U00011c41\U00011c42\U00011ef7\U00011ef8\U00011f43\U00011f44"
    U"\U00016a6e\U00016a6f\U00016af5\U00016b37\U00016b38\U00016b44\U00016e98\U0001bc9f\U0001da88";
// clang-format on

/// Opening brackets (Ps), and the inverted marks that begin a Spanish sentence.
// clang-format off
inline constexpr std::u32string_view opening_marks =
    U"([{\u00a1\u00bf\u0f3a\u0f3c\u169b\u2045\u207d\u208d\u2308\u230a\u2329\u2768\u276a\u276c\u276e"
    U"\u2770\u2772\u2774\u27c5\u27e6\u27e8\u27ea\u27ec\u27ee\u2983\u2985\u2987\u2989\u298b\u298d\u298f"
    U"\u2991\u2993\u2995\u2997\u29d8\u29da\u29fc\u2e22\u2e24\u2e26\u2e28\u2e55\u2e57\u2e59\u2e5b\u3008"
    U"\u300a\u300c\u300e\u3010\u3014\u3016\u3018\u301a\ufe17\ufe35\ufe37\ufe39\ufe3b\ufe3d\ufe3f\ufe41"
    U"\ufe43\ufe47\ufe59\ufe5b\ufe5d\uff08\uff3b\uff5b\uff5f\uff62";
// clang-format on

/// Quotes (Quotation_Mark, Pi, Pf), which open in one language what they close in another, and the Arabic
/// ornate parentheses, which fonts mirror.
// clang-format off
inline constexpr std::u32string_view quote_marks =
    U"\"'`\u00ab\u00bb\u05f3\u05f4\u2018\u2019\u201a\u201b\u201c\u201d\u201e\u201f\u2039\u203a\u2e02"
    U"\u2e03\u2e04\u2e05\u2e09\u2e0a\u2e0c\u2e0d\u2e1c\u2e1d\u2e20\u2e21\u2e42\u301d\u301e\u301f\ufd3e"
    U"\ufd3f\uff02\uff07";
// clang-format on

/// Marks that end a sentence: Sentence_Terminal, the ellipses, the Greek question mark, the full stops of
/// Khmer and Tibetan, and the vertical forms.
// clang-format off
inline constexpr std::u32string_view sentence_marks =
    U"!.?\u037e\u0589\u061d\u061e\u061f\u06d4\u0700\u0701\u0702\u07f9\u0837\u0839\u083d\u083e\u0964\u0965"
    U"\u0f0d\u0f0e\u104a\u104b\u1362\u1367\u1368\u166e\u1735\u1736\u17d4\u17d5\u1803\u1809\u1944\u1945\u1aa8"
    U"\u1aa9\u1aaa\u1aab\u1b5a\u1b5b\u1b5e\u1b5f\u1b7d\u1b7e\u1c3b\u1c3c\u1c7e\u1c7f\u2025\u2026\u203c\u203d"
    U"\u2047\u2048\u2049\u2e2e\u2e3c\u2e53\u2e54\u3002\ua4ff\ua60e\ua60f\ua6f3\ua6f7\ua876\ua877\ua8ce\ua8cf"
    U"\ua92f\ua9c8\ua9c9\uaa5d\uaa5e\uaa5f\uaaf0\uaaf1\uabeb\ufe12\ufe15\ufe16\ufe52\ufe56\ufe57\uff01\uff0e"
    U"\uff1f\uff61\U00010a56\U00010a57\U00010f55\U00010f56\U00010f57\U00010f58\U00010f59\U00010f86\U00010f87"
    U"\U00010f88\U00010f89\U00011047\U00011048\U000110be\U000110bf\U000110c0\U000110c1\U00011141\U00011142"
    U"\U00011143\U000111c5\U000111c6\U000111cd\U000111de\U000111df\U00011238\U00011239\U0001123b\U0001123c"
    U"\U000112a9\U0001144b\U0001144c\U000115c2\U000115c3\U000115c9\U000115ca\U000115cb\U000115cc\U000115cd"
    U"\U000115ce\U000115cf\U000115d0\U000115d1\U000115d2\U000115d3\U000115d4\U000115d5\U000115d6\U000115d7"
    U"\U00011641\U00011642\U0001173c\U0001173d\U0001173e\U00011944\U00011946\U00011a42\U00011a43\U00011a9b"
    U"\U00011a9c\U00011c41\U00011c42\U00011ef7\U00011ef8\U00011f43\U00011f44\U00016a6e\U00016a6f\U00016af5"
    U"\U00016b37\U00016b38\U00016b44\U00016e98\U0001bc9f\U0001da88";
// clang-format on

/// Spaces that may stand between a text and its quotes and marks.
inline constexpr std::u32string_view inner_spaces = U" \u00a0\u2009\u202f";

/// `marks` in ascending order, as all of the lists here.
[[nodiscard]] constexpr bool is_one_of(char32_t c, std::u32string_view marks) noexcept {
  return std::binary_search(marks.begin(), marks.end(), c);
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
  const std::uint32_t lines = count_line_ends(between);
  int strength = 0;
  while (!between.empty()) {
    const auto [c, length] = first_code_point(between);
    if (is_one_of(c, sentence_marks)) strength = 2;
    if (!is_one_of(c, inner_spaces)) strength = std::max(strength, 1);
    between.remove_prefix(length);
  }
  return lines > 1 ? 4 : lines == 1 ? 3 : strength;
}

/// What stands at the near end of a text outside a passage: a word, nothing or a line's end, or anything
/// else.
enum class neighbour { word, border, other };

[[nodiscard]] inline neighbour outer_neighbour(std::string_view text, bool before) noexcept {
  if (text.empty()) return neighbour::border;
  const decoded next = before ? last_code_point(text) : first_code_point(text);
  if (line_ends_at(next.code_point, 0) != 0) return neighbour::border;
  return next.code_point != ill_formed && properties_of(next.code_point).is_letter() ? neighbour::word
                                                                                     : neighbour::other;
}

/// Whether a quote that a space parts from the passages belongs to the texts on its other side: nothing parts
/// it from a word in one of them, or it faces that way (`turned`) in the midst of a line of both.
[[nodiscard]] inline bool belongs_outside(std::string_view left, std::string_view right, bool before,
                                          bool turned) noexcept {
  const neighbour x = outer_neighbour(left, before), y = outer_neighbour(right, before);
  if (x == neighbour::word || y == neighbour::word) return true;
  return turned && x == neighbour::other && y == neighbour::other;
}

/// Which of quotes and brackets belong to a passage from one of its ends on.
struct snap_rule {
  std::u32string_view marks;   ///< always
  std::u32string_view turned;  ///< quotes that with a space between them and the passage face the other way
};

/// Turned: quotes that close after a space in no language.
inline constexpr snap_rule closing_rule{closing_marks, U"\u00ab\u2018\u201a\u201b\u201c\u201e\u201f\u2039"};
/// Turned: quotes that open before a space in no language.
inline constexpr snap_rule opening_rule{opening_marks, U"\u00bb\u2019\u201d\u203a"};

/// Bytes at the near ends of two texts, `left`'s and `right`'s, that are the same marks and quotes, each with
/// at most one space between it and the passage; `before`: the texts are what stands before the two passages,
/// and their near ends are their last bytes. What is grown over never ends with a space.
[[nodiscard]] inline std::uint32_t equal_marks(std::string_view left, std::string_view right, bool before,
                                               const snap_rule& rule) noexcept {
  const auto without = [before](std::string_view text, std::uint32_t bytes) {
    before ? text.remove_suffix(bytes) : text.remove_prefix(bytes);
    return text;
  };
  const auto shared = [&](std::uint32_t skip) -> decoded {
    if (left.size() <= skip || right.size() <= skip) return {ill_formed, 0};
    const auto near = before ? last_code_point : first_code_point;
    const decoded x = near(without(left, skip)), y = near(without(right, skip));
    return x.code_point == y.code_point ? x : decoded{ill_formed, 0};
  };
  std::uint32_t grown = 0;
  while (true) {
    const decoded next = shared(0);
    const decoded space = is_one_of(next.code_point, inner_spaces) ? next : decoded{ill_formed, 0};
    const decoded mark = space.length == 0 ? next : shared(space.length);
    const bool quote = is_one_of(mark.code_point, quote_marks);
    if (!quote && !is_one_of(mark.code_point, rule.marks)) return grown;
    const std::uint32_t bytes = space.length + mark.length;
    left = without(left, bytes);
    right = without(right, bytes);
    if (quote && space.length != 0 &&
        belongs_outside(left, right, before, is_one_of(mark.code_point, rule.turned)))
      return grown;
    grown += bytes;
  }
}

/// Bytes before two passages, at the end of `left` and of `right`, that are the same opening quotes and
/// brackets.
[[nodiscard]] inline std::uint32_t equal_opening(std::string_view left, std::string_view right) noexcept {
  return equal_marks(left, right, true, opening_rule);
}

/// Bytes behind two passages, at the beginning of `left` and of `right`, that are the same closing quotes,
/// brackets and sentence marks.
[[nodiscard]] inline std::uint32_t equal_closing(std::string_view left, std::string_view right) noexcept {
  return equal_marks(left, right, false, closing_rule);
}

}  // namespace neardup::inline v0::detail
