#include <algorithm>
#include <random>
#include <set>
#include <unordered_map>

#include <neardup/candidates.hpp>

#include "support/catch.hpp"

using namespace neardup;

namespace {

/// Rows whose entries agree with one of a few templates, so that buckets fill.
std::vector<std::uint32_t> random_rows(std::size_t count, std::uint32_t k, std::size_t templates, double keep,
                                       std::uint32_t seed) {
  std::mt19937 random(seed);
  std::uniform_real_distribution<double> coin;
  std::vector<std::uint32_t> base(templates * k), rows(count * k);
  for (auto& entry : base) entry = static_cast<std::uint32_t>(random());
  for (std::size_t row = 0; row < count; ++row) {
    const std::size_t origin = random() % templates;
    for (std::uint32_t i = 0; i < k; ++i)
      rows[row * k + i] = coin(random) < keep ? base[origin * k + i] : static_cast<std::uint32_t>(random());
  }
  return rows;
}

}  // namespace

TEST_CASE("candidates: exactly the pairs that share a band and pass the screen", "[candidates]") {
  const std::uint32_t k = 32;
  for (std::uint32_t seed = 1; seed <= 6; ++seed) {
    const std::size_t count = 150;
    const auto data = random_rows(count, k, 5, 0.55, seed);
    const signature_rows rows{data.data(), count, k};
    const lsh_shape shape{10, 3};
    std::vector<candidate_pair> expected;
    std::uint64_t met = 0;
    for (std::uint32_t a = 0; a < count; ++a) {
      for (std::uint32_t b = a + 1; b < count; ++b) {
        std::uint32_t equal = 0;
        bool share = false;
        for (std::uint32_t i = 0; i < k; ++i) equal += rows[a][i] == rows[b][i];
        for (std::size_t band = 0; band < shape.bands; ++band)
          share |= std::equal(&rows[a][band * 3], &rows[a][band * 3] + 3, &rows[b][band * 3]);
        met += share;
        if (share && equal >= 12) expected.push_back({a, b});
      }
    }
    REQUIRE(expected.size() > 20);
    for (const std::uint32_t threads : {1u, 2u, 3u}) {
      const candidate_set found = find_candidates(rows, shape, 12, 1000, {.threads = threads});
      CHECK(found.pairs == expected);
      CHECK(found.met == met);
      CHECK(found.linked.empty());
    }
  }
}

TEST_CASE("candidates: a bucket over the limit is linked, its pairs come from other buckets alone",
          "[candidates]") {
  const std::uint32_t k = 32;
  const std::size_t count = 12;
  std::vector<std::uint32_t> data(count * k);
  std::mt19937 random(7);
  for (auto& entry : data) entry = static_cast<std::uint32_t>(random());
  for (std::size_t row = 0; row < count; ++row) data[row * k] = 42;  // band 0: one bucket of all
  for (const std::size_t row : {3u, 8u}) data[row * k + 1] = 17;     // band 1: a bucket of two
  const signature_rows rows{data.data(), count, k};
  for (const std::uint32_t threads : {1u, 2u}) {
    // 66 pairs are more than the run affords: 5 for each of 12 rows.
    const candidate_set found = find_candidates(rows, {2, 1}, 0, 5, {.threads = threads});
    CHECK(found.pairs == std::vector<candidate_pair>{{3, 8}});
    REQUIRE(found.linked.size() == 1);
    CHECK(found.linked[0] == std::vector<std::uint32_t>{0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11});
    CHECK(find_candidates(rows, {2, 1}, 0, 12, {.threads = threads}).pairs.size() == 66);
  }
}

