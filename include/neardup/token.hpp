#pragma once

#include <cstdint>
#include <vector>

#include <neardup/detail/platform.hpp>

namespace neardup::inline v0 {

/// One token: the hash of its folded text and the source bytes [begin, begin + length).
struct token {
  std::uint64_t hash = 0;  ///< XXH3_64bits_withSeed(folded text, seed)
  std::uint32_t begin = 0;
  std::uint32_t length = 0;
  friend bool operator==(const token&, const token&) = default;
};

/// The tokens of a text in text order. Spans never overlap, except that the code points that one piece of
/// text folds to share its span (`characters`).
struct token_stream {
  std::vector<token> tokens;
  std::uint64_t ill_formed = 0;  ///< maximal ill-formed subparts of UTF-8 in the text
};

}  // namespace neardup::inline v0
