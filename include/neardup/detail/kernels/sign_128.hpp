#pragma once

#include <cstddef>
#include <cstdint>

#include <neardup/detail/platform.hpp>

namespace neardup::inline v0::detail {

typedef std::uint32_t u32x4 __attribute__((vector_size(16)));

/// 4 multipliers with the smallest (and largest) of their products so far.
template <bool both>
struct sign_lanes_128 {
  u32x4 multiplier, smallest, largest;

  [[gnu::always_inline]] NEARDUP_TARGET_128 void begin(const std::uint32_t* multipliers) noexcept {
    __builtin_memcpy(&multiplier, multipliers, sizeof multiplier);
    smallest = ~u32x4{};
    largest = u32x4{};
  }
  // Two hashes at once, so that the accumulators wait for one minimum in two. For one, pass it twice.
  [[gnu::always_inline]] NEARDUP_TARGET_128 void add(std::uint32_t first, std::uint32_t second) noexcept {
    const u32x4 a = multiplier * first, b = multiplier * second;
    const u32x4 smaller = a < b ? a : b;
    smallest = smaller < smallest ? smaller : smallest;
    if constexpr (both) {
      const u32x4 larger = a > b ? a : b;
      largest = larger > largest ? larger : largest;
    }
  }
  [[gnu::always_inline]] NEARDUP_TARGET_128 void end(std::uint32_t* minima,
                                                     std::uint32_t* maxima) const noexcept {
    __builtin_memcpy(minima, &smallest, sizeof smallest);
    const u32x4 complement = ~largest;
    if constexpr (both) __builtin_memcpy(maxima, &complement, sizeof complement);
  }
};

/// One pass over the hashes for the lanes `vector`..., which stay in registers.
/// Limit of min-max: a multiply, a minimum and a maximum for 8 entries, at best half the speed of AVX2. 4
/// vectors need 12 of the 16 registers.
template <bool both, int... vector>
NEARDUP_TARGET_128 void sign_vectors_128(const std::uint32_t* hashes, std::size_t count,
                                         const std::uint32_t* multipliers, std::uint32_t* minima,
                                         std::uint32_t* maxima) noexcept {
  sign_lanes_128<both> lanes[sizeof...(vector)];
  (lanes[vector].begin(multipliers + 4 * vector), ...);
  std::size_t i = 0;
  for (; i + 2 <= count; i += 2) (lanes[vector].add(hashes[i], hashes[i + 1]), ...);
  if (i < count) (lanes[vector].add(hashes[i], hashes[i]), ...);
  (lanes[vector].end(minima + 4 * vector, maxima + 4 * vector), ...);
}

template <bool both>
NEARDUP_TARGET_128 void sign_128(const std::uint32_t* hashes, std::size_t count,
                                 const std::uint32_t* multipliers, std::size_t multiplier_count,
                                 std::uint32_t* signature) noexcept {
  std::uint32_t* maxima = both ? signature + multiplier_count : signature;
  for (std::size_t i = 0; i < multiplier_count; i += 16)
    sign_vectors_128<both, 0, 1, 2, 3>(hashes, count, multipliers + i, signature + i, maxima + i);
}

}  // namespace neardup::inline v0::detail
