#pragma once

#if defined(__x86_64__)

#include <cstddef>
#include <cstdint>

#include <immintrin.h>

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

/// Writes `at` + the number of each set bit, at most 32 of them; returns how many.
NEARDUP_AVX512 [[gnu::always_inline]] inline std::size_t store_positions_avx512(std::uint64_t bits,
                                                                                std::size_t at,
                                                                                std::uint16_t* out) noexcept {
  const __m512i packed = _mm512_maskz_compress_epi8(bits, _mm512_load_si512(byte_numbers.of));
  const __m256i lower = __builtin_shufflevector(packed, packed, 0, 1, 2, 3);
  const __m512i wide = _mm512_cvtepu8_epi16(lower);
  const __m512i positions = _mm512_add_epi16(wide, _mm512_set1_epi16(static_cast<short>(at)));
  _mm512_storeu_si512(out, positions);
  return static_cast<std::size_t>(__builtin_popcountll(bits));
}

/// Classes and folds of a block's code points that are not ASCII. Two bytes: one round of table permutes for
/// each lead byte that occurs, mostly one or two of them. Three bytes: a round for each lead byte finds those
/// whose 64 neighbours are all alike (Han, Hangul), a round for each pair of first bytes the rest.
NEARDUP_AVX512 [[gnu::always_inline]] inline __m512i add_code_points_avx512(const unsigned char* block,
                                                                            __m512i bytes, __m512i folded,
                                                                            std::uint64_t non_ascii,
                                                                            bool keep_diacritics,
                                                                            block_masks& is) noexcept {
  using namespace unicode_tables;
  const __m512i second = _mm512_loadu_si512(block + 1), third = _mm512_loadu_si512(block + 2);
  const __m512i continuation_bits = _mm512_set1_epi8(static_cast<char>(0xC0));
  const __m512i continuation = _mm512_set1_epi8(static_cast<char>(0x80));
  const std::uint64_t second_continues =
      _mm512_cmpeq_epi8_mask(_mm512_and_si512(second, continuation_bits), continuation);
  const std::uint64_t from_c2 =
      _mm512_mask_cmpge_epu8_mask(second_continues, bytes, _mm512_set1_epi8(static_cast<char>(0xC2)));
  const std::uint64_t from_e0 = _mm512_cmpge_epu8_mask(bytes, _mm512_set1_epi8(static_cast<char>(0xE0)));
  const std::uint64_t from_f0 = _mm512_cmpge_epu8_mask(bytes, _mm512_set1_epi8(static_cast<char>(0xF0)));
  const std::uint64_t two = from_c2 & ~from_e0;

  __m512i found = _mm512_setzero_si512(), last_delta = found;
  for (std::uint64_t rest = two; rest != 0;) {
    const unsigned char lead = block[__builtin_ctzll(rest)];
    const std::uint64_t here =
        _mm512_mask_cmpeq_epi8_mask(rest, bytes, _mm512_set1_epi8(static_cast<char>(lead)));
    const std::size_t row = two_byte_index(lead, 0);
    found = _mm512_mask_permutexvar_epi8(found, here, second, _mm512_load_si512(two_byte_class + row));
    last_delta =
        _mm512_mask_permutexvar_epi8(last_delta, here, second, _mm512_load_si512(two_byte_delta + row));
    const __m512i lead_delta =
        _mm512_maskz_permutexvar_epi8(here, second, _mm512_load_si512(two_byte_lead_delta + row));
    folded = _mm512_xor_si512(folded, lead_delta);
    rest &= ~here;
  }
  // To the last byte of two.
  const __m512i one_back = _mm512_sub_epi8(_mm512_load_si512(byte_numbers.of), _mm512_set1_epi8(1));
  folded = _mm512_xor_si512(folded, _mm512_maskz_permutexvar_epi8(two << 1, one_back, last_delta));

  std::uint64_t three = 0;
  if (from_e0 & second_continues & ~from_f0) {
    const std::uint64_t third_continues =
        _mm512_cmpeq_epi8_mask(_mm512_and_si512(third, continuation_bits), continuation);
    three = from_e0 & second_continues & third_continues & ~from_f0;
    std::uint64_t mixed = 0;
    for (std::uint64_t rest = three; rest != 0;) {
      const unsigned char lead = block[__builtin_ctzll(rest)];
      const std::uint64_t here =
          _mm512_mask_cmpeq_epi8_mask(rest, bytes, _mm512_set1_epi8(static_cast<char>(lead)));
      const __m512i uniform = _mm512_maskz_permutexvar_epi8(
          here, second, _mm512_load_si512(three_byte_uniform + three_byte_row(lead, 0)));
      found = _mm512_or_si512(found, uniform);
      mixed |= _mm512_mask_testn_epi8_mask(here, uniform, uniform);
      rest &= ~here;
    }
    __m512i third_delta = _mm512_setzero_si512();
    for (std::uint64_t rest = mixed; rest != 0;) {
      const int i = __builtin_ctzll(rest);
      const std::uint64_t here = _mm512_mask_cmpeq_epi8_mask(
          _mm512_mask_cmpeq_epi8_mask(rest, bytes, _mm512_set1_epi8(static_cast<char>(block[i]))), second,
          _mm512_set1_epi8(static_cast<char>(block[i + 1])));
      const std::size_t row = three_byte_index(block[i], block[i + 1], 0);
      found = _mm512_mask_permutexvar_epi8(found, here, third, _mm512_load_si512(three_byte_class + row));
      third_delta =
          _mm512_mask_permutexvar_epi8(third_delta, here, third, _mm512_load_si512(three_byte_delta + row));
      rest &= ~here;
    }
    const __m512i two_back = _mm512_sub_epi8(one_back, _mm512_set1_epi8(1));
    folded = _mm512_xor_si512(folded, _mm512_maskz_permutexvar_epi8(three << 2, two_back, third_delta));
  }

  const std::uint64_t more = two | three;
#define NEARDUP_HAVING(flag) \
  _mm512_test_epi8_mask(found, _mm512_set1_epi8(static_cast<char>(simple_class::flag)))
#define NEARDUP_WHOLE(first) ((first) | ((first)&more) << 1 | ((first)&three) << 2)
  std::uint64_t known = NEARDUP_HAVING(known);
  if (!keep_diacritics) known &= ~NEARDUP_HAVING(diacritic);
  const std::uint64_t word = NEARDUP_HAVING(word), base = NEARDUP_HAVING(base), mark = NEARDUP_HAVING(mark);
  is.word |= NEARDUP_WHOLE(word);
  is.no_space = NEARDUP_WHOLE(base | (mark & ~word));
  is.base = base;
  is.mark = mark;
  if (mark) {
    const std::uint64_t ranked = NEARDUP_HAVING(ranked), top = NEARDUP_HAVING(top);
    is.ranked = NEARDUP_WHOLE(ranked);
    is.top = NEARDUP_WHOLE(top);
  }
  is.hard = non_ascii & ~NEARDUP_WHOLE(known);
#undef NEARDUP_HAVING
#undef NEARDUP_WHOLE
  return folded;
}

