#pragma once

#include <cstddef>
#include <cstdint>

#include <neardup/detail/platform.hpp>

namespace neardup::inline v0::detail {

inline void count_equal_portable(const std::uint32_t* signature, const std::uint32_t* rows,
                                 std::size_t row_count, std::size_t num_hashes,
                                 std::uint32_t* counts) noexcept {
  for (std::size_t row = 0; row < row_count; ++row, rows += num_hashes) {
    std::uint32_t equal = 0;
    for (std::size_t i = 0; i < num_hashes; ++i) equal += signature[i] == rows[i];
    counts[row] = equal;
  }
}

inline void merge_portable(std::uint32_t* into, const std::uint32_t* from, std::size_t num_hashes) noexcept {
  for (std::size_t i = 0; i < num_hashes; ++i) into[i] = from[i] < into[i] ? from[i] : into[i];
}

}  // namespace neardup::inline v0::detail
