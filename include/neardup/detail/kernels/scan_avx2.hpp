#pragma once

#if defined(__x86_64__)

#include <cstddef>
#include <cstdint>

#include <immintrin.h>

#include <neardup/detail/block_reader.hpp>
#include <neardup/detail/packed_rows.hpp>
#include <neardup/detail/platform.hpp>
#include <neardup/detail/scan.hpp>

#define NEARDUP_AVX2 NEARDUP_TARGET("avx2,bmi,bmi2,lzcnt,popcnt")

namespace neardup::inline v0::detail {

template <int number>
NEARDUP_AVX2 [[gnu::always_inline]] inline void store_eight(std::uint64_t bits, __m128i first,
                                                            std::uint16_t* out, std::size_t& count) noexcept {
  const std::size_t eight = bits >> 8 * number & 255;
  const __m128i numbers = _mm_loadl_epi64(reinterpret_cast<const __m128i_u*>(set_bits.of[eight]));
  _mm_storeu_si128(
      reinterpret_cast<__m128i_u*>(out + count),
      _mm_add_epi16(_mm_cvtepu8_epi16(numbers), _mm_add_epi16(first, _mm_set1_epi16(8 * number))));
  count += static_cast<std::size_t>(__builtin_popcountll(eight));
}

/// Writes `at` + the number of each set bit; returns how many.
NEARDUP_AVX2 [[gnu::always_inline]] inline std::size_t store_positions_avx2(std::uint64_t bits,
                                                                            std::size_t at,
                                                                            std::uint16_t* out) noexcept {
  const __m128i first = _mm_set1_epi16(static_cast<short>(at));
  std::size_t count = 0;
  store_eight<0>(bits, first, out, count);
  store_eight<1>(bits, first, out, count);
  store_eight<2>(bits, first, out, count);
  store_eight<3>(bits, first, out, count);
  store_eight<4>(bits, first, out, count);
  store_eight<5>(bits, first, out, count);
  store_eight<6>(bits, first, out, count);
  store_eight<7>(bits, first, out, count);
  return count;
}

/// Bytes in [first, last]: with `last` moved to the greatest signed byte, those above what is moved below it.
NEARDUP_AVX2 [[gnu::always_inline]] inline __m256i in_range_avx2(__m256i bytes, char first,
                                                                 char last) noexcept {
  return _mm256_cmpgt_epi8(_mm256_add_epi8(bytes, _mm256_set1_epi8(static_cast<char>(127 - last))),
                           _mm256_set1_epi8(static_cast<char>(126 - last + first)));
}

/// The highest bit of each byte.
NEARDUP_AVX2 [[gnu::always_inline]] inline std::uint64_t mask_avx2(__m256i bytes) noexcept {
  return static_cast<std::uint32_t>(_mm256_movemask_epi8(bytes));
}

/// 64 bytes.
struct block_avx2 {
  __m256i half[2];

  NEARDUP_AVX2 [[gnu::always_inline]] static block_avx2 load(const unsigned char* from) noexcept {
    const auto* halves = reinterpret_cast<const __m256i_u*>(from);
    return {{_mm256_loadu_si256(halves), _mm256_loadu_si256(halves + 1)}};
  }

  NEARDUP_AVX2 [[gnu::always_inline]] void store(unsigned char* to) const noexcept {
    auto* halves = reinterpret_cast<__m256i_u*>(to);
    _mm256_storeu_si256(halves, half[0]);
    _mm256_storeu_si256(halves + 1, half[1]);
  }

  /// Bit `number` of each byte.
  template <int number>
  NEARDUP_AVX2 [[gnu::always_inline]] std::uint64_t bits() const noexcept {
    return mask_avx2(_mm256_slli_epi16(half[0], 7 - number)) |
           mask_avx2(_mm256_slli_epi16(half[1], 7 - number)) << 32;
  }

