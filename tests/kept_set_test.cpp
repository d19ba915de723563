// Groups, clusters and the kept set, through the front door.

#include <algorithm>
#include <map>
#include <random>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include <neardup/neardup.hpp>

#include "support/catch.hpp"
#include "support/corpora.hpp"

using namespace neardup;
using test_support::brute_force_pairs;
using test_support::planted_corpus;

TEST_CASE("find: nothing is lost, every removed document has a kept one at the threshold", "[find]") {
  for (const std::uint32_t limit : {2u, 5u, 1000u}) {
    for (const auto keep : {keep_policy::first, keep_policy::longest}) {
      const auto texts = planted_corpus(50, 80, 12);
      const auto result = find_near_duplicates(
          texts,
          {.scope = search_scope::articles, .threshold = 0.5, .keep = keep, .bucket_pair_limit = limit});
      const auto truth = brute_force_pairs(texts, 0.5);
      std::map<std::pair<std::size_t, std::size_t>, double> jaccard_of;
      for (const auto& pair : truth) jaccard_of[{pair.first, pair.second}] = pair.jaccard;
      std::set<std::size_t> removed;
      for (const auto& entry : result.removed) removed.insert(entry.document);
      CHECK(removed.size() == result.removed.size());
      for (const auto& entry : result.removed) {
        CHECK(removed.count(entry.kept) == 0);
        CHECK(jaccard_of.at(std::minmax(entry.document, entry.kept)) == entry.jaccard);
      }
      for (const auto& pair : result.pairs)  // no two kept documents are a found pair
        CHECK(removed.count(pair.first) + removed.count(pair.second) >= 1);
      std::size_t members = 0;
      for (const auto& found : result.clusters) {
        members += found.members.size();
        REQUIRE(found.min_jaccard);
        CHECK(*found.min_jaccard >= 0.5);
        CHECK(std::count(found.members.begin(), found.members.end(), found.representative) == 1);
        CHECK(removed.count(found.representative) == 0);
        if (keep == keep_policy::first) CHECK(found.representative == found.members.front());
        for (const auto member : found.members)
          if (keep == keep_policy::longest) CHECK(texts[found.representative].size() >= texts[member].size());
      }
      CHECK(members == result.clusters.size() + result.removed.size());
    }
  }
}

TEST_CASE("find: a low bucket limit links and never silences", "[find]") {
  // 300 copies that differ in their last word: every pair is similar, most buckets hold all of them.
  std::mt19937 random(6);
  const std::string body = test_support::random_text(random, 100, 5000);
  std::vector<std::string> texts;
  for (int i = 0; i < 300; ++i)
    texts.push_back(body + test_support::numbered("tail", static_cast<std::uint64_t>(i)));
  const auto all = find_near_duplicates(texts, {.scope = search_scope::articles});
  CHECK(all.pairs.size() == 300 * 299 / 2);
  CHECK(all.statistics.linked_buckets == 0);
  const auto linked =
      find_near_duplicates(texts, {.scope = search_scope::articles, .bucket_pair_limit = 100});
  CHECK(linked.statistics.linked_buckets > 0);
  CHECK(linked.pairs.size() >= 299);
  CHECK(linked.pairs.size() < 300 * 299 / 2);
  CHECK(linked.clusters == all.clusters);
  CHECK(linked.removed == all.removed);
  REQUIRE(linked.clusters.size() == 1);
  CHECK(linked.clusters[0].members.size() == 300);
}

TEST_CASE("find: one template with many contents stays linear and says what may be missed", "[find]") {
  std::mt19937 random(26);
  const std::string part = test_support::random_text(random, 100, 5000);
  std::vector<std::string> texts;
  for (int i = 0; i < 2400; ++i) texts.push_back(part + test_support::random_text(random, 13, 900000));
  // Two near-copies among them, further back than any document is compared with in a crowded bucket.
  texts[2300] = texts[2100] + "more";
  const auto statistics = [&](std::size_t count) {
    const std::vector<std::string> some(texts.begin(), texts.begin() + static_cast<std::ptrdiff_t>(count));
    return find_near_duplicates(some, {.scope = search_scope::articles, .bucket_pair_limit = 100}).statistics;
  };
  const auto half = statistics(1200), all = statistics(2400);
  CHECK(all.crowded_buckets > 0);
  CHECK(all.advice.find("pairs may be missed: raise shingle_size above 5") != std::string::npos);
  CHECK(static_cast<double>(all.candidates) <= 2.2 * static_cast<double>(half.candidates));
  const auto result =
      find_near_duplicates(texts, {.scope = search_scope::articles, .bucket_pair_limit = 100});
  CHECK(std::any_of(result.pairs.begin(), result.pairs.end(),
                    [](const auto& pair) { return pair.first == 2100 && pair.second == 2300; }));
}

