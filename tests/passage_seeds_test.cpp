#include <algorithm>
#include <string>
#include <vector>

#include <neardup/detail/passage_seeds.hpp>

#include "support/catch.hpp"
#include "support/passage_oracle.hpp"

using namespace neardup;
using namespace test_support;

TEST_CASE("passage_seeds: partitions and threads leave no trace in the anchors", "[passage_seeds]") {
  word_source source(31, 400);
  const std::string footer = join(source.words(20));
  std::vector<std::string> texts;
  for (int n = 0; n < 150; ++n) {
    std::string text = join(source.words(60)) + " " + footer;
    // The windows of the footer are capped; some texts go on alike behind it, some are periodic.
    if (n % 3 == 0) text += " and then more of the same words " + footer;
    if (n % 10 == 5) text += " and then " + repeat("over and ", 60) + texts[texts.size() / 2];
    texts.push_back(text + " " + join(source.words(20)));
  }
  const passage_corpus corpus(texts);
  std::vector<detail::token_list> tokens;
  for (std::size_t n = 0; n < corpus.size(); ++n) tokens.emplace_back(corpus.tokens(n));

  detail::seed_join whole(tokens, 5, 1, {});
  const std::vector<detail::anchor> expected = whole.run();
  REQUIRE(whole.statistics().capped_groups > 16);
  REQUIRE(std::any_of(expected.begin(), expected.end(), [](const auto& x) { return x.capped; }));
  REQUIRE(std::any_of(expected.begin(), expected.end(), [](const auto& x) { return !x.capped; }));
  for (const std::uint64_t seeds_at_a_time : {1u, 64u, 1000u})
    for (const std::uint32_t threads : {1u, 3u}) {
      INFO(seeds_at_a_time << " seeds at a time, " << threads << " threads");
      detail::seed_join parts(tokens, 5, 1, {.threads = threads}, seeds_at_a_time);
      CHECK(parts.run() == expected);
      CHECK(parts.statistics().seeds == whole.statistics().seeds);
      CHECK(parts.statistics().capped_groups == whole.statistics().capped_groups);
    }
}

TEST_CASE("passage_seeds: the number of partitions is bounded, and reported", "[passage_seeds]") {
  const passage_corpus corpus({join(word_source(32, 100000).words(5000))});
  const std::vector<detail::token_list> tokens{corpus.tokens(0)};
  const auto partitions = [&](std::uint64_t seeds_at_a_time) {
    std::size_t total = 0, done = 0;
    const std::function<void(const progress_report&)> progress = [&](const progress_report& report) {
      CHECK(report.stage == "seeds");
      total = report.total;
      done = report.done;
    };
    (void)detail::seed_join(tokens, 5, 1, {.progress = &progress}, seeds_at_a_time).run();
    CHECK(done == total);
    return total;
  };
  CHECK(partitions(detail::seeds_per_partition) == 1);
  CHECK(partitions(1000) == 6);
  CHECK(partitions(1) == detail::max_seed_partitions);
}
