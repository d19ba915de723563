// Pairs that are asked for: between groups, between new texts and old ones; and survivors by score.

#include <algorithm>
#include <limits>
#include <map>
#include <optional>
#include <random>
#include <string>
#include <utility>
#include <vector>

#include <neardup/neardup.hpp>

#include "support/catch.hpp"
#include "support/corpora.hpp"

using namespace neardup;
using test_support::brute_force_pairs;
using test_support::planted_corpus;

namespace {

/// Finds every pair of .5, but for the screen's one miss in a million.
near_duplicate_options thorough() {
  near_duplicate_options options{.scope = search_scope::articles, .threshold = 0.5};
  options.shape = lsh_shape{128, 1};
  return options;
}

std::vector<std::uint32_t> random_groups(std::size_t texts, std::uint32_t seed) {
  std::mt19937 random(seed);
  std::vector<std::uint32_t> groups(texts);
  for (auto& group : groups) group = random() % 5 == 0 ? no_group : static_cast<std::uint32_t>(random() % 3);
  return groups;
}

bool may_pair(const std::vector<std::uint32_t>& groups, std::size_t a, std::size_t b) {
  return groups[a] != groups[b] || groups[a] == no_group;
}

std::vector<document> documents_of(const std::vector<std::string>& texts,
                                   const std::vector<std::uint32_t>& groups = {},
                                   const std::vector<double>& scores = {}) {
  std::vector<document> made;
  for (std::size_t i = 0; i < texts.size(); ++i)
    made.push_back({"", texts[i], groups.empty() ? no_group : groups[i], scores.empty() ? 0 : scores[i]});
  return made;
}

std::string message_of(const std::vector<std::string>& texts, const near_duplicate_options& options) {
  try {
    static_cast<void>(find_near_duplicates(texts, options));
  } catch (const error& problem) {
    CHECK(problem.code() == errc::invalid_options);
    return problem.what();
  }
  return "no error";
}

}  // namespace

TEST_CASE("groups: all pairs between groups, and none inside one", "[groups]") {
  for (const std::uint32_t seed : {1u, 2u, 3u}) {
    const auto texts = planted_corpus(seed, 40, 10);
    const auto groups = random_groups(texts.size(), seed);
    auto options = thorough();
    options.expand_identical = true;
    options.groups = groups;
    std::vector<near_duplicate_pair> expected;
    for (const auto& pair : brute_force_pairs(texts, 0.5))
      if (may_pair(groups, pair.first, pair.second)) expected.push_back(pair);
    const auto result = find_near_duplicates(texts, options);
    CHECK(result.pairs == expected);
    options.groups.clear();
    CHECK(find_near_duplicates(documents_of(texts, groups), options).pairs == expected);
    CHECK(find_near_duplicates(texts, options).pairs.size() > expected.size());
  }
}

TEST_CASE("groups: each removed document has a kept one of another group", "[groups]") {
  for (const std::uint32_t limit : {2u, 1000u}) {
    for (const auto keep : {keep_policy::first, keep_policy::longest}) {
      const auto texts = planted_corpus(9, 60, 12);
      auto options = thorough();
      options.groups = random_groups(texts.size(), 4);
      options.keep = keep;
      options.bucket_pair_limit = limit;
      std::map<std::pair<std::size_t, std::size_t>, double> jaccard;
      for (const auto& pair : brute_force_pairs(texts, 0.5))
        jaccard[{pair.first, pair.second}] = pair.jaccard;
      const auto result = find_near_duplicates(texts, options);
      std::vector<bool> removed(texts.size());
      for (const auto& each : result.removed) removed[each.document] = true;
      CHECK(!result.removed.empty());
      for (const auto& each : result.removed) {
        CHECK(!removed[each.kept]);
        CHECK(may_pair(options.groups, each.document, each.kept));
        CHECK(jaccard.at(std::minmax(each.document, each.kept)) == each.jaccard);
      }
      std::size_t members = 0;
      for (const auto& found : result.clusters) {
        members += found.members.size();
        CHECK(std::is_sorted(found.members.begin(), found.members.end()));
        for (const auto member : found.members) CHECK((member == found.representative || removed[member]));
      }
      CHECK(members == result.clusters.size() + result.removed.size());
    }
  }
}

