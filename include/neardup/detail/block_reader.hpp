#pragma once

#include <cstddef>
#include <cstdint>

#include <neardup/detail/scan.hpp>

namespace neardup::inline v0::detail {

struct block_bounds {
  std::uint64_t begins, ends;  ///< ends: the byte after a token
  std::uint64_t gaps;          ///< characters: begins of the blanks between words
  std::uint64_t marks;         ///< characters: begins of marks
  std::uint64_t hard;
};

inline constexpr std::size_t scan_rest_bytes = 192;

/// The loop over the blocks of a text that the kernels share; each makes masks and stores positions in its
/// own way:
///   while (reader.next(rest)) {
///     found = reader.find_bounds(masks of reader.block, whether it may hold more than ASCII);
///     reader.begins += store(found.begins, reader.at, out.begins + reader.begins);  // ends likewise
///     if (!reader.advance(found, out)) break;
///   }
///   return reader.result(out);
template <scan_kind kind>
struct block_reader {
  const unsigned char* text;
  std::size_t size;
  std::size_t at = 0;                           ///< of the block in the text
  std::size_t begins = 0, ends = 0, marks = 0;  ///< stored so far
  const unsigned char* block = nullptr;         ///< 64 bytes and three to look ahead
  unsigned length = 64;                         ///< of the block up to its last whole code point
  bool stopped = false;
  std::size_t word_begin = 0;  ///< characters: where the last word began
  // What the last byte before the block was: 0 or 1 each.
  std::uint64_t last_word = 0, last_no_space = 0, last_ranked = 0, last_top = 0, last_gap = 0;

  [[gnu::always_inline]] block_reader(const unsigned char* from, std::size_t bytes) noexcept
      : text(from), size(bytes) {}

  /// Takes the next block. Behind the text stand spaces, so that its last token ends: its last bytes are
  /// copied to `rest`, which is no member, so that compilers can keep members in registers.
  [[nodiscard]] [[gnu::always_inline]] bool next(unsigned char (&rest)[scan_rest_bytes]) noexcept {
    if (at + 64 > scan_limit_of(kind)) return false;
    block = text + at;
    if (size < at + 67) {
      if (at >= size && (last_word | last_no_space) == 0) return false;
      __builtin_memset(rest, ' ', sizeof rest);
      if (at < size) __builtin_memcpy(rest, block, size - at);
      block = rest;
    }
    return true;
  }

  /// Bounds of tokens in the block, up to the first hard byte. `mixed`: false where all of it is ASCII.
  ///   A word: its first byte that follows none of its kind. A letter without spaces: each first byte.
  ///   A token ends before a beginning, and before whatever is no text.
  [[nodiscard]] [[gnu::always_inline]] block_bounds find_bounds(const block_masks& is, bool mixed) noexcept {
    const std::uint64_t after_word = is.word << 1 | last_word;
    if (!mixed) {
      const std::uint64_t after = after_word | last_no_space;
      length = 64;
      last_word = is.word >> 63;
      last_no_space = last_ranked = last_top = 0;
      const std::uint64_t word_begins = is.word & ~after_word;
      if constexpr (kind == scan_kind::characters)
        return find_characters(is.word, after, is.word, word_begins, 0, 0, ~std::uint64_t{0});
      return {word_begins, after & (word_begins | ~is.word), 0, 0, 0};
    }
    const std::uint64_t after_no_space = is.no_space << 1 | last_no_space, text_bytes = is.word | is.no_space;
    length = whole_length();
    const std::uint64_t within = ~std::uint64_t{0} >> (64 - length);
    const unsigned last = length - 1;
    std::uint64_t hard = is.hard & within;
    if (is.mark == 0) {
      last_ranked = last_top = 0;
    } else {
      // A mark without a letter of its kind before it, and marks that may stand in another order than sorted.
      const std::uint64_t stray = is.mark & ~((is.word & after_word) | (is.no_space & after_no_space));
      const std::uint64_t unsorted =
          is.mark & is.ranked & (is.ranked << 1 | last_ranked) & ~(is.top & ~(is.top << 1 | last_top));
      hard |= (stray | unsorted) & within;
      last_ranked = is.ranked >> last & 1;
      last_top = is.top >> last & 1;
    }
    const std::uint64_t usable = hard == 0 ? within : (hard & (0 - hard)) - 1;
    last_word = is.word >> last & 1;
    last_no_space = is.no_space >> last & 1;
    const std::uint64_t word_begins = is.base | (is.word & ~after_word), after = after_word | after_no_space;
    if constexpr (kind == scan_kind::characters) {
      if (hard != 0) last_word = after >> __builtin_ctzll(hard) & 1, last_no_space = 0;
      return find_characters(text_bytes & ~(is.non_ascii & ~is.leads), after, text_bytes, word_begins,
                             is.mark, hard, usable);
    }
    return {word_begins & usable, after & (word_begins | ~text_bytes) & usable, 0, 0, hard};
  }