  /// Which bytes are 0.
  NEARDUP_AVX2 [[gnu::always_inline]] std::uint64_t zeros() const noexcept {
    const __m256i zero = _mm256_setzero_si256();
    return mask_avx2(_mm256_cmpeq_epi8(half[0], zero)) | mask_avx2(_mm256_cmpeq_epi8(half[1], zero)) << 32;
  }

  /// Each byte `count` places further on.
  template <int count>
  NEARDUP_AVX2 [[gnu::always_inline]] block_avx2 moved() const noexcept {
    return {{_mm256_alignr_epi8(half[0], _mm256_permute2x128_si256(half[0], half[0], 0x08), 16 - count),
             _mm256_alignr_epi8(half[1], _mm256_permute2x128_si256(half[0], half[1], 0x21), 16 - count)}};
  }
};

/// How continuation bytes index a row of 64 entries: by a shuffle for each quarter of the row. A shuffle
/// gives 0 where bit 7 of an index is set, and looks at its lower four bits elsewhere:
///   quarter 2: 0xA5 ^ 0x20 = 0x85, + 0xF0 = 0x75;  0x95 ^ 0x20 = 0xB5, + 0xF0 = 0xA5
struct row_index_avx2 {
  __m256i quarter[4];

  NEARDUP_AVX2 [[gnu::always_inline]] explicit row_index_avx2(__m256i bytes) noexcept
      : quarter{plus(bytes, 0xF0), plus(flip(bytes, 0x10), 0xF0), plus(flip(bytes, 0x20), 0xF0),
                plus(bytes, 0x50)} {}

  NEARDUP_AVX2 [[gnu::always_inline]] __m256i look_up(const unsigned char* row) const noexcept {
    return _mm256_or_si256(_mm256_or_si256(entries<0>(row), entries<1>(row)),
                           _mm256_or_si256(entries<2>(row), entries<3>(row)));
  }

  /// A quarter of a row, twice.
  NEARDUP_AVX2 [[gnu::always_inline]] static __m256i table(const unsigned char* entries) noexcept {
    return _mm256_broadcastsi128_si256(_mm_load_si128(reinterpret_cast<const __m128i*>(entries)));
  }

 private:
  NEARDUP_AVX2 [[gnu::always_inline]] static __m256i plus(__m256i bytes, int value) noexcept {
    return _mm256_add_epi8(bytes, _mm256_set1_epi8(static_cast<char>(value)));
  }
  NEARDUP_AVX2 [[gnu::always_inline]] static __m256i flip(__m256i bytes, int bits) noexcept {
    return _mm256_xor_si256(bytes, _mm256_set1_epi8(static_cast<char>(bits)));
  }
  template <int number>
  NEARDUP_AVX2 [[gnu::always_inline]] __m256i entries(const unsigned char* row) const noexcept {
    return _mm256_shuffle_epi8(table(row + 16 * number), quarter[number]);
  }
};

/// The scan of one text: what stays the same over its blocks.
struct code_points_avx2 {
  const packed_tables& tables;
  recent_rows by_first{}, by_second{};

