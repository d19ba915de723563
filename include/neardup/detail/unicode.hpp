#pragma once

#include <cstddef>
#include <cstdint>
#include <iterator>
#include <span>

#include <neardup/detail/unicode_tables.hpp>

namespace neardup::inline v0::detail {

/// What a code point is to the scheme, as far as it alone decides. The order is that of the tables.
enum class code_point_class : std::uint8_t {
  separator,
  space,          ///< a separator that is White_Space
  letter,         ///< L* or N*
  letter_extend,  ///< L* or N* with Grapheme_Extend: never begins a token of a script without spaces
  no_space,       ///< any other L* or N* of a script without spaces: begins a token
  mark,           ///< M*: part of a run after a word code point, a separator elsewhere
  transparent,    ///< Default_Ignorable_Code_Point, not L, M or N, not U+200B
  emoji           ///< Emoji_Presentation, not Emoji_Modifier
};

/// What toNFKC_Casefold(NFD(c)) of a code point alone is.
enum class fold_kind : std::uint8_t { self, single, empty, sequence };

/// The properties of one code point, packed as in the tables.
struct code_point_properties {
  std::uint16_t bits;

  [[nodiscard]] code_point_class kind() const noexcept { return static_cast<code_point_class>(bits & 7); }
  [[nodiscard]] fold_kind fold() const noexcept { return static_cast<fold_kind>(bits >> 3 & 3); }

  /// Not M*, and the fold begins with a code point of combining class 0 that never composes with one before
  /// it: the fold of a text is the fold of what stands before here, then the fold of the rest.
  [[nodiscard]] bool starts_segment() const noexcept { return (bits >> 5 & 1) != 0; }

  /// Folds to itself, decomposes to itself and never composes with a code point before it: after code points
  /// of no greater rank (or of any, where its own is 0) it is simply appended.
  [[nodiscard]] bool quiet() const noexcept { return (bits >> 6 & 1) != 0; }

  /// Its fold, decomposed, holds a diacritic: an overlay or attached mark, a Hebrew or Arabic point
  /// (combining classes 1, 10 to 36, 200 to 240), but no vowel or tone sign of the scripts of South and
  /// South-East Asia.
  [[nodiscard]] bool has_diacritic() const noexcept { return (bits >> 7 & 1) != 0; }

  /// Place of the canonical combining class among all of them in ascending order; 0 for class 0.
  [[nodiscard]] std::uint32_t rank() const noexcept { return bits >> 8; }

  [[nodiscard]] bool is_letter() const noexcept {
    return kind() >= code_point_class::letter && kind() <= code_point_class::no_space;
  }
};

[[nodiscard]] inline code_point_properties properties_of(char32_t c) noexcept {
  using namespace unicode_tables;
  const std::size_t block = property_block[c >> block_bits];
  return {properties[block << block_bits | (c & ((1u << block_bits) - 1))]};
}

namespace unicode_tables {

[[nodiscard]] inline std::size_t mapping_at(char32_t c) noexcept {
  const std::size_t block = mapping_block[c >> block_bits];
  return mapping_index[block << block_bits | (c & ((1u << block_bits) - 1))];
}

[[nodiscard]] inline std::span<const std::uint32_t> sequence_at(std::size_t mapping) noexcept {
  const std::uint32_t place = expansion[mapping];
  return {sequences + (place >> 6), place >> 1 & 31};
}

}  // namespace unicode_tables

/// The fold of a code point whose fold_kind is `single`.
[[nodiscard]] inline char32_t single_fold(char32_t c) noexcept {
  return unicode_tables::single_fold[unicode_tables::mapping_at(c)];
}

/// Hangul syllables are composed and decomposed by arithmetic (The Unicode Standard, 3.12).
namespace hangul {
inline constexpr char32_t syllable_base = 0xAC00, lead_base = 0x1100, vowel_base = 0x1161, tail_base = 0x11A7;
inline constexpr char32_t leads = 19, vowels = 21, tails = 28, syllables = leads * vowels * tails;
}  // namespace hangul

/// Calls `take(d)` for each code point of the full canonical decomposition of `c`.
template <class Take>
void decompose(char32_t c, Take&& take) {
  if (const char32_t index = c - hangul::syllable_base; index < hangul::syllables) {
    take(hangul::lead_base + index / (hangul::vowels * hangul::tails));
    take(hangul::vowel_base + index / hangul::tails % hangul::vowels);
    if (index % hangul::tails != 0) take(hangul::tail_base + index % hangul::tails);
    return;
  }
  const std::size_t mapping = unicode_tables::mapping_at(c);
  if ((unicode_tables::expansion[mapping] & 1) == 0) return take(c);
  for (const char32_t d : unicode_tables::sequence_at(mapping)) take(d);
}

/// Calls `take(d)` for each code point of NFD(NFKC_Casefold(c)) of a `c` that does not fold to itself and has
/// no canonical decomposition.
template <class Take>
void casefold(char32_t c, Take&& take) {
  for (const char32_t d : unicode_tables::sequence_at(unicode_tables::mapping_at(c))) take(d);
}

/// The primary composite of `first` and `second`, or 0. Logarithmic in the number of composites.
[[nodiscard]] inline char32_t compose_pair(char32_t first, char32_t second) noexcept {
  using namespace hangul;
  if (first - lead_base < leads && second - vowel_base < vowels)
    return syllable_base + ((first - lead_base) * vowels + (second - vowel_base)) * tails;
  if (first - syllable_base < syllables && (first - syllable_base) % tails == 0 && second > tail_base &&
      second < tail_base + tails)
    return first + (second - tail_base);
  const auto key = [](std::size_t i) {
    return std::uint64_t{unicode_tables::composition_first[i]} << 32 | unicode_tables::composition_second[i];
  };
  const std::uint64_t wanted = std::uint64_t{first} << 32 | second;
  std::size_t low = 0, high = std::size(unicode_tables::composition_first);
  while (low < high) {
    const std::size_t middle = (low + high) / 2;
    if (key(middle) < wanted)
      low = middle + 1;
    else
      high = middle;
  }
  const bool found = low < std::size(unicode_tables::composition_first) && key(low) == wanted;
  return found ? unicode_tables::composition_result[low] : 0;
}

}  // namespace neardup::inline v0::detail
