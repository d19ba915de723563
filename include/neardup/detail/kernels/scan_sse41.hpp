#pragma once

#if defined(__x86_64__)

#include <cstddef>
#include <cstdint>

#include <immintrin.h>

#include <neardup/detail/block_reader.hpp>
#include <neardup/detail/platform.hpp>
#include <neardup/detail/scan.hpp>

#define NEARDUP_SSE41 NEARDUP_TARGET("sse4.1")

namespace neardup::inline v0::detail {

template <int number>
NEARDUP_SSE41 [[gnu::always_inline]] inline void store_eight_sse41(std::uint64_t bits, std::uint64_t before,
                                                                   __m128i first,
                                                                   std::uint16_t* out) noexcept {
  const auto* numbers = reinterpret_cast<const __m128i_u*>(set_bits.of[bits >> 8 * number & 255]);
  const __m128i from = _mm_add_epi16(first, _mm_set1_epi16(8 * number));
  _mm_storeu_si128(reinterpret_cast<__m128i_u*>(out + (before >> 8 * number & 255)),
                   _mm_add_epi16(_mm_cvtepu8_epi16(_mm_loadl_epi64(numbers)), from));
}

/// Writes `at` + the number of each set bit; returns how many. By a table, as a branch on how many there are
/// cannot be predicted.
NEARDUP_SSE41 [[gnu::always_inline]] inline std::size_t store_positions_sse41(std::uint64_t bits,
                                                                              std::size_t at,
                                                                              std::uint16_t* out) noexcept {
  const __m128i first = _mm_set1_epi16(static_cast<short>(at));
  const std::uint64_t up_to = set_bits_up_to(bits), before = up_to << 8;
  store_eight_sse41<0>(bits, before, first, out);
  store_eight_sse41<1>(bits, before, first, out);
  store_eight_sse41<2>(bits, before, first, out);
  store_eight_sse41<3>(bits, before, first, out);
  store_eight_sse41<4>(bits, before, first, out);
  store_eight_sse41<5>(bits, before, first, out);
  store_eight_sse41<6>(bits, before, first, out);
  store_eight_sse41<7>(bits, before, first, out);
  return static_cast<std::size_t>(up_to >> 56);
}

/// Bytes in [first, last]: with `last` moved to the greatest signed byte, those above what is moved below it.
NEARDUP_SSE41 [[gnu::always_inline]] inline __m128i in_range_sse41(__m128i bytes, char first,
                                                                   char last) noexcept {
  return _mm_cmpgt_epi8(_mm_add_epi8(bytes, _mm_set1_epi8(static_cast<char>(127 - last))),
                        _mm_set1_epi8(static_cast<char>(126 - last + first)));
}

/// The highest bit of each byte.
NEARDUP_SSE41 [[gnu::always_inline]] inline std::uint64_t mask_sse41(__m128i bytes) noexcept {
  return static_cast<std::uint32_t>(_mm_movemask_epi8(bytes));
}

/// Masks of a block, and its folded bytes. ASCII by comparisons, all else one by one.
NEARDUP_SSE41 [[gnu::always_inline]] inline block_masks read_words_sse41(const unsigned char* block,
                                                                         bool keep_diacritics,
                                                                         unsigned char* folded) noexcept {
  block_masks is{};
  for (unsigned i = 0; i < 64; i += 16) {
    const __m128i bytes = _mm_loadu_si128(reinterpret_cast<const __m128i_u*>(block + i));
    const __m128i upper = in_range_sse41(bytes, 'A', 'Z');
    const __m128i lower = _mm_or_si128(bytes, _mm_and_si128(upper, _mm_set1_epi8('a' - 'A')));
    _mm_storeu_si128(reinterpret_cast<__m128i_u*>(folded + i), lower);
    is.word |= mask_sse41(_mm_or_si128(in_range_sse41(lower, 'a', 'z'), in_range_sse41(bytes, '0', '9')))
               << i;
    is.non_ascii |= mask_sse41(bytes) << i;
    is.leads |= mask_sse41(_mm_and_si128(bytes, _mm_slli_epi16(bytes, 1))) << i;
  }
  if (is.non_ascii != 0) add_code_points(block, keep_diacritics, is, folded);
  return is;
}

/// The same for runs, whose bytes stay as they are.
NEARDUP_SSE41 [[gnu::always_inline]] inline block_masks read_runs_sse41(const unsigned char* block,
                                                                        unsigned char* copy) noexcept {
  block_masks is{};
  for (unsigned i = 0; i < 64; i += 16) {
    const __m128i bytes = _mm_loadu_si128(reinterpret_cast<const __m128i_u*>(block + i));
    _mm_storeu_si128(reinterpret_cast<__m128i_u*>(copy + i), bytes);
    const __m128i space =
        _mm_or_si128(in_range_sse41(bytes, '\t', '\r'), _mm_cmpeq_epi8(bytes, _mm_set1_epi8(' ')));
    is.word |= mask_sse41(_mm_andnot_si128(_mm_or_si128(space, bytes), _mm_set1_epi8(-1))) << i;
    is.non_ascii |= mask_sse41(bytes) << i;
    is.leads |= mask_sse41(_mm_and_si128(bytes, _mm_slli_epi16(bytes, 1))) << i;
  }
  if (is.non_ascii != 0) add_run_code_points(block, is);
  return is;
}

template <scan_kind kind>
NEARDUP_SSE41 scan_result scan_sse41(const unsigned char* text, std::size_t size, bool keep_diacritics,
                                     scan_buffers& out) noexcept {
  unsigned char rest[scan_rest_bytes];
  block_reader<kind> reader(text, size);
  while (reader.next(rest)) {
    unsigned char* folded = out.folded + reader.at;
    const block_masks is = kind == scan_kind::runs ? read_runs_sse41(reader.block, folded)
                                                   : read_words_sse41(reader.block, keep_diacritics, folded);
    const block_bounds found = reader.find_bounds(is, is.non_ascii != 0);
    if constexpr (kind == scan_kind::characters) store_blanks(found.gaps, folded);
    reader.begins += store_positions_sse41(found.begins, reader.at, out.begins + reader.begins);
    reader.ends += store_positions_sse41(found.ends, reader.at, out.ends + reader.ends);
    if (!reader.advance(found, out)) break;
  }
  return reader.result(out);
}

}  // namespace neardup::inline v0::detail

#undef NEARDUP_SSE41

#endif
