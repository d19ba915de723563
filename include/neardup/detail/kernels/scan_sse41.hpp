#pragma once

#if defined(__x86_64__)

#include <cstddef>
#include <cstdint>

#include <immintrin.h>

#include <neardup/detail/platform.hpp>
#include <neardup/detail/scan.hpp>

#define NEARDUP_SSE41 NEARDUP_TARGET("sse4.1")

namespace neardup::inline v0::detail {

/// Bytes in [first, last] of signed bytes, which ASCII is and others never.
NEARDUP_SSE41 [[gnu::always_inline]] inline __m128i in_range_sse41(__m128i bytes, char first,
                                                                   char last) noexcept {
  return _mm_and_si128(_mm_cmpgt_epi8(bytes, _mm_set1_epi8(static_cast<char>(first - 1))),
                       _mm_cmpgt_epi8(_mm_set1_epi8(static_cast<char>(last + 1)), bytes));
}

/// The highest bit of each byte.
NEARDUP_SSE41 [[gnu::always_inline]] inline std::uint64_t mask_sse41(__m128i bytes) noexcept {
  return static_cast<std::uint32_t>(_mm_movemask_epi8(bytes));
}

/// Folds 16 bytes of ASCII; returns which are letters or digits.
NEARDUP_SSE41 [[gnu::always_inline]] inline std::uint64_t fold_sse41(__m128i bytes,
                                                                     unsigned char* folded) noexcept {
  const __m128i upper = in_range_sse41(bytes, 'A', 'Z');
  const __m128i lower = _mm_or_si128(bytes, _mm_and_si128(upper, _mm_set1_epi8('a' - 'A')));
  _mm_storeu_si128(reinterpret_cast<__m128i_u*>(folded), lower);
  const __m128i word = _mm_or_si128(in_range_sse41(lower, 'a', 'z'), in_range_sse41(bytes, '0', '9'));
  return mask_sse41(word);
}

/// ASCII by comparisons, all else one by one.
NEARDUP_SSE41 inline scan_result scan_words_sse41(const unsigned char* text, std::size_t size,
                                                  bool keep_diacritics, scan_buffers& out) noexcept {
  unsigned char rest[scan_rest_bytes];
  block_reader reader(text, size);
  while (reader.next(rest)) {
    unsigned char* folded = out.folded + reader.at;
    block_masks is{};
    std::uint64_t non_ascii = 0, leads = 0;
    for (unsigned i = 0; i < 64; i += 16) {
      const __m128i bytes = _mm_loadu_si128(reinterpret_cast<const __m128i_u*>(reader.block + i));
      is.word |= fold_sse41(bytes, folded + i) << i;
      non_ascii |= mask_sse41(bytes) << i;
      leads |= mask_sse41(_mm_and_si128(bytes, _mm_slli_epi16(bytes, 1))) << i;
    }
    if (non_ascii != 0) add_code_points(reader.block, non_ascii, leads, keep_diacritics, is, folded);
    const block_bounds found = reader.find_bounds(is, non_ascii);
    reader.begins += store_positions(found.begins, reader.at, out.begins + reader.begins);
    reader.ends += store_positions(found.ends, reader.at, out.ends + reader.ends);
    if (!reader.advance(found, out)) break;
  }
  return reader.result(out);
}

}  // namespace neardup::inline v0::detail

#undef NEARDUP_SSE41

#endif