  /// Adds classes to `is`, and folds in `folded`. Rows of 64 entries: by the first byte for all code points
  /// of two bytes and for those of three whose 64 neighbours are alike (Han, Hangul); by two bytes for the
  /// rest.
  NEARDUP_AVX2 [[gnu::always_inline]] void add(const unsigned char* block, const block_avx2& bytes,
                                               block_avx2& folded, block_masks& is) noexcept {
    const std::uint64_t from_e0 = is.leads & bytes.bits<5>(), continues = is.non_ascii & ~is.leads;
    const std::uint64_t three = from_e0 & continues >> 1 & continues >> 2;  // or four: no row has them
    const std::uint64_t more = three | (is.leads & ~from_e0 & continues >> 1);
    const block_avx2 second = block_avx2::load(block + 1);
    block_avx2 in_first = look_up_leads(bytes, tables.leads), in_second{};
    {
      const row_index_avx2 low(second.half[0]), high(second.half[1]);
      for (unsigned i = 0; i < by_first.count; ++i) {
        in_first.half[0] = add_first(i, bytes.half[0], low, in_first.half[0]);
        in_first.half[1] = add_first(i, bytes.half[1], high, in_first.half[1]);
      }
    }
    if (by_second.count != 0) {
      const block_avx2 third = block_avx2::load(block + 2);
      const row_index_avx2 low(third.half[0]), high(third.half[1]);
      for (unsigned i = 0; i < by_second.count; ++i) {
        in_second.half[0] = add_second(i, bytes.half[0], second.half[0], low, in_second.half[0]);
        in_second.half[1] = add_second(i, bytes.half[1], second.half[1], high, in_second.half[1]);
      }
    }
    block_avx2 found = either(in_first, in_second);
    std::uint64_t known = found.bits<7>() | found.bits<0>();
    if ((more & ~known) != 0) {
      block_avx2 all_first = in_first, all_second = in_second;  // in memory, which the usual case needs not
      find_unseen(block, more & ~(from_e0 & bytes.bits<4>()), all_first, all_second);
      in_first = all_first;
      in_second = all_second;
      found = either(in_first, in_second);
      known = found.bits<7>() | found.bits<0>();
    }
    fold_first(in_first, folded);
    if (by_second.count != 0) fold_last<2>(letters(in_second), folded);
    add_masks(found, known & more, three, is);
  }

 private:
  NEARDUP_AVX2 [[gnu::always_inline]] static __m256i equal(__m256i bytes, unsigned char byte) noexcept {
    return _mm256_cmpeq_epi8(bytes, _mm256_set1_epi8(static_cast<char>(byte)));
  }
  NEARDUP_AVX2 [[gnu::always_inline]] static block_avx2 either(const block_avx2& a,
                                                               const block_avx2& b) noexcept {
    return {{_mm256_or_si256(a.half[0], b.half[0]), _mm256_or_si256(a.half[1], b.half[1])}};
  }
  /// Lead bytes of three bytes are those that keep bit 7 of the index clear:
  ///   0xE5 ^ 0xE0 = 0x05, + 0x70 = 0x75;  0xC3 ^ 0xE0 = 0x23, + 0x70 = 0x93;  'a' ^ 0xE0 = 0x81, + 0x70 =
  ///   0xF1
  NEARDUP_AVX2 [[gnu::always_inline]] static block_avx2 look_up_leads(const block_avx2& bytes,
                                                                      const unsigned char* leads) noexcept {
    const __m256i table = row_index_avx2::table(leads);
    block_avx2 found;
    for (int h = 0; h < 2; ++h)
      found.half[h] = _mm256_shuffle_epi8(
          table, _mm256_adds_epu8(_mm256_xor_si256(bytes.half[h], _mm256_set1_epi8(static_cast<char>(0xE0))),
                                  _mm256_set1_epi8(0x70)));
    return found;
  }

  NEARDUP_AVX2 [[gnu::always_inline]] __m256i add_first(unsigned slot, __m256i bytes,
                                                        const row_index_avx2& second,
                                                        __m256i found) const noexcept {
    const __m256i here = equal(bytes, by_first.first[slot]);
    return _mm256_or_si256(found, _mm256_and_si256(here, second.look_up(by_first.row[slot])));
  }

  NEARDUP_AVX2 [[gnu::always_inline]] __m256i add_second(unsigned slot, __m256i bytes, __m256i second,
                                                         const row_index_avx2& third,
                                                         __m256i found) const noexcept {
    const __m256i here =
        _mm256_and_si256(equal(bytes, by_second.first[slot]), equal(second, by_second.second[slot]));
    return _mm256_or_si256(found, _mm256_and_si256(here, third.look_up(by_second.row[slot])));
  }

