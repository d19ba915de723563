#pragma once

#if defined(__x86_64__)

#include <cstddef>
#include <cstdint>

#include <neardup/detail/platform.hpp>

namespace neardup::inline v0::detail {

typedef std::uint32_t u32x8 __attribute__((vector_size(32)));

/// 8 multipliers with the smallest (and largest) of their products so far.
template <bool both>
struct sign_lanes_avx2 {
  u32x8 multiplier, smallest, largest;

  [[gnu::always_inline]] NEARDUP_TARGET("avx2") void begin(const std::uint32_t* multipliers) noexcept {
    __builtin_memcpy(&multiplier, multipliers, sizeof multiplier);
    smallest = ~u32x8{};
    largest = u32x8{};
  }
  // Two hashes at once, so that the accumulators wait for one minimum in two. For one, pass it twice.
  [[gnu::always_inline]] NEARDUP_TARGET("avx2") void add(std::uint32_t first, std::uint32_t second) noexcept {
    const u32x8 a = multiplier * first, b = multiplier * second;
    const u32x8 smaller = a < b ? a : b;
    smallest = smaller < smallest ? smaller : smallest;
    if constexpr (both) {
      const u32x8 larger = a > b ? a : b;
      largest = larger > largest ? larger : largest;
    }
  }
  [[gnu::always_inline]] NEARDUP_TARGET("avx2") void end(std::uint32_t* minima,
                                                         std::uint32_t* maxima) const noexcept {
    __builtin_memcpy(minima, &smallest, sizeof smallest);
    const u32x8 complement = ~largest;
    if constexpr (both) __builtin_memcpy(maxima, &complement, sizeof complement);
  }
};

/// One pass over the hashes for the lanes `vector`..., which stay in registers.
/// Limit of min-max: a multiply, a minimum and a maximum for 16 entries on four pipes, two of which multiply:
/// 21.3 entries a cycle (Zen 4: 17.8 measured). 4 vectors need 12 of the 16 registers; with the products of
/// one hash by all vectors before those of the other, g++ 12 spills.
template <bool both, int... vector>
NEARDUP_TARGET("avx2")
void sign_vectors_avx2(const std::uint32_t* hashes, std::size_t count, const std::uint32_t* multipliers,
                       std::uint32_t* minima, std::uint32_t* maxima) noexcept {
  sign_lanes_avx2<both> lanes[sizeof...(vector)];
  (lanes[vector].begin(multipliers + 8 * vector), ...);
  std::size_t i = 0;
  for (; i + 2 <= count; i += 2) (lanes[vector].add(hashes[i], hashes[i + 1]), ...);
  if (i < count) (lanes[vector].add(hashes[i], hashes[i]), ...);
  (lanes[vector].end(minima + 8 * vector, maxima + 8 * vector), ...);
}

/// Passes of 4 vectors, and one of 2 where 16 multipliers are left.
template <bool both>
NEARDUP_TARGET("avx2")
void sign_avx2(const std::uint32_t* hashes, std::size_t count, const std::uint32_t* multipliers,
               std::size_t multiplier_count, std::uint32_t* signature) noexcept {
  std::uint32_t *minima = signature, *maxima = both ? signature + multiplier_count : signature;
  const std::uint32_t* end = multipliers + multiplier_count;
  for (; end - multipliers >= 32; multipliers += 32, minima += 32, maxima += 32)
    sign_vectors_avx2<both, 0, 1, 2, 3>(hashes, count, multipliers, minima, maxima);
  if (end != multipliers) sign_vectors_avx2<both, 0, 1>(hashes, count, multipliers, minima, maxima);
}

}  // namespace neardup::inline v0::detail

#endif
