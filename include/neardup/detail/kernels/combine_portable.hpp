#pragma once

#include <cstddef>
#include <cstdint>

#include <neardup/detail/platform.hpp>
#include <neardup/token.hpp>

namespace neardup::inline v0::detail {

/// Odd, so that the multiplication is a bijection: a finish that is none doubled the collisions.
inline constexpr std::uint64_t combine_multiplier = 0x9E3779B97F4A7C15;

/// Windows whose token hashes a vector kernel lays side by side at a time, and the longest of them in tokens.
inline constexpr std::size_t combine_chunk = 512, largest_window = 1024;

inline void combine_portable(const token* tokens, std::size_t windows, const std::uint64_t* addends,
                             std::uint32_t size, std::uint32_t* hashes) noexcept {
  for (std::size_t i = 0; i < windows; ++i) {
    std::uint64_t sum = size;  // tells a short text's window from a longer one
    for (std::size_t j = 0; j < size; ++j) {
      const std::uint64_t hash = tokens[i + j].hash;
      const auto low = static_cast<std::uint32_t>(hash + addends[j]);
      const auto high = static_cast<std::uint32_t>((hash >> 32) + (addends[j] >> 32));
      sum += std::uint64_t{low} * high;
    }
    const std::uint64_t mixed = (sum ^ sum >> 32) * combine_multiplier;
    const auto hash = static_cast<std::uint32_t>(mixed >> 32);
    hashes[i] = hash == 0 ? 1 : hash;  // 0 is a fixed point of every multiplier of a signature
  }
}

}  // namespace neardup::inline v0::detail
