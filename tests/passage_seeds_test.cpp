#include <algorithm>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include <neardup/detail/passage_anchors.hpp>
#include <neardup/detail/passage_seeds.hpp>

#include "support/catch.hpp"
#include "support/passage_oracle.hpp"

using namespace neardup;
using namespace test_support;

namespace {

std::vector<detail::token_list> lists_of(const passage_corpus& corpus) {
  std::vector<detail::token_list> lists;
  for (std::size_t n = 0; n < corpus.size(); ++n) lists.emplace_back(corpus.tokens(n));
  return lists;
}

struct joined {
  std::vector<detail::anchor> anchors;
  detail::anchor_statistics statistics;
};

joined join_seeds(const std::vector<detail::token_list>& texts, const detail::anchor_rule& rule,
                  const run_control& control = {}) {
  detail::seed_join join(texts, rule, control);
  join.run();
  joined all;
  for (std::size_t n = 0; n < join.parts(); ++n)
    for (const detail::anchor& each : join.take(n)) all.anchors.push_back(each);
  all.statistics = join.statistics();
  return all;
}

}  // namespace

TEST_CASE("passage_seeds: of each row of windows the rightmost of the least hash is a seed",
          "[passage_seeds]") {
  word_source source(30, 4);  // so few words that equal windows follow each other
  for (int round = 0; round < 300; ++round) {
    const passage_corpus corpus({join(source.words(source.below(60)))});
    const detail::token_list text = corpus.tokens(0);
    const detail::seed_rule rule{1 + static_cast<std::uint32_t>(source.below(4)),
                                 1 + static_cast<std::uint32_t>(source.below(9)), 12345};
    std::vector<std::uint64_t> hashes;
    for (std::size_t n = 0; n + rule.tokens <= text.size(); ++n)
      hashes.push_back(detail::window_hash(text.subspan(n, rule.tokens), rule.base));
    std::map<std::uint32_t, std::uint64_t> expected;
    const std::size_t row = std::min<std::size_t>(rule.window, hashes.size());
    for (std::size_t n = 0; row > 0 && n + row <= hashes.size(); ++n) {
      std::size_t least = n;
      for (std::size_t m = n; m < n + row; ++m)
        if (hashes[m] <= hashes[least]) least = m;
      expected[static_cast<std::uint32_t>(least)] = hashes[least];
    }
    std::vector<std::pair<std::uint32_t, std::uint64_t>> found;
    detail::for_each_seed(
        text, rule, [&](std::uint32_t position, std::uint64_t hash) { found.emplace_back(position, hash); });
    INFO("round " << round << ", windows of " << rule.tokens << ", one of " << rule.window);
    CHECK(found == std::vector<std::pair<std::uint32_t, std::uint64_t>>(expected.begin(), expected.end()));
  }
}

TEST_CASE("passage_seeds: runs and windows share the positions of a text", "[passage_seeds]") {
  word_source source(29, 3);
  for (int round = 0; round < 300; ++round) {
    std::string words;
    for (std::size_t n = source.below(8); n > 0; --n) words += repeat(source.word() + " ", source.below(25));
    const passage_corpus corpus({words});
    const detail::token_list text = corpus.tokens(0);
    const detail::seed_rule rule{1 + static_cast<std::uint32_t>(source.below(3)), 1, 12345,
                                 3 + source.below(10)};
    std::vector<int> times(text.size() < rule.tokens ? 0 : text.size() - rule.tokens + 1);
    detail::for_each_window(text, rule, [&](std::uint32_t position, std::uint64_t) { ++times[position]; });
    detail::for_each_run(text, rule, [&](std::uint32_t begin, std::uint32_t end) {
      REQUIRE(begin < end);
      for (std::uint32_t p = begin; p < end; ++p) {
        ++times[p];
        const std::size_t last = p + rule.tokens - 1;
        for (std::size_t n = last - static_cast<std::size_t>(rule.longest_run); n <= last; ++n)
          CHECK(text[n].hash == text[last + 1].hash);
      }
    });
    INFO("round " << round << ": " << words);
    CHECK(std::all_of(times.begin(), times.end(), [](int x) { return x == 1; }));
  }
}

