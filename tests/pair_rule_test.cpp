#include <algorithm>
#include <numeric>
#include <random>
#include <span>
#include <utility>
#include <vector>

#include <neardup/pair_rule.hpp>

#include "support/catch.hpp"

using namespace neardup;
using neardup::detail::allowed_pairs;

namespace {

using pairs_of_rows = std::vector<std::pair<std::uint32_t, std::uint32_t>>;

/// What for_each gives, sorted; each pair with its smaller row first.
pairs_of_rows listed(const allowed_pairs& pairs) {
  pairs_of_rows found;
  CHECK(pairs.for_each([&](std::uint32_t row, std::span<const std::uint32_t> others) {
    CHECK(!others.empty());
    for (const std::uint32_t other : others) found.emplace_back(std::min(row, other), std::max(row, other));
    return true;
  }));
  std::sort(found.begin(), found.end());
  return found;
}

}  // namespace

TEST_CASE("pair rule: by hand", "[pair_rule]") {
  const std::vector<std::uint32_t> groups{0, 1, 0, no_group, no_group, 1};
  CHECK(pair_rule{}.allows(3, 4));
  CHECK_FALSE(pair_rule{groups, 0}.allows(0, 2));
  CHECK(pair_rule{groups, 0}.allows(0, 1));
  CHECK(pair_rule{groups, 0}.allows(3, 4));
  CHECK_FALSE(pair_rule{{}, 2}.allows(0, 1));
  CHECK(pair_rule{{}, 2}.allows(0, 5));
  CHECK_FALSE(pair_rule{groups, 2}.allows(1, 5));

  const std::vector<std::uint32_t> rows{5, 1, 4, 0, 2};
  CHECK(listed(allowed_pairs(rows, {{}, 2})) ==
        pairs_of_rows{{0, 2}, {0, 4}, {0, 5}, {1, 2}, {1, 4}, {1, 5}});
  CHECK(listed(allowed_pairs(rows, {groups, 2})) == pairs_of_rows{{0, 4}, {0, 5}, {1, 2}, {1, 4}});
  CHECK(allowed_pairs(rows, {groups, 0}).count() == 8);
}

TEST_CASE("pair rule: all allowed pairs, each once, as the rule itself tells", "[pair_rule]") {
  std::mt19937 random(4);
  for (int round = 0; round < 300; ++round) {
    const std::uint32_t count = 1 + static_cast<std::uint32_t>(random() % 40);
    std::vector<std::uint32_t> groups(count), rows(count);
    for (auto& group : groups)
      group = random() % 3 == 0 ? no_group : static_cast<std::uint32_t>(random() % 4);
    if (round % 7 == 0) groups[0] = no_group - 1;
    std::iota(rows.begin(), rows.end(), 0u);
    std::shuffle(rows.begin(), rows.end(), random);
    rows.resize(random() % (count + 1));
    const std::uint32_t queries = static_cast<std::uint32_t>(random() % count);
    for (const pair_rule rule : {pair_rule{}, {groups, 0}, {{}, queries}, {groups, queries}}) {
      pairs_of_rows expected;
      for (const std::uint32_t a : rows)
        for (const std::uint32_t b : rows)
          if (a < b && rule.allows(a, b)) expected.emplace_back(a, b);
      std::sort(expected.begin(), expected.end());
      const allowed_pairs pairs(rows, rule);
      CHECK(listed(pairs) == expected);
      CHECK(pairs.count() == expected.size());
      CHECK(detail::has_many_pairs(rows, 5, rule) == (rows.size() > 5 && expected.size() > 10));
    }
  }
}

TEST_CASE("pair rule: stops where it is told to", "[pair_rule]") {
  const std::vector<std::uint32_t> rows{0, 1, 2, 3};
  int calls = 0;
  CHECK_FALSE(allowed_pairs(rows, {}).for_each([&](auto&&...) { return ++calls < 2; }));
  CHECK(calls == 2);
}
