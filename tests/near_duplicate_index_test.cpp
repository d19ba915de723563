#include <algorithm>
#include <atomic>
#include <cstdint>
#include <map>
#include <mutex>
#include <numeric>
#include <random>
#include <shared_mutex>
#include <span>
#include <stdexcept>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include <neardup/find_near_duplicates.hpp>
#include <neardup/near_duplicate_index.hpp>

#include "support/catch.hpp"
#include "support/index_tests.hpp"

using namespace neardup;
using test_support::fails_with;
using test_support::numbers;

namespace {

using match_list = std::vector<near_duplicate_match>;

/// Texts that are copies of earlier ones with a few words changed, or new; some are the same again.
std::vector<std::string> random_texts(std::size_t count, std::uint32_t seed) {
  std::mt19937 random(seed);
  std::vector<std::vector<std::uint32_t>> words;
  std::vector<std::string> texts;
  for (std::size_t i = 0; i < count; ++i) {
    std::vector<std::uint32_t> made(40 + random() % 80);
    for (auto& word : made) word = static_cast<std::uint32_t>(random() % 2000);
    if (i != 0 && random() % 3 != 0) {
      made = words[random() % i];
      for (std::uint32_t edits = static_cast<std::uint32_t>(random() % 4); edits != 0; --edits)
        made[random() % made.size()] = static_cast<std::uint32_t>(random() % 2000);
    }
    std::string text;
    for (const std::uint32_t word : made)
      text += "w" + std::to_string(word) + (random() % 2 == 0 ? " " : ", ");
    words.push_back(std::move(made));
    texts.push_back(std::move(text));
  }
  return texts;
}

shingle_set set_of(const std::string& text, const near_duplicate_options& options) {
  return {tokenize(text, options.tokenization()).tokens,
          shingler(options.effective_shingle_size(), options.seed)};
}

/// A sentence of thirty words, and one that shares most of its shingles.
const std::string notice =
    "The council of the old harbour town approved the plan for a new bridge on Monday after a long and "
    "heated "
    "debate about its cost, its colour and its name, the mayor said.";
const std::string edited =
    "The council of the old harbour town approved the plan for a new bridge on Monday after a long and "
    "heated "
    "debate about its cost, its colour and its name, a clerk said.";
const std::string other =
    "Rain is expected in the north tonight; the south stays dry and mild until Thursday.";

}  // namespace

TEST_CASE("near_duplicate_index: finds the pairs that find_near_duplicates finds", "[near_duplicate_index]") {
  for (const double threshold : {0.5, 0.8}) {
    const std::vector<std::string> texts = random_texts(300, 11);
    near_duplicate_options options{.scope = search_scope::articles,
                                   .threshold = threshold,
                                   .clusters = clustering::none,
                                   .expand_identical = true};
    std::vector<near_duplicate_pair> found;
    near_duplicate_index index(options);
    index.add(numbers(texts.size()), texts);
    const auto answers = index.find_each(texts);
    for (std::size_t i = 0; i < texts.size(); ++i) {
      REQUIRE(answers[i].cut_buckets == 0);
      REQUIRE(answers[i].matches == index.find(texts[i]).matches);
      REQUIRE(answers[i].candidates >= answers[i].verified);
      for (const near_duplicate_match& match : answers[i].matches)
        if (match.id > i)
          found.push_back({i, match.id, match.jaccard, match.containment_query, match.containment_match});
    }
    std::sort(found.begin(), found.end(), pair_order);
    const auto expected = find_near_duplicates(texts, options).pairs;
    CHECK(expected.size() > 100);
    CHECK(found == expected);
  }
}

TEST_CASE("near_duplicate_index: every answer is what comparing sets gives, while documents come and go",
          "[near_duplicate_index]") {
  // 64 bands of one row: a pair of similarity 0.3 shares none of them once in 10^10 times.
  const near_duplicate_options options{.threshold = 0.3, .shingle_size = 2, .shape = lsh_shape{64, 1}};
  const std::vector<std::string> texts = random_texts(60, 5);
  std::vector<shingle_set> sets;
  for (const std::string& text : texts) sets.push_back(set_of(text, options));
  for (const bool with_source : {false, true}) {
    std::map<std::uint64_t, std::size_t> held;  // id -> text
    near_duplicate_index index(options);
    if (with_source)
      index = near_duplicate_index(options, [&](std::uint64_t id) { return texts[held.at(id)]; });
    std::mt19937_64 random(2);
    for (int step = 0; step < 600; ++step) {
      const std::uint64_t id = (random() % 80) << 33 | 5;
      if (held.contains(id)) {
        REQUIRE(index.erase(id));
        held.erase(id);
        REQUIRE_FALSE(index.erase(id));
      } else {
        const std::size_t text = random() % texts.size();
        held[id] = text;
        index.add(id, texts[text]);
      }
      REQUIRE(index.contains(id) == held.contains(id));
      REQUIRE(index.size() == held.size());
      const std::size_t asked = random() % texts.size();
      match_list expected;
      for (const auto& [known, text] : held)
        if (const double similarity = jaccard(sets[asked], sets[text]); similarity >= options.threshold)
          expected.push_back({known, similarity, containment(sets[asked], sets[text]),
                              containment(sets[text], sets[asked])});
      std::stable_sort(expected.begin(), expected.end(),
                       [](const auto& a, const auto& b) { return a.jaccard > b.jaccard; });
      REQUIRE(index.find(texts[asked]).matches == expected);
    }
    while (!held.empty()) {
      index.erase(held.begin()->first);
      held.erase(held.begin());
    }
    for (const std::string& text : texts) REQUIRE(index.find(text).matches.empty());
  }
}

