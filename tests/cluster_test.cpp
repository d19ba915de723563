#include <algorithm>
#include <map>
#include <numeric>
#include <random>
#include <set>

#include <neardup/cluster.hpp>

#include "support/catch.hpp"

using namespace neardup;

namespace {

std::vector<std::uint32_t> identity_order(std::size_t rows) {
  std::vector<std::uint32_t> order(rows);
  std::iota(order.begin(), order.end(), 0u);
  return order;
}

const auto no_compare = [](std::uint32_t, std::uint32_t) -> similar_pair {
  throw std::logic_error("nothing to compare");
};

/// The rule of representative clustering over a table of all ratios, row by row.
std::vector<std::uint32_t> naive_representatives(
    const std::vector<std::uint32_t>& order,
    const std::map<std::pair<std::uint32_t, std::uint32_t>, int>& percent, int threshold) {
  std::vector<std::uint32_t> of(order.size()), kept;
  for (const std::uint32_t row : order) {
    std::uint32_t best = row;
    int best_percent = -1;
    for (const std::uint32_t other :
         kept) {  // in survivor order, so a strict comparison keeps the earlier on a tie
      const auto found = percent.find({std::min(row, other), std::max(row, other)});
      if (found == percent.end() || found->second < threshold || found->second <= best_percent) continue;
      best = other, best_percent = found->second;
    }
    of[row] = best;
    if (best == row) kept.push_back(row);
  }
  return of;
}

}  // namespace

TEST_CASE("cluster: a chain is not one cluster", "[cluster]") {
  // 0 ~ 1 ~ 2 ~ 3, neighbours alike, others not.
  const std::vector<similar_pair> pairs{{0, 1, 9, 10}, {1, 2, 9, 10}, {2, 3, 9, 10}};
  const auto chosen = choose_representatives(identity_order(4), pairs, {}, 0.8, {}, no_compare);
  CHECK(chosen.of == std::vector<std::uint32_t>{0, 0, 2, 2});
  CHECK(chosen.evidence[1] == pairs[0]);
  CHECK(chosen.evidence[3] == pairs[2]);

  const std::vector<std::uint32_t> other_order{1, 0, 2, 3};
  CHECK(choose_representatives(other_order, pairs, {}, 0.8, {}, no_compare).of ==
        std::vector<std::uint32_t>{1, 1, 1, 3});
  const auto connected = connect_components(4, pairs);
  CHECK(connected.of == std::vector<std::uint32_t>{0, 0, 0, 0});
}

TEST_CASE("cluster: the most similar kept row wins, the earlier survivor on a tie", "[cluster]") {
  const std::vector<similar_pair> pairs{{0, 2, 8, 10}, {1, 2, 9, 10}, {0, 3, 18, 20}, {1, 3, 9, 10}};
  const auto chosen = choose_representatives(identity_order(4), pairs, {}, 0.8, {}, no_compare);
  CHECK(chosen.of == std::vector<std::uint32_t>{0, 1, 1, 0});
  const std::vector<std::uint32_t> order{1, 0, 2, 3};
  CHECK(choose_representatives(order, pairs, {}, 0.8, {}, no_compare).of ==
        std::vector<std::uint32_t>{0, 1, 1, 1});
}

TEST_CASE("cluster: ratios are compared as integers", "[cluster]") {
  // As doubles both are 1 - 1e-10 rounded; as integers the first is larger.
  const similar_pair a{0, 1, 4000000001u, 4000000002u}, b{0, 2, 4000000000u, 4000000001u};
  CHECK(more_similar(a, b));
  CHECK_FALSE(more_similar(b, a));
  CHECK_FALSE(more_similar(a, a));
}

TEST_CASE("cluster: components name their weakest pair", "[cluster]") {
  const std::vector<similar_pair> pairs{{0, 1, 95, 100}, {1, 4, 81, 100}, {2, 3, 90, 100}};
  const auto connected = connect_components(6, pairs);
  CHECK(connected.of == std::vector<std::uint32_t>{0, 0, 2, 2, 0, 5});
  CHECK(connected.weakest[0] == pairs[1]);
  CHECK(connected.weakest[2] == pairs[2]);
}

