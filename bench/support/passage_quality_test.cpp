#include "support/passage_quality.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "../tests/support/catch.hpp"

using namespace neardup_bench;
using neardup::passage_match;
using neardup::text_span;

namespace {

planted_passage planted_at(planted_side original, planted_side copy) {
  planted_passage planted;
  planted.original = original;
  planted.copy = copy;
  return planted;
}

passage_match match_of(text_span first, text_span second) {
  passage_match match;
  match.first = first;
  match.second = second;
  return match;
}

passage_finding judged(const planted_passage& planted, const std::vector<passage_match>& matches) {
  return judge_passages(std::vector<planted_passage>{planted}, matches).of_planted.at(0);
}

/// Bytes as pairs of document and position.
using byte_set = std::set<std::pair<std::uint64_t, std::uint64_t>>;

byte_set bytes_of(std::uint64_t document, std::uint64_t begin, std::uint64_t end) {
  byte_set bytes;
  for (std::uint64_t at = begin; at < end; ++at) bytes.emplace(document, at);
  return bytes;
}

struct naive_overlap {
  double covered, iou;
};

naive_overlap naive(const planted_side& side, const text_span& span) {
  const byte_set a = bytes_of(side.document, side.begin, side.end),
                 b = bytes_of(span.document, span.begin, span.end);
  byte_set both, either = a;
  for (const auto& byte : b)
    if (a.contains(byte)) both.insert(byte);
  either.insert(b.begin(), b.end());
  return {static_cast<double>(both.size()) / static_cast<double>(a.size()),
          static_cast<double>(both.size()) / static_cast<double>(either.size())};
}

}  // namespace

TEST_CASE("passage_quality: what is found, and how exactly", "[passage_quality]") {
  const planted_passage planted = planted_at({1, 100, 200}, {2, 500, 600});
  CHECK_FALSE(judged(planted, {}).found);
  CHECK(judged(planted, {}).iou == 0);

  const passage_match exact = match_of({1, 100, 200}, {2, 500, 600});
  CHECK(judged(planted, {exact}).found);
  CHECK(judged(planted, {exact}).iou == 1);
  const passage_match mirrored = match_of({2, 500, 600}, {1, 100, 200});
  CHECK(judged(planted, {mirrored}).iou == 1);

  const passage_match half = match_of({1, 100, 150}, {2, 500, 600});
  CHECK(judged(planted, {half}).found);
  CHECK(judged(planted, {half}).iou == 0.5);
  const passage_match less = match_of({1, 100, 149}, {2, 500, 600});
  CHECK_FALSE(judged(planted, {less}).found);
  CHECK(judged(planted, {less}).iou == 0.49);
  CHECK(judged(planted, {less, exact}).iou == 1);

  const passage_match larger = match_of({1, 0, 400}, {2, 500, 600});
  CHECK(judged(planted, {larger}).found);
  CHECK(judged(planted, {larger}).iou == 0.25);
  CHECK(judged(planted, {larger, half}).iou == 0.5);
}

TEST_CASE("passage_quality: a periodic stretch covers both sides", "[passage_quality]") {
  const planted_passage planted = planted_at({3, 200, 300}, {3, 100, 200});
  passage_match periodic;
  periodic.first = {3, 100, 300};
  periodic.relation = neardup::passage_relation::periodic;
  CHECK(judged(planted, {periodic}).found);
  CHECK(judged(planted, {periodic}).iou == 0.5);
}

TEST_CASE("passage_quality: a match that overlaps one side alone is a stray", "[passage_quality]") {
  const std::vector<planted_passage> planted{planted_at({1, 100, 200}, {2, 500, 600}),
                                             planted_at({1, 300, 400}, {2, 700, 800})};
  const auto strays = [&](text_span first, text_span second) {
    return judge_passages(planted, std::vector<passage_match>{match_of(first, second)}).strays;
  };
  CHECK(strays({1, 199, 250}, {2, 599, 650}) == 0);
  CHECK(strays({1, 200, 250}, {2, 500, 600}) == 1);
  CHECK(strays({1, 100, 200}, {2, 700, 800}) == 1);  // sides of two passages
  CHECK(strays({1, 100, 200}, {3, 500, 600}) == 1);
  CHECK(strays({0, 100, 200}, {1, 500, 600}) == 1);
}

