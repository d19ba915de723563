#pragma once

#if defined(__x86_64__)

#include <immintrin.h>

#include <neardup/detail/kernels/token_hash.hpp>

#define NEARDUP_AVX512 \
  NEARDUP_TARGET("avx512f,avx512bw,avx512dq,avx512vl,avx512vbmi,avx512vbmi2,bmi,bmi2,lzcnt,popcnt")

namespace neardup::inline v0::detail {

/// A word for each of eight tokens. Operators where they say enough; else _maskz_ forms of intrinsics,
/// because g++ 12 takes the undefined operand of the plain ones for an uninitialised variable.
using words_avx512 = std::uint64_t __attribute__((vector_size(64)));

struct token_hash_constants_avx512 {
  __m512i shuffles0, shuffles8;  ///< first words of token_shuffle_table, by length mod 16
  __m512i keys0, keys8;          ///< for the first words, by length mod 16
  words_avx512 high_key, bases;
  __m512i odd_word;  ///< 8 in the bytes of odd words: what a shuffle's index needs there
  __m512i minus8, reversed, records0, records4;
  __m512i prime2, prime3, rrmxmx, avalanche;
  __m512i by28, by29, by32, by33, by35, by37;
};

/// `value` in every lane, made once: g++ 12 would broadcast it anew from a scalar in every round (+20 %).
NEARDUP_AVX512 [[gnu::always_inline]] inline __m512i keep_avx512(std::uint64_t value) noexcept {
  __m512i lanes = _mm512_set1_epi64(static_cast<long long>(value));
  asm("" : "+v"(lanes));
  return lanes;
}

NEARDUP_AVX512 [[gnu::always_inline]] inline token_hash_constants_avx512 make_token_hash_constants_avx512(
    std::uint64_t seed, std::uint32_t base) noexcept {
  const token_hash_keys keys = make_token_hash_keys(seed);
  const __m512i even = _mm512_setr_epi64(0, 2, 4, 6, 8, 10, 12, 14);
  const auto& rows = token_shuffle_table.rows;
  token_hash_constants_avx512 c;
  c.shuffles0 = _mm512_permutex2var_epi64(_mm512_load_si512(rows[0]), even, _mm512_load_si512(rows[4]));
  c.shuffles8 = _mm512_permutex2var_epi64(_mm512_load_si512(rows[8]), even, _mm512_load_si512(rows[12]));
  // Up to three bytes the length stands in byte 1.
  const std::uint64_t upto3 = keys.upto3, upto8 = keys.upto8, low = keys.low;
  c.keys0 =
      __m512i(words_avx512{low, upto3 ^ 0x100, upto3 ^ 0x200, upto3 ^ 0x300, upto8, upto8, upto8, upto8});
  c.keys8 = __m512i(words_avx512{upto8, low, low, low, low, low, low, low});
  c.high_key = words_avx512{} + keys.high;
  c.bases = words_avx512{} + base;
  c.odd_word = _mm512_set4_epi64(0x0808080808080808, 0, 0x0808080808080808, 0);
  c.minus8 = keep_avx512(0xfffffff8);
  c.reversed =
      _mm512_set4_epi64(0x08090a0b0c0d0e0f, 0x0001020304050607, 0x08090a0b0c0d0e0f, 0x0001020304050607);
  c.records0 = _mm512_setr_epi64(0, 8, 1, 9, 2, 10, 3, 11);
  c.records4 = _mm512_setr_epi64(4, 12, 5, 13, 6, 14, 7, 15);
  c.prime2 = keep_avx512(xxh_prime2), c.prime3 = keep_avx512(xxh_prime3);
  c.rrmxmx = keep_avx512(xxh3_rrmxmx), c.avalanche = keep_avx512(xxh3_avalanche);
  c.by28 = keep_avx512(28), c.by29 = keep_avx512(29), c.by32 = keep_avx512(32);
  c.by33 = keep_avx512(33), c.by35 = keep_avx512(35), c.by37 = keep_avx512(37);
  return c;
}

/// Eight tokens whose bytes stand in words, keys applied.
struct placed_tokens_avx512 {
  words_avx512 low, high, lengths, places;  ///< places: begin | length << 32
  __mmask8 upto3, from9, from17;
};

/// The 16 bytes from where each of the tokens 0, 2, 4 and 6 of `begins` begins.
NEARDUP_AVX512 [[gnu::always_inline]] inline __m512i load_tokens_avx512(
    const unsigned char* folded, const std::uint16_t* begins) noexcept {
  const __m256i tokens02 = _mm256_loadu2_m128i(reinterpret_cast<const __m128i*>(folded + begins[2]),
                                               reinterpret_cast<const __m128i*>(folded + begins[0]));
  const __m256i tokens46 = _mm256_loadu2_m128i(reinterpret_cast<const __m128i*>(folded + begins[6]),
                                               reinterpret_cast<const __m128i*>(folded + begins[4]));
  return _mm512_maskz_inserti64x4(0xff, _mm512_castsi256_si512(tokens02), tokens46, 1);
}

NEARDUP_AVX512 [[gnu::always_inline]] inline placed_tokens_avx512 place_tokens_avx512(
    const unsigned char* folded, const std::uint16_t* begins, const std::uint16_t* ends,
    const token_hash_constants_avx512& c) noexcept {
  const __m128i starts = _mm_loadu_si128(reinterpret_cast<const __m128i*>(begins));
  const __m128i sizes = _mm_sub_epi16(_mm_loadu_si128(reinterpret_cast<const __m128i*>(ends)), starts);
  const __m512i lengths = _mm512_maskz_cvtepu16_epi64(0xff, sizes);
  const __m512i even = load_tokens_avx512(folded, begins), odd = load_tokens_avx512(folded, begins + 1);
  const __m512i first8 = _mm512_maskz_unpacklo_epi64(0xff, even, odd);
  const __m512i next8 = _mm512_maskz_unpackhi_epi64(0xff, even, odd);
  const __m512i shuffle = _mm512_permutex2var_epi64(c.shuffles0, lengths, c.shuffles8) | c.odd_word;
  const __m512i low = _mm512_maskz_shuffle_epi8(~0ull, first8, shuffle);
  // The last eight bytes of 9 to 16: both words shifted left by 8 * (16 - length) bits, mod 64. A second byte
  // shuffle by length and the unpacking of its control cost three more of the scarce shuffles.
  const __m512i high = _mm512_shldv_epi64(next8, first8, _mm512_maskz_mul_epu32(0xff, lengths, c.minus8));
  placed_tokens_avx512 tokens;
  tokens.low = words_avx512(low) ^ words_avx512(_mm512_permutex2var_epi64(c.keys0, lengths, c.keys8));
  tokens.high = words_avx512(high) ^ c.high_key;
  tokens.lengths = words_avx512(lengths);
  const words_avx512 shifted = words_avx512(_mm512_maskz_cvtepu16_epi64(0xff, starts)) + c.bases;
  tokens.places = words_avx512(_mm512_mask_shuffle_epi32(__m512i(shifted), 0xaaaa, lengths, _MM_PERM_CDAB));
  tokens.upto3 = _mm_cmplt_epu16_mask(sizes, _mm_set1_epi16(4));
  tokens.from9 = _mm_cmpgt_epu16_mask(sizes, _mm_set1_epi16(8));
  tokens.from17 = _mm_cmpgt_epu16_mask(sizes, _mm_set1_epi16(16));
  return tokens;
}

/// Low ^ high half of the 128-bit products. The high half is made of four 32-bit products, as on paper; the
/// low half from the same four takes a shuffle, which is scarcer than the multiplication (+2 %).
NEARDUP_AVX512 [[gnu::always_inline]] inline words_avx512 fold_products_avx512(words_avx512 a,
                                                                               words_avx512 b) noexcept {
  const __m512i a0 = __m512i(a), b0 = __m512i(b), a1 = __m512i(a >> 32), b1 = __m512i(b >> 32);
  const words_avx512 middle = words_avx512(_mm512_maskz_mul_epu32(0xff, a1, b0)) +
                              (words_avx512(_mm512_maskz_mul_epu32(0xff, a0, b0)) >> 32);
  const words_avx512 carried = words_avx512(_mm512_maskz_mul_epu32(0xff, a0, b1)) + (middle & 0xffffffffu);
  return (words_avx512(_mm512_maskz_mul_epu32(0xff, a1, b1)) + (middle >> 32) + (carried >> 32)) ^ (a * b);
}

NEARDUP_AVX512 [[gnu::always_inline]] inline words_avx512 finish_hashes_avx512(
    const placed_tokens_avx512& tokens, const token_hash_constants_avx512& c) noexcept {
  const __mmask8 upto3 = tokens.upto3, from9 = tokens.from9;
  const __mmask8 not_middle = _kor_mask8(upto3, from9), middle = _knot_mask8(not_middle),
                 upto8 = _knot_mask8(from9);
  const __m512i low = __m512i(tokens.low), lengths = __m512i(tokens.lengths);
  const words_avx512 swapped = words_avx512(_mm512_maskz_shuffle_epi8(~0ull, low, c.reversed));
  const __m512i v =
      _mm512_mask_add_epi64(low, from9, __m512i(tokens.lengths + swapped),
                            __m512i(tokens.high + fold_products_avx512(tokens.low, tokens.high)));
  // Constants by masks: vpermq by class is one instruction for two, but a shuffle.
  const __m512i by = _mm512_mask_mov_epi64(c.by33, from9, c.by37);
  __m512i w = v ^ _mm512_maskz_srlv_epi64(not_middle, v, by);
  w = _mm512_mask_ternarylogic_epi64(w, middle, _mm512_maskz_rol_epi64(0xff, v, 49),
                                     _mm512_maskz_rol_epi64(0xff, v, 24), 0x96);
  w = _mm512_mullo_epi64(
      w, _mm512_mask_mov_epi64(_mm512_mask_mov_epi64(c.rrmxmx, upto3, c.prime2), from9, c.avalanche));
  const __m512i shifted = _mm512_maskz_srlv_epi64(
      0xff, w, _mm512_mask_mov_epi64(_mm512_mask_mov_epi64(c.by35, upto3, c.by29), from9, c.by32));
  w ^= _mm512_mask_add_epi64(shifted, middle, shifted, lengths);
  w = _mm512_mask_mullo_epi64(w, upto8, w, _mm512_mask_mov_epi64(c.rrmxmx, upto3, c.prime3));
  return words_avx512(w ^ _mm512_maskz_srlv_epi64(upto8, w, _mm512_mask_mov_epi64(c.by28, upto3, c.by32)));
}

/// Eight tokens a round: 1.35 ns a token on Zen 4, whether lengths repeat or not (library calls 2.85
/// and 6.1). Limited by shuffles and shifts, which share two of four pipes, and by how far a core looks
/// ahead: a round is a long chain. So a round places the next eight tokens while it finishes these (+5 %
/// otherwise, with clang +8 %). Tried and lost: masked broadcasts from memory to load the tokens, +8 %.
NEARDUP_AVX512 inline void hash_tokens_avx512(const unsigned char* folded, const std::uint16_t* begins,
                                              const std::uint16_t* ends, std::size_t count,
                                              std::uint64_t seed, std::uint32_t base, token* out) noexcept {
  if (count < 8) return hash_few_tokens(folded, begins, ends, count, seed, base, out);
  const token_hash_constants_avx512 c = make_token_hash_constants_avx512(seed, base);
  placed_tokens_avx512 tokens = place_tokens_avx512(folded, begins, ends, c);
  std::size_t at = 0;
  for (std::size_t done = 0; done < count; done += 8) {
    // The last eight overlap those before. What the last round places is not used.
    const std::size_t next = done + 16 <= count ? done + 8 : count - 8;
    const placed_tokens_avx512 next_tokens = place_tokens_avx512(folded, begins + next, ends + next, c);
    const __m512i hashes = __m512i(finish_hashes_avx512(tokens, c)), places = __m512i(tokens.places);
    _mm512_storeu_si512(out + at, _mm512_permutex2var_epi64(hashes, c.records0, places));
    _mm512_storeu_si512(out + at + 4, _mm512_permutex2var_epi64(hashes, c.records4, places));
    if (tokens.from17 != 0) [[unlikely]]
      hash_long_tokens(folded, begins + at, ends + at, tokens.from17, seed, out + at);
    tokens = next_tokens;
    at = next;
  }
}

}  // namespace neardup::inline v0::detail

#undef NEARDUP_AVX512

#endif
