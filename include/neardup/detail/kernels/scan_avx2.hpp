#pragma once

#if defined(__x86_64__)

#include <cstddef>
#include <cstdint>

#include <immintrin.h>

#include <neardup/detail/block_reader.hpp>
#include <neardup/detail/platform.hpp>
#include <neardup/detail/scan.hpp>

#define NEARDUP_AVX2 NEARDUP_TARGET("avx2,bmi,bmi2,lzcnt,popcnt")

namespace neardup::inline v0::detail {

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

/// Writes `at` + the number of each set bit; returns how many.
NEARDUP_AVX2 [[gnu::always_inline]] inline std::size_t store_positions_avx2(std::uint64_t bits,
                                                                            std::size_t at,
                                                                            std::uint16_t* out) noexcept {
  std::size_t count = 0;
  __m128i first = _mm_set1_epi16(static_cast<short>(at));
  for (int i = 0; i < 8; ++i) {
    const std::size_t eight = bits & 255;
    const __m128i numbers = _mm_loadl_epi64(reinterpret_cast<const __m128i_u*>(set_bits.of[eight]));
    _mm_storeu_si128(reinterpret_cast<__m128i_u*>(out + count),
                     _mm_add_epi16(_mm_cvtepu8_epi16(numbers), first));
    first = _mm_add_epi16(first, _mm_set1_epi16(8));
    count += static_cast<std::size_t>(__builtin_popcountll(eight));
    bits >>= 8;
  }
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

/// Masks of a block, and its folded bytes. ASCII by comparisons, all else one by one: a table of 16 entries a
/// shuffle makes four of each lookup.
NEARDUP_AVX2 [[gnu::always_inline]] inline block_masks read_words_avx2(const unsigned char* block,
                                                                       bool keep_diacritics,
                                                                       unsigned char* folded) noexcept {
  block_masks is{};
  for (unsigned i = 0; i < 64; i += 32) {
    const __m256i bytes = _mm256_loadu_si256(reinterpret_cast<const __m256i_u*>(block + i));
    const __m256i upper = in_range_avx2(bytes, 'A', 'Z');
    const __m256i lower = _mm256_or_si256(bytes, _mm256_and_si256(upper, _mm256_set1_epi8('a' - 'A')));
    _mm256_storeu_si256(reinterpret_cast<__m256i_u*>(folded + i), lower);
    is.word |= mask_avx2(_mm256_or_si256(in_range_avx2(lower, 'a', 'z'), in_range_avx2(bytes, '0', '9')))
               << i;
    is.non_ascii |= mask_avx2(bytes) << i;
    is.leads |= mask_avx2(_mm256_and_si256(bytes, _mm256_slli_epi16(bytes, 1))) << i;
  }
  if (is.non_ascii != 0) add_code_points(block, keep_diacritics, is, folded);
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

template <scan_kind kind>
NEARDUP_AVX2 scan_result scan_avx2(const unsigned char* text, std::size_t size, bool keep_diacritics,
                                   scan_buffers& out) noexcept {
  unsigned char rest[scan_rest_bytes];
  block_reader<kind> reader(text, size);
  while (reader.next(rest)) {
    unsigned char* folded = out.folded + reader.at;
    const block_masks is = kind == scan_kind::runs ? read_runs_avx2(reader.block, folded)
                                                   : read_words_avx2(reader.block, keep_diacritics, folded);
    const block_bounds found = reader.find_bounds(is, is.non_ascii != 0);
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
