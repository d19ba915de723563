// options.memory: the same answer within less, or an error that names what it takes.

#include <random>
#include <string>
#include <vector>

#include <neardup/neardup.hpp>

#include "support/catch.hpp"
#include "support/corpora.hpp"

using namespace neardup;

namespace {

/// Texts of 60,000 different words each, some of which stand in several of them.
std::vector<std::string> large_texts() {
  std::mt19937 random(8);
  std::vector<std::string> texts;
  for (int i = 0; i < 8; ++i) {
    texts.push_back(test_support::random_text(random, 60'000, 1'000'000));
    for (int copy = 0; copy < 5; ++copy) {
      const std::string& from = texts[random() % texts.size()];
      const std::size_t begin = from.find(' ', random() % (from.size() / 2)) + 1;
      texts.back() += " " + from.substr(begin, from.find(' ', begin + 1000) - begin);
    }
  }
  return texts;
}

}  // namespace

TEST_CASE("memory: seeds are found in rounds, with the same answer", "[memory]") {
  const auto texts = large_texts();
  std::size_t rounds = 0;
  near_duplicate_options options{.scope = search_scope::passages};
  options.progress = [&](const progress_report& report) {
    if (report.stage == "seeds") rounds = report.total;
  };
  const auto expected = find_near_duplicates(texts, options);
  CHECK(rounds == 1);
  CHECK(expected.passages.size() > 20);
  // What is held all the time, and room for a tenth of the seeds beside as much for what comes of them.
  const std::uint64_t tokens = expected.statistics.tokens;
  options.memory = expected.statistics.bytes + tokens * 17 + 176 * texts.size() + 2 * tokens * 8 / 10;
  for (const std::uint32_t threads : {1u, 3u}) {
    options.threads = threads;
    const auto result = find_near_duplicates(texts, options);
    CHECK(rounds >= 8);
    CHECK(result.passages == expected.passages);
    CHECK(result.passage_clusters == expected.passage_clusters);
    CHECK(result.repeated == expected.repeated);
  }
}

TEST_CASE("memory: what must be held is an error above it, and told", "[memory]") {
  const std::vector<std::string> texts(10, "one two three four five six seven");
  const auto message_of = [&](const near_duplicate_options& options) -> std::string {
    try {
      static_cast<void>(find_near_duplicates(texts, options));
    } catch (const error& problem) {
      CHECK(problem.code() == (options.memory == 0 ? errc::invalid_options : errc::too_large));
      return problem.what();
    }
    return "no error";
  };
  near_duplicate_options options{.scope = search_scope::passages, .memory = 0};
  CHECK(message_of(options) == "memory is 0; allowed: at least 1");
  for (const std::uint32_t threads : {1u, 3u}) {
    options.threads = threads;
    // 33 and 176 bytes a text, 17 a token, and two seeds at a time. Too much are tokens, texts alone, seeds.
    for (const std::uint64_t memory : {1000u, 100u, 3311u}) {
      options.memory = memory;
      CHECK(message_of(options) == "memory is " + std::to_string(memory) +
                                       " bytes; allowed: at least 3312, which the texts and their tokens and "
                                       "seeds take");
    }
    options.memory = 3312;
    CHECK(message_of(options) == "no error");
  }
  for (const std::uint64_t memory : {100u, 6089u, 8431u}) {  // and 512 bytes a signature
    options = {.memory = memory};
    CHECK(message_of(options) == "memory is " + std::to_string(memory) +
                                     " bytes; allowed: at least 8432, which the texts and their tokens, "
                                     "seeds and signatures take");
  }
  options.memory = 8432;
  CHECK(message_of(options) == "no error");
  options = {.scope = search_scope::articles, .memory = 6089};
  CHECK(message_of(options) ==
        "memory is 6089 bytes; allowed: at least 6090, which the texts and their signatures take");
  options.memory = 6090;
  CHECK(message_of(options) == "no error");
}
