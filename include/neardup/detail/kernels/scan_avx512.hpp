#pragma once

#if defined(__x86_64__)

#include <cstddef>
#include <cstdint>

#include <immintrin.h>

#include <neardup/detail/block_reader.hpp>
#include <neardup/detail/platform.hpp>
#include <neardup/detail/scan.hpp>

#define NEARDUP_AVX512 \
  NEARDUP_TARGET("avx512f,avx512bw,avx512dq,avx512vl,avx512vbmi,avx512vbmi2,bmi,bmi2,lzcnt,popcnt")

namespace neardup::inline v0::detail {

/// By ASCII byte: lower case of letters, digits as they are, a space for all else.
alignas(64) inline constexpr auto ascii_folds = [] {
  struct table {
    unsigned char of[128];
  } t{};
  for (int c = 0; c < 128; ++c) {
    const bool upper = c >= 'A' && c <= 'Z';
    const bool kept = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
    t.of[c] = static_cast<unsigned char>(upper ? c + ('a' - 'A') : kept ? c : ' ');
  }
  return t;
}();

/// 0, 1, ... 63
alignas(64) inline constexpr auto byte_numbers = [] {
  struct table {
    unsigned char of[64];
  } t{};
  for (int i = 0; i < 64; ++i) t.of[i] = static_cast<unsigned char>(i);
  return t;
}();

/// Writes `at` + the number of each set bit, at most 32 of them and 64 where `many`; returns how many.
template <bool many>
NEARDUP_AVX512 [[gnu::always_inline]] inline std::size_t store_positions_avx512(std::uint64_t bits,
                                                                                std::size_t at,
                                                                                std::uint16_t* out) noexcept {
  const __m512i packed = _mm512_maskz_compress_epi8(bits, _mm512_load_si512(byte_numbers.of));
  const __m512i first = _mm512_set1_epi16(static_cast<short>(at));
  const __m256i lower = __builtin_shufflevector(packed, packed, 0, 1, 2, 3);
  _mm512_storeu_si512(out, _mm512_add_epi16(_mm512_cvtepu8_epi16(lower), first));
  if constexpr (many) {
    const __m256i upper = __builtin_shufflevector(packed, packed, 4, 5, 6, 7);
    _mm512_storeu_si512(out + 32, _mm512_add_epi16(_mm512_cvtepu8_epi16(upper), first));
  }
  return static_cast<std::size_t>(__builtin_popcountll(bits));
}

/// First bytes of code points that blocks had lately, and the rows of tables that belong to them. All of them
/// are looked up in every block: how many there are stays the same while the text is of one kind, where what
/// a single block holds cannot be predicted (French: 2.2 GB/s with a loop over each block's own, 2.9 with
/// this).
struct recent_rows_avx512 {
  unsigned char lead[4], second[4];
  std::size_t row[4];
  unsigned count = 0, next = 0;

  /// Takes another one, in place of the oldest where it is full; returns where it is.
  NEARDUP_AVX512 [[gnu::always_inline]] unsigned add(const unsigned char* from,
                                                     std::size_t its_row) noexcept {
    const unsigned slot = next;
    next = (next + 1) % 4;
    count = count < 4 ? count + 1 : 4;
    lead[slot] = from[0];
    second[slot] = from[1];
    row[slot] = its_row;
    return slot;
  }
};

/// By lead byte & 63: the class of all code points of three bytes that begin so, where it is one.
alignas(64) inline constexpr auto lead_uniform = [] {
  struct table {
    unsigned char of[64];
  } t{};
  for (std::size_t lead = 0; lead < 16; ++lead) {
    const unsigned char* row = unicode_tables::three_byte_uniform + lead * 64;
    bool all = true;
    for (std::size_t i = 1; i < 64; ++i) all = all && row[i] == row[0];
    if (all) t.of[32 + lead] = row[0];
  }
  return t;
}();

/// The scan of one text: what stays the same over its blocks.
struct code_points_avx512 {
  recent_rows_avx512 two_bytes, uniform, mixed;
  bool keep_diacritics;

