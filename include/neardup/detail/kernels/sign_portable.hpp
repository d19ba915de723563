#pragma once

#include <cstddef>
#include <cstdint>

#include <neardup/detail/platform.hpp>

namespace neardup::inline v0::detail {

/// Minima (and maxima) of 8 multipliers: few enough that a compiler keeps them in registers, and an inner
/// loop of fixed length that it turns into vectors where it may.
template <bool both>
void sign_lanes_portable(const std::uint32_t* hashes, std::size_t count, const std::uint32_t* multipliers,
                         std::uint32_t* minima, std::uint32_t* maxima) noexcept {
  constexpr std::size_t lanes = 8;
  std::uint32_t multiplier[lanes], smallest[lanes], largest[lanes];
  for (std::size_t j = 0; j < lanes; ++j) {
    multiplier[j] = multipliers[j];
    smallest[j] = ~std::uint32_t{0};
    largest[j] = 0;
  }
  for (std::size_t i = 0; i < count; ++i) {
    for (std::size_t j = 0; j < lanes; ++j) {
      const std::uint32_t product = multiplier[j] * hashes[i];
      smallest[j] = product < smallest[j] ? product : smallest[j];
      if constexpr (both) largest[j] = product > largest[j] ? product : largest[j];
    }
  }
  for (std::size_t j = 0; j < lanes; ++j) {
    minima[j] = smallest[j];
    if constexpr (both) maxima[j] = ~largest[j];
  }
}

template <bool both>
void sign_portable(const std::uint32_t* hashes, std::size_t count, const std::uint32_t* multipliers,
                   std::size_t multiplier_count, std::uint32_t* signature) noexcept {
  std::uint32_t* maxima = both ? signature + multiplier_count : signature;
  for (std::size_t i = 0; i < multiplier_count; i += 8)
    sign_lanes_portable<both>(hashes, count, multipliers + i, signature + i, maxima + i);
}

}  // namespace neardup::inline v0::detail
