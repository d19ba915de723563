#pragma once

#if defined(__x86_64__)

#include <immintrin.h>

#include <neardup/detail/kernels/token_hash.hpp>

#define NEARDUP_TOKEN_HASH_AVX512 \
  NEARDUP_TARGET("avx512f,avx512bw,avx512dq,avx512vl,avx512vbmi,avx512vbmi2,bmi,bmi2,lzcnt,popcnt")

namespace neardup::inline v0::detail {

/// 64-byte vectors of words; operators on them, and _maskz_ forms of intrinsics, because g++ 12 takes the
/// undefined operand of the plain forms for an uninitialised variable.
using token_hash_words = std::uint64_t __attribute__((vector_size(64)));

/// The bytes from where tokens 0, 2, 4 and 6 of `begins` begin.
NEARDUP_TOKEN_HASH_AVX512 [[gnu::always_inline]] inline __m512i load_tokens_avx512(
    const unsigned char* folded, const std::uint16_t* begins) noexcept {
#define AT(i) _mm_loadu_si128(reinterpret_cast<const __m128i*>(folded + begins[i]))
#ifdef INS
  const __m256i l = _mm256_inserti128_si256(_mm256_castsi128_si256(AT(0)), AT(2), 1);
  const __m256i h = _mm256_inserti128_si256(_mm256_castsi128_si256(AT(4)), AT(6), 1);
  return _mm512_maskz_inserti64x4(0xff, _mm512_castsi256_si512(l), h, 1);
#else
  __m512i bytes = _mm512_castsi128_si512(AT(0));
  bytes = _mm512_mask_broadcast_i32x4(bytes, 0x00f0, AT(2));
  bytes = _mm512_mask_broadcast_i32x4(bytes, 0x0f00, AT(4));
  return _mm512_mask_broadcast_i32x4(bytes, 0xf000, AT(6));
#endif
}

/// Low ^ high half of the 128-bit products, from four 32-bit ones as on paper.
NEARDUP_TOKEN_HASH_AVX512 [[gnu::always_inline]] inline token_hash_words fold_products_avx512(
    token_hash_words a, token_hash_words b) noexcept {
  const token_hash_words a_high = a >> 32, b_high = b >> 32;
#define MUL(x, y) ((token_hash_words)_mm512_maskz_mul_epu32(0xff, (__m512i)(x), (__m512i)(y)))
  const token_hash_words low = MUL(a, b);
  const token_hash_words middle = MUL(a_high, b) + (low >> 32);
  const token_hash_words carried = MUL(a, b_high) + (middle & 0xffffffffu);
  const token_hash_words high = MUL(a_high, b_high) + (middle >> 32) + (carried >> 32);
#undef MUL
#ifdef SHUF
  return high ^ (token_hash_words)_mm512_mask_shuffle_epi32((__m512i)low, 0xaaaa, (__m512i)carried, _MM_PERM_CDAB);
#else
  return high ^ (a * b);
#endif
}

NEARDUP_TOKEN_HASH_AVX512 inline void hash_tokens_avx512(const unsigned char* folded,
                                                         const std::uint16_t* begins,
                                                         const std::uint16_t* ends, std::size_t count,
                                                         std::uint64_t seed, std::uint32_t base,
                                                         token* out) noexcept {
  if (count < 8) return hash_few_tokens(hash_tokens_avx512, 8, folded, begins, ends, count, seed, base, out);
  using words = token_hash_words;
  const token_hash_keys keys = make_token_hash_keys(seed);
  const __m512i rows0 = _mm512_load_si512(token_shuffle_table.rows[0]), rows4 = _mm512_load_si512(token_shuffle_table.rows[4]);
  const __m512i rows8 = _mm512_load_si512(token_shuffle_table.rows[8]), rows12 = _mm512_load_si512(token_shuffle_table.rows[12]);
  const __m512i even = _mm512_setr_epi64(0, 2, 4, 6, 8, 10, 12, 14);
  const __m512i first0 = _mm512_permutex2var_epi64(rows0, even, rows4), first8 = _mm512_permutex2var_epi64(rows8, even, rows12);
  const words key0 = {keys.low, keys.upto3 ^ 0x100, keys.upto3 ^ 0x200, keys.upto3 ^ 0x300, keys.upto8, keys.upto8, keys.upto8, keys.upto8};
  const words key8 = {keys.upto8, keys.low, keys.low, keys.low, keys.low, keys.low, keys.low, keys.low};
  const words high_key = words{} + keys.high;
  const __m512i reversed = _mm512_maskz_broadcast_i32x4(0xffff, _mm_setr_epi8(7, 6, 5, 4, 3, 2, 1, 0, 15, 14, 13, 12, 11, 10, 9, 8));
  const __m512i odd8 = _mm512_set4_epi64(0x0808080808080808, 0, 0x0808080808080808, 0);
  const __m512i out_low = _mm512_setr_epi64(0, 8, 1, 9, 2, 10, 3, 11), out_high = _mm512_setr_epi64(4, 12, 5, 13, 6, 14, 7, 15);
#define C(x) _mm512_set1_epi64((long long)(x))
#define PICK(a, b, c) _mm512_mask_mov_epi64(_mm512_mask_mov_epi64(C(b), upto3, C(a)), upto16, C(c))
#define K(n, x) __m512i n = _mm512_set1_epi64((long long)(x)); asm("" : "+v"(n))
  K(c29, 29); K(c35, 35); K(c32, 32); K(c33, 33); K(c37, 37); K(c28, 28); K(cp2, xxh_prime2); K(crr, xxh3_rrmxmx); K(cav, xxh3_avalanche); K(cp3, xxh_prime3);
#undef PICK
#define PICK(a, b, c) _mm512_mask_mov_epi64(_mm512_mask_mov_epi64(b, upto3, a), upto16, c)
  __m128i x4 = _mm_set1_epi16(4), x8 = _mm_set1_epi16(8), x16 = _mm_set1_epi16(16);
  asm("" : "+v"(x4), "+v"(x8), "+v"(x16));
  for (std::size_t i = 0; i < count; i += 8) {
    const std::size_t at = i + 8 <= count ? i : count - 8;
    const __m128i b16 = _mm_loadu_si128(reinterpret_cast<const __m128i*>(begins + at));
    const __m128i e16 = _mm_loadu_si128(reinterpret_cast<const __m128i*>(ends + at));
    const __m128i l16 = _mm_sub_epi16(e16, b16);
    const words starts = (words)_mm512_maskz_cvtepu16_epi64(0xff, b16);
    const words lengths = (words)_mm512_maskz_cvtepu16_epi64(0xff, l16);
    const __m512i len = (__m512i)lengths;
    const __mmask8 upto3 = _mm_cmplt_epu16_mask(l16, x4);
    const __mmask8 upto16 = _mm_cmpgt_epu16_mask(l16, x8);
    const __mmask8 upto8 = (__mmask8)~(upto3 | upto16);
    const __m512i a = load_tokens_avx512(folded, begins + at), b = load_tokens_avx512(folded, begins + at + 1);
    const __m512i x = _mm512_maskz_unpacklo_epi64(0xff, a, b), y = _mm512_maskz_unpackhi_epi64(0xff, a, b);
    const __m512i ctl = _mm512_or_si512(_mm512_permutex2var_epi64(first0, len, first8), odd8);
    const words low = (words)_mm512_maskz_shuffle_epi8(~0ull, x, ctl) ^ (words)_mm512_permutex2var_epi64((__m512i)key0, len, (__m512i)key8);
    const __m512i cnt = _mm512_maskz_mul_epu32(0xff, len, C(0xfffffff8));
    const words high = (words)_mm512_shldv_epi64(y, x, cnt) ^ high_key;
    const words swapped = (words)_mm512_maskz_shuffle_epi8(~0ull, (__m512i)low, reversed);
    const words fold = fold_products_avx512(low, high);
    const words v = (words)_mm512_mask_add_epi64((__m512i)low, upto16, (__m512i)(lengths + swapped), (__m512i)(high + fold));
    const __m512i s1 = _mm512_mask_mov_epi64(c33, upto16, c37);
    words w = v ^ (words)_mm512_maskz_srlv_epi64(upto3 | upto16, (__m512i)v, s1);
    w = (words)_mm512_mask_ternarylogic_epi64((__m512i)w, upto8, _mm512_maskz_rol_epi64(0xff, (__m512i)v, 49), _mm512_maskz_rol_epi64(0xff, (__m512i)v, 24), 0x96);
    w *= (words)PICK(cp2, crr, cav);
    __m512i s = _mm512_maskz_srlv_epi64(0xff, (__m512i)w, PICK(c29, c35, c32));
    w ^= (words)_mm512_mask_add_epi64(s, upto8, s, len);
    w = (words)_mm512_mask_mullo_epi64((__m512i)w, upto3 | upto8, (__m512i)w, _mm512_mask_mov_epi64(crr, upto3, cp3));
    w ^= (words)_mm512_maskz_srlv_epi64(upto3 | upto8, (__m512i)w, _mm512_mask_mov_epi64(c28, upto3, c32));
    const words rec = (words)_mm512_mask_shuffle_epi32((__m512i)(starts + base), 0xaaaa, len, _MM_PERM_CDAB);
    _mm512_storeu_si512(out + at, _mm512_permutex2var_epi64((__m512i)w, out_low, (__m512i)rec));
    _mm512_storeu_si512(out + at + 4, _mm512_permutex2var_epi64((__m512i)w, out_high, (__m512i)rec));
    const unsigned longer = _mm_cmpgt_epu16_mask(l16, x16);
    if (longer != 0) [[unlikely]] hash_long_tokens(folded, begins + at, ends + at, longer, seed, out + at);
  }
}

}  // namespace neardup::inline v0::detail

#endif
