#include <algorithm>
#include <iterator>
#include <random>
#include <set>
#include <vector>

#include <neardup/detail/numbered_sets.hpp>

#include "support/catch.hpp"

using neardup::detail::numbered_sets;

TEST_CASE("numbered sets: what two share, by hand", "[numbered_sets]") {
  numbered_sets sets;
  sets.add(std::vector<std::uint64_t>{7, 8, 7, 9});
  sets.add(std::vector<std::uint64_t>{});
  sets.add(std::vector<std::uint64_t>{9, 0, 7, 0});  // 0 is a hash like any other
  CHECK(sets.size() == 3);
  CHECK(sets.set_size(0) == 3);
  CHECK(sets.set_size(1) == 0);
  CHECK(sets.set_size(2) == 3);
  sets.mark(0);
  CHECK(sets.count_marked(0) == 3);
  CHECK(sets.count_marked(1) == 0);
  CHECK(sets.count_marked(2) == 2);
  sets.mark(1);
  CHECK(sets.count_marked(0) == 0);
  CHECK(sets.mark(std::vector<std::uint64_t>{8, 0, 8, 5}) == 2);
  CHECK(sets.count_marked(0) == 1);
  CHECK(sets.count_marked(2) == 1);
  CHECK(sets.mark(std::vector<std::uint64_t>{}) == 0);
  CHECK(sets.count_marked(0) == 0);
  sets.clear(5);
  CHECK(sets.mark(std::vector<std::uint64_t>{7}) == 0);
  CHECK(sets.size() == 0);
  sets.add(std::vector<std::uint64_t>{9});
  sets.mark(0);
  CHECK(sets.count_marked(0) == 1);
}

TEST_CASE("numbered sets: as std::set has it, while the table grows", "[numbered_sets]") {
  std::mt19937_64 random(2);
  numbered_sets sets;
  for (int round = 0; round < 20; ++round) {
    const std::uint64_t kinds = 1 + random() % 5000;
    std::vector<std::uint64_t> hashes(kinds);
    for (auto& hash : hashes) hash = round % 2 == 0 ? random() : random() << 40;  // equal in their low bits
    std::vector<std::set<std::uint64_t>> expected(8);
    std::vector<std::uint64_t> others(random() % 2000);
    for (auto& hash : others) hash = random() % 2 == 0 ? hashes[random() % kinds] : random();
    sets.clear(round % 3 == 0 ? 0 : kinds);
    for (auto& set : expected) {
      std::vector<std::uint64_t> drawn(random() % 2000);
      for (auto& hash : drawn) hash = hashes[random() % kinds];
      set.insert(drawn.begin(), drawn.end());
      sets.add(drawn);
    }
    const std::set<std::uint64_t> distinct(others.begin(), others.end());
    const auto among = [&](const std::set<std::uint64_t>& set) {
      return std::count_if(set.begin(), set.end(),
                           [&](std::uint64_t hash) { return distinct.count(hash) != 0; });
    };
    std::set<std::uint64_t> all;
    for (const auto& set : expected) all.insert(set.begin(), set.end());
    CHECK(sets.mark(others) == among(all));
    for (std::size_t a = 0; a < expected.size(); ++a) CHECK(sets.count_marked(a) == among(expected[a]));
    if (round % 2 == 1) sets.drop_unshared();
    for (std::size_t a = 0; a < expected.size(); ++a) {
      CHECK(sets.set_size(a) == expected[a].size());
      sets.mark(a);
      for (std::size_t b = 0; b < expected.size(); ++b) {
        std::vector<std::uint64_t> common;
        std::set_intersection(expected[a].begin(), expected[a].end(), expected[b].begin(), expected[b].end(),
                              std::back_inserter(common));
        if (round % 2 == 1 && a == b) continue;  // what a set shares with itself alone is dropped
        CHECK(sets.count_marked(b) == common.size());
        CHECK(sets.most_shared(a, b) >= common.size());
      }
    }
  }
}
