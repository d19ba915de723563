#pragma once

#if defined(__x86_64__)

#include <immintrin.h>

#include <neardup/detail/kernels/token_hash.hpp>

#define NEARDUP_AVX2 NEARDUP_TARGET("avx2,bmi,bmi2,lzcnt,popcnt")

namespace neardup::inline v0::detail {

/// A word for each of four tokens, in the order 0, 2, 1, 3: unpacking the pairs 0, 1 and 2, 3 gives that
/// order, and unpacking hashes and places gives the records of the pairs.
using words_avx2 = std::uint64_t __attribute__((vector_size(32)));

/// Four tokens whose bytes stand in words, keys applied.
struct placed_tokens_avx2 {
  words_avx2 low, high, lengths, places;  ///< places: begin | length << 32
};

/// The same 16 bytes in both halves.
NEARDUP_AVX2 [[gnu::always_inline]] inline __m256i twice_avx2(__m128i bytes) noexcept {
  return _mm256_broadcastsi128_si256(bytes);
}

/// 16 bytes from each of two places.
NEARDUP_AVX2 [[gnu::always_inline]] inline __m256i load_pair_avx2(const unsigned char* first,
                                                                  const unsigned char* second) noexcept {
  return _mm256_loadu2_m128i(reinterpret_cast<const __m128i*>(second),
                             reinterpret_cast<const __m128i*>(first));
}

/// `yes` in the lanes where `sign` is negative, else `no`.
NEARDUP_AVX2 [[gnu::always_inline]] inline words_avx2 select_avx2(words_avx2 sign, words_avx2 yes,
                                                                  words_avx2 no) noexcept {
  return words_avx2(_mm256_blendv_pd(__m256d(no), __m256d(yes), __m256d(sign)));
}

NEARDUP_AVX2 [[gnu::always_inline]] inline placed_tokens_avx2 place_tokens_avx2(const unsigned char* folded,
                                                                                const std::uint16_t* begins,
                                                                                const std::uint16_t* ends,
                                                                                const token_hash_keys& keys,
                                                                                std::uint32_t base) noexcept {
  std::uint64_t four_begins, four_ends;
  __builtin_memcpy(&four_begins, begins, sizeof four_begins);
  __builtin_memcpy(&four_ends, ends, sizeof four_ends);
  // Ends are not below begins, so nothing is borrowed between the four differences. 16 * (length mod 16)
  // each:
  const std::uint64_t offsets = ((four_ends - four_begins) & 0x000f000f000f000f) << 4;
  const unsigned char* rows = token_shuffle_table.rows[0];
  const __m256i shuffles01 = load_pair_avx2(rows + (offsets & 0xff), rows + (offsets >> 16 & 0xff));
  const __m256i shuffles23 = load_pair_avx2(rows + (offsets >> 32 & 0xff), rows + (offsets >> 48));
  const __m256i bytes01 = load_pair_avx2(folded + begins[0], folded + begins[1]);
  const __m256i bytes23 = load_pair_avx2(folded + begins[2], folded + begins[3]);
  const __m256i tokens01 = _mm256_shuffle_epi8(bytes01, shuffles01);
  const __m256i tokens23 = _mm256_shuffle_epi8(bytes23, shuffles23);

  const __m256i spread = _mm256_setr_epi8(0, 1, -1, -1, -1, -1, -1, -1, 4, 5, -1, -1, -1, -1, -1, -1,  //
                                          2, 3, -1, -1, -1, -1, -1, -1, 6, 7, -1, -1, -1, -1, -1, -1);
  const __m256i starts = _mm256_set1_epi64x(static_cast<long long>(four_begins));
  const __m256i sizes = _mm256_set1_epi64x(static_cast<long long>(four_ends - four_begins));
  const words_avx2 none{};
  placed_tokens_avx2 tokens;
  tokens.lengths = words_avx2(_mm256_shuffle_epi8(sizes, spread));
  tokens.places = (words_avx2(_mm256_shuffle_epi8(starts, spread)) + base) | (tokens.lengths << 32);
  // Up to three bytes the length stands in byte 1.
  const words_avx2 from4 = select_avx2(8 - tokens.lengths, none + keys.low, none + keys.upto8);
  const words_avx2 key = select_avx2(tokens.lengths - 4, (none + keys.upto3) ^ (tokens.lengths << 8), from4);
  tokens.low = words_avx2(_mm256_unpacklo_epi64(tokens01, tokens23)) ^ key;
  tokens.high = words_avx2(_mm256_unpackhi_epi64(tokens01, tokens23)) ^ (none + keys.high);
  return tokens;
}

/// Products of the low halves of words.
NEARDUP_AVX2 [[gnu::always_inline]] inline words_avx2 multiply_halves_avx2(words_avx2 a,
                                                                           words_avx2 b) noexcept {
  return words_avx2(_mm256_mul_epu32(__m256i(a), __m256i(b)));
}

/// Products mod 2^64. vpmulld gives both crosswise products at once; two vpmuludq: +5 %, with clang +13 %.
NEARDUP_AVX2 [[gnu::always_inline]] inline words_avx2 multiply_avx2(words_avx2 a, words_avx2 b) noexcept {
  const __m256i crosswise = _mm256_mullo_epi32(__m256i(a), _mm256_shuffle_epi32(__m256i(b), 0xb1));
  const __m256i upper = _mm256_blend_epi32(_mm256_setzero_si256(), crosswise, 0xaa);
  return multiply_halves_avx2(a, b) + (words_avx2(crosswise) << 32) + words_avx2(upper);
}

/// Low ^ high half of the 128-bit products, from four 32-bit products as on paper.
NEARDUP_AVX2 [[gnu::always_inline]] inline words_avx2 fold_products_avx2(words_avx2 a,
                                                                         words_avx2 b) noexcept {
  const words_avx2 a1 = a >> 32, b1 = b >> 32, lowest = multiply_halves_avx2(a, b);
  const words_avx2 middle = multiply_halves_avx2(a1, b) + (lowest >> 32);
  const words_avx2 carried = multiply_halves_avx2(a, b1) + (middle & 0xffffffffu);
  const __m256i low = _mm256_blend_epi32(__m256i(lowest), __m256i(carried << 32), 0xaa);
  return (multiply_halves_avx2(a1, b1) + (middle >> 32) + (carried >> 32)) ^ words_avx2(low);
}

NEARDUP_AVX2 [[gnu::always_inline]] inline words_avx2 shift_avx2(words_avx2 v, __m256i by) noexcept {
  return words_avx2(_mm256_srlv_epi64(__m256i(v), by));
}

NEARDUP_AVX2 [[gnu::always_inline]] inline words_avx2 finish_hashes_avx2(
    const placed_tokens_avx2& tokens) noexcept {
  // By length mod 16. From 4 to 8 bytes 15 is the right part of the rotation by 49.
  const __m128i shift1 = _mm_setr_epi8(37, 33, 33, 33, 15, 15, 15, 15, 15, 37, 37, 37, 37, 37, 37, 37);
  const __m128i shift2 = _mm_setr_epi8(32, 29, 29, 29, 35, 35, 35, 35, 35, 32, 32, 32, 32, 32, 32, 32);
  const __m128i shift3 = _mm_setr_epi8(64, 32, 32, 32, 28, 28, 28, 28, 28, 64, 64, 64, 64, 64, 64, 64);
  const __m128i addends = _mm_setr_epi8(0, 0, 0, 0, 4, 5, 6, 7, 8, 0, 0, 0, 0, 0, 0, 0);
  const __m128i reversed = _mm_setr_epi8(7, 6, 5, 4, 3, 2, 1, 0, 15, 14, 13, 12, 11, 10, 9, 8);
  const __m128i rotated24 = _mm_setr_epi8(5, 6, 7, 0, 1, 2, 3, 4, 13, 14, 15, 8, 9, 10, 11, 12);
  const words_avx2 none{}, upto3 = tokens.lengths - 4, from9 = 8 - tokens.lengths;
  const __m256i by_length = __m256i(tokens.lengths | 0x8080808080808000);

  const words_avx2 swapped = words_avx2(_mm256_shuffle_epi8(__m256i(tokens.low), twice_avx2(reversed)));
  const words_avx2 sum =
      tokens.lengths + swapped + (tokens.high + fold_products_avx2(tokens.low, tokens.high));
  const words_avx2 v = select_avx2(from9, sum, tokens.low);
  const __m256i addend = _mm256_shuffle_epi8(twice_avx2(addends), by_length);
  const words_avx2 rotated = (v << 49) ^ words_avx2(_mm256_shuffle_epi8(__m256i(v), twice_avx2(rotated24)));
  const __m256i not_middle = _mm256_cmpeq_epi64(addend, _mm256_setzero_si256());
  words_avx2 w = v ^ shift_avx2(v, _mm256_shuffle_epi8(twice_avx2(shift1), by_length)) ^
                 words_avx2(_mm256_andnot_si256(not_middle, __m256i(rotated)));
  w = multiply_avx2(w, select_avx2(from9, none + xxh3_avalanche,
                                   select_avx2(upto3, none + xxh_prime2, none + xxh3_rrmxmx)));
  w ^= shift_avx2(w, _mm256_shuffle_epi8(twice_avx2(shift2), by_length)) + words_avx2(addend);
  w = multiply_avx2(w,
                    select_avx2(from9, none + 1, select_avx2(upto3, none + xxh_prime3, none + xxh3_rrmxmx)));
  return w ^ shift_avx2(w, _mm256_shuffle_epi8(twice_avx2(shift3), by_length));
}

/// Four tokens a round: 2.25 ns a token on Zen 4, whether lengths repeat or not (library calls 2.85
/// and 6.1). As with AVX-512, a round places the next tokens while it finishes these (+7 % otherwise).
NEARDUP_AVX2 inline void hash_tokens_avx2(const unsigned char* folded, const std::uint16_t* begins,
                                          const std::uint16_t* ends, std::size_t count, std::uint64_t seed,
                                          std::uint32_t base, token* out) noexcept {
  if (count < 4) return hash_few_tokens(folded, begins, ends, count, seed, base, out);
  const token_hash_keys keys = make_token_hash_keys(seed);
  placed_tokens_avx2 tokens = place_tokens_avx2(folded, begins, ends, keys, base);
  std::size_t at = 0;
  for (std::size_t done = 0; done < count; done += 4) {
    // The last four overlap those before. What the last round places is not used.
    const std::size_t next = done + 8 <= count ? done + 4 : count - 4;
    const placed_tokens_avx2 next_tokens = place_tokens_avx2(folded, begins + next, ends + next, keys, base);
    const __m256i hashes = __m256i(finish_hashes_avx2(tokens)), places = __m256i(tokens.places);
    _mm256_storeu_si256(reinterpret_cast<__m256i*>(out + at), _mm256_unpacklo_epi64(hashes, places));
    _mm256_storeu_si256(reinterpret_cast<__m256i*>(out + at + 2), _mm256_unpackhi_epi64(hashes, places));
    const auto longer = static_cast<unsigned>(_mm256_movemask_pd(__m256d(16 - tokens.lengths)));
    if (longer != 0) [[unlikely]] {
      const unsigned in_order = (longer & 9) | (longer & 2) << 1 | (longer & 4) >> 1;
      hash_long_tokens(folded, begins + at, ends + at, in_order, seed, out + at);
    }
    tokens = next_tokens;
    at = next;
  }
}

}  // namespace neardup::inline v0::detail

#undef NEARDUP_AVX2

#endif
