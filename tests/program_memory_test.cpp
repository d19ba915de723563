#include <random>
#include <string>
#include <vector>

#include "support/program.hpp"

// --memory, through the real executable.

using namespace test_support;

TEST_CASE("program: --memory bounds the search and changes no byte", "[program]") {
  std::mt19937 random(31);
  std::vector<json> documents;
  for (int i = 0; i < 40; ++i) {
    std::string text = prose(random, 25'000);
    if (i > 0) text += " " + documents[random() % documents.size()]["text"].get<std::string>().substr(0, 900);
    documents.push_back({{"id", i}, {"text", text}});
  }
  const std::string input = json_lines(documents);  // 8 MB, 1 million tokens
  const std::vector<std::string> base{"--scope", "passages", "--threads", "1"};
  const auto run = [&](std::vector<std::string> more) {
    more.insert(more.begin(), base.begin(), base.end());
    const process_result result = run_find(std::move(more), input);
    INFO(result.err);
    CHECK(result.code == 0);
    return result.out;
  };
  const std::string plain = run({}), less = run({"--memory", "26M"});
  CHECK(comparable(plain) == comparable(less));
  CHECK(!of_kind(records_of(plain), "passage").empty());
  // Without a limit seeds take 8 bytes a token, with it they have half of what is left, less than a megabyte.
  const auto peak = [](const std::string& output) {
    return records_of(output).back()["peak_memory"].get<double>();
  };
  CHECK(peak(less) < peak(plain) - 5e6);
  // The input as it was read, and the program itself, come on top.
  CHECK(peak(less) < 26e6 + static_cast<double>(input.size()) + 12e6);
}

TEST_CASE("program: --memory that cannot be", "[program]") {
  const std::string input = R"({"text":"one two three four five six"})"
                            "\n";
  const auto error_of = [&](const std::vector<std::string>& arguments) {
    std::vector<std::string> all{"--quiet", "--scope", "passages"};
    all.insert(all.end(), arguments.begin(), arguments.end());
    const process_result result = run_find(all, input);
    CHECK(result.code == 2);
    return result.err;
  };
  CHECK(error_of({"--memory", "0"}) == "neardup: --memory is 0; allowed: at least 1, also with K, M or G\n");
  CHECK(error_of({"--memory", "100"}) ==
        "neardup: --memory is 100 bytes; allowed: at least 321, which the texts and their tokens and seeds "
        "take\n");
  CHECK(run_find({"--quiet", "--memory", "1G"}, input).code == 0);
}