TEST_CASE("candidates: large buckets are listed where few of their pairs are alike and the run affords it",
          "[candidates]") {
  const std::uint32_t k = 32, limit = 10;
  const std::size_t count = 400;
  std::vector<std::uint32_t> data(count * k);
  std::mt19937 random(9);
  for (auto& entry : data) entry = static_cast<std::uint32_t>(random());
  for (std::size_t row = 0; row < 60; ++row) data[row * k] = 42;  // boilerplate: one entry of 32 in common
  for (const std::size_t row : {7u, 21u})
    for (std::uint32_t i = 1; i < k; ++i) data[row * k + i] = i;  // two that are alike
  // Near-copies, and as many others with them in a bucket: more pass the screen than 10 for each.
  for (std::size_t row = 100; row < 160; ++row) {
    data[row * k] = 43;
    for (std::uint32_t i = 1; i < k; ++i) data[row * k + i] = 1000 + i;
  }
  const signature_rows rows{data.data(), count, k};
  for (const std::uint32_t threads : {1u, 2u}) {
    const auto found = find_candidates(rows, {1, 1}, 16, limit, {.threads = threads});
    CHECK(found.pairs == std::vector<candidate_pair>{{7, 21}});
    REQUIRE(found.linked.size() == 1);
    CHECK(found.linked[0].front() == 100);
    CHECK(found.met == 60 * 59 / 2);
  }
  // Two buckets of 1770 pairs are affordable with 10 for each of 400 rows, but not with 4: both stay.
  CHECK(find_candidates(rows, {1, 1}, 16, 4).linked.size() == 2);
  // Rules hold here as well.
  std::vector<std::uint32_t> groups(count, 1);
  CHECK(find_candidates(rows, {1, 1}, 16, limit, {}, {groups, 0}).pairs.empty());
}

TEST_CASE("candidates: a few bands at a time give what all at once give", "[candidates]") {
  const std::uint32_t k = 32;
  const std::size_t count = 120;
  const auto data = random_rows(count, k, 4, 0.6, 9);
  const signature_rows rows{data.data(), count, k};
  for (const std::uint32_t limit : {2u, 3u, 1000u}) {
    const candidate_set all = detail::band_scan(rows, {10, 3}, 10, limit, {}).run({});
    for (const std::uint32_t threads : {1u, 3u}) {
      const candidate_set few = detail::band_scan(rows, {10, 3}, 10, limit, {}, 1).run({.threads = threads});
      CHECK(few.pairs == all.pairs);
      CHECK(few.met == all.met);
      CHECK(few.linked == all.linked);
    }
    CHECK(all.linked.empty() == (limit == 1000));
  }
}

TEST_CASE("candidates: a rule leaves out pairs, and no other", "[candidates]") {
  const std::uint32_t k = 32;
  const std::size_t count = 120;
  const auto data = random_rows(count, k, 4, 0.6, 11);
  const signature_rows rows{data.data(), count, k};
  std::mt19937 random(3);
  std::vector<std::uint32_t> groups(count);
  for (auto& group : groups) group = random() % 4 == 0 ? no_group : static_cast<std::uint32_t>(random() % 3);
  const auto all = find_candidates(rows, {10, 3}, 10, 1000);
  for (const pair_rule rule : {pair_rule{groups, 0}, pair_rule{{}, 30}, pair_rule{groups, 30}}) {
    std::vector<candidate_pair> expected;
    for (const candidate_pair& pair : all.pairs) {
      const bool sides = rule.queries == 0 || (pair.first < 30 && pair.second >= 30);
      const bool apart =
          rule.groups.empty() || groups[pair.first] == no_group || groups[pair.first] != groups[pair.second];
      if (sides && apart) expected.push_back(pair);
    }
    const auto found = find_candidates(rows, {10, 3}, 10, 1000, {}, rule);
    CHECK(found.pairs == expected);
    CHECK(found.met < all.met);
    CHECK(expected.size() < all.pairs.size());
    CHECK(!expected.empty());
  }
}

TEST_CASE("candidates: one query meets a bucket of any size", "[candidates]") {
  const std::uint32_t k = 32, limit = 10;  // pairs of ten rows: 45
  const std::size_t count = 60;
  std::vector<std::uint32_t> data(count * k);
  std::mt19937 random(8);
  for (auto& entry : data) entry = static_cast<std::uint32_t>(random());
  for (std::size_t row = 0; row < count; ++row) data[row * k] = 42;
  const signature_rows rows{data.data(), count, k};
  const auto one = find_candidates(rows, {1, 1}, 0, 58, {}, {{}, 1});
  CHECK(one.pairs.size() == 59);
  CHECK(one.linked.empty());
  CHECK(detail::band_scan(rows, {1, 1}, 0, limit, {{}, 1}).run({}).linked.size() == 1);  // 59 pairs are many
  for (std::size_t row = 0; row < count; row += 2) data[row * k] = 43;  // the query with 29 others
  CHECK(detail::band_scan(rows, {1, 1}, 0, limit, {{}, 1}).run({}).pairs.size() == 29);
}

