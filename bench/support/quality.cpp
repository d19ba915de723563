#include "support/quality.hpp"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <map>
#include <numeric>

#include <neardup/find_near_duplicates.hpp>

#include "support/peak_memory.hpp"

namespace neardup_bench {
namespace {

constexpr auto order = [](const auto& a, const auto& b) {
  return a.first != b.first ? a.first < b.first : a.second < b.second;
};

void judge_pairs(const std::vector<neardup::near_duplicate_pair>& found, std::span<const exact_pair> truth,
                 quality& into) {
  into.found_pairs = found.size();
  for (const auto& pair : found) {
    const auto at = std::lower_bound(truth.begin(), truth.end(), pair, order);
    if (at == truth.end() || order(pair, *at) || at->jaccard != pair.jaccard || pair.jaccard < into.threshold)
      ++into.wrong_pairs;
  }
}

std::size_t root_of(std::vector<std::size_t>& parents, std::size_t text) {
  while (parents[text] != text) text = parents[text] = parents[parents[text]];
  return text;
}

/// How many of the true pairs share a bucket in the long run: each does with a probability of its own. Texts
/// that a chain of pairs connects may be found or missed together; then their deviations add up, else they do
/// less.
void expect_pairs(std::span<const exact_pair> truth, quality& into) {
  std::vector<std::size_t> parents(into.documents);
  std::iota(parents.begin(), parents.end(), std::size_t{0});
  std::map<std::size_t, double> deviations;
  for (const exact_pair& pair : truth)
    if (pair.jaccard >= into.threshold) parents[root_of(parents, pair.first)] = root_of(parents, pair.second);
  for (const exact_pair& pair : truth) {
    if (pair.jaccard < into.threshold) continue;
    ++into.true_pairs;
    const double found = 1 - std::pow(1 - std::pow(pair.jaccard, into.shape.rows), into.shape.bands);
    into.expected_pairs += found;
    deviations[root_of(parents, pair.first)] += std::sqrt(found * (1 - found));
  }
  double variance = 0;
  for (const auto& [root, deviation] : deviations) variance += deviation * deviation;
  into.deviation = std::sqrt(variance);
}

void audit_kept_set(const neardup::near_duplicate_result& result, const shingle_numbers& shingles,
                    quality& into) {
  std::vector<bool> goes(into.documents);
  for (const auto& removed : result.removed) {
    into.unfounded_removals += goes[removed.document];  // removed twice
    goes[removed.document] = true;
  }
  for (const auto& removed : result.removed) {
    const double jaccard = exact_jaccard(shingles.sets[removed.document], shingles.sets[removed.kept]);
    into.unfounded_removals += goes[removed.kept] || jaccard < into.threshold || jaccard != removed.jaccard;
  }
  into.removed = result.removed.size();
  for (const auto& pair : result.pairs) into.pairs_of_kept += !goes[pair.first] && !goes[pair.second];
}

}  // namespace

std::vector<std::string> quality::broken_promises() const {
  std::vector<std::string> broken;
  if (wrong_pairs != 0)
    broken.push_back(std::to_string(wrong_pairs) + " pairs are not what they are said to be");
  const auto found = static_cast<double>(true_pairs - missed_pairs());
  if (linked_buckets == 0 && found < expected_pairs - 5 * deviation - 1)
    broken.push_back(std::to_string(missed_pairs()) + " pairs are missed, more than chance explains");
  if (unfounded_removals != 0)
    broken.push_back(std::to_string(unfounded_removals) + " texts are removed without a kept partner");
  if (pairs_of_kept != 0)
    broken.push_back(std::to_string(pairs_of_kept) + " found pairs are of two kept texts");
  return broken;
}

quality measure_quality(std::span<const std::string_view> texts, const shingle_numbers& shingles,
                        std::span<const exact_pair> truth, double threshold, std::uint32_t threads) {
  const peak_memory memory;
  const auto begin = std::chrono::steady_clock::now();
  const auto result = neardup::find_near_duplicates(texts, {.scope = neardup::search_scope::articles,
                                                            .threshold = threshold,
                                                            .tokens = neardup::token_kind::whitespace,
                                                            .expand_identical = true,
                                                            .threads = threads});
  quality judged;
  judged.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
  judged.bytes_per_document = static_cast<double>(memory.bytes()) / static_cast<double>(texts.size());
  judged.threshold = threshold;
  judged.shape = {result.statistics.bands, result.statistics.rows};
  judged.documents = texts.size();
  judged.linked_buckets = result.statistics.linked_buckets;
  judged.candidates_per_document = result.statistics.candidates_per_document;
  judge_pairs(result.pairs, truth, judged);
  expect_pairs(truth, judged);
  audit_kept_set(result, shingles, judged);
  return judged;
}

}  // namespace neardup_bench
