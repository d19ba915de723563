#pragma once

#include <string_view>

namespace neardup::inline v0 {

/// A text with its name. Both are views: the caller keeps what they point to alive during the call.
struct document {
  std::string_view id;    ///< the caller's name for it; results hold positions, so it may be empty
  std::string_view text;  ///< any bytes; meant to be UTF-8, fewer than 2^32 of them
};

}  // namespace neardup::inline v0