TEST_CASE("cluster: linked buckets give the clusters that all pairs would give", "[cluster]") {
  std::mt19937 random(4);
  for (int round = 0; round < 60; ++round) {
    const std::uint32_t rows = 40;
    std::map<std::pair<std::uint32_t, std::uint32_t>, int> percent;
    std::vector<std::uint32_t> everyone = identity_order(rows), order = everyone;
    std::shuffle(order.begin(), order.end(), random);
    for (std::uint32_t a = 0; a < rows; ++a)
      for (std::uint32_t b = a + 1; b < rows; ++b)
        if (random() % 3 != 0) percent[{a, b}] = static_cast<int>(60 + random() % 41);
    const auto compare = [&](std::uint32_t row, std::uint32_t kept) {
      const auto pair = std::minmax(row, kept);
      const auto found = percent.find(pair);
      const auto shared = found == percent.end() ? 0u : static_cast<std::uint32_t>(found->second);
      return similar_pair{pair.first, pair.second, shared, 100};
    };
    std::vector<similar_pair> all;
    for (const auto& [rows_of_pair, p] : percent)
      if (p >= 80) all.push_back(compare(rows_of_pair.first, rows_of_pair.second));
    const auto expected = naive_representatives(order, percent, 80);
    CHECK(choose_representatives(order, all, {}, 0.8, {}, no_compare).of == expected);

    // Everything in one linked bucket and some pairs listed besides, or two overlapping linked buckets.
    std::vector<similar_pair> some;
    for (std::size_t i = 0; i < all.size(); i += 3) some.push_back(all[i]);
    const std::vector<std::vector<std::uint32_t>> one{everyone}, two{everyone, {1, 5, 7, 20, 30}};
    for (const auto& linked : {one, two}) {
      const auto chosen = choose_representatives(order, some, {linked, rows}, 0.8, {}, compare);
      CHECK(chosen.of == expected);
      std::set<std::pair<std::uint32_t, std::uint32_t>> listed;
      for (const auto& pair : some) listed.insert({pair.first, pair.second});
      for (const auto& pair : chosen.linked) {  // each once, and none that was listed
        CHECK(listed.insert({pair.first, pair.second}).second);
        CHECK(pair.ratio() >= 0.8);
      }
      // Every removed row has evidence at the threshold with a kept row; no two kept rows are similar.
      for (std::uint32_t row = 0; row < rows; ++row) {
        CHECK(chosen.of[chosen.of[row]] == chosen.of[row]);
        if (chosen.of[row] != row) CHECK(chosen.evidence[row].ratio() >= 0.8);
      }
      for (const auto& pair : all)
        CHECK_FALSE((chosen.of[pair.first] == pair.first && chosen.of[pair.second] == pair.second));
    }
  }
}

TEST_CASE("cluster: a crowded bucket costs each row a bounded number of comparisons", "[cluster]") {
  const std::uint32_t rows = 500, limit = 10;
  const std::vector<std::vector<std::uint32_t>> bucket{identity_order(rows)};
  std::size_t compared = 0;
  const auto unlike = [&](std::uint32_t row, std::uint32_t kept) {
    ++compared;
    return similar_pair{kept, row, 1, 2};
  };
  const auto chosen = choose_representatives(identity_order(rows), {}, {bucket, limit}, 0.8, {}, unlike);
  CHECK(chosen.of == identity_order(rows));
  CHECK(chosen.crowded == 1);
  CHECK(compared == limit * (limit - 1) / 2 + limit * (rows - limit));
  // Near-copies never crowd: one is kept.
  const auto alike = [](std::uint32_t row, std::uint32_t kept) { return similar_pair{kept, row, 9, 10}; };
  CHECK(choose_representatives(identity_order(rows), {}, {bucket, limit}, 0.8, {}, alike).crowded == 0);
}

TEST_CASE("cluster: a rule keeps rows of linked buckets apart", "[cluster]") {
  const std::vector<std::vector<std::uint32_t>> bucket{identity_order(40)};
  std::size_t compared = 0;
  const auto alike = [&](std::uint32_t row, std::uint32_t kept) {
    ++compared;
    return similar_pair{std::min(row, kept), std::max(row, kept), 9, 10};
  };
  // 10 queries, which come last, meet the first kept rows of 30.
  std::vector<std::uint32_t> order = identity_order(40);
  std::rotate(order.begin(), order.begin() + 10, order.end());
  const auto between = choose_representatives(order, {}, {bucket, 30, {{}, 10}}, 0.8, {}, alike);
  CHECK(between.linked.size() == 300);
  CHECK(compared == 300);
  CHECK(between.crowded == 0);
  CHECK(choose_representatives(order, {}, {bucket, 29, {{}, 10}}, 0.8, {}, alike).crowded == 1);
  // Rows of one group are all kept, but leave room for others: 1 and 2 of 5 each, 30 rows of group 3 before.
  std::vector<std::uint32_t> many(40, 3);
  for (std::size_t row = 30; row < 40; ++row) many[row] = 1;
  compared = 0;
  const auto crowd = choose_representatives(identity_order(40), {}, {bucket, 5, {many, 0}}, 0.8, {}, alike);
  CHECK(crowd.crowded == 1);
  CHECK(compared == 50);  // each of group 1 meets five of group 3
  CHECK(crowd.of[35] == 0);
  const auto mixed = [&](std::uint32_t row, std::uint32_t kept) {  // only group 1 is like group 2
    return similar_pair{kept, row, many[row] == 2 && many[kept] == 1 ? 9u : 1u, 10};
  };
  for (std::size_t row = 36; row < 40; ++row) many[row] = 2;
  const auto widened = choose_representatives(identity_order(40), {}, {bucket, 6, {many, 0}}, 0.8, {}, mixed);
  CHECK(widened.of[30] == 30);  // kept beside six of group 3, and met
  CHECK(widened.of[39] == 39);  // but group 2 meets six of group 3 first
  const auto wide = choose_representatives(identity_order(40), {}, {bucket, 40, {many, 0}}, 0.8, {}, mixed);
  CHECK(wide.of[39] == 30);
  // Rows of one group are all kept.
  compared = 0;
  const std::vector<std::uint32_t> groups(40, 3);
  const auto grouped =
      choose_representatives(identity_order(40), {}, {bucket, 40, {groups, 0}}, 0.8, {}, alike);
  CHECK(grouped.of == identity_order(40));
  CHECK(compared == 0);
}

TEST_CASE("cluster: nothing in, nothing out", "[cluster]") {
  CHECK(choose_representatives({}, {}, {}, 0.8, {}, no_compare).of.empty());
  CHECK(connect_components(0, {}).of.empty());
  CHECK(choose_representatives(identity_order(2), {}, {}, 0.8, {}, no_compare).of ==
        std::vector<std::uint32_t>{0, 1});
}
