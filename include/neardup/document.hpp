#pragma once

#include <cstdint>
#include <string_view>

namespace neardup::inline v0 {

/// In place of a group: the document is in none, and meets every other.
inline constexpr std::uint32_t no_group = ~std::uint32_t{0};

/// A text with its name and what is known of it. Name and text are views: the caller keeps what they point to
/// alive during the call.
struct document {
  std::string_view id;             ///< the caller's name for it; results hold positions, so it may be empty
  std::string_view text;           ///< any bytes; meant to be UTF-8, fewer than 2^32 of them
  std::uint32_t group = no_group;  ///< pairs inside one group are skipped
  double score = 0;                ///< the greater survives under keep = score; not NaN
};

}  // namespace neardup::inline v0
