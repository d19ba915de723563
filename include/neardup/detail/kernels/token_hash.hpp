#pragma once

#include <cstddef>
#include <cstdint>

#include <neardup/detail/platform.hpp>
#include <neardup/detail/xxhash.hpp>
#include <neardup/token.hpp>

// XXH3 hashes 1 to 16 bytes by three formulas, for 1 to 3, 4 to 8 and 9 to 16 bytes. All three place bytes in
// one or two words, xor a key that depends on the seed, and end in multiplications and shifts:
//   v ^= v >> shift1;  v *= multiplier1;  v ^= (v >> shift2) + addend;  v *= multiplier2;  v ^= v >> shift3
// The AVX kernels run this on every lane, with constants by length: no branch depends on a length, which
// no predictor can learn (library calls took 2.85 ns a token where lengths repeat, 6.1 where they do not).
//   length    v before                                       shifts        multipliers   addend
//   1 to 3    bytes ^ key                                    33, 29, 32    prime2, 3     0
//   4 to 8    w ^ rotl(w, 49) ^ rotl(w, 24), w = bytes ^ key -, 35, 28     rrmxmx twice  length
//   9 to 16   length + bswap(low) + high + fold(low * high)  37, 32, -     avalanche, 1  0
// Shifts of 64 or more give 0 in vectors, so that "-" is a shift too.

namespace neardup::inline v0::detail {

inline constexpr std::size_t longest_short_token = 16;

inline constexpr std::uint64_t xxh_prime2 = 0xc2b2ae3d27d4eb4f, xxh_prime3 = 0x165667b19e3779f9;
inline constexpr std::uint64_t xxh3_rrmxmx = 0x9fb21c651e98df25, xxh3_avalanche = 0x165667919e3779f9;

/// What the bytes of a token are xored with: words of XXH3's secret, and the seed.
struct token_hash_keys {
  std::uint64_t upto3, upto8, low, high;  ///< low, high: 9 to 16 bytes
};

[[gnu::always_inline]] inline token_hash_keys make_token_hash_keys(std::uint64_t seed) noexcept {
  const std::uint64_t mixed = seed ^ std::uint64_t{__builtin_bswap32(static_cast<std::uint32_t>(seed))} << 32;
  return {(0x396cfeb8u ^ 0xbe4ba423u) + seed, (0x1cad21f72c81017cu ^ 0xdb979083e96dd4deu) - mixed,
          (0x1f67b3b7a4a44072u ^ 0x78e5c0cc4ee679cbu) + seed,
          (0x2172ffcc7dd05a82u ^ 0x8e2443f7744608b8u) - seed};
}

/// Byte shuffles that place the bytes of a short token in two words, by length mod 16 (1 to 16). The first
/// word:
///   3 bytes "abc" -> "c\0ab\0\0\0\0" (byte 1 is the length's place), 5 bytes "abcde" -> "bcdeabcd";
/// from 9 bytes on the first eight, and the last eight in the second word. 0x80 gives a zero byte.
struct token_shuffles {
  alignas(64) unsigned char rows[16][16];
};

constexpr token_shuffles make_token_shuffles() noexcept {
  token_shuffles shuffles{};
  for (unsigned length = 1; length <= longest_short_token; ++length) {
    unsigned char* row = shuffles.rows[length % 16];
    for (unsigned i = 0; i < 16; ++i) row[i] = 0x80;
    if (length <= 3) {
      row[0] = static_cast<unsigned char>(length - 1);
      row[2] = 0;
      row[3] = static_cast<unsigned char>(length / 2);
      continue;
    }
    const unsigned word = length <= 8 ? 4 : 8;
    for (unsigned i = 0; i < word; ++i) {
      row[length <= 8 ? 4 + i : i] = static_cast<unsigned char>(i);
      row[length <= 8 ? i : 8 + i] = static_cast<unsigned char>(length - word + i);
    }
  }
  return shuffles;
}

inline constexpr token_shuffles token_shuffle_table = make_token_shuffles();

/// Puts right the hashes of the tokens named in `mask`, which are longer than 16 bytes.
[[gnu::noinline]] inline void hash_long_tokens(const unsigned char* folded, const std::uint16_t* begins,
                                               const std::uint16_t* ends, unsigned mask, std::uint64_t seed,
                                               token* out) noexcept {
  for (; mask != 0; mask &= mask - 1) {
    const int i = __builtin_ctz(mask);
    out[i].hash = xxh3_64(folded + begins[i], static_cast<std::size_t>(ends[i] - begins[i]), seed);
  }
}

/// For fewer tokens than a vector has lanes: filling up the vector takes as long as a library call for each.
[[gnu::noinline]] inline void hash_few_tokens(const unsigned char* folded, const std::uint16_t* begins,
                                              const std::uint16_t* ends, std::size_t count,
                                              std::uint64_t seed, std::uint32_t base, token* out) noexcept {
  for (std::size_t i = 0; i < count; ++i) {
    const std::uint32_t begin = begins[i], length = ends[i] - begin;
    out[i] = {xxh3_64(folded + begin, length, seed), base + begin, length};
  }
}

}  // namespace neardup::inline v0::detail
