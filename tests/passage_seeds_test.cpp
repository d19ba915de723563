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

TEST_CASE("passage_seeds: long runs of one word are linked as if each window were looked at",
          "[passage_seeds]") {
  const std::vector<std::vector<std::size_t>> runs{{1000}, {69, 70, 71, 72}, {5, 6, 4, 200, 30}, {68},
                                                   {},     {300, 75}};
  std::vector<std::string> texts;
  std::size_t borders = 0;
  const auto border = [&] { return "border" + std::to_string(borders++) + " "; };
  for (const auto& lengths : runs) {
    texts.push_back(texts.size() % 2 == 0 ? "" : border());
    for (const std::size_t length : lengths) texts.back() += repeat("a ", length) + border();
  }
  const passage_corpus corpus(texts);
  std::vector<detail::token_list> tokens;
  for (std::size_t n = 0; n < corpus.size(); ++n) tokens.emplace_back(corpus.tokens(n));
  for (const std::uint32_t size : {1u, 2u, 5u}) {
    // The borders are all different: only windows of nothing but "a" occur twice, and all of them are capped.
    std::vector<detail::passage_seed> group;
    for (std::uint32_t n = 0; n < tokens.size(); ++n)
      for (std::uint32_t p = 0; p + size <= tokens[n].size(); ++p)
        if (std::all_of(&tokens[n][p], &tokens[n][p] + size,
                        [&](const token& x) { return x.hash == tokens[0][0].hash; }))
          group.push_back({0, n, p});
    std::vector<detail::anchor> expected;
    for (std::size_t n = 1; n < group.size(); ++n) {
      const auto& partner = group[n - 1].document == group[n].document ? group[n - 1] : group[0];
      expected.push_back(
          {partner.document, group[n].document, partner.position, group[n].position, size, true});
    }
    detail::merge_on_diagonals(expected);
    detail::seed_join join(tokens, size, 1, {});
    INFO("seeds of " << size);
    CHECK(join.run() == expected);
    CHECK(join.statistics().capped_groups == 1);
    std::size_t windows = 0;
    for (const detail::token_list& text : tokens) windows += text.size() < size ? 0 : text.size() - size + 1;
    CHECK(join.statistics().seeds == windows);
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
