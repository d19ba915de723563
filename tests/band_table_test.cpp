#include <cstdint>
#include <map>
#include <random>
#include <vector>

#include <neardup/detail/band_table.hpp>

#include "support/catch.hpp"

using neardup::detail::band_table;

TEST_CASE("band_table: finds what a map finds while rows come and go", "[band_table]") {
  for (std::uint32_t seed = 1; seed <= 5; ++seed) {
    std::mt19937 random(seed);
    band_table table;
    std::map<std::uint32_t, std::uint32_t> oracle;
    // Few keys, of which most lie at the very end of the table, so that runs of taken slots go round it.
    const auto key = [&] { return random() % 4 == 0 ? random() : 0xFFFFFFFF - random() % 300; };
    for (std::uint32_t step = 0; step < 20000; ++step) {
      const auto k = static_cast<std::uint32_t>(key());
      const auto known = oracle.find(k);
      if (random() % 2 == 0) {
        table.make_room(1);
        CHECK(table.exchange(k, step) == (known == oracle.end() ? band_table::no_row : known->second));
        oracle[k] = step;
      } else if (known != oracle.end()) {
        table.erase(k);
        oracle.erase(known);
      }
      const auto asked = static_cast<std::uint32_t>(key());
      const auto expected = oracle.find(asked);
      REQUIRE(table.find(asked) == (expected == oracle.end() ? band_table::no_row : expected->second));
      REQUIRE(table.size() == oracle.size());
    }
    for (const auto& [k, row] : oracle) REQUIRE(table.find(k) == row);
  }
}

TEST_CASE("band_table: rows of one key are told apart where the caller can", "[band_table]") {
  band_table table;
  table.make_room(3);
  const auto is = [](std::uint32_t row) { return [row](std::uint32_t other) { return other == row; }; };
  for (const std::uint32_t row : {10u, 20u, 30u}) table.insert(7, row);
  CHECK(table.size() == 3);
  for (const std::uint32_t row : {10u, 20u, 30u}) CHECK(table.find(7, is(row)) == row);
  table.erase(7, is(20));
  CHECK(table.find(7, is(20)) == band_table::no_row);
  CHECK(table.find(7, is(10)) == 10);
  CHECK(table.find(7, is(30)) == 30);
  CHECK(table.find(8) == band_table::no_row);
}

TEST_CASE("band_table: a copy goes its own way", "[band_table]") {
  band_table table;
  table.make_room(1);
  table.insert(1, 100);
  band_table copy = table;
  copy.make_room(1000);
  for (std::uint32_t key = 2; key < 900; ++key) copy.insert(key, key);
  copy.erase(1);
  CHECK(table.find(1) == 100);
  CHECK(table.size() == 1);
  CHECK(copy.find(1) == band_table::no_row);
  CHECK(copy.find(899) == 899);
}
