// Prints every figure of docs/concepts.md as one JSON document, the same on every machine:
//   concept_numbers > docs/images/concepts.json
#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <iostream>
#include <numeric>
#include <random>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <nlohmann/json.hpp>

#include <neardup/neardup.hpp>

#include "trials.hpp"

namespace concepts {
namespace {

using json = nlohmann::ordered_json;
using neardup::lsh_shape;
using neardup::minhasher;
using neardup::signature_scheme;

constexpr std::uint32_t num_hashes = 128;
constexpr double min_recall = 0.99;
constexpr std::array thresholds{0.5, 0.7, 0.8, 0.9};
constexpr std::array shapes_elsewhere{lsh_shape{32, 4}, lsh_shape{16, 8}};

/// To so many decimals: what is below them may depend on the compiler.
double rounded(double value, int decimals = 4) {
  const double scale = std::pow(10.0, decimals);
  return std::round(value * scale) / scale;
}

double share(std::int64_t part, std::int64_t whole) {
  return rounded(static_cast<double>(part) / static_cast<double>(whole));
}

// Shingles, Jaccard similarity, containment

constexpr std::uint32_t sentence_shingle_size = 3;
constexpr std::string_view sentence = "The ferry to the island sails twice a day in winter.";
constexpr std::string_view changed = "The ferry to the island sails once a day in winter.";
constexpr std::string_view quoting =
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
std::vector<united_shingle> unite(const shingled& first, const shingled& second) {
  std::vector<united_shingle> all;
  for (std::size_t i = 0; i < first.hashes.size(); ++i)
    all.push_back({first.shingle(i), first.hashes[i], true, second.has(first.identities[i])});
  for (std::size_t i = 0; i < second.hashes.size(); ++i)
    if (!first.has(second.identities[i])) all.push_back({second.shingle(i), second.hashes[i], false, true});
  return all;
}

json compared(const shingled& first, const shingled& second) {
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

json listed(const std::vector<united_shingle>& all) {
  json list = json::array();
  for (const auto& shingle : all) list.push_back({{"shingle", shingle.text}, {"where", shingle.where()}});
  return list;
}

// The smallest hash

/// For each hash function where it puts each shingle of the union, as parts of the whole range, and whether
/// the smallest in both sets is the same.
json minima(const shingled& first, const shingled& second) {
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
json sentence_estimates(const shingled& first, const shingled& second) {
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

// Estimates

/// How often each number of equal entries occurs.
std::vector<std::int64_t> histogram(const signed_pairs& pairs) {
  std::vector<std::int64_t> counts(pairs.rows().num_hashes + 1);
  for (std::size_t i = 0; i < pairs.size(); ++i) ++counts[static_cast<std::size_t>(pairs.equal(i))];
  return counts;
}

/// Pairs whose estimate is in [least, most].
std::int64_t between(const std::vector<std::int64_t>& counts, double least, double most) {
  const auto entries = static_cast<double>(counts.size() - 1);
  std::int64_t sum = 0;
  for (std::size_t equal = 0; equal < counts.size(); ++equal) {
    const double estimate = static_cast<double>(equal) / entries;
    if (least <= estimate && estimate <= most) sum += counts[equal];
  }
  return sum;
}

/// A histogram from its first count that is not 0 to its last.
json trimmed(const std::vector<std::int64_t>& counts) {
  const auto is_some = [](std::int64_t count) { return count != 0; };
  const auto begin = std::find_if(counts.begin(), counts.end(), is_some);
  const auto end = std::find_if(counts.rbegin(), counts.rend(), is_some).base();
  return {{"fewest", begin - counts.begin()}, {"counts", std::vector(begin, end)}};
}

constexpr std::size_t spread_trials = 10000;

json spread() {
  constexpr overlap sets{.united = 100, .shared = 80};
  json list = json::array();
  for (const std::uint32_t entries : {32u, 128u, 1024u}) {
    std::mt19937_64 random(entries);
    const minhasher hasher(settings_for_ids(signature_scheme::minmax32, entries));
    const auto pairs = random_pairs(hasher, sets, spread_trials, random);
    const auto counts = histogram(pairs);
    const double error = neardup::estimate_standard_error(sets.jaccard(), entries);
    const auto within = [&](double errors) {
      return share(between(counts, sets.jaccard() - errors * error, sets.jaccard() + errors * error),
                   spread_trials);
    };
    const estimate_errors errors(sets, pairs);
    list.push_back({{"entries", entries},
                    {"standard_error", rounded(error)},
                    {"bias", rounded(errors.bias())},
                    {"root_mean_square", rounded(errors.root_mean_square())},
                    {"within_one", within(1)},
                    {"within_two", within(2)},
                    {"equal_entries", trimmed(counts)}});
  }
  return list;
}

/// Share of estimates within a range, of pairs of one similarity.
double share_of_estimates(overlap sets, double least, double most) {
  std::mt19937_64 random(sets.shared);
  const minhasher hasher(settings_for_ids(signature_scheme::minmax32, num_hashes));
  return share(between(histogram(random_pairs(hasher, sets, spread_trials, random)), least, most),
               spread_trials);
}

json near_the_threshold() {
  constexpr double low_estimate = 100.0 / num_hashes;
  return {{"low_estimate", rounded(low_estimate)},
          {"similar", 0.82},
          {"similar_at_most_low_estimate", share_of_estimates({100, 82}, 0, low_estimate)},
          {"dissimilar", 0.76},
          {"dissimilar_at_least_threshold", share_of_estimates({100, 76}, 0.8, 1)}};
}

// Two entries a multiplication

constexpr std::size_t scheme_trials = 5000;

double over_theory(signature_scheme scheme, overlap sets) {
  std::mt19937_64 random(sets.united + sets.shared);
  const minhasher hasher(settings_for_ids(scheme, num_hashes));
  return rounded(estimate_errors(sets, random_pairs(hasher, sets, scheme_trials, random)).over_theory());
}

/// What chance does to a root mean square: one part in sqrt(2 * trials), as its standard error.
json scheme_chance() { return rounded(1 / std::sqrt(2.0 * scheme_trials)); }

json schemes() {
  json list = json::array();
  for (const std::size_t united : {20u, 100u, 500u}) {
    for (const std::size_t percent : {50u, 80u, 95u}) {
      const overlap sets{united, united * percent / 100};
      list.push_back({{"united", united},
                      {"similarity", sets.jaccard()},
                      {"minhash32", over_theory(signature_scheme::minhash32, sets)},
                      {"minmax32", over_theory(signature_scheme::minmax32, sets)}});
    }
  }
  return list;
}

// Ids that are not mixed

constexpr std::size_t id_trials = 2000;

/// The smallest (a x + b) >> 32, modulo 2^64, for each of num_hashes pairs a, b: another linear family.
struct multiply_shift {
  std::array<std::uint64_t, num_hashes> factors, addends;

  explicit multiply_shift(std::mt19937_64& random) {
    for (std::uint64_t& factor : factors) factor = random() | 1;
    for (std::uint64_t& addend : addends) addend = random();
  }
  [[nodiscard]] std::array<std::uint64_t, num_hashes> minima(std::span<const std::uint64_t> ids) const {
    std::array<std::uint64_t, num_hashes> smallest;
    smallest.fill(~std::uint64_t{0});
    for (const std::uint64_t id : ids)
      for (std::size_t i = 0; i < num_hashes; ++i)
        smallest[i] = std::min(smallest[i], (factors[i] * id + addends[i]) >> 32);
    return smallest;
  }
  [[nodiscard]] std::int64_t equal(const std::vector<std::uint64_t>& ids, overlap sets) const {
    const auto a = minima(sets.first(ids)), b = minima(sets.second(ids));
    return std::inner_product(a.begin(), a.end(), b.begin(), std::int64_t{0}, std::plus<>(),
                              std::equal_to<>());
  }
};

/// Signatures of pairs of runs of consecutive numbers, each pair with multipliers of its own: the library's
/// of the numbers as they are and mixed, and by another linear family of the numbers as they are.
struct id_pairs {
  signed_pairs raw{num_hashes}, mixed{num_hashes};
  estimate_errors shifted;

  explicit id_pairs(overlap sets) : shifted(sets, num_hashes) {
    std::mt19937_64 random(sets.shared);
    for (std::uint64_t seed = 0; seed < id_trials; ++seed) {
      const minhasher hasher(settings_for_ids(signature_scheme::minmax32, num_hashes, seed));
      std::vector<std::uint64_t> ids(sets.united);
      std::iota(ids.begin(), ids.end(), 1 + random() % 1000000000);
      raw.add(hasher, {ids.begin(), ids.end()}, sets);
      mixed.add(hasher, neardup::element_hashes(ids, seed), sets);
      shifted.add(multiply_shift(random).equal(ids, sets));
    }
  }
};

double candidate_share(const signed_pairs& pairs, lsh_shape shape) {
  const auto met = pairs.candidates(shape);
  return share(std::count(met.begin(), met.end(), true), static_cast<std::int64_t>(met.size()));
}

json ids() {
  const lsh_shape shape = neardup::choose_lsh_shape(0.8, min_recall, num_hashes);
  json list = json::array();
  for (const std::size_t shared : {10u, 30u, 50u, 70u, 80u, 90u}) {
    const overlap sets{100, shared};
    const id_pairs pairs(sets);
    const estimate_errors raw(sets, pairs.raw), mixed(sets, pairs.mixed);
    list.push_back({{"similarity", sets.jaccard()},
                    {"raw_mean", rounded(sets.jaccard() + raw.bias())},
                    {"shifted_mean", rounded(sets.jaccard() + pairs.shifted.bias())},
                    {"mixed_mean", rounded(sets.jaccard() + mixed.bias())},
                    {"raw_over_theory", rounded(raw.over_theory())},
                    {"mixed_over_theory", rounded(mixed.over_theory())},
                    {"raw_candidates", candidate_share(pairs.raw, shape)},
                    {"mixed_candidates", candidate_share(pairs.mixed, shape)}});
  }
  return list;
}

// Bands, rows, candidates

/// Which entries of two sets agree, band after band, for a similar pair and one that is less so.
json bands() {
  const lsh_shape shape = neardup::choose_lsh_shape(0.8, min_recall, num_hashes);
  const minhasher hasher(settings_for_ids(signature_scheme::minmax32, num_hashes));
  json list = json::array();
  for (const overlap sets : {overlap{100, 80}, overlap{100, 50}}) {
    std::mt19937_64 random(1);
    const auto pair = random_pairs(hasher, sets, 1, random);
    std::vector<int> equal;
    for (std::size_t i = 0; i < shape.bands * shape.rows; ++i)
      equal.push_back(pair.rows()[0][i] == pair.rows()[1][i] ? 1 : 0);
    list.push_back({{"similarity", sets.jaccard()},
                    {"bands", shape.bands},
                    {"rows", shape.rows},
                    {"candidate", pair.candidates(shape).front()},
                    {"equal", equal}});
  }
  return list;
}

json chosen_shapes() {
  json list = json::array();
  for (const double threshold : thresholds) {
    const lsh_shape shape = neardup::choose_lsh_shape(threshold, min_recall, num_hashes);
    list.push_back({{"threshold", threshold},
                    {"bands", shape.bands},
                    {"rows", shape.rows},
                    {"at_threshold", rounded(neardup::candidate_probability(threshold, shape))},
                    {"below", rounded(neardup::candidate_probability(threshold - 0.1, shape))},
                    {"far_below", rounded(neardup::candidate_probability(threshold - 0.3, shape))}});
  }
  return list;
}

json curves() {
  json list = json::array();
  for (const double threshold : thresholds) {
    const lsh_shape shape = neardup::choose_lsh_shape(threshold, min_recall, num_hashes);
    json probabilities = json::array();
    for (int percent = 0; percent <= 100; ++percent)
      probabilities.push_back(rounded(neardup::candidate_probability(percent / 100.0, shape)));
    list.push_back({{"threshold", threshold}, {"probabilities", probabilities}});
  }
  return list;
}

constexpr std::size_t curve_trials = 2000;

/// The share of pairs that became candidates, by similarity, for the shape of each threshold.
json measured_curves() {
  const minhasher hasher(settings_for_ids(signature_scheme::minmax32, num_hashes));
  std::mt19937_64 random(6);
  json list = json::array();
  for (std::size_t percent = 10; percent <= 95; percent += 5) {
    const overlap sets{200, 2 * percent};
    const auto pairs = random_pairs(hasher, sets, curve_trials, random);
    json shares = json::array();
    for (const double threshold : thresholds)
      shares.push_back(candidate_share(pairs, neardup::choose_lsh_shape(threshold, min_recall, num_hashes)));
    list.push_back({{"similarity", sets.jaccard()}, {"candidates", shares}});
  }
  return list;
}

/// What a curve does wrong around `threshold`: the area below it to the left, and above it to the right.
double wrong_area(lsh_shape shape, double threshold) {
  constexpr int steps = 1000;
  double area = 0;
  for (int i = 0; i < steps; ++i) {
    const double s = (i + 0.5) / steps;
    const double found = neardup::candidate_probability(s, shape);
    area += (s < threshold ? found : 1 - found) / steps;
  }
  return area;
}

/// The shape that is least wrong on both sides together.
lsh_shape balanced_shape(double threshold) {
  lsh_shape best{1, 1};
  double least = 1;
  for (std::uint32_t rows = 1; rows <= num_hashes; ++rows) {
    for (std::uint32_t bands = 1; bands <= num_hashes / rows; ++bands) {
      const double area = wrong_area({bands, rows}, threshold);
      if (area < least) {
        least = area;
        best = {bands, rows};
      }
    }
  }
  return best;
}

json shape_at_08(const char* origin, lsh_shape shape) {
  const auto at = [&](double s) { return rounded(neardup::candidate_probability(s, shape)); };
  return {{"origin", origin}, {"bands", shape.bands}, {"rows", shape.rows}, {"at_08", at(0.8)},
          {"at_09", at(0.9)}, {"at_05", at(0.5)},     {"at_03", at(0.3)}};
}

/// Shapes that one meets elsewhere, at threshold 0.8.
json shapes_at_08() {
  json list = json::array();
  list.push_back(shape_at_08("chosen by recall", neardup::choose_lsh_shape(0.8, min_recall, num_hashes)));
  for (const lsh_shape shape : shapes_elsewhere) list.push_back(shape_at_08("fixed", shape));
  list.push_back(shape_at_08("least area", balanced_shape(0.8)));
  return list;
}

/// Pairs of many similarities, judged by their buckets, by their estimates, and exactly.
json judged() {
  constexpr double threshold = 0.8;
  constexpr std::size_t pairs_each = 500, least_shared = 60;
  const lsh_shape shape = neardup::choose_lsh_shape(threshold, min_recall, num_hashes);
  const minhasher hasher(settings_for_ids(signature_scheme::minmax32, num_hashes));
  std::mt19937_64 random(8);
  std::int64_t all = 0, similar = 0, found = 0, candidates = 0, estimated_wrongly = 0;
  for (std::size_t shared = least_shared; shared <= 100; ++shared) {
    const auto pairs = random_pairs(hasher, {100, shared}, pairs_each, random);
    const auto met = pairs.candidates(shape);
    const bool is_similar = shared >= 80;
    for (std::size_t i = 0; i < pairs_each; ++i) {
      const bool seems_similar = static_cast<double>(pairs.equal(i)) / num_hashes >= threshold;
      ++all;
      similar += is_similar;
      candidates += met[i];
      found += met[i] && is_similar;
      estimated_wrongly += met[i] && seems_similar != is_similar;
    }
  }
  return {{"lowest", least_shared / 100.0},
          {"pairs", all},
          {"similar", similar},
          {"similar_found", found},
          {"recall", share(found, similar)},
          {"candidates", candidates},
          {"false_candidates", candidates - found},
          {"estimated_wrongly", estimated_wrongly},
          {"share_estimated_wrongly", share(estimated_wrongly, candidates)}};
}

constexpr std::int64_t corpus_texts = 100000, corpus_pairs = corpus_texts * (corpus_texts - 1) / 2;

/// Candidates to expect in a corpus where all pairs are of one similarity.
json unrelated() {
  const lsh_shape shape = neardup::choose_lsh_shape(0.8, min_recall, num_hashes);
  json list = json::array();
  for (const double similarity : {0.02, 0.05, 0.1, 0.2}) {
    const double expected =
        static_cast<double>(corpus_pairs) * neardup::candidate_probability(similarity, shape);
    list.push_back({{"similarity", similarity}, {"candidates", std::llround(expected)}});
  }
  return list;
}

json settings() {
  return {{"num_hashes", num_hashes},       {"min_recall", min_recall},       {"thresholds", thresholds},
          {"spread_trials", spread_trials}, {"scheme_trials", scheme_trials}, {"id_trials", id_trials},
          {"curve_trials", curve_trials},   {"corpus_texts", corpus_texts},   {"corpus_pairs", corpus_pairs}};
}

json everything() {
  const shingled first(sentence), second(changed), third(quoting);
  return {{"settings", settings()},
          {"changed_word", compared(first, second)},
          {"shingles", listed(unite(first, second))},
          {"quotation", compared(first, third)},
          {"minima", minima(first, second)},
          {"sentence_estimates", sentence_estimates(first, second)},
          {"spread", spread()},
          {"near_the_threshold", near_the_threshold()},
          {"scheme_chance", scheme_chance()},
          {"schemes", schemes()},
          {"ids", ids()},
          {"bands", bands()},
          {"chosen_shapes", chosen_shapes()},
          {"curves", curves()},
          {"measured_curves", measured_curves()},
          {"shapes_at_08", shapes_at_08()},
          {"judged", judged()},
          {"unrelated", unrelated()}};
}

/// One line for each member or row of a part, so that differences can be read.
void print_part(const json& part) {
  if (!part.is_structured()) {
    std::cout << part;
    return;
  }
  const bool object = part.is_object();
  std::cout << (object ? "{" : "[");
  const char* separator = "\n  ";
  for (const auto& item : part.items()) {
    std::cout << separator;
    if (object) std::cout << json(item.key()) << ": ";
    std::cout << item.value();
    separator = ",\n  ";
  }
  std::cout << (object ? "\n }" : "\n ]");
}

void print(const json& parts) {
  const char* separator = "{\n ";
  for (const auto& part : parts.items()) {
    std::cout << separator << json(part.key()) << ": ";
    print_part(part.value());
    separator = ",\n ";
  }
  std::cout << "\n}\n";
}

}  // namespace
}  // namespace concepts

int main() { concepts::print(concepts::everything()); }
