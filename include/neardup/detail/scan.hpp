#pragma once

#include <cstddef>
#include <cstdint>

#include <neardup/detail/simple_class.hpp>

// What the scan kernels share: they read text in blocks of 64 bytes, turn each block into bit masks (bit i is
// byte i) and the masks into the bounds of tokens. They take the code points of detail/simple_class.hpp; at
// any other one they stop, and word_scanner reads the token that holds it.
namespace neardup::inline v0::detail {

/// What to find: words, their code points with a blank between words, or runs without White_Space.
enum class scan_kind { words, characters, runs };

/// Source bytes that one call reads at most: what it writes stays in the first-level cache.
inline constexpr std::size_t scan_limit = 4096;

/// As many tokens as fit the buffers: words are two bytes apart, letters without spaces three bytes long.
[[nodiscard]] constexpr std::size_t scan_limit_of(scan_kind kind) noexcept {
  return kind == scan_kind::characters ? scan_limit / 2 : scan_limit;
}

/// An unfinished word or run of more bytes than this is left to others: a word may have to be cut, and
/// kernels hash no more than 256 bytes. A block later it has at most as many.
inline constexpr std::size_t scan_token_limit = 192;

/// What a scan writes. Stores run over the last token by less than a vector, hence the slack.
struct scan_buffers {
  alignas(64) unsigned char folded[scan_limit + 128];  ///< folded bytes, each where its source stands
  std::uint16_t begins[scan_limit / 2 + 64];
  std::uint16_t ends[scan_limit / 2 + 64];
  std::uint16_t marks[scan_limit / 4 + 64];  ///< characters: where marks begin, which are tokens too
};

struct scan_result {
  std::size_t position;  ///< where reading goes on: a word or run that was not finished begins there again
  std::size_t tokens;    ///< bounds in `begins` and `ends`; all before `position`
  std::size_t marks;     ///< characters: places in `marks`
  bool stopped;          ///< the word or run at `position`, or what stands there, is for others
};

/// Reads `size` bytes, at least 1, at most scan_limit_of(kind) of them, as if a separator stood before.
///   words: bounds of tokens; their folded texts.
///   characters: code points of words, and a byte U+0020 at the first separator after each word.
///   runs: bounds of maximal runs without White_Space, bytes as they are; ill-formed ones are for others.
/// `keep_diacritics`: false leaves what fold_diacritics changes to word_scanner; runs have none.
using scan_function = scan_result(const unsigned char* text, std::size_t size, bool keep_diacritics,
                                  scan_buffers& out) noexcept;

/// A block's bytes by what stands there.
struct block_masks {
  std::uint64_t non_ascii;  ///< bytes from 0x80 on
  std::uint64_t leads;      ///< of these, from 0xC0 on
  std::uint64_t word;       ///< letters, digits, and the marks that follow them; for runs: no White_Space
  std::uint64_t no_space;   ///< letters of scripts without spaces and the marks that follow them
  std::uint64_t base;       ///< first bytes of letters of scripts without spaces
  std::uint64_t mark;       ///< first bytes of marks
  std::uint64_t ranked;     ///< marks with a combining class other than 0
  std::uint64_t top;        ///< of these, class 107 or more
  std::uint64_t hard;       ///< what is for others; exact up to the first one
};

/// All bits of a word where `flag` is set in `found`, or none.
[[nodiscard]] [[gnu::always_inline]] inline std::uint64_t all_if(std::uint8_t found,
                                                                 std::uint8_t flag) noexcept {
  return 0 - static_cast<std::uint64_t>((found & flag) != 0);
}

/// Adds classes and folds of the code points of a block that are not ASCII, given `non_ascii` and `leads`.
/// One by one, by tables that fit the first-level cache; none waits for the one before. What only few scripts
/// have is behind a branch: with all masks in the loop, compilers keep some in memory, which costs more than
/// the branch. `block` has 3 bytes to read behind it.
[[gnu::always_inline]] inline void add_code_points(const unsigned char* block, bool keep_diacritics,
                                                   block_masks& is, unsigned char* folded) noexcept {
  using namespace unicode_tables;
  const std::uint8_t refused = keep_diacritics ? 0 : simple_class::diacritic;
  std::uint64_t known = 0, word = 0;
  for (std::uint64_t leads = is.leads; leads != 0; leads &= leads - 1) {
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
  is.hard = is.non_ascii & ~known;
}

/// The same for runs: code points of all lengths that are well-formed, and White_Space among them.
[[gnu::always_inline]] inline void add_run_code_points(const unsigned char* block, block_masks& is) noexcept {
  using namespace unicode_tables;
  std::uint64_t known = 0;
  for (std::uint64_t leads = is.leads; leads != 0; leads &= leads - 1) {
    const int i = __builtin_ctzll(leads);
    const unsigned char lead = block[i], second = block[i + 1], third = block[i + 2];
    bool well_formed = is_continuation(second), space = false;
    std::uint64_t bytes = std::uint64_t{3} << i;
    if (lead < 0xE0) {
      well_formed = well_formed && lead >= 0xC2;
      space = (two_byte_class[two_byte_index(lead, second)] & simple_class::space) != 0;
    } else if (lead < 0xF0) {
      bytes = std::uint64_t{7} << i;
      well_formed = well_formed && is_continuation(third) && !(lead == 0xE0 && second < 0xA0) &&
                    !(lead == 0xED && second > 0x9F);
      space = (three_byte_class[three_byte_index(lead, second, third)] & simple_class::space) != 0;
    } else {
      bytes = std::uint64_t{15} << i;
      well_formed = well_formed && is_continuation(third) && is_continuation(block[i + 3]) && lead < 0xF5 &&
                    !(lead == 0xF0 && second < 0x90) && !(lead == 0xF4 && second > 0x8F);
    }
    if (!well_formed) break;
    known |= bytes;
    is.word |= space ? 0 : bytes;
  }
  is.hard = is.non_ascii & ~known;
}

/// By eight bits: the numbers of those that are set.
alignas(64) inline constexpr auto set_bits = [] {
  struct table {
    unsigned char of[256][8];
  } t{};
  for (unsigned bits = 0; bits < 256; ++bits)
    for (unsigned i = 0, count = 0; i < 8; ++i)
      if ((bits >> i & 1) != 0) t.of[bits][count++] = static_cast<unsigned char>(i);
  return t;
}();

/// How many bits are set up to the end of each byte, in that byte; for where there is no instruction for it.
[[nodiscard]] [[gnu::always_inline]] inline std::uint64_t set_bits_up_to(std::uint64_t bits) noexcept {
  constexpr std::uint64_t each = 0x0101010101010101;
  bits -= bits >> 1 & each * 0x55;
  bits = (bits & each * 0x33) + (bits >> 2 & each * 0x33);
  return ((bits + (bits >> 4)) & each * 0x0F) * each;
}

/// Writes `at` + the number of each set bit; returns how many.
[[gnu::always_inline]] inline std::size_t store_positions(std::uint64_t bits, std::size_t at,
                                                          std::uint16_t* out) noexcept {
  std::size_t count = 0;
  for (; bits != 0; bits &= bits - 1)
    out[count++] = static_cast<std::uint16_t>(at + static_cast<std::size_t>(__builtin_ctzll(bits)));
  return count;
}

/// Blanks the bytes that `bits` marks.
[[gnu::always_inline]] inline void store_blanks(std::uint64_t bits, unsigned char* out) noexcept {
  for (; bits != 0; bits &= bits - 1) out[__builtin_ctzll(bits)] = ' ';
}

}  // namespace neardup::inline v0::detail
