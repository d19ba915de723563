#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

#include <neardup/detail/kernels.hpp>
#include <neardup/detail/line_joins.hpp>
#include <neardup/detail/plain_tokens.hpp>
#include <neardup/detail/read_characters.hpp>
#include <neardup/detail/read_runs.hpp>
#include <neardup/detail/read_words.hpp>
#include <neardup/options.hpp>
#include <neardup/token.hpp>

namespace neardup::inline v0 {

namespace detail {

/// Tokens of a text that is read as it stands, written over those of `stream`.
inline void read_tokens(const kernel_table& kernels, std::string_view text, const token_options& options,
                        token_stream& stream) {
  switch (options.kind) {
    case token_kind::words:
      return word_reader(kernels, text, options.fold_diacritics, options.seed, stream).read();
    case token_kind::characters:
      return character_reader(kernels, text, options.fold_diacritics, options.seed, stream).read();
    case token_kind::whitespace:
      return run_reader(kernels, text, options.seed, stream).read();
  }
}

/// tokenize() by the given kernels.
inline void tokenize_with(const kernel_table& kernels, std::string_view text, const token_options& options,
                          token_stream& stream) {
  options.validate();
  require_text_size(text);
  stream.ill_formed = 0;
  if (options.join_hyphenated_line_breaks) {
    if (const std::vector<line_join> joins = find_line_joins(text); !joins.empty()) {
      read_tokens(kernels, join_lines(text, joins), options, stream);
      return restore_places(joins, stream.tokens);
    }
  }
  read_tokens(kernels, text, options, stream);
}

}  // namespace detail

/// Tokens of `text` into `stream`, whose storage is reused. What a token is: docs/scheme-v1.md.
/// Any bytes are accepted. Linear time; memory besides the tokens is a few KB, and a copy of the text where
/// lines are joined. Throws error(errc::too_large) for a text of 2^32 bytes or more, errc::invalid_options as
/// token_options::validate() does, errc::unsupported_kernel where NEARDUP_FORCE_KERNEL names none.
inline void tokenize(std::string_view text, const token_options& options, token_stream& stream) {
  detail::tokenize_with(detail::kernels(), text, options, stream);
}

/// The same as a value.
[[nodiscard]] inline token_stream tokenize(std::string_view text, const token_options& options) {
  token_stream stream;
  tokenize(text, options, stream);
  return stream;
}

/// The same with the options that most callers need.
inline void tokenize(std::string_view text, token_kind kind, std::uint64_t seed, token_stream& stream) {
  tokenize(text, {.kind = kind, .seed = seed}, stream);
}
[[nodiscard]] inline token_stream tokenize(std::string_view text, token_kind kind = token_kind::words,
                                           std::uint64_t seed = 1) {
  return tokenize(text, token_options{.kind = kind, .seed = seed});
}

}  // namespace neardup::inline v0
