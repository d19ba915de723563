#include <algorithm>
#include <cmath>
#include <cstdint>
#include <numeric>
#include <random>
#include <stop_token>
#include <tuple>
#include <vector>

#include <neardup/exact_join.hpp>

#include "support/catch.hpp"

using namespace neardup;

namespace {

using sets = std::vector<shingle_set>;

shingle_set make_set(std::vector<std::uint64_t> values) { return shingle_set(std::move(values)); }

/// `count` elements from `first` on.
shingle_set run_of(std::uint64_t first, std::uint64_t count) {
  std::vector<std::uint64_t> values;
  for (std::uint64_t i = 0; i < count; ++i) values.push_back(first + i);
  return make_set(std::move(values));
}

std::vector<similar_pair> compare_all(const sets& all, double threshold) {
  std::vector<similar_pair> pairs;
  for (std::uint32_t i = 0; i < all.size(); ++i)
    for (std::uint32_t j = i + 1; j < all.size(); ++j) {
      const similar_pair pair = verify({i, j}, all[i], all[j]);
      if (pair.shared != 0 && pair.ratio() >= threshold) pairs.push_back(pair);
    }
  return pairs;
}

std::uint64_t hashed(std::uint64_t value) { return detail::xxh3_64(value, 1); }

/// Random sets and edited copies of them: equal ones, subsets, empty ones, single elements. `hashes`: values
/// over the whole range of 64 bits, else small numbers.
sets random_sets(std::mt19937_64& random, std::size_t count, std::uint64_t largest, bool hashes) {
  sets all;
  const std::uint64_t universe = 1 + random() % (4 * largest);
  const auto element = [&] { return hashes ? hashed(random() % universe) : random() % universe; };
  while (all.size() < count) {
    std::vector<std::uint64_t> values;
    if (!all.empty() && random() % 2 == 0) {
      const auto& original = all[random() % all.size()].values();
      values.assign(original.begin(), original.end());
      std::shuffle(values.begin(), values.end(), random);
      values.resize(values.size() - random() % (1 + values.size() / 2));
      for (std::uint64_t added = random() % 6; added > 0; --added) values.push_back(element());
      if (random() % 4 == 0) values.assign(original.begin(), original.end());
    } else {
      for (std::uint64_t size = random() % (largest + 1); size > 0; --size) values.push_back(element());
    }
    all.push_back(make_set(std::move(values)));
  }
  return all;
}

}  // namespace

TEST_CASE("exact_join: pairs by hand", "[exact_join]") {
  const sets some{make_set({1, 2, 3, 4}), make_set({}),           make_set({3, 4, 5, 6, 7, 8}),
                  make_set({9}),          make_set({1, 2, 3, 4}), make_set({})};
  CHECK(exact_pairs(some, 1.0) == std::vector<similar_pair>{{0, 4, 4, 4}});
  CHECK(exact_pairs(some, 0.25) == std::vector<similar_pair>{{0, 2, 2, 8}, {0, 4, 4, 4}, {2, 4, 2, 8}});
  CHECK(exact_pairs(some, 0.26) == std::vector<similar_pair>{{0, 4, 4, 4}});
  CHECK(exact_pairs({}, 0.5).empty());
  CHECK(exact_pairs(sets(3), 0.5).empty());  // empty sets are not alike
  CHECK(exact_pairs(sets{make_set({7})}, 0.5).empty());
}

TEST_CASE("exact_join: a threshold that is reached exactly is met", "[exact_join]") {
  for (const std::uint64_t total : {2u, 3u, 5u, 7u, 10u, 49u, 100u, 1000u})
    for (std::uint64_t shared = 1; shared <= total; ++shared) {
      // The first holds `shared` elements, the second all of them: shared / total exactly.
      const sets two{run_of(1, shared), run_of(1, total)};
      const double ratio = static_cast<double>(shared) / static_cast<double>(total);
      REQUIRE(exact_pairs(two, ratio).size() == 1);
      if (ratio < 1) REQUIRE(exact_pairs(two, std::nextafter(ratio, 1.0)).empty());
    }
  // Nine of ten elements on each side, of which eight are shared: 8/10 is kept at 0.8.
  CHECK(exact_pairs(sets{run_of(0, 9), run_of(1, 9)}, 0.8) == std::vector<similar_pair>{{0, 1, 8, 10}});
}

