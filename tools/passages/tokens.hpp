#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <neardup/neardup.hpp>

#include "../figures/json_document.hpp"

// What the parts of the page share.
namespace passages {

using figures::json;
using figures::rounded;
using neardup::text_span;

/// A text with its tokens.
struct tokenized {
  explicit tokenized(std::string_view source) : text(source), tokens(neardup::tokenize(source).tokens) {}

  /// The source of tokens [begin, end).
  [[nodiscard]] std::string words(std::size_t begin, std::size_t end) const {
    if (begin == end) return "";
    const std::size_t from = tokens[begin].begin;
    return std::string(text.substr(from, tokens[end - 1].begin + tokens[end - 1].length - from));
  }
  [[nodiscard]] neardup::passage_source source() const { return {text, tokens}; }

  std::string_view text;
  std::vector<neardup::token> tokens;
};

/// Which windows find_passages takes for seeds, and by which hash.
inline neardup::detail::seed_rule seed_rule_of(std::uint32_t tokens, std::uint32_t window) {
  return {.tokens = tokens, .window = window, .base = neardup::detail::xxh3_64(tokens, 1) | 1};
}

/// Where tokens of two texts are equal: pairs of their numbers.
inline json equal_tokens(const tokenized& first, const tokenized& second) {
  json places = json::array();
  for (std::size_t i = 0; i < first.tokens.size(); ++i)
    for (std::size_t j = 0; j < second.tokens.size(); ++j)
      if (first.tokens[i].hash == second.tokens[j].hash) places.push_back({i, j});
  return places;
}

/// First and last byte of each token, half-open.
inline json token_bytes(const tokenized& of) {
  json bytes = json::array();
  for (const neardup::token& each : of.tokens) bytes.push_back({each.begin, each.begin + each.length});
  return bytes;
}

/// A span with its first two words and its last two, and whatever marks belong to it before and after.
inline json span_record(const text_span& span, const tokenized& of) {
  std::vector<neardup::token> inside;
  for (const neardup::token& each : of.tokens)
    if (each.begin >= span.begin && each.begin < span.end) inside.push_back(each);
  const neardup::token &second = inside.at(1), &last_but_one = inside.at(inside.size() - 2);
  const std::size_t starts = second.begin + second.length - span.begin;
  return {{"begin", span.begin},
          {"end", span.end},
          {"tokens", inside.size()},
          {"starts", of.text.substr(span.begin, starts)},
          {"stops", of.text.substr(last_but_one.begin, span.end - last_but_one.begin)}};
}

}  // namespace passages