TEST_CASE("passage_seeds: a token's number leads back to it", "[passage_seeds]") {
  word_source source(28, 10);
  for (int round = 0; round < 100; ++round) {
    std::vector<std::string> texts(source.below(20));
    for (std::string& text : texts)
      if (source.below(3) != 0) text = join(source.words(source.below(source.below(4) == 0 ? 300 : 4)));
    const passage_corpus corpus(texts);
    const auto lists = lists_of(corpus);
    const detail::token_numbering numbers(lists);
    std::uint64_t number = 0;
    for (std::uint32_t n = 0; n < lists.size(); ++n)
      for (std::uint32_t p = 0; p < lists[n].size(); ++p, ++number) {
        CHECK(numbers.number(n, p) == number);
        CHECK(numbers.place(number).document == n);
        CHECK(numbers.place(number).position == p);
      }
    CHECK(numbers.tokens() == number);
    for (const std::size_t parts : {1u, 3u, 16u}) {
      CHECK(numbers.from(0, parts) == 0);
      CHECK(numbers.from(parts, parts) == lists.size());
      for (std::size_t n = 0; n < parts; ++n) CHECK(numbers.from(n, parts) <= numbers.from(n + 1, parts));
    }
  }
}

TEST_CASE("passage_seeds: no seed that occurs again is lost, and few others are kept", "[passage_seeds]") {
  word_source source(27, 300);
  std::vector<std::string> texts(100);
  for (std::string& text : texts) text = join(source.words(300));
  const passage_corpus corpus(texts);
  const auto lists = lists_of(corpus);
  const detail::token_numbering numbers(lists);
  const detail::seed_rule rule{2, 1, 98765};
  std::map<std::uint64_t, std::size_t> times;
  for (const detail::token_list& text : lists)
    detail::for_each_seed(text, rule, [&](std::uint32_t, std::uint64_t hash) { ++times[hash]; });
  std::size_t repeated = 0;
  for (const auto& [hash, count] : times) repeated += count > 1 ? count : 0;
  for (const std::uint64_t at_a_time : {100u, 1000u, 1000000u}) {
    detail::seed_finder finder(lists, numbers, rule, {}, at_a_time);
    std::map<std::uint64_t, std::size_t> found;
    std::size_t kept = 0;
    const std::uint64_t seeds = finder.for_each_partition(
        [](std::uint32_t, std::uint32_t) { return true; },
        [&](std::span<const detail::packed_seed> some, std::size_t) {
          CHECK(std::is_sorted(some.begin(), some.end()));
          kept += some.size();
          for (const detail::packed_seed seed : some) {
            const auto [document, position] = numbers.place(detail::number_of(seed));
            const std::uint64_t hash =
                detail::window_hash(lists[document].subspan(position, rule.tokens), rule.base);
            CHECK(hash << detail::packed_number_bits >> detail::packed_number_bits ==
                  seed >> detail::packed_number_bits);
            ++found[hash];
          }
        });
    INFO(at_a_time << " seeds at a time");
    CHECK(seeds == 100 * 299);
    for (const auto& [hash, count] : times)
      if (count > 1) CHECK(found[hash] == count);
    CHECK(kept < repeated + seeds / 50);
  }
}

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
  const auto tokens = lists_of(corpus);

  for (const std::uint32_t window : {1u, 4u}) {
    detail::anchor_rule rule{.window = window};
    const joined whole = join_seeds(tokens, rule);
    REQUIRE(whole.statistics.capped_groups > 4);
    const auto capped = [](const detail::anchor& x) { return x.capped; };
    REQUIRE(std::any_of(whole.anchors.begin(), whole.anchors.end(), capped));
    REQUIRE(!std::all_of(whole.anchors.begin(), whole.anchors.end(), capped));
    for (const std::uint64_t seeds_at_a_time : {1u, 64u, 1000u})
      for (const std::uint32_t threads : {1u, 3u}) {
        INFO(seeds_at_a_time << " seeds at a time, " << threads << " threads, window " << window);
        rule.seeds_at_a_time = seeds_at_a_time;
        const joined parts = join_seeds(tokens, rule, {.threads = threads});
        CHECK(parts.anchors == whole.anchors);
        CHECK(parts.statistics.seeds == whole.statistics.seeds);
        CHECK(parts.statistics.capped_groups == whole.statistics.capped_groups);
      }
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
  const auto tokens = lists_of(corpus);
  for (const std::uint32_t size : {1u, 2u, 5u}) {
    // The borders are all different: only windows of nothing but "a" occur twice, and all of them are capped.
    std::vector<detail::token_place> group;
    for (std::uint32_t n = 0; n < tokens.size(); ++n)
      for (std::uint32_t p = 0; p + size <= tokens[n].size(); ++p)
        if (std::all_of(&tokens[n][p], &tokens[n][p] + size,
                        [&](const token& x) { return x.hash == tokens[0][0].hash; }))
          group.push_back({n, p});
    std::vector<detail::anchor> expected;
    for (std::size_t n = 1; n < group.size(); ++n) {
      const auto& partner = group[n - 1].document == group[n].document ? group[n - 1] : group[0];
      expected.push_back(
          {partner.document, group[n].document, partner.position, group[n].position, size, true});
    }
    detail::merge_on_diagonals(expected);
    const joined found = join_seeds(tokens, {.seed_tokens = size});
    INFO("seeds of " << size);
    CHECK(found.anchors == expected);
    CHECK(found.statistics.capped_groups == 1);
    std::size_t windows = 0;
    for (const detail::token_list& text : tokens) windows += text.size() < size ? 0 : text.size() - size + 1;
    CHECK(found.statistics.seeds == windows);
  }
}

