#include <random>
#include <string>
#include <vector>

#include <neardup/detail/passage_stretches.hpp>
#include <neardup/find_near_duplicates.hpp>

#include "support/catch.hpp"
#include "support/corpora.hpp"

using namespace neardup;
using detail::anchor;
using detail::token_match;

namespace {

/// A periodic stretch of tokens [begin, end).
token_match periodic(std::uint32_t begin, std::uint32_t end, std::uint32_t period) {
  token_match match{0, 0, begin, end, begin, end};
  match.period = period;
  match.copies = (end - begin) / period;
  return match;
}

token_match series(std::uint32_t begin, std::uint32_t end, std::uint32_t step) {
  token_match match = periodic(begin, end, step);
  match.copies = 0;
  match.series = 1;
  return match;
}

anchor at(std::uint32_t i, std::uint32_t j) { return {0, 0, i, j, 5, false}; }

/// Lines of one form, with numbers that many lines share.
std::string log_lines(std::mt19937& random, unsigned lines) {
  std::string text;
  const auto number = [&](unsigned below) { return std::to_string(random() % below); };
  for (unsigned n = 0; n < lines; ++n)
    text += "2026-11-27 12:" + std::to_string(n / 60 % 60) + ":" + std::to_string(n % 60) + " INFO worker " +
            number(32) + " request " + number(1000) + " took " + number(500) + " ms\n";
  return text;
}

near_duplicate_result passages_of(const std::string& text) {
  near_duplicate_options options{.scope = search_scope::passages};
  return find_near_duplicates(std::vector<std::string>{text}, options);
}

bool covers_half(const text_span& span, std::size_t begin, std::size_t length) {
  const std::size_t from = std::max<std::size_t>(span.begin, begin),
                    to = std::min<std::size_t>(span.end, begin + length);
  return from < to && 2 * (to - from) >= length;
}

}  // namespace

TEST_CASE("passage_stretches: what lies deep inside a long stretch is left out", "[passage_stretches]") {
  detail::long_stretches stretches;
  const std::vector<anchor> anchors{at(0, 14),    at(1000, 1014), at(1000, 1028), at(1000, 3002),
                                    at(50, 3004), at(1000, 7950), at(1000, 9000), at(1000, 3008)};
  CHECK(stretches.near(anchors).size() == 3);
  const std::vector<token_match> whole{periodic(0, 8000, 14)};
  // At its ends, and beyond, a match may reach out of it; neighbours show that it is there.
  const auto left = stretches.outside(anchors, whole, 10000);
  CHECK(std::vector(left.begin(), left.end()) == std::vector<anchor>{at(0, 14), at(1000, 1014), at(50, 3004),
                                                                     at(1000, 7950), at(1000, 9000),
                                                                     at(1000, 3008)});
  CHECK(stretches.are_shown(whole));
  CHECK(stretches.are_shown(std::vector{periodic(100, 8100, 14)}));
  CHECK_FALSE(stretches.are_shown(std::vector{periodic(200, 8000, 14)}));
  CHECK_FALSE(stretches.are_shown(std::vector{periodic(0, 8000, 28)}));
  CHECK_FALSE(stretches.are_shown(std::vector{series(0, 8000, 14)}));
  CHECK_FALSE(stretches.are_shown({}));
}

TEST_CASE("passage_stretches: a series does not stand for what is out of step", "[passage_stretches]") {
  detail::long_stretches stretches;
  const std::vector<anchor> anchors{at(1000, 1040), at(1000, 1080), at(1000, 3000), at(1000, 3020)};
  const std::vector<token_match> whole{series(0, 8000, 40)};
  const auto left = stretches.outside(anchors, whole, 10000);
  CHECK(std::vector(left.begin(), left.end()) == std::vector<anchor>{at(1000, 1040), at(1000, 3020)});
}

TEST_CASE("passage_stretches: a small part of the text is not worth it", "[passage_stretches]") {
  detail::long_stretches stretches;
  const std::vector<anchor> anchors{at(1000, 3002)};
  const std::vector<token_match> part{periodic(0, 8000, 14)};
  CHECK(stretches.outside(anchors, part, 128'000).empty());
  CHECK(stretches.outside(anchors, part, 128'001).size() == 1);
  token_match pair{0, 0, 0, 4000, 4000, 8000};
  CHECK(stretches.outside(anchors, std::vector{pair}, 8000).size() == 1);
}

TEST_CASE("passage_stretches: a log is one stretch, and what stands in it twice is found",
          "[passage_stretches]") {
  std::mt19937 random(12);
  const std::string note = test_support::random_text(random, 120, 2000);
  const std::string parts[] = {log_lines(random, 1500), log_lines(random, 1500), log_lines(random, 1500)};
  const std::string text = parts[0] + note + "\n" + parts[1] + note + "\n" + parts[2];
  const auto plain = passages_of(parts[0]);
  CHECK(plain.statistics.anchors > detail::long_stretches::many);
  REQUIRE(plain.passages.size() == 1);
  CHECK(plain.passages[0].relation == passage_relation::periodic);
  CHECK(covers_half(plain.passages[0].first, 0, parts[0].size()));

  const auto found = passages_of(text);
  const std::size_t first = parts[0].size(), second = first + note.size() + 1 + parts[1].size();
  CHECK(std::ranges::any_of(found.passages, [&](const passage_match& match) {
    return match.second && covers_half(match.first, first, note.size()) &&
           covers_half(*match.second, second, note.size());
  }));
}

TEST_CASE("passage_stretches: a log twice is a copy of a log", "[passage_stretches]") {
  std::mt19937 random(13);
  const std::string log = log_lines(random, 1000);
  const auto found = passages_of(log + log);
  CHECK(std::ranges::any_of(found.passages, [&](const passage_match& match) {
    return match.second && match.score == 1 && match.first.begin == 0 && match.second->begin == log.size() &&
           covers_half(match.first, 0, log.size());
  }));
}