TEST_CASE("groups: identical texts of one group stay, those of another one go", "[groups]") {
  const std::string body = "one two three four five six seven";
  const std::vector<std::string> texts{body, body, body, body, body};
  near_duplicate_options options{.scope = search_scope::articles};
  options.groups = {5, 5, 6, no_group, 5};
  const auto result = find_near_duplicates(texts, options);
  CHECK(result.identical == std::vector<identical_group>{{{0, 1, 2, 3, 4}}});
  CHECK(result.pairs.empty());  // the identical_group names them
  CHECK(result.removed == std::vector<removed_document>{{2, 0, 1}, {3, 0, 1}});
  REQUIRE(result.clusters.size() == 1);
  CHECK(result.clusters[0].members == std::vector<std::size_t>{0, 2, 3});
  options.expand_identical = true;
  CHECK(find_near_duplicates(texts, options).pairs.size() == 3 + 3 + 1);
  options.groups = {5, 5, 5, 5, 5};
  const auto alone = find_near_duplicates(texts, options);
  CHECK(alone.pairs.empty());
  CHECK(alone.clusters.empty());
  CHECK(alone.identical.size() == 1);
  options.clusters = clustering::components;
  CHECK(find_near_duplicates(texts, options).clusters.empty());
}

TEST_CASE("groups: the greatest score of a cluster is kept", "[groups]") {
  const auto texts = planted_corpus(3, 40, 10);
  std::mt19937 random(1);
  std::vector<double> scores(texts.size());
  for (double& score : scores) score = static_cast<double>(random() % 20) - 10;
  auto options = thorough();
  options.keep = keep_policy::score;
  const auto from_documents = find_near_duplicates(documents_of(texts, {}, scores), options);
  options.scores = scores;
  const auto result = find_near_duplicates(texts, options);
  CHECK(result.clusters == from_documents.clusters);
  CHECK(result.clusters.size() > 10);
  for (const auto& found : result.clusters)
    for (const auto member : found.members) CHECK(scores[found.representative] >= scores[member]);
}

TEST_CASE("groups: numbers that do not fit the texts are refused", "[groups]") {
  const std::vector<std::string> texts{"a b c", "d e f"};
  near_duplicate_options options{.scope = search_scope::articles};
  options.groups = {1};
  CHECK(message_of(texts, options) == "groups is 1 numbers; allowed: one for each of 2 texts, or none");
  options.groups = {1, 2};
  options.scope = search_scope::both;
  CHECK(message_of(texts, options) == "groups is 2 numbers; allowed: with scope = articles");
  options = {.scope = search_scope::articles};
  options.scores = {1, 2};
  CHECK(message_of(texts, options) == "scores is 2 numbers; allowed: none, but with keep = score");
  options.keep = keep_policy::score;
  CHECK(message_of(texts, options) == "no error");
  options.scores = {1, std::numeric_limits<double>::quiet_NaN()};
  CHECK(message_of(texts, options) == "scores is nan for text 1; allowed: numbers");
  options.scores.clear();
  CHECK(message_of(texts, options) ==
        "scores is empty; allowed: with keep = score one number a text, or texts that are documents");
  options = {.scope = search_scope::articles};
  options.top = 3;
  CHECK(message_of(texts, options) == "top is 3; allowed: absent, but for find_near_duplicates_between");
  options.top = std::nullopt;
  options.groups = {1, 2};
  CHECK_THROWS_WITH(find_near_duplicates(documents_of(texts, {1, 2}), options),
                    "groups is 2 numbers; allowed: none where the texts are documents, which have their own");
}

TEST_CASE("between: exactly the pairs of a query and a text of the corpus", "[between]") {
  for (const std::uint32_t seed : {5u, 6u}) {
    const auto texts = planted_corpus(seed, 50, 10);
    const std::size_t queries = texts.size() / 3;
    const std::vector<std::string> left(texts.begin(), texts.begin() + static_cast<std::ptrdiff_t>(queries)),
        right(texts.begin() + static_cast<std::ptrdiff_t>(queries), texts.end());
    std::vector<near_duplicate_pair> expected;
    for (auto pair : brute_force_pairs(texts, 0.5)) {
      if (pair.first >= queries || pair.second < queries) continue;
      pair.second -= queries;
      expected.push_back(pair);
    }
    auto options = thorough();
    options.expand_identical = true;
    for (const std::uint32_t threads : {1u, 3u}) {
      options.threads = threads;
      const auto result = find_near_duplicates_between(left, right, options);
      CHECK(result.pairs == expected);
      CHECK(result.statistics.pairs == expected.size());
      CHECK(result.statistics.documents == texts.size());
      CHECK(result.clusters.empty());
      CHECK(result.identical.empty());
      CHECK(result.removed.empty());
    }
    // Of identical texts in the corpus the first alone, but every query.
    options.expand_identical = false;
    const auto fewer = find_near_duplicates_between(left, right, options);
    CHECK(fewer.pairs.size() < expected.size());
    for (const auto& pair : expected)
      CHECK(std::any_of(fewer.pairs.begin(), fewer.pairs.end(), [&](const auto& found) {
        return found.first == pair.first && found.jaccard == pair.jaccard;
      }));
  }
}

