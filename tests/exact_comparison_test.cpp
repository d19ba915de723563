#include <algorithm>
#include <numeric>
#include <random>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <neardup/detail/exact_comparison.hpp>

#include "support/catch.hpp"
#include "support/corpora.hpp"

using namespace neardup;
using namespace neardup::detail;

namespace {

/// A corpus with what comparisons of its rows need, and the sets that they should be of.
struct fixture {
  fixture(std::vector<std::string> from, search_scope scope)
      : owned(std::move(from)),
        texts(owned.begin(), owned.end()),
        options{.scope = scope},
        read(read_corpus(texts, options, {}, statistics)),
        groups(group_identical(read.digests, survivor_order(texts, keep_policy::first))),
        hashes(read, groups, options) {
    for (const std::uint32_t document : groups.representative)
      sets.emplace_back(tokenize(texts[document]).tokens, shingler());
  }

  [[nodiscard]] std::vector<similar_pair> expected(std::span<const candidate_pair> pairs,
                                                   double threshold) const {
    std::vector<similar_pair> kept;
    for (const candidate_pair& pair : pairs) {
      const similar_pair compared = verify(pair, sets[pair.first], sets[pair.second]);
      if (compared.ratio() >= threshold) kept.push_back(compared);
    }
    return kept;
  }

  std::vector<std::string> owned;
  std::vector<std::string_view> texts;
  near_duplicate_options options;
  run_statistics statistics;
  corpus read;
  sequence_groups groups;
  row_hashes hashes;
  std::vector<shingle_set> sets;
};

/// Distinct pairs of `rows` rows, sorted.
std::vector<candidate_pair> random_pairs(std::size_t rows, std::size_t count, std::mt19937& random) {
  std::vector<candidate_pair> pairs;
  while (pairs.size() < count) {
    const auto a = static_cast<std::uint32_t>(random() % rows),
               b = static_cast<std::uint32_t>(random() % rows);
    if (a != b) pairs.push_back({std::min(a, b), std::max(a, b)});
  }
  std::sort(pairs.begin(), pairs.end());
  pairs.erase(std::unique(pairs.begin(), pairs.end()), pairs.end());
  return pairs;
}

}  // namespace

TEST_CASE("exact comparison: as sets compared one by one, however the work is cut", "[exact_comparison]") {
  std::mt19937 random(5);
  for (const auto scope : {search_scope::articles, search_scope::both}) {
    const fixture made(test_support::planted_corpus(11, 60, 8), scope);
    const std::size_t rows = made.groups.size();
    // A few pairs: many groups. Many pairs: nearly all rows in one, which small budgets cut.
    for (const std::size_t count : {std::size_t{0}, rows / 4, 3 * rows}) {
      const auto pairs = random_pairs(rows, count, random);
      for (const double threshold : {0.001, 0.5}) {
        const auto expected = made.expected(pairs, threshold);
        for (const std::size_t budget : {std::size_t{1}, std::size_t{40'000}, set_bytes_at_a_time}) {
          for (const std::uint32_t threads : {1u, 3u}) {
            std::vector<std::uint32_t> sizes(rows);
            const run_control control{.threads = threads};
            CHECK(exact_comparison(made.hashes, control, sizes, budget).similar(pairs, threshold) ==
                  expected);
            for (const candidate_pair& pair : pairs)
              for (const std::uint32_t row : {pair.first, pair.second})
                CHECK(sizes[row] == made.sets[row].size());
          }
        }
      }
    }
  }
}

TEST_CASE("exact comparison: rows against kept ones, with room for all sets, a few or none",
          "[exact_comparison]") {
  std::mt19937 random(6);
  const fixture made(test_support::planted_corpus(12, 60, 8), search_scope::articles);
  std::vector<std::uint32_t> order(made.groups.size());
  std::iota(order.begin(), order.end(), 0u);
  std::shuffle(order.begin(), order.end(), random);
  for (const std::size_t budget : {std::size_t{0}, std::size_t{50'000}, set_bytes_at_a_time}) {
    for (const std::uint32_t threads : {1u, 3u}) {
      std::vector<std::uint32_t> sizes(order.size());
      linked_comparison linked(made.hashes, {.threads = threads}, order, sizes, budget);
      for (std::size_t i = 1; i < order.size(); ++i) {
        for (int times = 0; times < 3; ++times) {  // with rows that came before, as kept ones do
          const std::uint32_t row = order[i], kept = order[random() % i];
          const candidate_pair pair{std::min(row, kept), std::max(row, kept)};
          CHECK(linked.compare(row, kept) == verify(pair, made.sets[pair.first], made.sets[pair.second]));
          CHECK(sizes[row] == made.sets[row].size());
          CHECK(sizes[kept] == made.sets[kept].size());
        }
      }
    }
  }
}

TEST_CASE("exact comparison: a requested stop ends it", "[exact_comparison]") {
  const fixture made(test_support::planted_corpus(13, 20, 8), search_scope::articles);
  std::mt19937 random(7);
  const auto pairs = random_pairs(made.groups.size(), 100, random);
  std::stop_source stop;
  stop.request_stop();
  std::vector<std::uint32_t> sizes(made.groups.size());
  const run_control control{.threads = 1, .stop = stop.get_token()};
  CHECK_THROWS_WITH(exact_comparison(made.hashes, control, sizes).similar(pairs, 0.5),
                    "a stop was requested");
}
