#pragma once

#include <cstdint>
#include <initializer_list>
#include <vector>

#include <neardup/tokenize.hpp>

namespace test_support {

/// Tokens with the given hashes and made-up places.
inline std::vector<neardup::token> make_tokens(const std::vector<std::uint64_t>& hashes) {
  std::vector<neardup::token> tokens;
  for (const std::uint64_t hash : hashes)
    tokens.push_back({hash, static_cast<std::uint32_t>(4 * tokens.size()), 3});
  return tokens;
}

}  // namespace test_support