TEST_CASE("between: the most similar ones of each query", "[between]") {
  const auto texts = planted_corpus(8, 50, 14);
  const std::vector<std::string> left(texts.begin(), texts.begin() + 60),
      right(texts.begin() + 60, texts.end());
  auto options = thorough();
  options.expand_identical = true;
  const auto all = find_near_duplicates_between(left, right, options);
  for (const std::uint32_t top : {1u, 2u, 1000u}) {
    std::vector<near_duplicate_pair> expected;
    for (std::size_t query = 0; query < left.size(); ++query) {
      std::vector<near_duplicate_pair> own;
      for (const auto& pair : all.pairs)
        if (pair.first == query) own.push_back(pair);
      std::stable_sort(own.begin(), own.end(),
                       [](const auto& a, const auto& b) { return a.jaccard > b.jaccard; });
      own.resize(std::min<std::size_t>(own.size(), top));
      std::sort(own.begin(), own.end(), pair_order);
      expected.insert(expected.end(), own.begin(), own.end());
    }
    options.top = top;
    CHECK(find_near_duplicates_between(left, right, options).pairs == expected);
    CHECK((top == 1000 ? expected.size() == all.pairs.size() : expected.size() < all.pairs.size()));
  }
}

TEST_CASE("between: a bucket of many queries and many texts is linked, and told", "[between]") {
  std::mt19937 random(2);
  const std::string body = test_support::random_text(random, 100, 5000);
  std::vector<std::string> left, right;
  for (int i = 0; i < 40; ++i) left.push_back(body + "q" + std::to_string(i));
  for (int i = 0; i < 40; ++i) right.push_back(body + "c" + std::to_string(i));
  near_duplicate_options options{.scope = search_scope::articles};
  CHECK(find_near_duplicates_between(left, right, options).pairs.size() == 1600);
  options.bucket_pair_limit = 20;
  const auto result = find_near_duplicates_between(left, right, options);
  CHECK(result.statistics.linked_buckets > 0);
  CHECK(result.statistics.crowded_buckets > 0);
  CHECK(!result.statistics.advice.empty());
  for (std::size_t query = 0; query < left.size(); ++query)
    CHECK(std::count_if(result.pairs.begin(), result.pairs.end(),
                        [&](const auto& pair) { return pair.first == query; }) >= 5);
}

TEST_CASE("between: by score, against nothing", "[between]") {
  const std::vector<std::string> plain{"one two three four five six"};
  const std::vector<document> nothing, queries = documents_of(plain);
  near_duplicate_options options{.scope = search_scope::articles, .keep = keep_policy::score};
  CHECK(find_near_duplicates_between(plain, nothing, options).pairs.empty());
  CHECK(find_near_duplicates_between(queries, nothing, options).pairs.empty());
  CHECK(find_near_duplicates_between(plain, queries, options).pairs.size() == 1);
}

TEST_CASE("between: texts of one group do not fill a bucket", "[between]") {
  std::mt19937 random(5);
  const std::string body = test_support::random_text(random, 300, 5000);
  std::vector<document> left, right;
  std::vector<std::string> texts;
  for (int i = 0; i < 330; ++i) texts.push_back(body + "c" + std::to_string(i));
  for (std::size_t i = 0; i < texts.size(); ++i) {
    auto& side = i < 30 ? left : right;
    side.push_back({"", texts[i], i < 180 ? 1u : 2u});  // queries are of group 1, as is half of the corpus
  }
  near_duplicate_options options{.scope = search_scope::articles, .bucket_pair_limit = 20};
  const auto result = find_near_duplicates_between(left, right, options);
  CHECK(result.statistics.crowded_buckets > 0);
  for (std::size_t query = 0; query < left.size(); ++query)
    CHECK(std::count_if(result.pairs.begin(), result.pairs.end(),
                        [&](const auto& pair) { return pair.first == query; }) >= 5);
}

