#pragma once

#if defined(__x86_64__)

#include <cstddef>
#include <cstdint>

#include <immintrin.h>

#include <neardup/detail/block_reader.hpp>
#include <neardup/detail/packed_rows.hpp>
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

/// The scan of one text: what stays the same over its blocks.
struct code_points_avx512 {
  const packed_tables& tables;
  recent_rows by_first{}, by_second{};

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

  /// Adds classes to `is`, and returns the folded block. Rows of 64 entries: by the first byte for all code
  /// points of two bytes and for those of three whose 64 neighbours are alike (Han, Hangul); by two bytes for
  /// the rest.
  NEARDUP_AVX512 [[gnu::always_inline]] __m512i add(const unsigned char* block, __m512i bytes, __m512i folded,
                                                    block_masks& is) noexcept {
    const std::uint64_t from_e0 = at_least(bytes, 0xE0), continues = is.non_ascii & ~is.leads;
    const std::uint64_t three = from_e0 & continues >> 1 & continues >> 2;  // or four: no row has them
    const std::uint64_t more = three | (is.leads & ~from_e0 & continues >> 1);
    const __m512i second = _mm512_loadu_si512(block + 1);
    found_rows found{look_up_leads(bytes), _mm512_setzero_si512()};
    // What is looked up for one row does not wait for another: a block is a long chain as it is.
    for (unsigned i = 0; i < by_first.count; ++i)
      found.in_first = _mm512_or_si512(found.in_first, look_up_first(i, bytes, second));
    if (by_second.count != 0) {
      const __m512i third = _mm512_loadu_si512(block + 2);
      for (unsigned i = 0; i < by_second.count; ++i)
        found.in_second = _mm512_or_si512(found.in_second, look_up_second(i, bytes, second, third));
    }
    __m512i classes = _mm512_or_si512(found.in_first, found.in_second);
    std::uint64_t known = known_of(classes);
    if ((more & ~known) != 0) {
      found = find_unseen(block, more & ~at_least(bytes, 0xF0), found);
      classes = _mm512_or_si512(found.in_first, found.in_second);
      known = known_of(classes);
    }
    add_masks(classes, known & more, three, is);

    // Letters: bit 6 changes the first byte, the lower six the last.
    const std::uint64_t letter = bit7(found.in_first);
    const __m512i one_back = _mm512_sub_epi8(_mm512_load_si512(byte_numbers.of), _mm512_set1_epi8(1));
    folded = _mm512_ternarylogic_epi64(
        folded,
        _mm512_maskz_mov_epi8(letter,
                              reinterpret_cast<__m512i>(reinterpret_cast<v32hu>(found.in_first) >> 6)),
        _mm512_set1_epi8(1), 0x78);
    folded = change_last(folded, _mm512_maskz_permutexvar_epi8(letter << 1, one_back, found.in_first));
    if (by_second.count != 0)
      folded = change_last(folded, _mm512_maskz_permutexvar_epi8(
                                       bit7(found.in_second) << 2,
                                       _mm512_sub_epi8(one_back, _mm512_set1_epi8(1)), found.in_second));
    return folded;
  }

 private:
  using v32hu [[gnu::vector_size(64)]] = std::uint16_t;

  struct found_rows {
    __m512i in_first, in_second;
  };

  NEARDUP_AVX512 [[gnu::always_inline]] static std::uint64_t bit7(__m512i found) noexcept {
    return static_cast<std::uint64_t>(_mm512_movepi8_mask(found));
  }
  NEARDUP_AVX512 [[gnu::always_inline]] static std::uint64_t known_of(__m512i found) noexcept {
    return having(found, packed_class::letter | simple_class::known);
  }
  NEARDUP_AVX512 [[gnu::always_inline]] static __m512i change_last(__m512i folded, __m512i by) noexcept {
    return _mm512_ternarylogic_epi64(folded, by, _mm512_set1_epi8(0x3F), 0x78);
  }