TEST_CASE("passage_seeds: the number of rounds is bounded, and reported", "[passage_seeds]") {
  const passage_corpus corpus({join(word_source(32, 100000).words(5000))});
  const auto rounds = [&](std::uint64_t seeds_at_a_time) {
    std::size_t total = 0, done = 0;
    const std::function<void(const progress_report&)> progress = [&](const progress_report& report) {
      CHECK(report.stage == "seeds");
      total = report.total;
      done = report.done;
    };
    (void)join_seeds(lists_of(corpus), {.seeds_at_a_time = seeds_at_a_time}, {.progress = &progress});
    CHECK(done == total);
    return total;
  };
  CHECK(rounds(detail::seeds_at_a_time) == 1);
  CHECK(rounds(1000) == 6);
  CHECK(rounds(1) == detail::max_seed_rounds);
}

TEST_CASE("passage_seeds: with winnowing the anchors of shared rows are the same maximal matches",
          "[passage_seeds]") {
  word_source source(33, 3000);
  for (int round = 0; round < 60; ++round) {
    std::vector<std::string> texts(4);
    const std::vector<std::string> shared = source.words(200);
    for (std::string& text : texts) {
      text = join(source.words(30));
      for (int n = 0; n < 3; ++n) {
        const auto from = shared.begin() + static_cast<std::ptrdiff_t>(source.below(150));
        text += " " + join({from, from + 10 + static_cast<std::ptrdiff_t>(source.below(40))}) + " " +
                join(source.words(20));
      }
    }
    const passage_corpus corpus(texts);
    const std::vector<detail::anchor> all = join_seeds(lists_of(corpus), {}).anchors;
    for (const std::uint32_t window : {2u, 4u, 8u}) {
      const std::vector<detail::anchor> some = join_seeds(lists_of(corpus), {.window = window}).anchors;
      INFO("round " << round << ", window " << window);
      for (const detail::anchor& each : some) CHECK(std::count(all.begin(), all.end(), each) == 1);
      for (const detail::anchor& each : all)
        if (each.length >= window + 4) CHECK(std::count(some.begin(), some.end(), each) == 1);
    }
  }
}