  /// Goes on to the next block; false where a word or run is for others.
  [[nodiscard]] [[gnu::always_inline]] bool advance(block_bounds found, scan_buffers& out) noexcept {
    if (kind == scan_kind::characters && found.marks != 0)
      marks += store_positions(found.marks, at, out.marks + marks);
    stopped = found.hard != 0;
    at += stopped ? static_cast<std::size_t>(__builtin_ctzll(found.hard)) : length;
    if constexpr (kind == scan_kind::characters) {
      stopped |= ((last_word | last_no_space) != 0) & (at - word_begin > scan_token_limit);
    } else {
      // A token so long holds a block without bounds. Whether a block ends within a token cannot be
      // predicted, but that there is no such block.
      if ((found.begins | found.ends) == 0 && begins != ends && at - out.begins[ends] > scan_token_limit)
        stopped = true;
    }
    return !stopped;
  }

  [[nodiscard]] [[gnu::always_inline]] scan_result result(scan_buffers& out) noexcept {
    const std::size_t end = at < size ? at : size;
    if constexpr (kind == scan_kind::characters) {
      if ((last_word | last_no_space) != 0) {  // within a word: all of it again
        while (begins > 0 && out.begins[begins - 1] >= word_begin) --begins;
        while (marks > 0 && out.marks[marks - 1] >= word_begin) --marks;
        return {word_begin, begins, marks, stopped};
      }
      if (begins != ends) out.ends[ends] = static_cast<std::uint16_t>(out.begins[ends] + 1);  // a blank
      return {end, begins, marks, stopped};
    }
    return {begins != ends ? out.begins[ends] : end, ends, 0, stopped};
  }

 private:
  /// Bytes of the block up to its last whole code point: 63 where a code point begins in the last byte, 62
  /// where one of three bytes or more does before it, 61 where one of four does before that. By shifts, as no
  /// branch could be foreseen: bit 7 of a byte stays where those below it are set.
  ///   last bytes 61 62 E4 B8 -> B8E46261 -> 00800000, 8 leading zeros -> 62
  [[nodiscard]] [[gnu::always_inline]] unsigned whole_length() const noexcept {
    std::uint32_t last;
    __builtin_memcpy(&last, block + 60, 4);
    const std::uint32_t from_c0 = last & last << 1, from_e0 = from_c0 & last << 2,
                        from_f0 = from_e0 & last << 3;
    const std::uint32_t begins_within =
        (from_c0 & 0x80000000) | (from_e0 & 0x00800000) | (from_f0 & 0x00008000) | 1;
    return 61 + ((2 - static_cast<unsigned>(__builtin_clz(begins_within)) / 8) & 3);
  }

  /// `firsts`: first bytes of code points of words. A blank begins at the first separator after a word.
  ///   "ab c" -> begins 0, 1, 2 (blank), 3; ends 1, 2, 3
  [[nodiscard]] [[gnu::always_inline]] block_bounds find_characters(
      std::uint64_t firsts, std::uint64_t after, std::uint64_t text_bytes, std::uint64_t word_begins,
      std::uint64_t mark_begins, std::uint64_t hard, std::uint64_t usable) noexcept {
    const std::uint64_t gaps = after & ~text_bytes & usable, begin = (firsts | gaps) & usable;
    const std::uint64_t end = ((begin & after) | gaps << 1 | last_gap) & usable;
    last_gap = gaps >> (length - 1) & 1;
    if ((word_begins & usable) != 0)
      word_begin = at + 63 - static_cast<std::size_t>(__builtin_clzll(word_begins & usable));
    return {begin, end, gaps, mark_begins & usable, hard};
  }
};

}  // namespace neardup::inline v0::detail