TEST_CASE("near_duplicate_index: a document finds itself, the most similar come first",
          "[near_duplicate_index]") {
  near_duplicate_index index;
  const std::uint64_t large = std::uint64_t{1} << 40;
  index.add(large, notice);
  index.add(7, "THE COUNCIL" + notice.substr(11));  // the same words
  index.add(3, edited);
  index.add(2, other);
  const double near = jaccard(set_of(notice, {}), set_of(edited, {}));
  REQUIRE(near >= 0.8);
  const auto answer = index.find(notice);
  REQUIRE(answer.matches.size() == 3);
  CHECK(answer.matches[0] == near_duplicate_match{7, 1, 1, 1});
  CHECK(answer.matches[1] == near_duplicate_match{large, 1, 1, 1});
  CHECK(answer.matches[2].id == 3);
  CHECK(answer.matches[2].jaccard == near);
  CHECK(index.find(notice, 1).matches == match_list{{7, 1, 1, 1}});
  CHECK(index.find(edited, 1).matches == match_list{{3, 1, 1, 1}});
  CHECK(index.find(notice, 0).matches.empty());
  CHECK(index.erase(7));
  CHECK(index.find(notice, 1).matches == match_list{{large, 1, 1, 1}});
  index.add(7, other);
  CHECK(index.find(notice).matches.size() == 2);
}

TEST_CASE("near_duplicate_index: texts without tokens count and are never found", "[near_duplicate_index]") {
  near_duplicate_index index;
  index.add(1, "");
  index.add(2, " ... \xFF");
  index.add(3, "word");
  CHECK(index.size() == 3);
  CHECK(index.find("").matches.empty());
  CHECK(index.find("?!").matches.empty());
  CHECK(index.find("Word!").matches == match_list{{3, 1, 1, 1}});
  CHECK(index.erase(2));
  CHECK_FALSE(index.contains(2));
  CHECK(index.contains(1));
}

TEST_CASE("near_duplicate_index: what is refused leaves the index as it was", "[near_duplicate_index]") {
  near_duplicate_index index({.threads = 2});
  index.add(1, notice);
  CHECK(fails_with(errc::invalid_options, [&] { index.add(1, other); }));
  const std::vector<std::string> texts = {edited, other};
  const auto add = [&](std::vector<std::uint64_t> ids) { return [&, ids] { index.add(ids, texts); }; };
  CHECK(fails_with(errc::invalid_options, add({5})));
  CHECK(fails_with(errc::invalid_options, add({5, 5})));
  CHECK(fails_with(errc::invalid_options, add({5, 1})));
  CHECK(index.size() == 1);
  CHECK_FALSE(index.contains(5));
  CHECK(index.find(other).matches.empty());
  CHECK(index.find(edited).matches.size() == 1);

  std::stop_source stop;
  near_duplicate_index stopped({.stop = stop.get_token()});
  stop.request_stop();
  CHECK(fails_with(errc::cancelled, [&] { stopped.add(std::vector<std::uint64_t>{5, 6}, texts); }));
  CHECK(stopped.size() == 0);

  near_duplicate_index asking({}, [](std::uint64_t) -> std::string { throw std::runtime_error("no text"); });
  asking.add(1, notice);
  CHECK(asking.find(notice).matches.size() == 1);  // needs no text to see that it is the same
  CHECK_THROWS_AS(asking.find(edited), std::runtime_error);
}

TEST_CASE("near_duplicate_index: options without effect on it are refused", "[near_duplicate_index]") {
  const auto refused = [](const near_duplicate_options& options) {
    return fails_with(errc::invalid_options, [&] { near_duplicate_index index(options); });
  };
  CHECK(refused({.threshold = 0}));
  CHECK(refused({.scope = search_scope::passages}));
  CHECK(refused({.verify = verification::none}));
  CHECK(refused({.groups = {1, 2}}));
  CHECK(refused({.keep = keep_policy::score, .scores = {1, 2}}));
  CHECK(refused({.top = 3}));
  CHECK_FALSE(refused({.scope = search_scope::articles, .shape = lsh_shape{4, 4}}));
  CHECK(near_duplicate_index({.shape = lsh_shape{4, 4}}).shape() == lsh_shape{4, 4});
  CHECK(near_duplicate_index().shape() == lsh_shape{16, 6});
}