TEST_CASE("passage_quality: judgements are those of byte sets", "[passage_quality]") {
  random_numbers random(1);
  const auto side = [&] {
    const std::uint64_t begin = random.below(30);
    return planted_side{static_cast<std::uint32_t>(random.below(3)), begin, begin + 1 + random.below(12)};
  };
  const auto span = [&] {
    const planted_side like = side();
    return text_span{like.document, static_cast<std::uint32_t>(like.begin),
                     static_cast<std::uint32_t>(like.end)};
  };
  for (int round = 0; round < 500; ++round) {
    std::vector<planted_passage> planted;
    std::vector<passage_match> matches;
    for (std::uint64_t i = random.below(5); i > 0; --i) planted.push_back(planted_at(side(), side()));
    for (std::uint64_t i = random.below(6); i > 0; --i) {
      matches.push_back(match_of(span(), span()));
      if (random.one_in(4)) matches.back().second.reset();
    }
    std::vector<passage_finding> expected(planted.size());
    std::size_t strays = 0;
    for (const passage_match& match : matches) {
      const text_span second = match.second.value_or(match.first);
      bool touches = false;
      for (std::size_t i = 0; i < planted.size(); ++i)
        for (const auto& [x, y] : {std::pair(match.first, second), std::pair(second, match.first)}) {
          const naive_overlap a = naive(planted[i].original, x), b = naive(planted[i].copy, y);
          touches = touches || (a.covered > 0 && b.covered > 0);
          expected[i].found = expected[i].found || (a.covered >= 0.5 && b.covered >= 0.5);
          expected[i].iou = std::max(expected[i].iou, std::min(a.iou, b.iou));
        }
      strays += !touches;
    }
    const passage_findings findings = judge_passages(planted, matches);
    CHECK(findings.strays == strays);
    REQUIRE(findings.of_planted.size() == expected.size());
    for (std::size_t i = 0; i < expected.size(); ++i) {
      CHECK(findings.of_planted[i].found == expected[i].found);
      CHECK(findings.of_planted[i].iou == Approx(expected[i].iou));
    }
  }
}

TEST_CASE("passage_quality: what is promised", "[passage_quality]") {
  const neardup::near_duplicate_options options{.min_tokens = 30, .min_score = 0.5, .passage_seed_tokens = 5};
  const auto promised = [&](std::uint32_t tokens, std::uint32_t edits, std::uint32_t kept,
                            std::uint32_t copied, damage how = damage::edits) {
    planted_passage planted;
    planted.edits = edits;
    planted.kept_tokens = kept;
    planted.copied_tokens = copied;
    return is_promised(planted, {.how = how, .tokens = tokens}, options);
  };
  CHECK(promised(100, 0, 100, 100));
  CHECK(promised(100, 15, 85, 100));        // 85 tokens in at most 16 runs: one has 5 or more
  CHECK_FALSE(promised(100, 16, 84, 100));  // 84 in 17 need not
  CHECK(promised(30, 1, 29, 30));
  CHECK_FALSE(promised(30, 1, 29, 29));
  CHECK_FALSE(promised(29, 1, 29, 30));
  CHECK(promised(100, 10, 50, 100));
  CHECK_FALSE(promised(100, 10, 49, 100));
  CHECK_FALSE(promised(100, 10, 50, 101));
  CHECK_FALSE(promised(100, 0, 100, 100, damage::reordered));
  CHECK_FALSE(promised(100, 0, 100, 100, damage::ocr));
}

TEST_CASE("passage_quality: copies are found, and nothing in random text", "[passage_quality]") {
  const std::vector<passage_kind> kinds{{damage::edits, 0, 100, false}, {damage::edits, 10, 100, true}};
  const passage_quality of = measure_passages({kinds, 20}, 100'000, {});
  CHECK(of.broken_promises().empty());
  CHECK(of.random.passages == 0);
  CHECK(of.random.bytes >= 100'000);
  CHECK(of.strays == 0);
  CHECK(of.planted.texts == 20);
  CHECK(of.planted.passages >= 40);
  REQUIRE(of.kinds.size() == 2);
  for (const kind_quality& kind : of.kinds) {
    CHECK(kind.planted == 20);
    CHECK(kind.promised == 20);
    CHECK(kind.found_share() == 1);
    CHECK(kind.mean_iou() > 0.95);
  }
}

TEST_CASE("passage_quality: a search that finds nothing has broken no promise, but found nothing",
          "[passage_quality]") {
  const passage_quality of =
      measure_passages({{{damage::edits, 0, 100, false}}, 5}, 1000, {.min_tokens = 150});
  CHECK(of.broken_promises().empty());
  CHECK(of.kinds[0].found == 0);
  CHECK(of.kinds[0].promised == 0);
}

TEST_CASE("passage_quality: broken promises are named", "[passage_quality]") {
  passage_quality of;
  of.kinds.resize(2);
  of.kinds[0].broken = 1;
  of.kinds[1].broken = 2;
  of.random.passages = 4;
  CHECK(of.broken_promises() == std::vector<std::string>{"3 passages are missed whose edits leave enough",
                                                         "4 passages are in texts without any"});
}
