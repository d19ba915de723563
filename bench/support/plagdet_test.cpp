#include "support/plagdet.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <set>
#include <string>
#include <tuple>
#include <vector>

#include "../tests/support/catch.hpp"
#include "support/corpus.hpp"

using namespace neardup_bench;

namespace {

reuse of(character_range in_suspicious, character_range in_source) {
  return {"a", "b", in_suspicious, in_source};
}

/// Characters as (side, text, position).
using character_set = std::set<std::tuple<int, std::string, std::uint64_t>>;

character_set characters_of(const reuse& one) {
  character_set set;
  for (std::uint64_t at = one.in_suspicious.begin; at < one.in_suspicious.end; ++at)
    set.emplace(0, one.suspicious, at);
  for (std::uint64_t at = one.in_source.begin; at < one.in_source.end; ++at) set.emplace(1, one.source, at);
  return set;
}

character_set common(const character_set& a, const character_set& b) {
  character_set both;
  std::ranges::set_intersection(a, b, std::inserter(both, both.end()));
  return both;
}

/// The definitions, character by character. The two sides of a pair: some characters of each are in both.
bool detects(const reuse& a, const reuse& b) {
  if (a.suspicious != b.suspicious || a.source != b.source) return false;
  std::set<int> sides;
  for (const auto& [side, text, at] : common(characters_of(a), characters_of(b))) sides.insert(side);
  return sides.size() == 2;
}

double share(std::size_t part, std::size_t whole) {
  return static_cast<double>(part) / static_cast<double>(whole);
}

/// Mean over `these` of the share of each that is in those that detect it, and the same of all together.
std::pair<double, double> naive_recalls(const std::set<reuse>& these, const std::set<reuse>& those) {
  if (these.empty() && those.empty()) return {1, 1};
  if (these.empty() || those.empty()) return {0, 0};
  double sum = 0;
  character_set all, all_found;
  for (const reuse& one : these) {
    const character_set own = characters_of(one);
    character_set found;
    for (const reuse& other : those)
      if (detects(one, other)) found.merge(common(own, characters_of(other)));
    sum += share(found.size(), own.size());
    all.insert(own.begin(), own.end());
    all_found.merge(found);
  }
  return {sum / static_cast<double>(these.size()), share(all_found.size(), all.size())};
}

double naive_granularity(const std::set<reuse>& cases, const std::set<reuse>& detections) {
  std::size_t detected = 0, all = 0;
  for (const reuse& one : cases) {
    const auto count = static_cast<std::size_t>(
        std::ranges::count_if(detections, [&](const reuse& other) { return detects(one, other); }));
    detected += count != 0;
    all += count;
  }
  return detected == 0 ? 1 : share(all, detected);
}

void check(const plagdet_scores& scores, double recall, double precision, double granularity) {
  CHECK(scores.recall == Approx(recall));
  CHECK(scores.precision == Approx(precision));
  CHECK(scores.granularity == Approx(granularity));
}

}  // namespace

TEST_CASE("plagdet: nothing to find, nothing found", "[plagdet]") {
  const reuse one = of({0, 10}, {0, 10});
  check(score_detections({}, {}).macro, 1, 1, 1);
  check(score_detections({one}, {}).macro, 0, 0, 1);
  check(score_detections({}, {one}).micro, 0, 0, 1);
  CHECK(score_detections({}, {one}).macro.plagdet() == 0);
  CHECK(score_detections({}, {}).macro.plagdet() == 1);
}

TEST_CASE("plagdet: one case and one detection", "[plagdet]") {
  const reuse one = of({100, 200}, {0, 100});
  const auto found = score_detections({one}, {one});
  check(found.macro, 1, 1, 1);
  CHECK(found.macro.plagdet() == 1);
  CHECK(found.detected_cases == 1);

  // 50 + 100 of 200 characters are found, and 150 of 250 that are reported are right.
  const auto part = score_detections({one}, {of({150, 250}, {0, 150})});
  check(part.macro, 0.75, 0.6, 1);
  check(part.micro, 0.75, 0.6, 1);
  CHECK(part.macro.plagdet() == Approx(2 * 0.75 * 0.6 / 1.35));
}

TEST_CASE("plagdet: both sides must overlap, in the same two texts", "[plagdet]") {
  const reuse one = of({100, 200}, {0, 100});
  for (const reuse& other : {of({200, 300}, {0, 100}), of({100, 200}, {100, 200}), of({0, 100}, {0, 100}),
                             reuse{"a", "c", {100, 200}, {0, 100}}, reuse{"c", "b", {100, 200}, {0, 100}}}) {
    const auto scores = score_detections({one}, {other});
    check(scores.macro, 0, 0, 1);
    check(scores.micro, 0, 0, 1);
    CHECK(scores.detected_cases == 0);
  }
  CHECK(score_detections({one}, {of({199, 300}, {99, 200})}).detected_cases == 1);
}

TEST_CASE("plagdet: a case reported in pieces costs granularity", "[plagdet]") {
  const reuse whole = of({0, 100}, {0, 100}), left = of({0, 50}, {0, 50}), right = of({50, 100}, {50, 100});
  const auto pieces = score_detections({whole}, {left, right, left});  // one of the three is there twice
  CHECK(pieces.detections == 2);
  check(pieces.macro, 1, 1, 2);
  CHECK(pieces.macro.plagdet() == Approx(1 / std::log2(3)));
  const auto joined = score_detections({left, right}, {whole});
  check(joined.macro, 1, 1, 1);
}

TEST_CASE("plagdet: averages count cases alike, together they count by length", "[plagdet]") {
  const std::vector<reuse> cases{of({0, 100}, {0, 100}), of({1000, 1010}, {1000, 1010})};
  const auto scores = score_detections(cases, {cases[0], of({5000, 5100}, {5000, 5100})});
  check(scores.macro, 0.5, 0.5, 1);
  check(scores.micro, 200. / 220, 0.5, 1);
}

TEST_CASE("plagdet: scores are those of character sets", "[plagdet]") {
  random_numbers random(1);
  const auto range = [&] {
    const std::uint64_t begin = random.below(25);
    return character_range{begin, begin + 1 + random.below(10)};
  };
  const auto some = [&] {
    std::vector<reuse> list;
    for (std::uint64_t i = random.below(6); i > 0; --i)
      list.push_back({random.one_in(2) ? "s1" : "s2", random.one_in(2) ? "t1" : "t2", range(), range()});
    return list;
  };
  for (int round = 0; round < 500; ++round) {
    const auto list = some(), found = some();
    const std::set<reuse> cases(list.begin(), list.end()), detections(found.begin(), found.end());
    const auto report = score_detections(list, found);
    const auto [recall, all_recall] = naive_recalls(cases, detections);
    const auto [precision, all_precision] = naive_recalls(detections, cases);
    const double granularity = naive_granularity(cases, detections);
    CHECK(report.cases == cases.size());
    CHECK(report.detections == detections.size());
    check(report.macro, recall, precision, granularity);
    check(report.micro, all_recall, all_precision, granularity);
  }
}
