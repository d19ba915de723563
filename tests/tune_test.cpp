#include <algorithm>
#include <cmath>
#include <random>
#include <string>
#include <string_view>
#include <vector>

#include <neardup/lsh_params.hpp>

#include "support/catch.hpp"
#include "support/corpora.hpp"
#include "tune/audit.hpp"
#include "tune/recall_curve.hpp"

// What `neardup tune` computes and counts. Its records stand in program_tune_test.cpp.

using namespace neardup;
using namespace neardup::tune;

namespace {

std::vector<std::string_view> views(const std::vector<std::string>& texts) {
  return {texts.begin(), texts.end()};
}

std::uint64_t counted(const std::vector<near_duplicate_pair>& pairs, double from, double to) {
  return static_cast<std::uint64_t>(std::count_if(pairs.begin(), pairs.end(), [&](const auto& pair) {
    return pair.jaccard >= from && (pair.jaccard < to || to == 1);
  }));
}

/// Without those that name a text whose tokens an earlier one has.
std::vector<near_duplicate_pair> among_distinct(std::vector<near_duplicate_pair> pairs,
                                                const std::vector<identical_group>& identical) {
  std::erase_if(pairs, [&](const near_duplicate_pair& pair) {
    return std::any_of(identical.begin(), identical.end(), [&](const identical_group& group) {
      const auto repeats = [&](std::size_t text) {
        return std::find(group.members.begin() + 1, group.members.end(), text) != group.members.end();
      };
      return repeats(pair.first) || repeats(pair.second);
    });
  });
  return pairs;
}

}  // namespace

TEST_CASE("tune: the S-curve has the library's chances at a hundred and one similarities", "[tune]") {
  const auto points = recall_curve({16, 6});
  REQUIRE(points.size() == 101);
  CHECK(points[0].recall == 0);
  CHECK(points[100].jaccard == 1);
  CHECK(points[100].recall == 1);
  CHECK(points[80].jaccard == 0.8);
  CHECK(points[80].recall == candidate_probability(0.8, {16, 6}));
}

TEST_CASE("tune: areas under and over the curve by hand", "[tune]") {
  // One band of one row: the curve is the line y = s.
  CHECK(areas_of({1, 1}, 0.8).false_candidates == Approx(0.32));  // 0.8^2 / 2
  CHECK(areas_of({1, 1}, 0.8).missed == Approx(0.02));            // 0.2^2 / 2
  // One band of three rows: s^3, whose integral is s^4 / 4.
  CHECK(areas_of({1, 3}, 0.5).false_candidates == Approx(1.0 / 64));
  CHECK(areas_of({1, 3}, 0.5).missed == Approx(0.5 - (0.25 - 1.0 / 64)));
  // Two bands of one row: 1 - (1 - s)^2 = 2s - s^2.
  CHECK(areas_of({2, 1}, 1.0).false_candidates == Approx(1 - 1.0 / 3));
  CHECK(areas_of({2, 1}, 1.0).missed == Approx(0).margin(1e-12));
}

TEST_CASE("tune: similarities around a threshold stay inside [0, 1]", "[tune]") {
  CHECK(around(0.8) == std::vector<double>{0.7, 0.75, 0.8, 0.85, 0.9});
  CHECK(around(0.97) == std::vector<double>{0.87, 0.92, 0.97});
  CHECK(around(0.05) == std::vector<double>{0, 0.05, 0.1, 0.15});
  CHECK(around(0.123)[2] == 0.123);
}

TEST_CASE("tune: alternatives are the shapes that the library would choose, or none", "[tune]") {
  const auto found = alternatives(0.8, 0.99);
  REQUIRE(found.size() == alternative_lengths.size());
  for (std::size_t i = 0; i < found.size(); ++i) {
    CHECK(found[i].num_hashes == alternative_lengths[i]);
    CHECK(found[i].shape == choose_lsh_shape(0.8, 0.99, alternative_lengths[i]));
  }
  CHECK(found[2].bytes_per_document() == 512);
  // At 0.02 a recall of 0.99 takes 228 bands of one row.
  const auto hard = alternatives(0.02, 0.99);
  CHECK(!hard[3].shape);
  CHECK(hard[4].shape == lsh_shape{228, 1});
}

