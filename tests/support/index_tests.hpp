#pragma once

#include <cstddef>
#include <cstdint>
#include <numeric>
#include <vector>

#include <neardup/error.hpp>

namespace test_support {

/// first, first + 1, ...: ids of `count` documents.
inline std::vector<std::uint64_t> numbers(std::size_t count, std::uint64_t first = 0) {
  std::vector<std::uint64_t> ids(count);
  std::iota(ids.begin(), ids.end(), first);
  return ids;
}

/// Whether `call` throws an error of that code.
bool fails_with(neardup::errc code, const auto& call) {
  try {
    call();
  } catch (const neardup::error& refused) {
    return refused.code() == code;
  }
  return false;
}

}  // namespace test_support
