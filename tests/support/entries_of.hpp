#pragma once

#include <cstdint>
#include <vector>

#include <neardup/signature.hpp>

/// A copy, which compares with what a test has computed.
inline std::vector<std::uint32_t> entries_of(const neardup::signature& made) {
  return {made.entries().begin(), made.entries().end()};
}
