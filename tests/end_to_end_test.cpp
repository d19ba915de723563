#include <algorithm>
#include <deque>
#include <list>
#include <map>
#include <random>
#include <string>

#include <neardup/neardup.hpp>

#include "support/catch.hpp"
#include "support/corpora.hpp"

using namespace neardup;
using test_support::brute_force_pairs;
using test_support::planted_corpus;

namespace {

/// Everything of a result but its statistics.
bool same_answer(const near_duplicate_result& a, const near_duplicate_result& b) {
  return a.pairs == b.pairs && a.estimated_pairs == b.estimated_pairs && a.identical == b.identical &&
         a.clusters == b.clusters && a.removed == b.removed && a.passages == b.passages &&
         a.passage_clusters == b.passage_clusters;
}

errc code_of(const std::vector<std::string>& texts, const near_duplicate_options& options) {
  try {
    (void)find_near_duplicates(texts, options);
  } catch (const error& e) {
    return e.code();
  }
  FAIL("no error");
  return errc::cancelled;
}

}  // namespace

TEST_CASE("find: every pair is exact, none is false, few are missed", "[find]") {
  std::size_t truth = 0, missed = 0;
  for (std::uint32_t seed = 1; seed <= 8; ++seed) {
    const auto texts = planted_corpus(seed, 60, 6);
    for (const double threshold : {0.3, 0.5, 0.8, 1.0}) {
      const auto expected = brute_force_pairs(texts, threshold);
      const auto result = find_near_duplicates(
          texts, {.scope = search_scope::articles, .threshold = threshold, .expand_identical = true});
      std::size_t at = 0;
      for (const auto& pair : result.pairs) {  // both sorted: a merge
        while (at < expected.size() &&
               std::pair(expected[at].first, expected[at].second) < std::pair(pair.first, pair.second))
          ++at;
        REQUIRE(at < expected.size());
        CHECK(pair == expected[at]);
      }
      truth += expected.size(), missed += expected.size() - result.pairs.size();
      CHECK(result.statistics.pairs == result.pairs.size());
      CHECK(result.statistics.recall_at_threshold >= 0.99 - 1e-9);
    }
  }
  CAPTURE(truth, missed);
  CHECK(truth > 2000);
  CHECK(static_cast<double>(missed) <= 0.01 * static_cast<double>(truth));
}

TEST_CASE("find: other tokens, sizes, schemes and signature lengths", "[find]") {
  const auto texts = planted_corpus(20, 40, 5);
  for (const auto& options : std::vector<near_duplicate_options>{
           {.threshold = 0.6, .tokens = token_kind::characters},
           {.threshold = 0.6, .tokens = token_kind::whitespace, .shingle_size = 3},
           {.threshold = 0.6, .shingle_size = 1, .num_hashes = 256},
           {.threshold = 0.6, .scheme = signature_scheme::minhash32, .num_hashes = 96},
           {.threshold = 0.6, .shape = lsh_shape{32, 4}, .seed = 99},
       }) {
    auto asked = options;
    asked.scope = search_scope::articles;
    asked.expand_identical = true;
    const auto expected = brute_force_pairs(texts, 0.6, asked.effective_shingle_size(), asked.tokens);
    const auto result = find_near_duplicates(texts, asked);
    REQUIRE(expected.size() > 30);
    CHECK(result.pairs.size() >= expected.size() * 97 / 100);
    for (const auto& pair : result.pairs) CHECK(std::count(expected.begin(), expected.end(), pair) == 1);
  }
}

TEST_CASE("find: threads do not change the answer", "[find]") {
  const auto texts = planted_corpus(30, 80, 7);
  for (const auto clusters : {clustering::representative, clustering::components, clustering::none}) {
    for (const std::uint32_t limit : {2u, 1000u}) {
      near_duplicate_options options{.threshold = 0.5, .clusters = clusters, .bucket_pair_limit = limit};
      const auto one = find_near_duplicates(texts, options);
      for (const std::uint32_t threads : {2u, 3u, 0u}) {
        options.threads = threads;
        const auto many = find_near_duplicates(texts, options);
        CHECK(same_answer(one, many));
        CHECK(many.statistics.candidates == one.statistics.candidates);
        CHECK(many.statistics.linked_buckets == one.statistics.linked_buckets);
      }
      CHECK((limit == 2) == (one.statistics.linked_buckets > 0));
    }
  }
}

