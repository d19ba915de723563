#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace neardup::io {

/// A copy of one line of JSON in which each maximal ill-formed subpart and each escape of a lone surrogate is
/// U+FFFD, and how many there were.
struct repaired_line {
  std::string line;
  std::uint64_t replaced = 0;
};
[[nodiscard]] repaired_line repair_json_line(std::string_view line);

}  // namespace neardup::io
