#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

#include <neardup/detail/fold.hpp>
#include <neardup/detail/unicode.hpp>
#include <neardup/detail/utf8.hpp>
#include <neardup/detail/word_scanner.hpp>
#include <neardup/error.hpp>
#include <neardup/options.hpp>

// The tokens of a text one code point after the other, with their folded texts. The kernels give the same
// tokens faster; they are tested against this, and it against ICU.
namespace neardup::inline v0::detail {

/// Words: each sink(folded, begin, length) in text order; returns the number of ill-formed subparts.
template <class Sink>
std::uint64_t for_each_word(std::string_view text, bool fold_diacritics, Sink&& sink) {
  word_scanner scanner(text);
  token_folder folder(fold_diacritics);
  for (token_span span; scanner.next(span);) {
    if (span.ascii)
      folder.fold_ascii(text, span.begin, span.end, sink);
    else
      folder.fold(text, span.begin, span.end, sink);
  }
  return scanner.ill_formed_count();
}

/// The code points of a piece of a word, each with the span of its segment.
template <class Sink>
void for_each_character_of(std::string_view text, std::size_t begin, std::size_t end, token_folder& folder,
                           Sink&& sink) {
  const unsigned char* bytes = as_bytes(text.data());
  while (begin < end) {
    if (bytes[begin] < 0x80 && (begin + 1 == end || bytes[begin + 1] < 0x80)) {  // the common segment
      const char lowered = lower_ascii(text[begin]);
      sink(std::string_view(&lowered, 1), begin, std::size_t{1});
      ++begin;
      continue;
    }
    std::size_t next = begin + decode(bytes + begin, bytes + end).length;
    while (next < end) {
      const auto [c, length] = decode(bytes + next, bytes + end);
      if (properties_of(c).starts_segment()) break;
      next += length;
    }
    folder.fold(text, begin, next, [&](std::string_view folded, std::size_t, std::size_t) {
      while (!folded.empty()) {
        const auto length = decode(as_bytes(folded.data()), as_bytes(folded.data()) + folded.size()).length;
        sink(folded.substr(0, length), begin, next - begin);
        folded.remove_prefix(length);
      }
    });
    begin = next;
  }
}

/// Characters: the code points of the folded words, and one U+0020 where a separator stood between two.
template <class Sink>
std::uint64_t for_each_character(std::string_view text, bool fold_diacritics, Sink&& sink) {
  word_scanner scanner(text);
  token_folder word_folder(fold_diacritics), character_folder(fold_diacritics);
  bool separated = false, first = true;
  std::size_t last_end = 0;
  for (token_span span; scanner.next(span);) {
    separated = separated || span.separated;
    word_folder.fold(text, span.begin, span.end,
                     [&](std::string_view, std::size_t begin, std::size_t length) {
                       if (separated && !first) sink(std::string_view(" "), last_end, begin - last_end);
                       separated = first = false;
                       last_end = begin + length;
                       for_each_character_of(text, begin, last_end, character_folder, sink);
                     });
  }
  return scanner.ill_formed_count();
}

/// Where the run without White_Space that holds `at` ends. Ill-formed subparts are added to
/// `ill_formed_count`.
[[nodiscard]] inline std::size_t end_of_run(std::string_view text, std::size_t at,
                                            std::uint64_t& ill_formed_count) noexcept {
  const unsigned char* bytes = as_bytes(text.data());
  while (at < text.size()) {
    const decoded next = decode(bytes + at, bytes + text.size());
    if (next.code_point == ill_formed)
      ++ill_formed_count;
    else if (properties_of(next.code_point).kind() == code_point_class::space)
      break;
    at += next.length;
  }
  return at;
}

/// Maximal runs without White_Space, bytes as they are, ill-formed ones included.
template <class Sink>
std::uint64_t for_each_non_space_run(std::string_view text, Sink&& sink) {
  const unsigned char* bytes = as_bytes(text.data());
  std::uint64_t ill_formed_count = 0;
  for (std::size_t begin = 0; begin < text.size();) {
    const std::size_t end = end_of_run(text, begin, ill_formed_count);
    if (end != begin) sink(text.substr(begin, end - begin), begin, end - begin);
    begin = end;
    if (end < text.size()) begin += decode(bytes + end, bytes + text.size()).length;
  }
  return ill_formed_count;
}

inline void require_text_size(std::string_view text) {
  if (text.size() > 0xFFFFFFFF)
    throw error(errc::too_large,
                concatenated("a text has ", text.size(), " bytes; allowed: fewer than 2^32"));
}

/// Calls sink(std::string_view folded, std::size_t begin, std::size_t length) for each token in text order;
/// `folded` is valid during the call. Returns the number of maximal ill-formed subparts.
/// Linear in the text; memory does not depend on it. Throws error(errc::too_large) from 4 GiB on.
template <class Sink>
std::uint64_t for_each_token(std::string_view text, token_kind kind, bool fold_diacritics, Sink&& sink) {
  require_text_size(text);
  switch (kind) {
    case token_kind::characters:
      return for_each_character(text, fold_diacritics, sink);
    case token_kind::whitespace:
      return for_each_non_space_run(text, sink);
    case token_kind::words:
      break;
  }
  return for_each_word(text, fold_diacritics, sink);
}

template <class Sink>
std::uint64_t for_each_token(std::string_view text, token_kind kind, Sink&& sink) {
  return for_each_token(text, kind, false, sink);
}

}  // namespace neardup::inline v0::detail
