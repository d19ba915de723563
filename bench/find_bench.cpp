#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <iterator>
#include <map>
#include <memory>
#include <numeric>
#include <string>
#include <utility>
#include <vector>

#include <benchmark/benchmark.h>

#include <neardup/find_near_duplicates.hpp>

#include "support/benchmarks.hpp"
#include "support/naive.hpp"
#include "support/peak_memory.hpp"
#include "support/planted.hpp"

// The front door over a corpus in memory: from texts to verified pairs and clusters.
namespace neardup_bench {
namespace {

constexpr double threshold = 0.8;

struct true_pair {
  std::size_t first, second;
  double jaccard;
};

/// Only pairs within a cluster can be similar: texts of different clusters share no five words but by chance.
struct planted_corpus {
  std::vector<std::string> texts;
  std::size_t bytes = 0;
  std::vector<true_pair> truth;  ///< sorted
};

double naive_jaccard(const std::vector<std::uint64_t>& a, const std::vector<std::uint64_t>& b) {
  std::vector<std::uint64_t> common;
  std::ranges::set_intersection(a, b, std::back_inserter(common));
  return static_cast<double>(common.size()) / static_cast<double>(a.size() + b.size() - common.size());
}

void add_truth_of_cluster(const std::vector<std::size_t>& members, planted_corpus& into) {
  std::vector<std::vector<std::uint64_t>> sets;
  for (const std::size_t member : members) {
    sets.push_back(naive_shingles(naive_words(into.texts[member])));
    std::ranges::sort(sets.back());
    sets.back().erase(std::unique(sets.back().begin(), sets.back().end()), sets.back().end());
  }
  for (std::size_t i = 0; i < sets.size(); ++i)
    for (std::size_t j = i + 1; j < sets.size(); ++j)
      if (const double jaccard = naive_jaccard(sets[i], sets[j]); jaccard >= threshold)
        into.truth.push_back({members[i], members[j], jaccard});
}

planted_corpus made_corpus(std::uint32_t documents) {
  planted_corpus made;
  made.texts.reserve(documents);
  std::map<std::uint32_t, std::vector<std::size_t>> clusters;
  plant({.documents = documents}, [&](planted_document&& document) {
    if (document.cluster) clusters[*document.cluster].push_back(made.texts.size());
    made.bytes += document.text.size();
    made.texts.emplace_back(document.text.data(), document.text.size());  // without room to grow
  });
  for (const auto& [number, members] : clusters) add_truth_of_cluster(members, made);
  std::ranges::sort(made.truth, {}, [](const true_pair& pair) { return std::pair(pair.first, pair.second); });
  return made;
}

/// The lines of one size follow each other and share a corpus, which takes 3 KB a document.
const planted_corpus& corpus_of_documents(std::uint32_t documents) {
  static planted_corpus made;
  if (made.texts.size() != documents) {
    made = {};
    made = made_corpus(documents);
  }
  return made;
}

struct quality {
  std::string wrong;
  double recall = 0;  ///< share of the true pairs, with those that a group of identical texts stands for
};

quality judge(const planted_corpus& of, const neardup::near_duplicate_result& result) {
  std::vector<std::size_t> name(of.texts.size());  // a document, or the first that is identical with it
  std::iota(name.begin(), name.end(), std::size_t{0});
  for (const auto& group : result.identical)
    for (const std::size_t member : group.members) name[member] = group.members.front();
  const auto key = [](const auto& pair) { return std::pair(pair.first, pair.second); };
  for (const auto& pair : result.pairs) {
    const auto at = std::ranges::lower_bound(of.truth, key(pair), {}, key);
    if (at == of.truth.end() || key(*at) != key(pair) || at->jaccard != pair.jaccard)
      return {"a false pair", 0};
  }
  std::size_t found = 0;
  for (const auto& pair : of.truth) {
    const auto named = std::minmax(name[pair.first], name[pair.second]);
    found += named.first == named.second ||
             std::ranges::binary_search(result.pairs, std::pair(named.first, named.second), {}, key);
  }
  const double recall = static_cast<double>(found) / static_cast<double>(of.truth.size());
  return {recall < 0.99 ? "recall is " + std::to_string(recall) : "", recall};
}

void add_find_articles(std::uint32_t documents, std::uint32_t threads) {
  const auto find = [documents, threads] {
    return neardup::find_near_duplicates(
        corpus_of_documents(documents).texts,
        {.scope = neardup::search_scope::articles, .threshold = threshold, .threads = threads});
  };
  struct measured {
    double recall = 0, bytes_per_document = 0;
  };
  const auto once = std::make_shared<measured>();
  auto* line = add_benchmark(
      "BM_find_articles/documents:" + std::to_string(documents) +
          (threads == 1 ? "" : "/threads:" + std::to_string(threads)),
      [=]() -> std::string {
        const planted_corpus& corpus = corpus_of_documents(documents);
        const peak_memory memory;
        const auto result = find();
        once->bytes_per_document = static_cast<double>(memory.bytes()) / documents;
        const quality judged = judge(corpus, result);
        once->recall = judged.recall;
        return judged.wrong;
      },
      [=](benchmark::State& state) {
        time_loop(state, [&] { benchmark::DoNotOptimize(find().pairs.data()); });
        state.SetBytesProcessed(state.iterations() *
                                static_cast<std::int64_t>(corpus_of_documents(documents).bytes));
        state.counters["docs_per_s"] = per_second(documents);
        state.counters["bytes_per_document"] = once->bytes_per_document;
        state.counters["recall"] = once->recall;
      });
  line->Unit(benchmark::kMillisecond);
  if (threads != 1) line->UseRealTime();
}

}  // namespace

void add_find_benchmarks() {
  for (const std::uint32_t documents : {10000u, 100000u, 1000000u})
    for (const std::uint32_t threads : {1u, 2u}) add_find_articles(documents, threads);
}

}  // namespace neardup_bench
