#pragma once

#if defined(__x86_64__)

#include <cstddef>
#include <cstdint>

#include <neardup/detail/platform.hpp>

namespace neardup::inline v0::detail {

typedef std::uint32_t u32x16 __attribute__((vector_size(64)));

/// 16 multipliers with the smallest (and largest) of their products so far.
template <bool both>
struct sign_lanes_avx512 {
  u32x16 multiplier, smallest, largest;

  [[gnu::always_inline]] NEARDUP_TARGET("avx512f") void begin(const std::uint32_t* multipliers) noexcept {
    __builtin_memcpy(&multiplier, multipliers, sizeof multiplier);
    smallest = ~u32x16{};
    largest = u32x16{};
  }
  [[gnu::always_inline]] NEARDUP_TARGET("avx512f") void add(std::uint32_t hash) noexcept {
    const u32x16 product = multiplier * hash;
    smallest = product < smallest ? product : smallest;
    if constexpr (both) largest = product > largest ? product : largest;
  }
  [[gnu::always_inline]] NEARDUP_TARGET("avx512f") void end(std::uint32_t* minima,
                                                            std::uint32_t* maxima) const noexcept {
    __builtin_memcpy(minima, &smallest, sizeof smallest);
    const u32x16 complement = ~largest;
    if constexpr (both) __builtin_memcpy(maxima, &complement, sizeof complement);
  }
};

/// One pass over the hashes for the lanes `vector`..., which stay in registers.
/// Limit of min-max: a multiply, a minimum and a maximum for 32 entries on four pipes, two of which multiply:
/// 42.7 entries a cycle, half of that where 512 bits run as two halves (Zen 4: 18 to 20 measured). One hash
/// at a time: the minimum of two hashes before the accumulators' makes their chains shorter, which 4 vectors
/// do not need, and on Zen 4 took 1.02 to 1.11 times the time, as minima then hold up multiplications. Fewer
/// than 4 vectors wait for the accumulators where a minimum takes two cycles (Zen 5: 2 vectors 1.5 times the
/// time).
template <bool both, int... vector>
NEARDUP_TARGET("avx512f")
void sign_vectors_avx512(const std::uint32_t* hashes, std::size_t count, const std::uint32_t* multipliers,
                         std::uint32_t* minima, std::uint32_t* maxima) noexcept {
  sign_lanes_avx512<both> lanes[sizeof...(vector)];
  (lanes[vector].begin(multipliers + 16 * vector), ...);
  for (std::size_t i = 0; i < count; ++i) (lanes[vector].add(hashes[i]), ...);
  (lanes[vector].end(minima + 16 * vector, maxima + 16 * vector), ...);
}

/// Passes of 4 vectors, 8 where there are no maxima, then one of what is left.
template <bool both>
NEARDUP_TARGET("avx512f")
void sign_avx512(const std::uint32_t* hashes, std::size_t count, const std::uint32_t* multipliers,
                 std::size_t multiplier_count, std::uint32_t* signature) noexcept {
  std::uint32_t *minima = signature, *maxima = both ? signature + multiplier_count : signature;
  const std::uint32_t* end = multipliers + multiplier_count;
  if constexpr (!both) {
    for (; end - multipliers >= 128; multipliers += 128, minima += 128)
      sign_vectors_avx512<both, 0, 1, 2, 3, 4, 5, 6, 7>(hashes, count, multipliers, minima, maxima);
  }
  for (; end - multipliers >= 64; multipliers += 64, minima += 64, maxima += 64)
    sign_vectors_avx512<both, 0, 1, 2, 3>(hashes, count, multipliers, minima, maxima);
  switch ((end - multipliers) / 16) {
    case 3:
      return sign_vectors_avx512<both, 0, 1, 2>(hashes, count, multipliers, minima, maxima);
    case 2:
      return sign_vectors_avx512<both, 0, 1>(hashes, count, multipliers, minima, maxima);
    case 1:
      return sign_vectors_avx512<both, 0>(hashes, count, multipliers, minima, maxima);
  }
}

}  // namespace neardup::inline v0::detail

#endif
