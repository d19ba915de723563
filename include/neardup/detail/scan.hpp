#pragma once

#include <cstddef>
#include <cstdint>

#include <neardup/detail/simple_class.hpp>

// What the scan kernels share: they read text in blocks of 64 bytes, turn each block into bit masks (bit i is
// byte i) and the masks into the bounds of tokens. They take the code points of detail/simple_class.hpp; at
// any other one they stop, and word_scanner reads the token that holds it.
namespace neardup::inline v0::detail {

/// Source bytes that one call reads at most: what it writes stays in the first-level cache.
inline constexpr std::size_t scan_limit = 4096;

/// An unfinished token of more bytes than this is left to word_scanner: it may have to be cut. A block later
/// it has at most 256.
inline constexpr std::size_t scan_token_limit = 192;

/// What a scan writes. Stores run over the last token by less than a vector, hence the slack.
struct scan_buffers {
  alignas(64) unsigned char folded[scan_limit + 128];  ///< folded bytes, each where its source stands
  std::uint16_t begins[scan_limit / 2 + 64];
  std::uint16_t ends[scan_limit / 2 + 64];
};

struct scan_result {
  std::size_t position;  ///< where reading goes on: no token that was counted reaches it or lies behind it
  std::size_t tokens;    ///< bounds in `begins` and `ends`
  bool stopped;          ///< the token at `position`, or what stands there, is for word_scanner
};

/// Reads `size` bytes, at least 1, at most scan_limit of them, as if a separator stood before.
/// `keep_diacritics`: false leaves what fold_diacritics changes to word_scanner.
using scan_function = scan_result(const unsigned char* text, std::size_t size, bool keep_diacritics,
                                  scan_buffers& out) noexcept;

/// A block's bytes by what stands there.
struct block_masks {
  std::uint64_t word;      ///< letters, digits, and the marks that follow them
  std::uint64_t no_space;  ///< letters of scripts without spaces and the marks that follow them
  std::uint64_t base;      ///< first bytes of letters of scripts without spaces
  std::uint64_t mark;      ///< first bytes of marks
  std::uint64_t ranked;    ///< marks with a combining class other than 0
  std::uint64_t top;       ///< of these, class 107 or more
  std::uint64_t hard;      ///< what is for word_scanner; exact up to the first one
};

/// What the last byte before a block was: 0 or 1 each.
struct block_carry {
  std::uint64_t word = 0, no_space = 0, ranked = 0, top = 0;
};

struct block_bounds {
  std::uint64_t begins, ends;  ///< ends: the byte after a token
  std::uint64_t hard;
};

/// Bounds of tokens in a block whose bytes are all ASCII. `word` as in block_masks.
[[nodiscard]] [[gnu::always_inline]] inline block_bounds find_bounds(std::uint64_t word,
                                                                     block_carry& carry) noexcept {
  const std::uint64_t after_word = word << 1 | carry.word;
  const std::uint64_t begins = word & ~after_word;
  const std::uint64_t ends = (after_word | carry.no_space) & (begins | ~word);
  carry = {word >> 63, 0, 0, 0};
  return {begins, ends, 0};
}

/// Bounds of tokens in the first `length` bytes of a block, which end with a whole code point.
///   A word: its first byte that follows none of its kind. A letter without spaces: each first byte.
///   A token ends before a beginning, and before whatever is no text.
[[nodiscard]] [[gnu::always_inline]] inline block_bounds find_bounds(const block_masks& is, unsigned length,
                                                                     block_carry& carry) noexcept {
  const std::uint64_t after_word = is.word << 1 | carry.word;
  const std::uint64_t after_no_space = is.no_space << 1 | carry.no_space;
  const std::uint64_t begins = is.base | (is.word & ~after_word);
  const std::uint64_t ends = (after_word | after_no_space) & (begins | ~(is.word | is.no_space));
  // A mark without a letter of its kind before it, and marks that may stand in another order than sorted.
  const std::uint64_t stray = is.mark & ~((is.word & after_word) | (is.no_space & after_no_space));
  const std::uint64_t after_ranked = is.ranked << 1 | carry.ranked, after_top = is.top << 1 | carry.top;
  const std::uint64_t unsorted = is.mark & is.ranked & after_ranked & ~(is.top & ~after_top);
  const std::uint64_t within = ~std::uint64_t{0} >> (64 - length);
  const unsigned last = length - 1;
  carry = {is.word >> last & 1, is.no_space >> last & 1, is.ranked >> last & 1, is.top >> last & 1};
  return {begins & within, ends & within, (is.hard | stray | unsorted) & within};
}

/// All bits of a word where `flag` is set in `found`, or none.
[[nodiscard]] [[gnu::always_inline]] inline std::uint64_t all_if(std::uint8_t found,
                                                                 std::uint8_t flag) noexcept {
  return 0 - static_cast<std::uint64_t>((found & flag) != 0);
}

/// Adds classes and folds of the code points of a block that are not ASCII: their bytes are `non_ascii`,
/// those of them that begin with two bits set `leads`. One by one, by tables that fit the first-level cache;
/// none waits for the one before. What only few scripts have is behind a branch: with all masks in the loop,
/// compilers keep some in memory, which costs more than the branch. `block` has 2 bytes to read behind it.
[[gnu::always_inline]] inline void add_code_points(const unsigned char* block, std::uint64_t non_ascii,
                                                   std::uint64_t leads, bool keep_diacritics, block_masks& is,
                                                   unsigned char* folded) noexcept {
  using namespace unicode_tables;
  const std::uint8_t refused = keep_diacritics ? 0 : simple_class::diacritic;
  std::uint64_t known = 0, word = 0;
  for (; leads != 0; leads &= leads - 1) {
    const int i = __builtin_ctzll(leads);
    const unsigned char lead = block[i], second = block[i + 1];
    std::uint8_t found;
    std::uint64_t bytes;
    if (lead < 0xE0) {
      const std::size_t at = two_byte_index(lead, second);
      found = is_continuation(second) ? two_byte_class[at] : std::uint8_t{0};
      // Both at once: two bytes by themselves would go through a vector register.
      std::uint16_t pair;
      __builtin_memcpy(&pair, block + i, 2);
      pair = static_cast<std::uint16_t>(pair ^ (two_byte_lead_delta[at] | two_byte_delta[at] << 8));
      __builtin_memcpy(folded + i, &pair, 2);
      bytes = std::uint64_t{3} << i;
    } else {
      const unsigned char third = block[i + 2];
      const std::size_t at = three_byte_index(lead, second, third);
      const bool whole = lead < 0xF0 && is_continuation(second) && is_continuation(third);
      found = whole ? three_byte_class[at] : std::uint8_t{0};
      __builtin_memcpy(folded + i, block + i, 2);
      folded[i + 2] = static_cast<unsigned char>(third ^ three_byte_delta[at]);
      bytes = std::uint64_t{7} << i;
      is.no_space |= bytes & all_if(found, simple_class::base);
      is.base |= static_cast<std::uint64_t>((found & simple_class::base) != 0) << i;
    }
    if ((found & (simple_class::mark | refused)) != 0) {
      if ((found & refused) != 0) continue;
      is.mark |= std::uint64_t{1} << i;
      is.no_space |= bytes & ~all_if(found, simple_class::word);
      is.ranked |= bytes & all_if(found, simple_class::ranked);
      is.top |= bytes & all_if(found, simple_class::top);
    }
    known |= bytes & all_if(found, simple_class::known);
    word |= bytes & all_if(found, simple_class::word);
  }
  is.word |= word;
  is.hard |= non_ascii & ~known;
}

/// Writes `at` + the number of each set bit; returns how many.
[[gnu::always_inline]] inline std::size_t store_positions(std::uint64_t bits, std::size_t at,
                                                          std::uint16_t* out) noexcept {
  std::size_t count = 0;
  for (; bits != 0; bits &= bits - 1)
    out[count++] = static_cast<std::uint16_t>(at + static_cast<std::size_t>(__builtin_ctzll(bits)));
  return count;
}

inline constexpr std::size_t scan_rest_bytes = 192;

/// The loop that the kernels share; each makes masks of a block and stores positions in its own way:
///   while (reader.next(rest)) {
///     found = reader.find_bounds(masks of reader.block(), bytes that are not ASCII);
///     reader.begins += store(found.begins, reader.at, out.begins + reader.begins);  // ends likewise
///     if (!reader.advance(found, out)) break;
///   }
///   return reader.result(out);
struct block_reader {
  const unsigned char* text;
  std::size_t size;
  std::size_t at = 0;                ///< of the block in the text
  std::size_t begins = 0, ends = 0;  ///< stored so far: one more begins than ends where a token is unfinished
  const unsigned char* block = nullptr;  ///< 64 bytes and two to look ahead
  unsigned length = 64;                  ///< of the block up to its last whole code point
  bool stopped = false;
  block_carry carry;

