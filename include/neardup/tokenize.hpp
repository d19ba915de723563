#pragma once

#include <cstdint>
#include <string_view>

#include <neardup/detail/kernels.hpp>
#include <neardup/detail/plain_tokens.hpp>
#include <neardup/detail/read_words.hpp>
#include <neardup/options.hpp>
#include <neardup/token.hpp>

namespace neardup::inline v0 {

/// Tokens of `text` into `stream`, whose storage is reused. What a token is: docs/scheme-v1.md.
/// Any bytes are accepted. Linear time; throws error(errc::too_large) for a text of 2^32 bytes or more.
inline void tokenize(std::string_view text, token_kind kind, std::uint64_t seed, token_stream& stream) {
  stream.tokens.clear();
  stream.ill_formed =
      detail::for_each_token(text, kind, [&](std::string_view folded, std::size_t begin, std::size_t length) {
        stream.tokens.push_back({detail::xxh3_64(folded.data(), folded.size(), seed),
                                 static_cast<std::uint32_t>(begin), static_cast<std::uint32_t>(length)});
      });
}

/// The same as a value.
[[nodiscard]] inline token_stream tokenize(std::string_view text, token_kind kind = token_kind::words,
                                           std::uint64_t seed = 1) {
  token_stream stream;
  tokenize(text, kind, seed, stream);
  return stream;
}

}  // namespace neardup::inline v0