TEST_CASE("find: shuffled input gives the same pairs, components and longest clusters", "[find]") {
  const auto texts = planted_corpus(40, 60, 6);
  std::vector<std::size_t> places(texts.size());
  for (std::size_t i = 0; i < places.size(); ++i) places[i] = i;
  std::mt19937 random(1);
  std::shuffle(places.begin(), places.end(), random);
  std::vector<std::string> shuffled;
  for (const std::size_t place : places) shuffled.push_back(texts[place]);

  near_duplicate_options options{.scope = search_scope::articles,
                                 .threshold = 0.5,
                                 .keep = keep_policy::longest,
                                 .expand_identical = true};
  for (const auto clusters : {clustering::representative, clustering::components}) {
    options.clusters = clusters;
    const auto here = find_near_duplicates(texts, options), there = find_near_duplicates(shuffled, options);
    std::map<std::pair<std::size_t, std::size_t>, double> pairs_here, pairs_there;
    for (const auto& pair : here.pairs) pairs_here[{pair.first, pair.second}] = pair.jaccard;
    for (const auto& pair : there.pairs)
      pairs_there[std::minmax(places[pair.first], places[pair.second])] = pair.jaccard;
    CHECK(pairs_here == pairs_there);
    std::set<std::set<std::size_t>> sets_here, sets_there;
    for (const auto& found : here.clusters) sets_here.insert({found.members.begin(), found.members.end()});
    for (const auto& found : there.clusters) {
      std::set<std::size_t> members;
      for (const auto member : found.members) members.insert(places[member]);
      sets_there.insert(members);
    }
    CHECK(sets_here == sets_there);
    CHECK(sets_here.size() > 10);
  }
}

TEST_CASE("find: containment is told for each side, also where the order of documents is not that of groups",
          "[find]") {
  std::mt19937 random(3);
  const std::string part = test_support::random_text(random, 60, 9000);
  const std::string whole = part + test_support::random_text(random, 40, 9000);
  // The group of `part` is led by position 0, its other member stands behind `whole`.
  const std::vector<std::string> texts{part, whole, part};
  const auto result = find_near_duplicates(
      texts, {.scope = search_scope::articles, .threshold = 0.4, .expand_identical = true});
  REQUIRE(result.pairs.size() == 3);
  CHECK(result.pairs[0].containment_first == 1.0);
  CHECK(result.pairs[0].containment_second < 0.7);
  CHECK(result.pairs[2].first == 1);
  CHECK(result.pairs[2].containment_first == result.pairs[0].containment_second);
  CHECK(result.pairs[2].containment_second == 1.0);
}

TEST_CASE("find: for one shape a lower threshold gives every pair of a higher one", "[find]") {
  const auto texts = planted_corpus(70, 60, 6);
  near_duplicate_options options{
      .scope = search_scope::articles, .threshold = 0.9, .shape = lsh_shape{32, 4}};
  std::vector<near_duplicate_pair> higher;
  for (const double threshold : {0.9, 0.8, 0.6, 0.4}) {
    options.threshold = threshold;
    const auto pairs = find_near_duplicates(texts, options).pairs;
    CHECK(pairs.size() > higher.size());
    CHECK(std::includes(pairs.begin(), pairs.end(), higher.begin(), higher.end(),
                        [](const auto& a, const auto& b) {
                          return std::pair(a.first, a.second) < std::pair(b.first, b.second);
                        }));
    higher = pairs;
  }
}

TEST_CASE("find: ten times the documents meet ten times the candidates", "[find]") {
  const auto counted = [](std::size_t families) {
    return find_near_duplicates(planted_corpus(80, families, 6), {.threshold = 0.7}).statistics;
  };
  const auto small = counted(60), large = counted(600);
  CHECK(static_cast<double>(large.documents) > 9.0 * static_cast<double>(small.documents));
  CHECK(static_cast<double>(large.candidates) <= 13.0 * static_cast<double>(small.candidates));
  CHECK(static_cast<double>(large.anchors) <= 13.0 * static_cast<double>(small.anchors));
}

TEST_CASE("find: every stage tells its progress, up to its end", "[find]") {
  const auto texts = planted_corpus(90, 40, 5);
  std::map<std::string, std::pair<std::size_t, std::size_t>> last;
  (void)find_near_duplicates(texts, {.progress = [&](const progress_report& report) {
                               last[std::string(report.stage)] = {report.done, report.total};
                             }});
  std::vector<std::string> stages;
  for (const auto& [stage, reached] : last) {
    stages.push_back(stage);
    CHECK(reached.first == reached.second);
  }
  CHECK(stages == std::vector<std::string>{"candidates", "cluster", "passages", "seeds", "sign", "verify"});
}

TEST_CASE("find: without verification pairs carry an estimate, never called jaccard", "[find]") {
  const auto texts = planted_corpus(60, 60, 6);
  const auto exact = find_near_duplicates(texts, {.scope = search_scope::articles, .threshold = 0.5});
  const auto result = find_near_duplicates(
      texts, {.scope = search_scope::articles, .threshold = 0.5, .verify = verification::none});
  CHECK(result.pairs.empty());
  CHECK(result.removed.empty());
  CHECK(result.statistics.verified == 0);
  CHECK(result.statistics.pairs == result.estimated_pairs.size());
  REQUIRE(result.estimated_pairs.size() > 50);
  std::map<std::pair<std::size_t, std::size_t>, double> jaccard_of;
  for (const auto& pair : exact.pairs) jaccard_of[{pair.first, pair.second}] = pair.jaccard;
  std::size_t known = 0;
  for (const auto& pair : result.estimated_pairs) {
    CHECK(pair.estimated_jaccard >= 0.5);
    CHECK(pair.standard_error ==
          Approx(std::sqrt(pair.estimated_jaccard * (1 - pair.estimated_jaccard) / 128)));
    const auto found = jaccard_of.find({pair.first, pair.second});
    if (found == jaccard_of.end()) continue;
    ++known;
    CHECK(std::abs(found->second - pair.estimated_jaccard) <= 6 * 0.0442);  // at most 0.5 / sqrt(128) each
  }
  CHECK(known > 40);
  for (const auto& found : result.clusters) {
    CHECK_FALSE(found.min_jaccard);
    CHECK(found.min_estimated_jaccard >= 0.5);
  }
}