  [[gnu::always_inline]] block_reader(const unsigned char* from, std::size_t bytes) noexcept
      : text(from), size(bytes) {}

  /// Takes the next block. Behind the text stand spaces, so that its last token ends: its last bytes are
  /// copied to `rest`, which is no member, so that compilers can keep members in registers.
  [[nodiscard]] [[gnu::always_inline]] bool next(unsigned char (&rest)[scan_rest_bytes]) noexcept {
    if (at + 64 > scan_limit) return false;
    block = text + at;
    if (size < at + 66) {
      if (at >= size && begins == ends) return false;
      __builtin_memset(rest, ' ', sizeof rest);
      if (at < size) __builtin_memcpy(rest, block, size - at);
      block = rest;
    }
    return true;
  }

  /// Bounds of tokens in the block, up to the first hard byte.
  [[nodiscard]] [[gnu::always_inline]] block_bounds find_bounds(const block_masks& is,
                                                                std::uint64_t non_ascii) noexcept {
    if (non_ascii == 0) {
      length = 64;
      return detail::find_bounds(is.word, carry);
    }
    length = block[63] >= 0xC0 ? 63 : block[62] >= 0xE0 ? 62 : 64;
    block_bounds found = detail::find_bounds(is, length, carry);
    if (found.hard != 0) {
      const std::uint64_t before = (found.hard & (0 - found.hard)) - 1;
      found.begins &= before;
      found.ends &= before;
    }
    return found;
  }

  /// Goes on to the next block; false where a token is for word_scanner.
  [[nodiscard]] [[gnu::always_inline]] bool advance(block_bounds found, const scan_buffers& out) noexcept {
    stopped = found.hard != 0;
    at += stopped ? static_cast<std::size_t>(__builtin_ctzll(found.hard)) : length;
    // A token so long holds a block without bounds. Whether a block ends within a token cannot be predicted,
    // but that there is no such block.
    if ((found.begins | found.ends) == 0 && begins != ends && at - out.begins[ends] > scan_token_limit)
      stopped = true;
    return !stopped;
  }

  [[nodiscard]] [[gnu::always_inline]] scan_result result(const scan_buffers& out) const noexcept {
    return {begins != ends ? out.begins[ends] : at < size ? at : size, ends, stopped};
  }
};

}  // namespace neardup::inline v0::detail