TEST_CASE("near_duplicate_index: 10^5 identical documents take linear time, and all are found",
          "[near_duplicate_index]") {
  const std::size_t count = 100000;
  near_duplicate_index index;
  index.add(numbers(count), std::vector<std::string_view>(count, notice));
  const auto answer = index.find(notice);
  CHECK(answer.candidates == 1);
  CHECK(answer.cut_buckets == 0);
  REQUIRE(answer.matches.size() == count);
  CHECK(answer.matches.front() == near_duplicate_match{0, 1, 1, 1});
  CHECK(answer.matches.back() == near_duplicate_match{count - 1, 1, 1, 1});
  for (std::size_t i = 0; i < 1000; ++i) REQUIRE(index.find(notice, 3).matches.size() == 3);
  for (std::size_t i = 0; i < count; i += 2) REQUIRE(index.erase(i));
  CHECK(index.find(edited).matches.size() == count / 2);
  for (std::size_t i = 1; i < count; i += 2) REQUIRE(index.erase(i));
  CHECK(index.find(notice).matches.empty());
}

TEST_CASE("near_duplicate_index: 10^5 texts of one template are compared up to the limit, and that is said",
          "[near_duplicate_index]") {
  const std::size_t count = 100000;
  std::vector<std::string> texts;
  for (std::size_t i = 0; i < count; ++i) texts.push_back(notice + " Notice " + std::to_string(i));
  near_duplicate_index index({.threshold = 0.9, .bucket_pair_limit = 50});
  index.add(numbers(count), texts);
  for (const std::size_t i : {std::size_t{0}, count / 2, count - 1}) {
    const auto answer = index.find(texts[i]);
    CHECK(answer.cut_buckets > 0);
    CHECK(answer.candidates <= 50u * index.shape().bands + 1);
    REQUIRE(!answer.matches.empty());
    CHECK(answer.matches.front() == near_duplicate_match{i, 1, 1, 1});
  }
  near_duplicate_index complete({.threshold = 0.9, .bucket_pair_limit = 5000});
  complete.add(numbers(3000), std::span(texts).first(3000));
  CHECK(complete.find(texts[0]).cut_buckets == 0);
  CHECK(complete.find(texts[0]).matches.size() == 3000);
  for (std::size_t i = 0; i < count; ++i) REQUIRE(index.erase(i));
  CHECK(index.find(texts[0]).candidates == 0);
}

TEST_CASE("near_duplicate_index: copies and moved ones stand alone", "[near_duplicate_index]") {
  near_duplicate_index index;
  index.add(1, notice);
  near_duplicate_index copy = index;
  copy.erase(1);
  copy.add(2, other);
  CHECK(index.find(edited).matches.size() == 1);
  CHECK(index.find(other).matches.empty());
  const near_duplicate_index moved = std::move(copy);
  CHECK(moved.find(edited).matches.empty());
  CHECK(moved.find(other).matches == match_list{{2, 1, 1, 1}});
}

TEST_CASE("near_duplicate_index: many readers beside a writer see whole answers", "[near_duplicate_index]") {
  const std::vector<std::string> texts = random_texts(60, 8);
  near_duplicate_index index;
  std::shared_mutex mutex;
  std::atomic<int> wrong{0};
  {
    std::vector<std::jthread> threads;
    for (int reader = 0; reader < 3; ++reader)
      threads.emplace_back([&] {
        for (std::size_t i = 0; i < 2 * texts.size(); ++i) {
          const std::size_t asked = i % texts.size();
          const std::shared_lock lock(mutex);
          const auto answer = index.find(texts[asked]);
          const bool found = std::any_of(answer.matches.begin(), answer.matches.end(),
                                         [&](const auto& match) { return match.id == asked; });
          wrong += found != index.contains(asked);
        }
      });
    for (std::size_t i = 0; i < texts.size(); ++i) {
      const std::unique_lock lock(mutex);
      index.add(i, texts[i]);
      if (i % 3 == 2) index.erase(i - 1);
    }
  }
  CHECK(wrong == 0);
  CHECK(index.size() == 40);
}

TEST_CASE("token_codebook: gives sequences back, and forgets tokens that no sequence has",
          "[near_duplicate_index]") {
  detail::token_codebook codebook;
  std::mt19937_64 random(4);
  std::vector<token> many(40000);  // beyond what one unit of 16 bits numbers
  for (token& one : many) one = {random(), 0, 0};
  const std::vector<token> few = {many[39999], many[0], many[0], {17, 0, 0}};
  const auto long_codes = codebook.encode(many), short_codes = codebook.encode(few);
  CHECK(codebook.size() == 40001);
  CHECK(long_codes.size() == 32768 + 2 * (40000 - 32768));
  CHECK(short_codes.size() == 6);
  std::vector<token> back;
  const auto gives = [&](const std::vector<std::uint16_t>& codes, const std::vector<token>& tokens) {
    codebook.decode(codes, back);
    return std::equal(back.begin(), back.end(), tokens.begin(), tokens.end(),
                      [](const token& a, const token& b) { return a.hash == b.hash; });
  };
  CHECK(gives(long_codes, many));
  CHECK(gives(short_codes, few));
  codebook.release(long_codes);
  CHECK(codebook.size() == 3);
  CHECK(gives(short_codes, few));
  CHECK(gives(codebook.encode(many), many));
  codebook.release(short_codes);
  CHECK(codebook.size() == 40000);
}
