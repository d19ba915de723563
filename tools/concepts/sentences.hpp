#pragma once

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include <neardup/neardup.hpp>

#include "figures.hpp"

// Two sentences: their shingles, how similar they are, the smallest hashes, estimates.
namespace concepts {

inline constexpr std::uint32_t sentence_shingle_size = 3;
inline constexpr std::string_view sentence = "The ferry to the island sails twice a day in winter.";
inline constexpr std::string_view changed = "The ferry to the island sails once a day in winter.";
inline constexpr std::string_view quoting =
    "The ferry to the island sails twice a day in winter, but only when the sea is calm.";

/// A text with its shingles; both hashes of each, in text order.
struct shingled {
  explicit shingled(std::string_view source)
      : text(source),
        tokens(neardup::tokenize(source).tokens),
        windows(sentence_shingle_size),
        identities(windows.identity_hashes(tokens)),
        hashes(windows.signature_hashes(tokens)),
        set(identities) {}

  /// The source of the shingle at `i`.
  [[nodiscard]] std::string shingle(std::size_t i) const {
    const neardup::token &begin = tokens[i], &last = tokens[i + windows.shingle_size() - 1];
    return std::string(text.substr(begin.begin, last.begin + last.length - begin.begin));
  }
  [[nodiscard]] bool has(std::uint64_t identity) const {
    return std::binary_search(set.values().begin(), set.values().end(), identity);
  }

  std::string_view text;
  std::vector<neardup::token> tokens;
  neardup::shingler windows;
  std::vector<std::uint64_t> identities;
  std::vector<std::uint32_t> hashes;
  neardup::shingle_set set;
};

/// A shingle of the union of two texts.
struct united_shingle {
  std::string text;
  std::uint32_t hash = 0;
  bool in_first = false, in_second = false;

  [[nodiscard]] const char* where() const {
    return !in_second ? "first only" : !in_first ? "second only" : "both";
  }
};

/// Those of the first text, then what only the second has.
inline std::vector<united_shingle> unite(const shingled& first, const shingled& second) {
  std::vector<united_shingle> all;
  for (std::size_t i = 0; i < first.hashes.size(); ++i)
    all.push_back({first.shingle(i), first.hashes[i], true, second.has(first.identities[i])});
  for (std::size_t i = 0; i < second.hashes.size(); ++i)
    if (!first.has(second.identities[i])) all.push_back({second.shingle(i), second.hashes[i], false, true});
  return all;
}

inline json compared(const shingled& first, const shingled& second) {
  const auto all = unite(first, second);
  const auto common =
      std::count_if(all.begin(), all.end(), [](const auto& s) { return s.in_first && s.in_second; });
  return {{"first", first.text},
          {"second", second.text},
          {"shingles_first", first.set.size()},
          {"shingles_second", second.set.size()},
          {"common", common},
          {"united", all.size()},
          {"jaccard", rounded(neardup::jaccard(first.set, second.set))},
          {"containment_first", rounded(neardup::containment(first.set, second.set))},
          {"containment_second", rounded(neardup::containment(second.set, first.set))}};
}

inline json listed(const std::vector<united_shingle>& all) {
  json list = json::array();
  for (const auto& shingle : all) list.push_back({{"shingle", shingle.text}, {"where", shingle.where()}});
  return list;
}

/// For each hash function where it puts each shingle of the union, as parts of the whole range, and whether
/// the smallest in both sets is the same.
inline json minima(const shingled& first, const shingled& second) {
  constexpr std::size_t shown = 10;
  const minhasher hasher({.scheme = signature_scheme::minhash32, .shingle_size = sentence_shingle_size});
  const auto a = hasher.sign(first.hashes), b = hasher.sign(second.hashes);
  std::vector<neardup::signature> alone;  // the signature of a single element: all its hashes
  for (const auto& shingle : unite(first, second)) alone.push_back(hasher.sign(std::array{shingle.hash}));

  int agreeing = 0;
  json functions = json::array();
  for (std::size_t i = 0; i < shown; ++i) {
    json places = json::array();
    for (const auto& one : alone) places.push_back(rounded(one.entries()[i] / 4294967296.0));
    const bool agree = a.entries()[i] == b.entries()[i];
    agreeing += agree;
    functions.push_back({{"places", places}, {"agree", agree}});
  }
  return {{"shown", shown}, {"agreeing", agreeing}, {"functions", functions}};
}

/// What signatures of several lengths say of the two sentences.
inline json sentence_estimates(const shingled& first, const shingled& second) {
  json list = json::array();
  for (const std::uint32_t entries : {32u, 128u, 1024u, 4096u}) {
    const minhasher hasher({.num_hashes = entries, .shingle_size = sentence_shingle_size});
    const auto found = neardup::estimated_jaccard(hasher.sign(first.hashes), hasher.sign(second.hashes));
    list.push_back({{"entries", entries},
                    {"equal", std::lround(found.jaccard * entries)},
                    {"estimate", rounded(found.jaccard)},
                    {"standard_error", rounded(found.standard_error)}});
  }
  return list;
}

}  // namespace concepts