TEST_CASE("candidates: a bucket is as large as the pairs that a rule allows in it", "[candidates]") {
  const std::uint32_t k = 32, limit = 10;  // pairs of ten rows: 45
  const std::size_t count = 60;
  std::vector<std::uint32_t> data(count * k, 42);  // near-copies, which a run does not afford to list
  for (std::size_t row = 0; row < count; ++row) data[row * k] = static_cast<std::uint32_t>(row);
  const signature_rows rows{data.data(), count, k};
  const auto found = [&](pair_rule rule) { return detail::band_scan(rows, {2, 16}, 0, limit, rule).run({}); };
  std::vector<std::uint32_t> groups(count, 7);
  CHECK(found({groups, 0}).linked.empty());
  CHECK(found({groups, 0}).pairs.empty());
  groups[20] = 8;
  CHECK(found({groups, 0}).linked.size() == 1);  // 59 pairs
  for (std::size_t row = 40; row < count; ++row) data[row * k + 17] = 43;
  CHECK(found({groups, 0}).linked.empty());  // 39 pairs
  CHECK(found({groups, 0}).pairs.size() == 39);
  CHECK(found({groups, 0}).pairs[25] == candidate_pair{20, 26});
  CHECK(found({groups, 0}).met == 39);
}

TEST_CASE("candidates: the same rows in several large buckets are linked once", "[candidates]") {
  const std::vector<std::uint32_t> data(40 * 32, 42);
  const auto found = find_candidates({data.data(), 40, 32}, {16, 2}, 16, 20);
  REQUIRE(found.linked.size() == 1);
  CHECK(found.linked[0].size() == 40);
}

TEST_CASE("candidates: a mass of near-copies is listed for queries, which nothing could stand for",
          "[candidates]") {
  const std::uint32_t k = 32;
  const std::size_t count = 60;
  const std::vector<std::uint32_t> data(count * k, 42);
  const signature_rows rows{data.data(), count, k};
  CHECK(find_candidates(rows, {1, 1}, 16, 50).linked.size() == 1);
  const auto between = find_candidates(rows, {1, 1}, 16, 50, {}, {{}, 10});
  CHECK(between.linked.empty());
  CHECK(between.pairs.size() == 500);
  // More than a quarter of the limit for each row stay linked.
  CHECK(find_candidates(rows, {1, 1}, 16, 30, {}, {{}, 10}).linked.size() == 1);
}

TEST_CASE("candidates: large buckets with the same pairs list each once", "[candidates]") {
  const std::uint32_t k = 32, limit = 40;
  const std::size_t count = 900;
  std::vector<std::uint32_t> data(count * k);
  std::mt19937 random(12);
  for (auto& entry : data) entry = static_cast<std::uint32_t>(random());
  for (std::size_t row = 0; row < 50; ++row)
    for (std::uint32_t i = 0; i < 8; ++i) data[row * k + i] = 42 + i;
  for (std::uint32_t i = 0; i < 8; ++i) data[(50 + i / 2) * k + i] = 42 + i;  // one more in each band
  const signature_rows rows{data.data(), count, k};
  for (const std::uint32_t threads : {1u, 3u}) {
    const auto found = find_candidates(rows, {4, 2}, 9, limit, {.threads = threads});
    CHECK(found.linked.empty());
    CHECK(found.pairs.empty());
    CHECK(found.met == 4 * 51 * 50 / 2);
  }
  for (std::size_t row = 0; row < 20; ++row) data[row * k + 9] = 1;
  for (const std::uint32_t threads : {1u, 3u}) {
    const auto found = find_candidates(rows, {4, 2}, 9, limit, {.threads = threads});
    CHECK(found.pairs.size() == 190);
    CHECK(std::is_sorted(found.pairs.begin(), found.pairs.end()));
    CHECK(std::adjacent_find(found.pairs.begin(), found.pairs.end()) == found.pairs.end());
  }
}

