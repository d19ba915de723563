#include <string>
#include <vector>

#include "support/program.hpp"

// What the options of passages do in the program.

using namespace test_support;

namespace {

/// `count` words, of which each eighth differs by `variant`; the others stand nowhere else.
std::string words(int count, const std::string& variant) {
  std::string text;
  for (int n = 0; n < count; ++n)
    text += "word" + std::to_string(n) + (n % 8 == 5 ? variant : std::string()) + " ";
  return text;
}

std::size_t passages(std::vector<std::string> arguments, const std::string& input) {
  return of_kind(found(std::move(arguments), input), "passage").size();
}

}  // namespace

TEST_CASE("program: a preset sets the options of passages, and single ones go on top", "[program]") {
  const std::string input = json_lines({{{"text", words(60, "x")}}, {{"text", words(60, "y")}}});
  CHECK(passages({}, input) == 1);
  CHECK(passages({"--preset", "news"}, input) == 1);
  CHECK(passages({"--preset", "verbatim"}, input) == 0);
  CHECK(passages({"--preset", "ocr"}, input) == 1);
  CHECK(passages({"--preset", "corpus"}, input) == 0);  // no eight words alike
  const std::vector<std::string> smaller{"--passage-window", "1", "--passage-seed-tokens", "7"};
  CHECK(passages({"--preset", "corpus", smaller[0], smaller[1], smaller[2], smaller[3]}, input) == 1);
  CHECK(passages({smaller[0], smaller[1], smaller[2], smaller[3], "--preset", "corpus"}, input) == 1);
  CHECK(passages({"--min-tokens", "7", "--preset", "verbatim"}, input) == 6);
  CHECK(passages({"--preset", "verbatim", "--min-tokens", "8"}, input) == 0);
  CHECK(passages({"--max-gap", "1", "--preset", "verbatim", "--min-score", "0.4"}, input) == 1);
  CHECK(passages({"--max-gap", "0"}, input) == 0);
  CHECK(passages({"--passage-seed-tokens", "10"}, input) == 0);
}

TEST_CASE("program: passages of which only a link is known say so, unless all pairs are asked for",
          "[program]") {
  std::vector<json> lines;
  for (int n = 0; n < 6; ++n)
    lines.push_back({{"text", words(40, "x") + "own" + std::to_string(n) + " " + std::to_string(n)}});
  const std::string input = json_lines(lines);
  const auto truncated = [&](std::vector<std::string> arguments) {
    arguments.push_back("--pairs");
    arguments.push_back("all");
    std::size_t count = 0, all = 0;
    for (const json& record : of_kind(found(arguments, input), "passage"))
      ++all, count += record.contains("truncated");
    return std::pair(count, all);
  };
  CHECK(truncated({}) == std::pair<std::size_t, std::size_t>(0, 15));
  CHECK(truncated({"--seed-group-limit", "5"}) == std::pair<std::size_t, std::size_t>(5, 5));
  CHECK(truncated({"--seed-group-limit", "5", "--exhaustive"}) == std::pair<std::size_t, std::size_t>(0, 15));
  const process_result refused = run_find({"--quiet", "--exhaustive", "--seed-pair-limit", "9"}, input);
  CHECK(refused.code == 2);
  CHECK(refused.err ==
        "neardup: --exhaustive meets more than 9 pairs of equal seeds; allowed: at most --seed-pair-limit\n");
}

TEST_CASE("program: borders grow to those of sentences or paragraphs where that is asked for", "[program]") {
  std::string common;
  for (int n = 0; n < 40; ++n) common += " word" + std::to_string(n);
  const std::string x = "Before that. First" + common + ". Some more of it here.\n\nAfter.";
  const std::string y = "Earlier. Second" + common + "! Little else is left of it.\n\nLater.";
  const std::string input = json_lines({{{"text", x}}, {{"text", y}}});
  const auto first = [&](const std::vector<std::string>& arguments) {
    const std::vector<json> records = of_kind(found(arguments, input), "passage");
    REQUIRE(records.size() == 1);
    const json& span = records.front()["first"];
    const auto begin = span["begin"].get<std::size_t>(), end = span["end"].get<std::size_t>();
    return std::pair(x.substr(begin, end - begin), records.front()["score"].get<double>());
  };
  const std::string words = common.substr(1);
  CHECK(first({}) == std::pair(words, 1.0));
  CHECK(first({"--snap", "none"}) == std::pair(words, 1.0));
  CHECK(first({"--snap", "punctuation"}) == std::pair(words, 1.0));
  CHECK(first({"--snap", "sentence"}) == std::pair("First " + words + ".", 40.0 / 41));
  CHECK(first({"--snap", "sentence", "--preset", "verbatim"}) == std::pair(words + ".", 1.0));  // marks alone
  CHECK(first({"--snap", "paragraph"}) == std::pair(words, 1.0));  // 40 of 48 words: too few
}