TEST_CASE("tune: Wilson intervals by hand", "[tune]") {
  CHECK(wilson_interval(0, 0).low == 0);
  CHECK(wilson_interval(0, 0).high == 1);
  CHECK(wilson_interval(5, 10).low == Approx(0.2366).margin(1e-4));
  CHECK(wilson_interval(5, 10).high == Approx(0.7634).margin(1e-4));
  CHECK(wilson_interval(99, 100).low == Approx(0.9455).margin(1e-4));
  CHECK(wilson_interval(99, 100).high == Approx(0.9982).margin(1e-4));
  CHECK(wilson_interval(10, 10).low == Approx(0.7225).margin(1e-4));
  CHECK(wilson_interval(10, 10).high == 1);
  CHECK(wilson_interval(0, 10).low == 0);
}

TEST_CASE("tune: a sample is drawn evenly, without repeats, and again the same", "[tune]") {
  CHECK(draw_sample(5, 5, 1) == std::vector<std::size_t>{0, 1, 2, 3, 4});
  CHECK(draw_sample(5, 9, 1).size() == 5);
  CHECK(draw_sample(0, 9, 1).empty());
  CHECK(draw_sample(1000, 50, 7) == draw_sample(1000, 50, 7));
  CHECK(draw_sample(1000, 50, 7) != draw_sample(1000, 50, 8));
  std::vector<int> taken(20);
  for (std::uint64_t seed = 0; seed < 2000; ++seed) {
    const auto drawn = draw_sample(20, 5, seed);
    REQUIRE(drawn.size() == 5);
    REQUIRE(std::adjacent_find(drawn.begin(), drawn.end(), std::greater_equal<>()) == drawn.end());
    for (const std::size_t position : drawn) ++taken[position];
  }
  // Each is expected 500 times; the standard deviation is 19.4.
  CHECK(*std::min_element(taken.begin(), taken.end()) > 400);
  CHECK(*std::max_element(taken.begin(), taken.end()) < 600);
}

TEST_CASE("tune: an audit counts the pairs that brute force finds", "[tune]") {
  const auto texts = test_support::planted_corpus(5, 60, 6);
  near_duplicate_options options;
  for (const double threshold : {0.05, 0.5, 0.72, 0.8, 1.0}) {
    options.threshold = threshold;
    options.num_hashes = 256;
    const audit result = audit_search(views(texts), options);
    const auto identical = find_near_duplicates(texts, options).identical;
    const auto truth =
        among_distinct(test_support::brute_force_pairs(texts, audit_floor(threshold)), identical);
    CHECK(result.documents == texts.size());
    CHECK(result.pairs == counted(truth, threshold, 1));
    CHECK(result.found + result.missed.size() == result.pairs);
    CHECK(result.false_pairs == 0);
    CHECK(result.histogram.front().from == audit_floor(threshold));
    CHECK(result.histogram.back().to == 1);
    std::uint64_t found = 0;
    for (const similarity_bin& bin : result.histogram) {
      CHECK(bin.pairs == (bin.from == 1
                              ? counted(truth, 1, 1)
                              : counted(truth, bin.from, threshold == 1 && bin.to == 1 ? 0.99999 : bin.to)));
      CHECK(bin.found.has_value() == (bin.from >= threshold));
      found += bin.found.value_or(0);
    }
    CHECK(found == result.found);
  }
}