/// Bound by the port of byte permutes and by the two compressions a block; reading is far from the limit.
NEARDUP_AVX512 inline scan_result scan_words_avx512(const unsigned char* text, std::size_t size,
                                                    bool keep_diacritics, scan_buffers& out) noexcept {
  const __m512i folds_low = _mm512_load_si512(ascii_folds.of),
                folds_high = _mm512_load_si512(ascii_folds.of + 64);
  const __m512i spaces = _mm512_set1_epi8(' ');
  block_reader reader(text, size);
  while (reader.next()) {
    const __m512i bytes = _mm512_loadu_si512(reader.block);
    const std::uint64_t non_ascii = static_cast<std::uint64_t>(_mm512_movepi8_mask(bytes));
    __m512i folded = _mm512_permutex2var_epi8(folds_low, bytes, folds_high);
    block_masks is{};
    is.word = _mm512_cmpneq_epi8_mask(folded, spaces);
    if (non_ascii != 0) {
      is.word &= ~non_ascii;
      folded = _mm512_mask_mov_epi8(folded, non_ascii, bytes);
      folded = add_code_points_avx512(reader.block, bytes, folded, non_ascii, keep_diacritics, is);
    }
    _mm512_storeu_si512(out.folded + reader.at, folded);
    const block_bounds found = reader.find_bounds(is, non_ascii);
    reader.begins += store_positions_avx512(found.begins, reader.at, out.begins + reader.begins);
    reader.ends += store_positions_avx512(found.ends, reader.at, out.ends + reader.ends);
    if (!reader.advance(found, out)) break;
  }
  return reader.result(out);
}

}  // namespace neardup::inline v0::detail

#undef NEARDUP_AVX512

#endif