TEST_CASE("candidates: distinct pairs of many lists", "[candidates]") {
  std::mt19937 random(13);
  std::set<candidate_pair> expected{{1, 2}, {1, 5}};
  detail::distinct_pairs pairs({{1, 2}, {1, 5}});
  for (int list = 0; list < 40; ++list) {
    std::vector<candidate_pair> more(random() % 40'000);
    for (auto& pair : more) {
      const auto a = static_cast<std::uint32_t>(random() % 500);
      pair = {a, a + 1 + static_cast<std::uint32_t>(random() % 300)};
    }
    expected.insert(more.begin(), more.end());
    pairs.add(more);
  }
  CHECK(pairs.take() == std::vector<candidate_pair>(expected.begin(), expected.end()));
}

TEST_CASE("candidates: buckets whose keys have equal halves stay apart", "[candidates]") {
  // Two values that one-row bands sort as one: among 200,000 there are a few such by chance.
  const auto half_key = [](std::uint32_t value) {
    return static_cast<std::uint32_t>(band_key(std::span(&value, 1), {1, 1}, 0));
  };
  std::unordered_map<std::uint32_t, std::uint32_t> seen;
  std::uint32_t second = 0;
  while (second < 2'000'000 && seen.emplace(half_key(second), second).second) ++second;
  REQUIRE(second < 2'000'000);
  const std::uint32_t first = seen.at(half_key(second));

  const std::uint32_t k = 32;
  const std::uint32_t values[] = {second, first, second, first, second};
  std::vector<std::uint32_t> data(5 * k);
  std::mt19937 random(2);
  for (auto& entry : data) entry = static_cast<std::uint32_t>(random());
  for (std::size_t row = 0; row < 5; ++row) data[row * k] = values[row];
  const signature_rows rows{data.data(), 5, k};
  const candidate_set unlinked = find_candidates(rows, {1, 1}, 0, 1000);
  CHECK(unlinked.pairs == std::vector<candidate_pair>{{0, 2}, {0, 4}, {1, 3}, {2, 4}});
  CHECK(unlinked.met == 4);
  // Limits count the rows of a bucket, not those that happen to be sorted together.
  CHECK(detail::band_scan(rows, {1, 1}, 0, 3, {}).run({}).pairs == unlinked.pairs);
  CHECK(detail::band_scan(rows, {1, 1}, 0, 3, {}).run({}).linked.empty());
  const candidate_set linked = detail::band_scan(rows, {1, 1}, 0, 2, {}).run({});
  CHECK(linked.pairs == std::vector<candidate_pair>{{1, 3}});
  CHECK(linked.linked == std::vector<std::vector<std::uint32_t>>{{0, 2, 4}});
}

TEST_CASE("candidates: equal rows in different bands do not meet", "[candidates]") {
  std::vector<std::uint32_t> data(64);
  for (std::uint32_t i = 0; i < 32; ++i) data[i] = i, data[32 + i] = i + 1;  // shifted by one entry
  CHECK(find_candidates({data.data(), 2, 32}, {32, 1}, 0, 1000).met == 0);
  CHECK(band_key(std::span<const std::uint32_t>(data).first(32), {2, 1}, 0) !=
        band_key(std::span<const std::uint32_t>(data).subspan(32, 32), {2, 1}, 0));
}

TEST_CASE("candidates: what cannot be searched is refused", "[candidates]") {
  const std::vector<std::uint32_t> data(64, 5);
  for (const lsh_shape shape : {lsh_shape{}, lsh_shape{0, 4}, lsh_shape{4, 0}, lsh_shape{3, 11}}) {
    try {
      (void)find_candidates({data.data(), 2, 32}, shape, 0, 1000);
      FAIL("no error");
    } catch (const error& e) {
      CHECK(e.code() == errc::invalid_options);
    }
  }
  try {
    (void)find_candidates({data.data(), std::size_t{1} << 32, 32}, {4, 8}, 0, 1000);
    FAIL("no error");
  } catch (const error& e) {
    CHECK(e.code() == errc::too_large);
  }
}

TEST_CASE("candidates: none, one, and a requested stop", "[candidates]") {
  const std::vector<std::uint32_t> data(32, 5);
  CHECK(find_candidates({data.data(), 0, 32}, {4, 8}, 0, 1000).met == 0);
  CHECK(find_candidates({data.data(), 1, 32}, {4, 8}, 0, 1000).met == 0);
  std::stop_source source;
  source.request_stop();
  try {
    (void)find_candidates({data.data(), 1, 32}, {4, 8}, 0, 1000, {.stop = source.get_token()});
    FAIL("no error");
  } catch (const error& e) {
    CHECK(e.code() == errc::cancelled);
  }
}
