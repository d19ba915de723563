#pragma once

#include <cstdint>
#include <vector>

#include <neardup/neardup.hpp>

#include "texts.hpp"
#include "tokens.hpp"

// Which windows of a text become seeds where not all of them do.
namespace passages {

inline constexpr std::uint32_t winnowed_tokens = 5, winnowed_window = 8;

/// For each window of a text its hash, as a part of the whole range, and which are seeds.
inline json winnowed(std::string_view text) {
  const tokenized of(text);
  json hashes = json::array(), chosen = json::array();
  neardup::detail::for_each_seed(of.tokens, seed_rule_of(winnowed_tokens, 1),
                                 [&](std::uint32_t, std::uint64_t hash) {
                                   hashes.push_back(rounded(static_cast<double>(hash >> 32) / 4294967296.0));
                                 });
  neardup::detail::for_each_seed(of.tokens, seed_rule_of(winnowed_tokens, winnowed_window),
                                 [&](std::uint32_t position, std::uint64_t) { chosen.push_back(position); });
  return {{"windows", hashes.size()}, {"chosen", chosen.size()}, {"hashes", hashes}, {"seeds", chosen}};
}

inline json winnowing() {
  return {{"tokens", winnowed_tokens},
          {"window", winnowed_window},
          {"run", winnowed_tokens + winnowed_window - 1},
          {"first", winnowed(report)},
          {"second", winnowed(quoting)}};
}

}  // namespace passages