  /// Takes rows for code points among `more` that no row has.
  NEARDUP_AVX2 [[gnu::noinline]] void find_unseen(const unsigned char* block, std::uint64_t more,
                                                  block_avx2& in_first, block_avx2& in_second) noexcept {
    const block_avx2 bytes = block_avx2::load(block), second = block_avx2::load(block + 1),
                     third = block_avx2::load(block + 2);
    while (const std::uint64_t unseen = more & either(in_first, in_second).zeros()) {
      const unsigned char* from = block + __builtin_ctzll(unseen);
      const packed_row row = packed_row_of(from, tables);
      const unsigned slot = (row.by_first ? by_first : by_second).add(from, row.entries);
      for (int h = 0; h < 2; ++h)
        if (row.by_first)
          in_first.half[h] = add_first(slot, bytes.half[h], row_index_avx2(second.half[h]), in_first.half[h]);
        else
          in_second.half[h] = add_second(slot, bytes.half[h], second.half[h], row_index_avx2(third.half[h]),
                                         in_second.half[h]);
    }
  }

  /// `found`, or 0 for what is no letter of words.
  NEARDUP_AVX2 [[gnu::always_inline]] static block_avx2 letters(const block_avx2& found) noexcept {
    const __m256i zero = _mm256_setzero_si256();
    return {{_mm256_and_si256(found.half[0], _mm256_cmpgt_epi8(zero, found.half[0])),
             _mm256_and_si256(found.half[1], _mm256_cmpgt_epi8(zero, found.half[1]))}};
  }

  /// Code points of two bytes, of which both may change.
  NEARDUP_AVX2 [[gnu::always_inline]] static void fold_first(const block_avx2& found,
                                                             block_avx2& folded) noexcept {
    const block_avx2 change = letters(found);
    for (int h = 0; h < 2; ++h)
      folded.half[h] = _mm256_xor_si256(
          folded.half[h], _mm256_and_si256(_mm256_srli_epi16(change.half[h], 6), _mm256_set1_epi8(1)));
    fold_last<1>(change, folded);
  }

  template <int distance>
  NEARDUP_AVX2 [[gnu::always_inline]] static void fold_last(const block_avx2& found,
                                                            block_avx2& folded) noexcept {
    const block_avx2 change = found.moved<distance>();
    for (int h = 0; h < 2; ++h)
      folded.half[h] =
          _mm256_xor_si256(folded.half[h], _mm256_and_si256(change.half[h], _mm256_set1_epi8(0x3F)));
  }

  /// `known`: first bytes of the code points that are taken; `three`: of three bytes.
  NEARDUP_AVX2 [[gnu::always_inline]] static void add_masks(const block_avx2& found, std::uint64_t known,
                                                            std::uint64_t three, block_masks& is) noexcept {
    std::uint64_t word = found.bits<7>() & known;
    const std::uint64_t others = found.bits<6>() & known & ~word;
    if (others != 0) {
      is.base = found.bits<2>() & others;
      is.mark = others & ~is.base;
      std::uint64_t no_space = is.base;
      if (is.mark != 0) {
        const std::uint64_t word_mark = found.bits<1>() & is.mark;
        word |= word_mark;
        no_space |= is.mark & ~word_mark;
        is.ranked = whole(found.bits<4>() & is.mark, three);
        is.top = whole(found.bits<5>() & is.mark, three);
      }
      is.no_space = whole(no_space, three);
    }
    is.word |= whole(word, three);
    is.hard = is.non_ascii & ~whole(known, three);
  }

