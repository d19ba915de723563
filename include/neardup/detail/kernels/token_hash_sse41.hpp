#pragma once

#if defined(__x86_64__)

#include <immintrin.h>

#include <neardup/detail/kernels/token_hash_portable.hpp>

#define NEARDUP_SSE41 NEARDUP_TARGET("sse4.1")

namespace neardup::inline v0::detail {

/// The lengths of eight tokens.
NEARDUP_SSE41 [[gnu::always_inline]] inline __m128i load_lengths_sse41(const std::uint16_t* begins,
                                                                       const std::uint16_t* ends) noexcept {
  return _mm_sub_epi16(_mm_loadu_si128(reinterpret_cast<const __m128i*>(ends)),
                       _mm_loadu_si128(reinterpret_cast<const __m128i*>(begins)));
}

/// A bit for each of 16 lanes, from lanes of all ones or all zeros.
NEARDUP_SSE41 [[gnu::always_inline]] inline std::uint64_t lane_bits_sse41(__m128i low,
                                                                          __m128i high) noexcept {
  return static_cast<std::uint32_t>(_mm_movemask_epi8(_mm_packs_epi16(low, high)));
}

/// Vectors find the classes, the formulas run one token at a time: 2.8 ns a token on Zen 4, 3.0 where lengths
/// do not repeat (library calls 2.85 and 6.1). Tried and lost: blended formulas as with AVX2, in two
/// lanes, 4.7; there is no shift by lane here, and two lanes gain nothing over the 64-bit multiplier.
NEARDUP_SSE41 inline void hash_tokens_sse41(const unsigned char* folded, const std::uint16_t* begins,
                                            const std::uint16_t* ends, std::size_t count, std::uint64_t seed,
                                            std::uint32_t base, token* out) noexcept {
  const __m128i three = _mm_set1_epi16(3), eight = _mm_set1_epi16(8);
  for (std::size_t done = 0; done < count; done += 64) {
    const std::size_t size = count - done < 64 ? count - done : 64;
    length_classes classes;
    std::size_t i = 0;
    for (; i + 16 <= size; i += 16) {
      const __m128i low = load_lengths_sse41(begins + done + i, ends + done + i);
      const __m128i high = load_lengths_sse41(begins + done + i + 8, ends + done + i + 8);
      const std::uint64_t from4 = lane_bits_sse41(_mm_cmpgt_epi16(low, three), _mm_cmpgt_epi16(high, three));
      const std::uint64_t from9 = lane_bits_sse41(_mm_cmpgt_epi16(low, eight), _mm_cmpgt_epi16(high, eight));
      classes.upto3 |= (from4 ^ 0xffff) << i;
      classes.from9 |= from9 << i;
    }
    classify_lengths(begins + done, ends + done, i, size, classes);
    hash_by_class(folded, begins + done, ends + done, size, classes, seed, base, out + done);
  }
}

}  // namespace neardup::inline v0::detail

#undef NEARDUP_SSE41

#endif