TEST_CASE("exact_join: the same pairs as comparing all", "[exact_join]") {
  std::mt19937_64 random(6);
  std::size_t pairs = 0;
  for (int round = 0; round < 120; ++round) {
    const sets all = random_sets(random, 2 + random() % 60, 1 + random() % 60, round % 2 == 0);
    for (const double threshold : {0.02, 0.1, 0.3, 1.0 / 3, 0.5, 0.6, 2.0 / 3, 0.75, 0.8, 0.9, 1.0}) {
      const auto expected = compare_all(all, threshold);
      REQUIRE((exact_pairs(all, threshold) == expected));
      pairs += expected.size();
    }
  }
  CHECK(pairs > 10000);  // or the sets were not worth comparing
}

TEST_CASE("exact_join: over several parts of the hashes the same pairs", "[exact_join]") {
  std::mt19937_64 random(7);
  sets all;  // 2.5 million elements: more than one part of ranked_sets holds
  for (std::uint64_t i = 0; i < 50; ++i) {
    std::vector<std::uint64_t> values;
    for (int j = 0; j < 50000; ++j) values.push_back(hashed(random() % 100000 + (i % 5) * 40000));
    all.push_back(make_set(std::move(values)));
  }
  for (const double threshold : {0.2, 0.24}) {
    const auto expected = compare_all(all, threshold);
    CHECK(expected.size() > 10);
    CHECK(expected.size() < 1000);
    CHECK((exact_pairs(all, threshold) == expected));
  }
}

TEST_CASE("exact_join: neither threads nor the order of the sets change the pairs", "[exact_join]") {
  std::mt19937_64 random(8);
  const sets all = random_sets(random, 700, 40, true);
  const auto expected = exact_pairs(all, 0.5);
  REQUIRE(!expected.empty());
  for (const std::uint32_t threads : {0u, 2u, 3u, 8u})
    CHECK((exact_pairs(all, 0.5, {.threads = threads}) == expected));

  std::vector<std::uint32_t> place(all.size());
  std::iota(place.begin(), place.end(), 0u);
  std::shuffle(place.begin(), place.end(), random);
  sets shuffled(all.size());
  for (std::size_t i = 0; i < all.size(); ++i) shuffled[place[i]] = all[i];
  std::vector<similar_pair> moved;
  for (similar_pair pair : expected) {
    std::tie(pair.first, pair.second) = std::minmax({place[pair.first], place[pair.second]});
    moved.push_back(pair);
  }
  std::sort(moved.begin(), moved.end(), pair_order);
  CHECK((exact_pairs(shuffled, 0.5) == moved));
}

TEST_CASE("exact_join: refusals and a requested stop", "[exact_join]") {
  const auto code = [](auto&& call) {
    try {
      call();
    } catch (const error& problem) {
      return problem.code();
    }
    return errc::incompatible;
  };
  for (const double threshold : {0.0, -0.5, 1.5, std::nan("")})
    CHECK(code([&] { static_cast<void>(exact_pairs({}, threshold)); }) == errc::invalid_options);
  CHECK(code([] { static_cast<void>(exact_pairs({}, 0.5, {.threads = 2000})); }) == errc::invalid_options);
  std::stop_source stop;
  stop.request_stop();
  const sets two{run_of(1, 3), run_of(1, 3)};
  CHECK(code([&] { static_cast<void>(exact_pairs(two, 0.5, {.stop = stop.get_token()})); }) ==
        errc::cancelled);
}