  /// A shuffle gives 0 where bit 7 of the index is set; that is clear for lead bytes of three bytes alone:
  ///   0xE5 ^ 0xE0 = 0x05, + 0x70 = 0x75;  0xC3 ^ 0xE0 = 0x23, + 0x70 = 0x93;  'a' ^ 0xE0 = 0x81, + 0x70 =
  ///   0xF1
  NEARDUP_AVX512 [[gnu::always_inline]] __m512i look_up_leads(__m512i bytes) const noexcept {
    const __m128i leads = _mm_load_si128(reinterpret_cast<const __m128i*>(tables.leads));
    const __m512i index = _mm512_adds_epu8(_mm512_xor_si512(bytes, _mm512_set1_epi8(static_cast<char>(0xE0))),
                                           _mm512_set1_epi8(0x70));
    return _mm512_shuffle_epi8(_mm512_maskz_broadcast_i32x4(0xFFFF, leads), index);
  }

  /// Entries by the lower six bits of the byte behind, where the row's first bytes stand.
  NEARDUP_AVX512 [[gnu::always_inline]] __m512i look_up_first(unsigned slot, __m512i bytes,
                                                              __m512i second) const noexcept {
    return _mm512_maskz_permutexvar_epi8(equal(~std::uint64_t{0}, bytes, by_first.first[slot]), second,
                                         _mm512_load_si512(by_first.row[slot]));
  }
  NEARDUP_AVX512 [[gnu::always_inline]] __m512i look_up_second(unsigned slot, __m512i bytes, __m512i second,
                                                               __m512i third) const noexcept {
    const std::uint64_t here =
        equal(equal(~std::uint64_t{0}, bytes, by_second.first[slot]), second, by_second.second[slot]);
    return _mm512_maskz_permutexvar_epi8(here, third, _mm512_load_si512(by_second.row[slot]));
  }

  /// Takes rows for code points among `more` that no row has.
  NEARDUP_AVX512 [[gnu::noinline]] found_rows find_unseen(const unsigned char* block, std::uint64_t more,
                                                          found_rows found) noexcept {
    const __m512i bytes = _mm512_loadu_si512(block), second = _mm512_loadu_si512(block + 1),
                  third = _mm512_loadu_si512(block + 2);
    while (const std::uint64_t unseen =
               more & ~having(_mm512_or_si512(found.in_first, found.in_second), 0xFF)) {
      const unsigned char* from = block + __builtin_ctzll(unseen);
      const packed_row row = packed_row_of(from, tables);
      const unsigned slot = (row.by_first ? by_first : by_second).add(from, row.entries);
      if (row.by_first)
        found.in_first = _mm512_or_si512(found.in_first, look_up_first(slot, bytes, second));
      else
        found.in_second = _mm512_or_si512(found.in_second, look_up_second(slot, bytes, second, third));
    }
    return found;
  }

  /// `known`: first bytes of the code points that are taken; `three`: of three bytes.
  NEARDUP_AVX512 [[gnu::always_inline]] static void add_masks(__m512i found, std::uint64_t known,
                                                              std::uint64_t three, block_masks& is) noexcept {
    std::uint64_t word = bit7(found) & known;
    const std::uint64_t others = having(found, packed_class::no_separator) & known & ~word;
    if (others != 0) {
      is.base = having(found, simple_class::base) & others;
      is.mark = others & ~is.base;
      std::uint64_t no_space = is.base;
      if (is.mark != 0) {
        const std::uint64_t word_mark = having(found, simple_class::word) & is.mark;
        word |= word_mark;
        no_space |= is.mark & ~word_mark;
        is.ranked = whole(having(found, simple_class::ranked) & is.mark, three);
        is.top = whole(having(found, simple_class::top) & is.mark, three);
      }
      is.no_space = whole(no_space, three);
    }
    is.word |= whole(word, three);
    is.hard = is.non_ascii & ~whole(known, three);
  }

  NEARDUP_AVX512 [[gnu::always_inline]] static std::uint64_t whole(std::uint64_t first,
                                                                   std::uint64_t three) noexcept {
    return first | first << 1 | (first & three) << 2;
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
  code_points_avx512 code_points{all_packed_tables[keep_diacritics]};
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