TEST_CASE("find: identical documents are grouped, named once, or all under expand_identical", "[find]") {
  const std::string a = "one two three four five six seven", b = "one two three four five six eight";
  // 0 and 3 are the same tokens in other letters; 1 and 4 the same bytes.
  const std::vector<std::string> texts{a, b, "nothing in common with the others at all",
                                       "ONE, two - three: four five (six) seven!", b};
  const auto result = find_near_duplicates(texts, {.scope = search_scope::articles, .threshold = 0.4});
  CHECK(result.identical == std::vector<identical_group>{{{0, 3}}, {{1, 4}}});
  REQUIRE(result.pairs.size() == 1);
  CHECK(result.pairs[0] == near_duplicate_pair{0, 1, 0.5, 2.0 / 3.0, 2.0 / 3.0});
  REQUIRE(result.clusters.size() == 1);
  CHECK(result.clusters[0].members == std::vector<std::size_t>{0, 1, 3, 4});
  CHECK(result.clusters[0].min_jaccard == 0.5);
  CHECK(result.removed == std::vector<removed_document>{{1, 0, 0.5}, {3, 0, 1.0}, {4, 0, 0.5}});

  const auto expanded = find_near_duplicates(
      texts, {.scope = search_scope::articles, .threshold = 0.4, .expand_identical = true});
  std::vector<std::pair<std::size_t, std::size_t>> named;
  for (const auto& pair : expanded.pairs) named.emplace_back(pair.first, pair.second);
  CHECK(named ==
        std::vector<std::pair<std::size_t, std::size_t>>{{0, 1}, {0, 3}, {0, 4}, {1, 3}, {1, 4}, {3, 4}});
  CHECK(expanded.pairs[1].jaccard == 1.0);
  CHECK(expanded.identical == result.identical);
  CHECK(expanded.clusters == result.clusters);

  const auto high = find_near_duplicates(texts, {.scope = search_scope::articles});
  REQUIRE(high.clusters.size() == 2);  // a group of identical texts is a cluster by itself
  CHECK(high.clusters[1].members == std::vector<std::size_t>{1, 4});
  CHECK(high.clusters[1].min_jaccard == 1.0);
}

TEST_CASE("find: components chain and say where they are weakest", "[find]") {
  std::mt19937 random(9);
  const std::string a = test_support::random_text(random, 100, 9000);
  // Windows of 100 words, each ten words further: neighbours share 86 of their 96 shingles.
  std::vector<std::string> words;
  for (std::size_t begin = 0; begin < a.size();) {
    const auto end = a.find(' ', begin);
    words.push_back(a.substr(begin, end - begin));
    begin = end + 1;
  }
  const auto window = [&](std::size_t from) {
    std::string text;
    for (std::size_t i = from; i < from + 100; ++i)
      text += (i < 100 ? words[i] : test_support::numbered("n", i)) + " ";
    return text;
  };
  const std::vector<std::string> texts{window(0), window(10), window(20)};
  const auto strict = find_near_duplicates(texts, {.scope = search_scope::articles, .threshold = 0.8});
  REQUIRE(strict.clusters.size() == 1);
  CHECK(strict.clusters[0].members == std::vector<std::size_t>{0, 1});
  const auto loose = find_near_duplicates(
      texts, {.scope = search_scope::articles, .threshold = 0.8, .clusters = clustering::components});
  REQUIRE(loose.clusters.size() == 1);
  CHECK(loose.clusters[0].members == std::vector<std::size_t>{0, 1, 2});
  CHECK(loose.clusters[0].min_jaccard == 86.0 / 106.0);  // 96 windows each, 86 shared
  REQUIRE(loose.clusters[0].weakest);
  CHECK(loose.clusters[0].weakest->jaccard == 86.0 / 106.0);
  CHECK(loose.removed.empty());
  CHECK(find_near_duplicates(texts, {.scope = search_scope::articles, .clusters = clustering::none})
            .clusters.empty());
}

TEST_CASE("find: components hold together through linked buckets too", "[find]") {
  std::mt19937 random(16);
  const std::string body = test_support::random_text(random, 100, 5000);
  std::vector<std::string> texts;
  for (std::uint64_t i = 0; i < 50; ++i) texts.push_back(body + test_support::numbered("tail", i));
  texts.push_back(test_support::random_text(random, 100, 5000));
  const auto all =
      find_near_duplicates(texts, {.scope = search_scope::articles, .clusters = clustering::components});
  const auto linked = find_near_duplicates(
      texts, {.scope = search_scope::articles, .clusters = clustering::components, .bucket_pair_limit = 10});
  CHECK(linked.statistics.linked_buckets > 0);
  REQUIRE(linked.clusters.size() == 1);
  CHECK(linked.clusters[0].members == all.clusters.at(0).members);
  CHECK(linked.clusters[0].members.size() == 50);
}