  /// Where `byte` stands, among `among`.
  NEARDUP_AVX512 [[gnu::always_inline]] static std::uint64_t equal(std::uint64_t among, __m512i bytes,
                                                                   unsigned char byte) noexcept {
    return _mm512_mask_cmpeq_epi8_mask(among, bytes, _mm512_set1_epi8(static_cast<char>(byte)));
  }
  NEARDUP_AVX512 [[gnu::always_inline]] static std::uint64_t at_least(__m512i bytes,
                                                                      unsigned char least) noexcept {
    return _mm512_cmpge_epu8_mask(bytes, _mm512_set1_epi8(static_cast<char>(least)));
  }
  NEARDUP_AVX512 [[gnu::always_inline]] static std::uint64_t continues(__m512i bytes) noexcept {
    return _mm512_cmplt_epi8_mask(bytes, _mm512_set1_epi8(static_cast<char>(0xC0)));
  }
  NEARDUP_AVX512 [[gnu::always_inline]] static std::uint64_t having(__m512i found,
                                                                    std::uint8_t flag) noexcept {
    return _mm512_test_epi8_mask(found, _mm512_set1_epi8(static_cast<char>(flag)));
  }

  /// Entries of 64 bytes by the lower six bits of `bytes`, where `here` is set.
  NEARDUP_AVX512 [[gnu::always_inline]] static __m512i look_up(std::uint64_t here, __m512i bytes,
                                                               const unsigned char* table) noexcept {
    return _mm512_maskz_permutexvar_epi8(here, bytes, _mm512_load_si512(table));
  }

  /// Adds classes to `is`, and returns the folded block. Two bytes: a table permute by the second for each
  /// lead byte. Three: lead bytes whose code points are all alike by one permute, then those whose 64
  /// neighbours are (Han, Hangul), then the rest by pairs of first bytes.
  NEARDUP_AVX512 [[gnu::always_inline]] __m512i add(const unsigned char* block, __m512i bytes, __m512i folded,
                                                    block_masks& is) noexcept {
    using namespace unicode_tables;
    const __m512i second = _mm512_loadu_si512(block + 1);
    const std::uint64_t second_continues = continues(second),
                        from_e0 = at_least(bytes, 0xE0) & second_continues;
    const std::uint64_t two = at_least(bytes, 0xC2) & second_continues & ~from_e0;
    // What is looked up for one prefix does not wait for another: a block is a long chain as it is.
    __m512i found = _mm512_setzero_si512(), delta = found, lead_delta = found;
    std::uint64_t done = 0;
    for (unsigned i = 0;; ++i) {
      unsigned slot = i;
      if (i >= two_bytes.count) {
        const std::uint64_t rest = two & ~done;
        if (rest == 0) break;
        const unsigned char* first = block + __builtin_ctzll(rest);
        slot = two_bytes.add(first, two_byte_index(first[0], 0));
      }
      const std::uint64_t here = equal(two, bytes, two_bytes.lead[slot]);
      const std::size_t row = two_bytes.row[slot];
      found = _mm512_or_si512(found, look_up(here, second, two_byte_class + row));
      delta = _mm512_or_si512(delta, look_up(here, second, two_byte_delta + row));
      lead_delta = _mm512_or_si512(lead_delta, look_up(here, second, two_byte_lead_delta + row));
      done |= here;
    }
    const __m512i one_back = _mm512_sub_epi8(_mm512_load_si512(byte_numbers.of), _mm512_set1_epi8(1));
    folded = _mm512_ternarylogic_epi64(folded, lead_delta,
                                       _mm512_maskz_permutexvar_epi8(two << 1, one_back, delta), 0x96);

    std::uint64_t three = 0;
    if (from_e0 != 0 || (uniform.count | mixed.count) != 0) {
      const __m512i third = _mm512_loadu_si512(block + 2);
      three = from_e0 & continues(third) & ~at_least(bytes, 0xF0);
      __m512i classes = look_up(three, bytes, lead_uniform.of);
      for (unsigned i = 0; i < uniform.count; ++i)
        classes = _mm512_or_si512(classes, look_up(equal(three, bytes, uniform.lead[i]), second,
                                                   three_byte_uniform + uniform.row[i]));
      const std::uint64_t varied = three & ~having(classes, simple_class::known);
      delta = _mm512_setzero_si512();
      done = 0;
      for (unsigned i = 0;; ++i) {
        unsigned slot = i;
        if (i >= mixed.count) {
          const std::uint64_t rest = varied & ~done;
          if (rest == 0) break;
          const unsigned char* first = block + __builtin_ctzll(rest);
          const std::size_t uniform_row = three_byte_row(first[0], first[1]);
          if (three_byte_uniform[uniform_row] != 0) {
            slot = uniform.add(first, uniform_row & ~std::size_t{63});
            const __m512i more =
                look_up(equal(rest, bytes, first[0]), second, three_byte_uniform + uniform.row[slot]);
            classes = _mm512_or_si512(classes, more);
            done |= having(more, simple_class::known);
            continue;
          }
          slot = mixed.add(first, three_byte_index(first[0], first[1], 0));
        }
        const std::uint64_t here = equal(equal(varied, bytes, mixed.lead[slot]), second, mixed.second[slot]);
        classes = _mm512_or_si512(classes, look_up(here, third, three_byte_class + mixed.row[slot]));
        delta = _mm512_or_si512(delta, look_up(here, third, three_byte_delta + mixed.row[slot]));
        done |= here;
      }
      found = _mm512_or_si512(found, classes);
      const __m512i two_back = _mm512_sub_epi8(one_back, _mm512_set1_epi8(1));
      folded = _mm512_xor_si512(folded, _mm512_maskz_permutexvar_epi8(three << 2, two_back, delta));
    }
    add_masks(found, two | three, three, is);
    return folded;
  }