  NEARDUP_AVX2 [[gnu::always_inline]] static std::uint64_t whole(std::uint64_t first,
                                                                 std::uint64_t three) noexcept {
    return first | first << 1 | (first & three) << 2;
  }
};

/// Masks of a block's ASCII, and its folded bytes.
NEARDUP_AVX2 [[gnu::always_inline]] inline block_masks read_words_avx2(const block_avx2& bytes,
                                                                       block_avx2& folded) noexcept {
  block_masks is{};
  for (int h = 0; h < 2; ++h) {
    const __m256i upper = in_range_avx2(bytes.half[h], 'A', 'Z');
    const __m256i lower =
        _mm256_or_si256(bytes.half[h], _mm256_and_si256(upper, _mm256_set1_epi8('a' - 'A')));
    folded.half[h] = lower;
    is.word |=
        mask_avx2(_mm256_or_si256(in_range_avx2(lower, 'a', 'z'), in_range_avx2(bytes.half[h], '0', '9')))
        << 32 * h;
  }
  is.non_ascii = bytes.bits<7>();
  is.leads = is.non_ascii & bytes.bits<6>();
  return is;
}

/// The same for runs, whose bytes stay as they are.
NEARDUP_AVX2 [[gnu::always_inline]] inline block_masks read_runs_avx2(const unsigned char* block,
                                                                      unsigned char* copy) noexcept {
  block_masks is{};
  for (unsigned i = 0; i < 64; i += 32) {
    const __m256i bytes = _mm256_loadu_si256(reinterpret_cast<const __m256i_u*>(block + i));
    _mm256_storeu_si256(reinterpret_cast<__m256i_u*>(copy + i), bytes);
    const __m256i space =
        _mm256_or_si256(in_range_avx2(bytes, '\t', '\r'), _mm256_cmpeq_epi8(bytes, _mm256_set1_epi8(' ')));
    is.word |= mask_avx2(_mm256_andnot_si256(_mm256_or_si256(space, bytes), _mm256_set1_epi8(-1))) << i;
    is.non_ascii |= mask_avx2(bytes) << i;
    is.leads |= mask_avx2(_mm256_and_si256(bytes, _mm256_slli_epi16(bytes, 1))) << i;
  }
  if (is.non_ascii != 0) add_run_code_points(block, is);
  return is;
}

/// Bound by the number of instructions: 260 a block of ASCII, 570 of Russian, 620 of French, five a cycle.
/// French gains nothing over one code point after the other (35 against 31 ns a block), all that has more of
/// them does (Russian 30 against 97). Rows kept from one call to the next in `out` lost (45 ns for French):
/// then each store to it may change them. Whether a block is ASCII cannot be predicted in French: once one
/// was not, the next ones are not asked.
template <scan_kind kind>
NEARDUP_AVX2 scan_result scan_avx2(const unsigned char* text, std::size_t size, bool keep_diacritics,
                                   scan_buffers& out) noexcept {
  unsigned char rest[scan_rest_bytes];
  block_reader<kind> reader(text, size);
  code_points_avx2 code_points{all_packed_tables[keep_diacritics]};
  unsigned mixed_blocks = 0;
  while (reader.next(rest)) {
    unsigned char* folded = out.folded + reader.at;
    block_masks is;
    if constexpr (kind == scan_kind::runs) {
      is = read_runs_avx2(reader.block, folded);
      mixed_blocks = is.non_ascii != 0;
    } else {
      const block_avx2 bytes = block_avx2::load(reader.block);
      block_avx2 lower;
      is = read_words_avx2(bytes, lower);
      mixed_blocks = is.non_ascii != 0 ? 8 : mixed_blocks - (mixed_blocks != 0);
      if (mixed_blocks != 0) code_points.add(reader.block, bytes, lower, is);
      lower.store(folded);
    }
    const block_bounds found = reader.find_bounds(is, mixed_blocks != 0);
    if constexpr (kind == scan_kind::characters) store_blanks(found.gaps, folded);
    reader.begins += store_positions_avx2(found.begins, reader.at, out.begins + reader.begins);
    reader.ends += store_positions_avx2(found.ends, reader.at, out.ends + reader.ends);
    if (!reader.advance(found, out)) break;
  }
  return reader.result(out);
}

}  // namespace neardup::inline v0::detail

#undef NEARDUP_AVX2

#endif
