#pragma once

#include <neardup/options.hpp>

/// Options that go together for a kind of text. Each is a place to begin: take one, change what you like.
/// They differ in how passages are sought; articles are sought alike under all.
namespace neardup::inline v0::presets {

/// Edited copies in clean text: the defaults. Of copies of 100 words with 20 words edited, 98 in 100 or more
/// are found.
[[nodiscard]] inline near_duplicate_options news() { return {}; }

/// Every stretch of at least min_tokens tokens that stands twice, token for token, and nothing else.
[[nodiscard]] inline near_duplicate_options verbatim() {
  near_duplicate_options options;
  options.max_gap = 0;
  options.min_score = 1;
  return options;
}

/// Text that a scanner read: where every few words hold a mistake, two in a row that agree start a search,
/// eight that hang together loosely are reported, and words hyphenated at a line's end are joined. Expect
/// chance matches among the shortest; many times slower than `news`.
[[nodiscard]] inline near_duplicate_options ocr() {
  near_duplicate_options options;
  options.join_hyphenated_line_breaks = true;
  options.min_tokens = 8;
  options.min_score = 0.15;
  options.passage_seed_tokens = 2;
  options.seed_group_limit = 32;
  return options;
}

/// Large collections: fewer seeds, longer ones. Copies are found for certain where 15 tokens in a row agree;
/// of those with more than one edit in ten words many are not.
[[nodiscard]] inline near_duplicate_options corpus() {
  near_duplicate_options options;
  options.min_tokens = 40;
  options.passage_seed_tokens = 8;
  options.passage_window = 8;
  return options;
}

}  // namespace neardup::inline v0::presets