TEST_CASE("find: empty, short and malformed texts are counted and never shared", "[find]") {
  const std::vector<std::string> texts{
      "", "  \n ", "...", "", "word", "word", "two words", "\xff\xfe broken \xc3", std::string(3, '\0')};
  const auto result = find_near_duplicates(texts);
  CHECK(result.statistics.documents == 9);
  CHECK(result.statistics.empty == 5);
  CHECK(result.statistics.short_texts == 4);
  CHECK(result.statistics.malformed == 1);
  CHECK(result.statistics.ill_formed == 3);
  CHECK(result.identical == std::vector<identical_group>{{{4, 5}}});
  CHECK(result.pairs.empty());
  REQUIRE(result.clusters.size() == 1);
  CHECK(result.clusters[0].members == std::vector<std::size_t>{4, 5});
  CHECK(find_near_duplicates(std::vector<std::string>{}).statistics.documents == 0);
}

TEST_CASE("find: a hundred thousand identical documents are one group, in linear time", "[find]") {
  const std::string text = "the same short text again and again and again";
  const std::vector<std::string_view> texts(100000, text);
  const auto result = find_near_duplicates(texts, {.num_hashes = 32});
  REQUIRE(result.identical.size() == 1);
  CHECK(result.identical[0].members.size() == 100000);
  CHECK(result.pairs.empty());
  CHECK(result.removed.size() == 99999);
}

TEST_CASE("find: any range of lasting texts or documents", "[find]") {
  const char* const first = "one two three four five six";
  const std::vector<const char*> pointers{first, first};
  const std::deque<std::string> deque{first, first};
  const std::list<std::string_view> list{first, first};
  const document documents[]{{"a", first}, {"b", first}};
  const std::vector<identical_group> expected{{{0, 1}}};
  CHECK(find_near_duplicates(pointers).identical == expected);
  CHECK(find_near_duplicates(deque).identical == expected);
  CHECK(find_near_duplicates(list).identical == expected);
  CHECK(find_near_duplicates(documents).identical == expected);
  CHECK(find_near_duplicates(std::vector<std::string>{first, first}).identical == expected);
}

TEST_CASE("find: refusals come before any work, a stop leaves no answer", "[find]") {
  const std::vector<std::string> texts{"a b c d e f", "a b c d e f"};
  CHECK(code_of(texts, {.threshold = 0}) == errc::invalid_options);
  CHECK(code_of(texts, {.threshold = 0.05, .num_hashes = 32}) == errc::invalid_options);  // out of reach
  CHECK_NOTHROW(
      find_near_duplicates(texts, {.scope = search_scope::passages, .threshold = 0.05, .num_hashes = 32}));
  std::stop_source source;
  source.request_stop();
  CHECK(code_of(texts, {.stop = source.get_token()}) == errc::cancelled);
  std::stop_source later;
  CHECK(code_of(texts, {.progress = [&](const progress_report&) { later.request_stop(); },
                        .stop = later.get_token()}) == errc::cancelled);
  // A view of 4 GiB that is never read: the size alone is refused.
  const std::vector<std::string_view> huge{{"x", std::size_t{1} << 32}};
  try {
    (void)find_near_duplicates(huge);
    FAIL("no error");
  } catch (const error& e) {
    CHECK(e.code() == errc::too_large);
    CHECK(std::string(e.what()) == "document 0 is 4294967296 bytes; allowed: fewer than 4294967296");
  }
}

TEST_CASE("find: too many candidates come with advice that names what to raise", "[find]") {
  std::mt19937 random(14);
  std::vector<std::string> texts;  // a tiny vocabulary of single words: nearly everything meets
  for (int i = 0; i < 2300; ++i) texts.push_back(test_support::random_text(random, 30, 40));
  const auto result = find_near_duplicates(
      texts,
      {.scope = search_scope::articles, .threshold = 0.35, .shingle_size = 1, .bucket_pair_limit = 100000});
  CHECK(result.statistics.candidates_per_document > 1000);
  CHECK(result.statistics.advice.find("shingle_size above 1") != std::string::npos);
  CHECK(result.statistics.advice.find("num_hashes to ") != std::string::npos);
  const auto calm = find_near_duplicates(texts, {.scope = search_scope::articles, .shingle_size = 5});
  CHECK(calm.statistics.advice.empty());
}
