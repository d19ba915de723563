#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include <neardup/options.hpp>

namespace neardup::inline v0 {

/// One token: the hash of its folded text and the source bytes [begin, begin + length).
struct token {
  std::uint64_t hash = 0;
  std::uint32_t begin = 0;
  std::uint32_t length = 0;
  friend bool operator==(const token&, const token&) = default;
};

/// The tokens of a text in text order.
struct token_stream {
  std::vector<token> tokens;
  std::uint64_t ill_formed = 0;  ///< maximal ill-formed subparts of the text
};

/// Tokens of `text` by scheme v1.
[[nodiscard]] token_stream tokenize(std::string_view text, token_kind kind = token_kind::words,
                                    std::uint64_t seed = 1);

/// The same into `stream`, whose storage is reused.
void tokenize(std::string_view text, token_kind kind, std::uint64_t seed, token_stream& stream);

}  // namespace neardup::inline v0