TEST_CASE("between: an identical text is found in a crowded bucket", "[between]") {
  std::mt19937 random(3);
  const std::string body = test_support::random_text(random, 300, 5000);
  std::vector<std::string> left, right;
  for (int i = 0; i < 400; ++i) right.push_back(body + "c" + std::to_string(i));
  for (std::size_t i = 0; i < 60; ++i) left.push_back(right[399 - 6 * i]);
  near_duplicate_options options{.scope = search_scope::articles, .bucket_pair_limit = 20};
  for (const auto top : {std::optional<std::uint32_t>(), std::optional<std::uint32_t>(1)}) {
    options.top = top;
    const auto result = find_near_duplicates_between(left, right, options);
    CHECK(result.statistics.crowded_buckets > 0);
    std::size_t same = 0;
    for (const auto& pair : result.pairs) same += pair.second == 399 - 6 * pair.first && pair.jaccard == 1;
    CHECK(same == left.size());
    if (top) CHECK(result.pairs.size() == left.size());
  }
  // A single query is worth a look at all of a bucket.
  options.top = {};
  options.bucket_pair_limit = 60;
  left = {right[399] + " more"};
  const auto one = find_near_duplicates_between(left, right, options);
  CHECK(one.pairs.size() == right.size());
  CHECK(one.statistics.crowded_buckets == 0);
}

TEST_CASE("groups: identical texts of different groups are pairs in crowded buckets, too", "[groups]") {
  std::mt19937 random(4);
  const std::string body = test_support::random_text(random, 300, 5000);
  std::vector<std::string> texts;
  std::vector<std::uint32_t> numbers;
  for (std::uint32_t group = 0; group < 2; ++group) {
    for (int i = 0; i < 100; ++i) {
      texts.push_back(body + "c" + std::to_string(i));
      numbers.push_back(group);
    }
  }
  near_duplicate_options options{
      .scope = search_scope::articles, .bucket_pair_limit = 20, .expand_identical = true, .groups = numbers};
  const auto result = find_near_duplicates(texts, options);
  CHECK(result.statistics.linked_buckets > 0);
  std::size_t same = 0;
  for (const auto& pair : result.pairs) same += pair.second == pair.first + 100 && pair.jaccard == 1;
  CHECK(same == 100);
  // Without another group there is nothing to miss.
  std::fill(options.groups.begin(), options.groups.end(), 5u);
  const auto alone = find_near_duplicates(texts, options);
  CHECK(alone.pairs.empty());
  CHECK(alone.statistics.linked_buckets == 0);
  CHECK(alone.statistics.crowded_buckets == 0);
  // One text in many groups: one stands for all, in linear time.
  texts.assign(3000, body);
  options.groups.resize(texts.size());
  for (std::uint32_t i = 0; i < 3000; ++i) options.groups[i] = i;
  const auto spread = find_near_duplicates(texts, options);
  CHECK(spread.pairs.size() == 2999);
  CHECK(spread.removed.size() == 2999);
  CHECK(spread.statistics.crowded_buckets == 0);
}

TEST_CASE("between: groups hold across the two, empty ranges and odd options", "[between]") {
  const std::string body = "one two three four five six seven";
  const std::vector<document> left{{"a", body, 1}, {"b", body, 2}}, right{{"c", body, 2}, {"d", body, 1}};
  const std::vector<std::string> plain{body}, none;
  const auto result = find_near_duplicates_between(left, right);
  CHECK(result.pairs == std::vector<near_duplicate_pair>{{0, 0, 1, 1, 1}, {1, 1, 1, 1, 1}});
  CHECK(find_near_duplicates_between(left, plain).pairs.size() == 2);
  CHECK(find_near_duplicates_between(plain, right).pairs.size() == 2);  // told apart by their groups
  CHECK(find_near_duplicates_between(none, plain).pairs.empty());
  CHECK(find_near_duplicates_between(none, plain).statistics.bands == 16);
  CHECK(find_near_duplicates_between(plain, none).pairs.empty());
  // No query has tokens: nothing is found, least of all inside the corpus.
  const std::vector<std::string> silent{"...", ""}, copies{body, body + " eight", body + " nine"};
  CHECK(find_near_duplicates_between(silent, copies).pairs.empty());
  CHECK(find_near_duplicates_between(copies, silent).pairs.empty());
  near_duplicate_options options{.scope = search_scope::articles, .verify = verification::none};
  CHECK(find_near_duplicates_between(plain, plain, options).estimated_pairs ==
        std::vector<estimated_pair>{{0, 0, 1, 0}});
  options.groups = {1, 2};
  CHECK_THROWS_WITH(
      find_near_duplicates_between(plain, plain, options),
      "groups is 2 numbers; allowed: none between two ranges, whose documents may have their own");
  CHECK_THROWS_WITH(find_near_duplicates_between(plain, plain, {}), "scope is both; allowed: articles");
  options = {.scope = search_scope::articles, .keep = keep_policy::score};
  CHECK_THROWS_WITH(
      find_near_duplicates_between(left, plain, options),
      "scores is empty; allowed: with keep = score one number a text, or texts that are documents");
  CHECK(find_near_duplicates_between(plain, right, options).pairs.size() == 2);
}