 private:
  NEARDUP_AVX512 [[gnu::always_inline]] static std::uint64_t whole(std::uint64_t first, std::uint64_t more,
                                                                   std::uint64_t three) noexcept {
    return first | (first & more) << 1 | (first & three) << 2;
  }

  /// `more`: first bytes of two or three; `three`: of three.
  NEARDUP_AVX512 [[gnu::always_inline]] void add_masks(__m512i found, std::uint64_t more, std::uint64_t three,
                                                       block_masks& is) const noexcept {
    std::uint64_t known = having(found, simple_class::known);
    if (!keep_diacritics) known &= ~having(found, simple_class::diacritic);
    const std::uint64_t word = having(found, simple_class::word);
    is.word |= whole(word, more, three);
    if (having(found, simple_class::base | simple_class::mark) != 0) {
      is.base = having(found, simple_class::base);
      is.mark = having(found, simple_class::mark);
      is.no_space = whole(is.base | (is.mark & ~word), more, three);
      is.ranked = whole(having(found, simple_class::ranked), more, three);
      is.top = whole(having(found, simple_class::top), more, three);
    }
    is.hard = is.non_ascii & ~whole(known, more, three);
  }
};

/// Where code points of two, three, four bytes begin that are well-formed; White_Space among them by
/// comparisons.
NEARDUP_AVX512 [[gnu::always_inline]] inline void add_run_code_points_avx512(const unsigned char* block,
                                                                             __m512i bytes,
                                                                             block_masks& is) noexcept {
  using points = code_points_avx512;
  const __m512i second = _mm512_loadu_si512(block + 1), third = _mm512_loadu_si512(block + 2),
                fourth = _mm512_loadu_si512(block + 3);
  const std::uint64_t from2 = points::at_least(bytes, 0xC2) & points::continues(second);
  const std::uint64_t from3 = points::at_least(bytes, 0xE0) & from2 & points::continues(third);
  const std::uint64_t from4 = points::at_least(bytes, 0xF0) & from3 & points::continues(fourth);
  const std::uint64_t two = from2 & ~points::at_least(bytes, 0xE0);
  const std::uint64_t from_a0 = points::at_least(second, 0xA0), from_90 = points::at_least(second, 0x90);
  const std::uint64_t three = from3 & ~points::at_least(bytes, 0xF0) &
                              ~(points::equal(from3, bytes, 0xE0) & ~from_a0) &
                              ~(points::equal(from3, bytes, 0xED) & from_a0);
  const std::uint64_t four = from4 & ~points::at_least(bytes, 0xF5) &
                             ~(points::equal(from4, bytes, 0xF0) & ~from_90) &
                             ~(points::equal(from4, bytes, 0xF4) & from_90);
  const std::uint64_t two_space =
      points::equal(two, bytes, 0xC2) & (points::equal(two, second, 0x85) | points::equal(two, second, 0xA0));
  std::uint64_t three_space = 0;
  if (three != 0) {
    const std::uint64_t e2 = points::equal(three, bytes, 0xE2), at80 = points::equal(three, second, 0x80);
    const std::uint64_t general = points::equal(three, third, 0xA8) | points::equal(three, third, 0xA9) |
                                  points::equal(three, third, 0xAF) | ~points::at_least(third, 0x8B);
    three_space = (e2 & at80 & general) |
                  (e2 & points::equal(three, second, 0x81) & points::equal(three, third, 0x9F)) |
                  (points::equal(three, bytes, 0xE3) & at80 & points::equal(three, third, 0x80)) |
                  (points::equal(three, bytes, 0xE1) & points::equal(three, second, 0x9A) &
                   points::equal(three, third, 0x80));
  }
  const std::uint64_t spaces = two_space | two_space << 1 | three_space | three_space << 1 | three_space << 2;
  const std::uint64_t more = two | three | four;
  const std::uint64_t known = more | more << 1 | (three | four) << 2 | four << 3;
  is.word |= known & ~spaces;
  is.hard = is.non_ascii & ~known;
}

/// Bound by byte permutes and the two compressions a block where text is ASCII, elsewhere by the chain from a
/// block's bytes to its bounds. Whether a block is ASCII cannot be predicted in French: once one was not, the
/// next ones are not asked.
template <scan_kind kind>
NEARDUP_AVX512 scan_result scan_avx512(const unsigned char* text, std::size_t size, bool keep_diacritics,
                                       scan_buffers& out) noexcept {
  constexpr bool characters = kind == scan_kind::characters;
  const __m512i folds_low = _mm512_load_si512(ascii_folds.of),
                folds_high = _mm512_load_si512(ascii_folds.of + 64);
  const __m512i spaces = _mm512_set1_epi8(' ');
  unsigned char rest[scan_rest_bytes];
  block_reader<kind> reader(text, size);
  code_points_avx512 code_points;
  code_points.keep_diacritics = keep_diacritics;
  unsigned mixed_blocks = 0;
  while (reader.next(rest)) {
    const __m512i bytes = _mm512_loadu_si512(reader.block);
    __m512i folded = bytes;
    block_masks is{};
    is.non_ascii = static_cast<std::uint64_t>(_mm512_movepi8_mask(bytes));
    mixed_blocks = is.non_ascii != 0 ? 8 : mixed_blocks - (mixed_blocks != 0);
    if constexpr (kind == scan_kind::runs) {
      const __m512i from_tab = _mm512_sub_epi8(bytes, _mm512_set1_epi8('\t'));
      is.word = _mm512_cmpgt_epu8_mask(from_tab, _mm512_set1_epi8('\r' - '\t')) &
                _mm512_cmpneq_epi8_mask(bytes, spaces) & ~is.non_ascii;
      if (mixed_blocks != 0) add_run_code_points_avx512(reader.block, bytes, is);
    } else {
      folded = _mm512_permutex2var_epi8(folds_low, bytes, folds_high);
      is.word = _mm512_cmpneq_epi8_mask(folded, spaces);
      if (mixed_blocks != 0) {
        is.leads = code_points_avx512::at_least(bytes, 0xC0);
        is.word &= ~is.non_ascii;
        folded = _mm512_mask_mov_epi8(folded, is.non_ascii, bytes);
        folded = code_points.add(reader.block, bytes, folded, is);
      }
    }
    const block_bounds found = reader.find_bounds(is, mixed_blocks != 0);
    if constexpr (characters) folded = _mm512_mask_mov_epi8(folded, found.gaps, spaces);
    _mm512_storeu_si512(out.folded + reader.at, folded);
    reader.begins += store_positions_avx512<characters>(found.begins, reader.at, out.begins + reader.begins);
    reader.ends += store_positions_avx512<characters>(found.ends, reader.at, out.ends + reader.ends);
    if (!reader.advance(found, out)) break;
  }
  return reader.result(out);
}

}  // namespace neardup::inline v0::detail

#undef NEARDUP_AVX512

#endif
