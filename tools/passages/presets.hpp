#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <random>
#include <string>
#include <string_view>
#include <vector>

#include <neardup/neardup.hpp>

#include "tokens.hpp"

// The presets: what they set, how many edits let copies meet, what they find.
namespace passages {

struct preset {
  std::string_view name;
  neardup::near_duplicate_options options;

  /// Equal tokens in a row that two texts need to meet for certain.
  [[nodiscard]] std::uint32_t run() const {
    return options.passage_window + options.effective_passage_seed_tokens() - 1;
  }
};

inline std::vector<preset> all_presets() {
  namespace presets = neardup::presets;
  return {{"news", presets::news()},
          {"verbatim", presets::verbatim()},
          {"ocr", presets::ocr()},
          {"corpus", presets::corpus()}};
}

inline json preset_options() {
  json list = json::array();
  for (const preset& each : all_presets()) {
    const auto& options = each.options;
    list.push_back({{"preset", each.name},
                    {"passage_seed_tokens", options.effective_passage_seed_tokens()},
                    {"passage_window", options.passage_window},
                    {"min_tokens", options.min_tokens},
                    {"max_gap", options.max_gap},
                    {"min_score", options.min_score},
                    {"seed_group_limit", options.seed_group_limit},
                    {"join", options.join_hyphenated_line_breaks ? "yes" : "no"}});
  }
  return list;
}

/// Edits of single tokens that a copy of `length` tokens may have and is still met for certain.
inline std::uint32_t certain_edits(std::uint32_t length, std::uint32_t run) {
  std::uint32_t edits = 0;
  while (edits + 1 < length && (length - (edits + 1)) / (edits + 2) >= run) ++edits;
  return edits;
}

/// For presets that align over gaps.
inline json guarantee() {
  json list = json::array();
  for (const preset& each : all_presets()) {
    if (each.options.max_gap == 0) continue;
    list.push_back({{"preset", each.name},
                    {"run", each.run()},
                    {"of_50", certain_edits(50, each.run())},
                    {"of_100", certain_edits(100, each.run())},
                    {"of_200", certain_edits(200, each.run())}});
  }
  return list;
}

inline constexpr std::size_t planted = 1000, planted_tokens = 100, vocabulary = 20'000;

/// Copies of 100 random words with edits at random places, each between 50 other words on both sides: a
/// text with the original, then one with the copy, and so on.
class planted_copies {
 public:
  explicit planted_copies(std::size_t edits) {
    for (std::size_t n = 0; n < planted; ++n) {
      const std::vector<std::string> original = words(planted_tokens);
      append(original);
      append(edited(original, edits));
    }
  }

  /// How many of them a passage covers, half of each side at least.
  [[nodiscard]] std::size_t found(neardup::near_duplicate_options options) const {
    options.scope = neardup::search_scope::passages;
    std::vector<bool> covered(planted);
    for (const auto& match : neardup::find_near_duplicates(texts_, options).passages) {
      if (!match.second || match.second->document != match.first.document + 1) continue;
      if (match.first.document % 2 == 0 && covers_half(match.first) && covers_half(*match.second))
        covered[match.first.document / 2] = true;
    }
    return static_cast<std::size_t>(std::count(covered.begin(), covered.end(), true));
  }

 private:
  [[nodiscard]] std::size_t below(std::size_t limit) { return static_cast<std::size_t>(random_() % limit); }

  [[nodiscard]] std::string word() { return neardup::detail::concatenated("w", below(vocabulary)); }

  [[nodiscard]] std::vector<std::string> words(std::size_t count) {
    std::vector<std::string> made;
    while (made.size() < count) made.push_back(word());
    return made;
  }

  /// Edits at so many places, each its own: half replace a word, a quarter drop one, a quarter add one.
  [[nodiscard]] std::vector<std::string> edited(const std::vector<std::string>& original, std::size_t edits) {
    std::vector<std::string> copy;
    for (std::size_t n = 0; n < original.size(); ++n) {
      const std::size_t left = original.size() - n;
      if (below(left) >= edits) {
        copy.push_back(original[n]);
        continue;
      }
      --edits;
      const std::size_t kind = below(4);
      if (kind != 2) copy.push_back(word());
      if (kind == 3) copy.push_back(original[n]);
    }
    return copy;
  }

  void append(const std::vector<std::string>& copy) {
    std::string text = joined(words(50));
    const std::size_t begin = text.size();
    text += joined(copy);
    spans_.push_back(
        {texts_.size(), static_cast<std::uint32_t>(begin), static_cast<std::uint32_t>(text.size())});
    texts_.push_back(text + joined(words(50)));
  }

  [[nodiscard]] static std::string joined(const std::vector<std::string>& words) {
    std::string text;
    for (const std::string& each : words) text += each + " ";
    return text;
  }

  [[nodiscard]] bool covers_half(const text_span& span) const {
    const text_span& wanted = spans_[span.document];
    const std::uint32_t begin = std::max(span.begin, wanted.begin), end = std::min(span.end, wanted.end);
    return end > begin && 2 * (end - begin) >= wanted.end - wanted.begin;
  }

  std::mt19937_64 random_{1};
  std::vector<std::string> texts_;
  std::vector<text_span> spans_;
};

inline json found_by_edits() {
  json list = json::array();
  for (const std::size_t edits : {0u, 2u, 5u, 10u, 15u, 20u, 30u, 40u}) {
    const planted_copies copies(edits);
    json row = {{"edits", edits}};
    for (const preset& each : all_presets())
      row[std::string(each.name)] = rounded(static_cast<double>(copies.found(each.options)) / planted);
    list.push_back(row);
  }
  return list;
}

}  // namespace passages