TEST_CASE("tune: measured recall is counted, so it falls when a band fails", "[tune]") {
  std::mt19937 random(11);
  std::vector<std::string> texts;
  for (int i = 0; i < 400; ++i) {
    texts.push_back(test_support::random_text(random, 80, 100000));
    texts.push_back(test_support::edited(random, texts.back(), 0.03));
  }
  near_duplicate_options options;
  options.threshold = 0.5;
  options.shape = lsh_shape{4, 4};  // a shape that misses many, so that a band matters
  const auto with_bands = [](std::uint32_t bands) {
    return [bands](std::span<const std::string_view> sample, const near_duplicate_options& asked) {
      near_duplicate_options fewer = asked;
      fewer.shape->bands = bands;
      return find_near_duplicates(sample, fewer);
    };
  };
  // The audit is told of four bands throughout: only what the search gives can change the figure.
  std::uint64_t more = audit_search(views(texts), options).found;
  CHECK(more == audit_search(views(texts), options, with_bands(4)).found);
  for (const std::uint32_t bands : {3u, 2u, 1u}) {
    const audit result = audit_search(views(texts), options, with_bands(bands));
    CHECK(result.pairs > 200);
    CHECK(result.found < more);
    CHECK(result.missed.size() == result.pairs - result.found);
    more = result.found;
  }
  const auto none = [](auto...) { return near_duplicate_result{}; };
  CHECK(audit_search(views(texts), options, none).found == 0);
  const auto invents = [](auto...) {
    near_duplicate_result result;
    result.pairs = {{0, 1, 1, 1, 1}, {0, 3, 1, 1, 1}, {797, 799, 1, 1, 1}};
    return result;
  };
  CHECK(audit_search(views(texts), options, invents).false_pairs >= 2);
}

TEST_CASE("tune: misses are listed with the most similar first", "[tune]") {
  const auto texts = test_support::planted_corpus(6, 40, 6);
  const auto none = [](auto...) { return near_duplicate_result{}; };
  const audit result = audit_search(views(texts), {.threshold = 0.5}, none);
  REQUIRE(result.missed.size() > 20);
  for (std::size_t i = 1; i < result.missed.size(); ++i)
    CHECK(result.missed[i - 1].jaccard >= result.missed[i].jaccard);
  for (const missed_pair& pair : result.missed) {
    CHECK(pair.first < pair.second);
    CHECK(pair.jaccard >= 0.5);
  }
}

TEST_CASE("tune: predictions scale what was measured", "[tune]") {
  audit sample;
  sample.documents = 101;
  sample.pairs = 7;
  sample.search.bytes = 1000;
  sample.search.candidates = 10;
  sample.search.verified = 8;
  sample.search.seconds_sign = 2;
  sample.search.seconds_candidates = 3;
  sample.search.seconds_cluster = 5;
  sample.search.seconds_verify = 4;

  const prediction same = predict(sample, 101, 1000, 128);
  CHECK(same.pairs == Approx(7));
  CHECK(same.candidates_per_document == Approx(10.0 / 101));
  CHECK(same.seconds == Approx(2 + 3 + 5 + 4));
  CHECK(same.memory == Approx(1000 + 101 * (512 + 240) + 24 * 8 + 56 * 7));

  // Twice the documents have (202 * 201) / (101 * 100) times the pairs.
  const prediction twice = predict(sample, 202, 3000, 128);
  CHECK(twice.pairs == Approx(7 * 4.02));
  CHECK(twice.candidates_per_document == Approx(10 * 4.02 / 202));
  CHECK(twice.seconds == Approx(2 * 3 + 3 * 2 + 5 * 2 + 4 * 4.02));

  // Of 1010 documents all may have candidates: 8 * 100.9 pairs, where two each would be more than all.
  const prediction many = predict(sample, 1010, 1000, 128);
  CHECK(many.seconds == Approx(2 + 3 * 10 + 5 * 10 + 4 * (1010 + 8 * 100.9) / (16 + 8)));

  CHECK(predict({}, 0, 0, 128).seconds == 0);
  CHECK(predict({}, 0, 0, 128).candidates_per_document == 0);
}
