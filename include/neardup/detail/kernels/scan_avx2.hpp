#pragma once

#if defined(__x86_64__)

#include <cstddef>
#include <cstdint>

#include <immintrin.h>

#include <neardup/detail/platform.hpp>
#include <neardup/detail/scan.hpp>

#define NEARDUP_AVX2 NEARDUP_TARGET("avx2,bmi,bmi2,lzcnt,popcnt")

namespace neardup::inline v0::detail {

/// Writes `at` + the number of each set bit, at most 32 of them; returns how many. Eight or sixteen at once:
/// how many tokens a block has cannot be predicted, but that there are seldom more.
NEARDUP_AVX2 [[gnu::always_inline]] inline std::size_t store_positions_avx2(std::uint64_t bits,
                                                                            std::size_t at,
                                                                            std::uint16_t* out) noexcept {
  const std::size_t count = static_cast<std::size_t>(__builtin_popcountll(bits));
  std::size_t done = 0;
  do {
    for (int i = 0; i < 8; ++i) {
      out[done++] = static_cast<std::uint16_t>(at + _tzcnt_u64(bits));
      bits = _blsr_u64(bits);
    }
  } while (done < count);
  return count;
}

/// Bytes in [first, last] of signed bytes, which ASCII is and others never.
NEARDUP_AVX2 [[gnu::always_inline]] inline __m256i in_range_avx2(__m256i bytes, char first,
                                                                 char last) noexcept {
  return _mm256_and_si256(_mm256_cmpgt_epi8(bytes, _mm256_set1_epi8(static_cast<char>(first - 1))),
                          _mm256_cmpgt_epi8(_mm256_set1_epi8(static_cast<char>(last + 1)), bytes));
}

/// The highest bit of each byte.
NEARDUP_AVX2 [[gnu::always_inline]] inline std::uint64_t mask_avx2(__m256i bytes) noexcept {
  return static_cast<std::uint32_t>(_mm256_movemask_epi8(bytes));
}

/// Folds 32 bytes of ASCII; returns which are letters or digits.
NEARDUP_AVX2 [[gnu::always_inline]] inline std::uint64_t fold_avx2(__m256i bytes,
                                                                   unsigned char* folded) noexcept {
  const __m256i upper = in_range_avx2(bytes, 'A', 'Z');
  const __m256i lower = _mm256_or_si256(bytes, _mm256_and_si256(upper, _mm256_set1_epi8('a' - 'A')));
  _mm256_storeu_si256(reinterpret_cast<__m256i_u*>(folded), lower);
  const __m256i word = _mm256_or_si256(in_range_avx2(lower, 'a', 'z'), in_range_avx2(bytes, '0', '9'));
  return mask_avx2(word);
}

/// ASCII by comparisons, all else one by one: a table of 16 entries a shuffle makes four of each lookup,
/// which does not pay for the few letters that most texts have beyond ASCII.
NEARDUP_AVX2 inline scan_result scan_words_avx2(const unsigned char* text, std::size_t size,
                                                bool keep_diacritics, scan_buffers& out) noexcept {
  unsigned char rest[scan_rest_bytes];
  block_reader reader(text, size);
  while (reader.next(rest)) {
    unsigned char* folded = out.folded + reader.at;
    const __m256i low = _mm256_loadu_si256(reinterpret_cast<const __m256i_u*>(reader.block));
    const __m256i high = _mm256_loadu_si256(reinterpret_cast<const __m256i_u*>(reader.block + 32));
    block_masks is{};
    is.word = fold_avx2(low, folded) | fold_avx2(high, folded + 32) << 32;
    const std::uint64_t non_ascii = mask_avx2(low) | mask_avx2(high) << 32;
    if (non_ascii != 0) {
      const std::uint64_t leads = mask_avx2(_mm256_and_si256(low, _mm256_slli_epi16(low, 1))) |
                                  mask_avx2(_mm256_and_si256(high, _mm256_slli_epi16(high, 1))) << 32;
      add_code_points(reader.block, non_ascii, leads, keep_diacritics, is, folded);
    }
    const block_bounds found = reader.find_bounds(is, non_ascii);
    reader.begins += store_positions_avx2(found.begins, reader.at, out.begins + reader.begins);
    reader.ends += store_positions_avx2(found.ends, reader.at, out.ends + reader.ends);
    if (!reader.advance(found, out)) break;
  }
  return reader.result(out);
}

}  // namespace neardup::inline v0::detail

#undef NEARDUP_AVX2

#endif
