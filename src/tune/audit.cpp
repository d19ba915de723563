#include "tune/audit.hpp"

#include <algorithm>
#include <cmath>
#include <random>

#include <neardup/exact_join.hpp>
#include <neardup/find_near_duplicates.hpp>

namespace neardup::tune {

namespace {

/// Shingle sets by document; those that the search does not look at are empty, which is similar to nothing.
std::vector<shingle_set> sets_of(std::span<const std::string_view> texts,
                                 const std::vector<identical_group>& identical,
                                 const near_duplicate_options& options, const run_control& control) {
  std::vector<bool> skipped(texts.size());
  for (const identical_group& group : identical)
    for (std::size_t i = 1; i < group.members.size(); ++i) skipped[group.members[i]] = true;
  const shingler windows(options.effective_shingle_size(), options.seed);
  std::vector<shingle_set> sets(texts.size());
  constexpr std::size_t grain = 16;
  std::vector<token_stream> scratch(detail::worker_count(control, texts.size(), grain));
  detail::parallel_for("sets", texts.size(), grain, control,
                       [&](std::size_t begin, std::size_t end, std::size_t worker) {
                         for (std::size_t i = begin; i < end; ++i) {
                           if (skipped[i]) continue;
                           tokenize(texts[i], options.tokenization(), scratch[worker]);
                           sets[i] = shingle_set(scratch[worker].tokens, windows);
                         }
                       });
  return sets;
}

std::vector<similarity_bin> empty_histogram(double threshold) {
  std::vector<double> borders{audit_floor(threshold), threshold, 1.0};
  for (int i = 1; i < 20; ++i)
    if (i / 20.0 > borders.front()) borders.push_back(i / 20.0);
  std::sort(borders.begin(), borders.end());
  borders.erase(std::unique(borders.begin(), borders.end()), borders.end());
  std::vector<similarity_bin> bins;
  for (std::size_t i = 0; i + 1 < borders.size(); ++i) {
    bins.push_back({borders[i], borders[i + 1]});
    if (bins.back().from >= threshold) bins.back().found = 0;
  }
  if (threshold == 1) bins.push_back({1.0, 1.0, 0, 0});  // else the last bin has them
  return bins;
}

/// The bin that a similarity belongs to.
std::size_t bin_of(const std::vector<similarity_bin>& bins, double jaccard) {
  const auto above =
      std::upper_bound(bins.begin(), bins.end(), jaccard,
                       [](double value, const similarity_bin& bin) { return value < bin.from; });
  return static_cast<std::size_t>(above - bins.begin()) - 1;
}

/// Counts all pairs of the sample and keeps those at the threshold, sorted.
std::vector<similar_pair> true_pairs(std::span<const shingle_set> sets, double threshold,
                                     std::vector<similarity_bin>& histogram, const run_control& control) {
  struct worker_state {
    std::vector<std::uint64_t> counts;
    std::vector<similar_pair> pairs;
  };
  std::vector<worker_state> workers(detail::thread_count(control.threads));
  for (worker_state& worker : workers) worker.counts.resize(histogram.size());
  for_each_exact_pair(sets, audit_floor(threshold), control,
                      [&](const similar_pair& pair, std::size_t worker) {
                        ++workers[worker].counts[bin_of(histogram, pair.ratio())];
                        if (pair.ratio() >= threshold) workers[worker].pairs.push_back(pair);
                      });
  std::vector<similar_pair> pairs;
  for (const worker_state& worker : workers) {
    for (std::size_t i = 0; i < histogram.size(); ++i) histogram[i].pairs += worker.counts[i];
    pairs.insert(pairs.end(), worker.pairs.begin(), worker.pairs.end());
  }
  std::sort(pairs.begin(), pairs.end(), pair_order);
  return pairs;
}

/// Both lists are sorted; every pair of either is counted once.
void compare(const std::vector<similar_pair>& truth, const std::vector<near_duplicate_pair>& found,
             audit& result) {
  auto given = found.begin();
  for (const similar_pair& pair : truth) {
    while (given != found.end() && pair_order(*given, near_duplicate_pair{pair.first, pair.second})) {
      ++result.false_pairs;
      ++given;
    }
    if (given != found.end() && given->first == pair.first && given->second == pair.second) {
      ++*result.histogram[bin_of(result.histogram, pair.ratio())].found;
      ++result.found;
      ++given;
    } else {
      result.missed.push_back({pair.first, pair.second, pair.ratio()});
    }
  }
  result.false_pairs += static_cast<std::uint64_t>(found.end() - given);
  std::stable_sort(result.missed.begin(), result.missed.end(),
                   [](const missed_pair& a, const missed_pair& b) { return a.jaccard > b.jaccard; });
}

}  // namespace

std::vector<std::size_t> draw_sample(std::size_t count, std::size_t size, std::uint64_t seed) {
  std::vector<std::size_t> drawn;
  std::mt19937_64 random(seed);
  // Each is taken with the chance that leaves every sample equally likely (Knuth, "The Art of Computer
  // Programming", volume 2, section 3.4.2, algorithm S). Library distributions differ between machines.
  for (std::size_t i = 0; i < count && drawn.size() < size; ++i)
    if (random() % (count - i) < size - drawn.size()) drawn.push_back(i);
  return drawn;
}

double audit_floor(double threshold) noexcept { return std::min(0.1, threshold); }

near_duplicate_result search_as_find(std::span<const std::string_view> texts,
                                     const near_duplicate_options& options) {
  return find_near_duplicates(texts, options);
}

audit audit_search(std::span<const std::string_view> sample, near_duplicate_options options,
                   const search& searched) {
  options.scope = search_scope::articles;
  options.verify = verification::exact;
  options.expand_identical = false;
  const run_control control{options.threads, options.stop, &options.progress};
  const near_duplicate_result result = searched(sample, options);
  audit found;
  found.documents = sample.size();
  found.search = result.statistics;
  const std::vector<shingle_set> sets = sets_of(sample, result.identical, options, control);
  found.histogram = empty_histogram(options.threshold);
  const std::vector<similar_pair> truth = true_pairs(sets, options.threshold, found.histogram, control);
  found.pairs = truth.size();
  compare(truth, result.pairs, found);
  return found;
}

prediction predict(const audit& sample, std::size_t documents, std::uint64_t bytes,
                   std::uint32_t num_hashes) {
  const auto ratio = [](auto part, auto whole) {
    return whole == 0 ? 0.0 : static_cast<double>(part) / static_cast<double>(whole);
  };
  const double count = static_cast<double>(documents);
  const double by_documents = ratio(documents, sample.documents);
  const double by_bytes = ratio(bytes, sample.search.bytes);
  // Of all pairs of documents the sample has this share: each pair of the corpus is in it equally likely.
  const double by_pairs =
      sample.documents < 2 ? 0.0 : by_documents * (count - 1) / (static_cast<double>(sample.documents) - 1);
  prediction all;
  all.documents = documents;
  all.bytes = bytes;
  all.pairs = static_cast<double>(sample.pairs) * by_pairs;
  const double candidates = static_cast<double>(sample.search.candidates) * by_pairs;
  const double verified = static_cast<double>(sample.search.verified) * by_pairs;
  all.candidates_per_document = documents == 0 ? 0.0 : candidates / count;
  // To verify is to read the documents with candidates again, at most two a pair, and to compare the pairs.
  const auto work = [](double texts, double pairs) { return std::min(texts, 2 * pairs) + pairs; };
  const double by_work = ratio(work(count, verified), work(static_cast<double>(sample.documents),
                                                           static_cast<double>(sample.search.verified)));
  all.seconds = sample.search.seconds_sign * by_bytes +
                (sample.search.seconds_candidates + sample.search.seconds_cluster) * by_documents +
                sample.search.seconds_verify * by_work;
  // What find_near_duplicates() says of itself.
  all.memory = static_cast<double>(bytes) + count * (4.0 * num_hashes + 240) + 24 * verified + 56 * all.pairs;
  return all;
}

}  // namespace neardup::tune
