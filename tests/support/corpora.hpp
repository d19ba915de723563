#pragma once

#include <algorithm>
#include <cstdint>
#include <random>
#include <set>
#include <string>
#include <vector>

#include <neardup/find_near_duplicates.hpp>

namespace test_support {

/// A stem and a number: "w17". (g++ 12 warns wrongly of overlap where a literal is added to a temporary.)
inline std::string numbered(const char* stem, std::uint64_t number) {
  return std::string(stem).append(std::to_string(number));
}

/// Words w0, w1, ... joined by spaces: a text over a vocabulary of the given size.
inline std::string random_text(std::mt19937& random, std::size_t words, std::uint32_t vocabulary) {
  std::string text;
  for (std::size_t i = 0; i < words; ++i) text += numbered("w", random() % vocabulary) + " ";
  return text;
}

/// The text with about `edits` of its words replaced.
inline std::string edited(std::mt19937& random, const std::string& text, double edits) {
  std::string out;
  std::uniform_real_distribution<double> coin;
  for (std::size_t begin = 0; begin < text.size();) {
    const std::size_t end = text.find(' ', begin);
    out += coin(random) < edits ? numbered("e", random() % 1000000) : text.substr(begin, end - begin);
    out += ' ';
    begin = end + 1;
  }
  return out;
}

/// Families of near copies with one to `largest` members, unrelated texts, exact copies, empty and short
/// ones.
inline std::vector<std::string> planted_corpus(std::uint32_t seed, std::size_t families,
                                               std::size_t largest) {
  std::mt19937 random(seed);
  std::vector<std::string> texts;
  for (std::size_t family = 0; family < families; ++family) {
    const std::string original = random_text(random, 20 + random() % 150, 3000);
    texts.push_back(original);
    for (std::size_t copy = random() % largest; copy > 0; --copy)
      texts.push_back(edited(random, original, 0.002 * static_cast<double>(random() % 60)));
    if (random() % 5 == 0) texts.push_back(texts[random() % texts.size()]);
    if (random() % 9 == 0) texts.push_back(random_text(random, random() % 4, 20));
    if (random() % 9 == 0) texts.emplace_back(random() % 2 ? "" : " .,! ");
  }
  std::shuffle(texts.begin(), texts.end(), random);
  return texts;
}

/// All pairs with Jaccard >= threshold, straight from the definition, on std::set.
inline std::vector<neardup::near_duplicate_pair> brute_force_pairs(
    const std::vector<std::string>& texts, double threshold, std::uint32_t shingle_size = 5,
    neardup::token_kind kind = neardup::token_kind::words) {
  std::vector<std::set<std::vector<std::uint64_t>>> sets(texts.size());
  for (std::size_t i = 0; i < texts.size(); ++i) {
    const auto tokens = neardup::tokenize(texts[i], kind, 1).tokens;
    const std::size_t window = std::min<std::size_t>(tokens.size(), shingle_size);
    for (std::size_t at = 0; window != 0 && at + window <= tokens.size(); ++at) {
      std::vector<std::uint64_t> shingle;
      for (std::size_t j = 0; j < window; ++j) shingle.push_back(tokens[at + j].hash);
      sets[i].insert(shingle);
    }
  }
  std::vector<neardup::near_duplicate_pair> pairs;
  for (std::size_t a = 0; a < texts.size(); ++a) {
    for (std::size_t b = a + 1; b < texts.size(); ++b) {
      double common = 0;
      for (const auto& shingle : sets[a]) common += sets[b].count(shingle) ? 1 : 0;
      const auto size_a = static_cast<double>(sets[a].size()), size_b = static_cast<double>(sets[b].size());
      if (common == 0) continue;
      const double jaccard = common / (size_a + size_b - common);
      if (jaccard >= threshold) pairs.push_back({a, b, jaccard, common / size_a, common / size_b});
    }
  }
  return pairs;
}

}  // namespace test_support
