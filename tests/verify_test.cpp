#include <algorithm>
#include <iterator>
#include <random>
#include <set>

#include <neardup/verify.hpp>

#include "support/catch.hpp"

using namespace neardup;

namespace {
shingle_set make_set(std::vector<std::uint64_t> values) { return shingle_set(std::move(values)); }
}  // namespace

TEST_CASE("similarity: Jaccard and containment by hand", "[similarity]") {
  const auto a = make_set({1, 2, 3, 4}), b = make_set({3, 4, 5, 6, 7, 8}), none = make_set({});
  CHECK(jaccard(a, b) == 2.0 / 8.0);
  CHECK(jaccard(b, a) == 2.0 / 8.0);
  CHECK(containment(a, b) == 2.0 / 4.0);
  CHECK(containment(b, a) == 2.0 / 6.0);
  CHECK(jaccard(a, a) == 1.0);
  CHECK(jaccard(a, make_set({9})) == 0.0);
  CHECK(jaccard(none, none) == 0.0);  // no content is not the same content
  CHECK(jaccard(a, none) == 0.0);
  CHECK(containment(none, a) == 0.0);
  CHECK(containment(a, none) == 0.0);
}

TEST_CASE("similarity: random sets against std::set_intersection", "[similarity]") {
  std::mt19937_64 random(2);
  for (int round = 0; round < 300; ++round) {
    std::vector<std::uint64_t> x(random() % 50), y(random() % 50);
    const std::uint64_t universe = 1 + random() % 80;
    for (auto& v : x) v = random() % universe;
    for (auto& v : y) v = random() % universe;
    const std::set<std::uint64_t> sx(x.begin(), x.end()), sy(y.begin(), y.end());
    std::vector<std::uint64_t> common, united;
    std::set_intersection(sx.begin(), sx.end(), sy.begin(), sy.end(), std::back_inserter(common));
    std::set_union(sx.begin(), sx.end(), sy.begin(), sy.end(), std::back_inserter(united));
    const auto a = make_set(x), b = make_set(y);
    const similar_pair pair = verify({3, 9}, a, b);
    CHECK(pair.first == 3);
    CHECK(pair.second == 9);
    CHECK(pair.shared == common.size());
    CHECK(pair.total == united.size());
    if (!united.empty())
      CHECK(jaccard(a, b) == static_cast<double>(common.size()) / static_cast<double>(united.size()));
  }
}

TEST_CASE("similarity: estimates count equal positions", "[similarity]") {
  const std::vector<std::uint32_t> a{1, 2, 3, 4}, b{1, 3, 3, 5};
  CHECK(estimated_jaccard(a, b) == 0.5);
  CHECK(estimate_standard_error(0.5, 100) == 0.05);
  CHECK(estimate_standard_error(1.0, 128) == 0.0);
}

TEST_CASE("verify: the threshold is met with >= on the exact ratio", "[verify]") {
  std::vector<candidate_pair> candidates;
  for (std::uint32_t i = 0; i < 1000; ++i) candidates.push_back({i, i + 1});
  const auto compare = [](candidate_pair pair) {
    return similar_pair{pair.first, pair.second, pair.first, 1000};  // ratio = first / 1000
  };
  for (const std::uint32_t threads : {1u, 2u, 3u}) {
    const auto kept = keep_similar(candidates, 0.8, {.threads = threads}, compare);
    REQUIRE(kept.size() == 200);
    CHECK(kept.front().first == 800);
    CHECK(std::is_sorted(kept.begin(), kept.end(),
                         [](const auto& x, const auto& y) { return x.first < y.first; }));
  }
  CHECK(keep_similar({}, 0.8, {}, compare).empty());
  // 4/5 is kept at 0.8, and 3/10 at 0.3, whatever rounding does to sums of such numbers.
  const auto ratio = [](std::uint32_t shared, std::uint32_t total) {
    return [=](candidate_pair pair) { return similar_pair{pair.first, pair.second, shared, total}; };
  };
  const std::vector<candidate_pair> one{{0, 1}};
  CHECK(keep_similar(one, 0.8, {}, ratio(4, 5)).size() == 1);
  CHECK(keep_similar(one, 0.3, {}, ratio(3, 10)).size() == 1);
  CHECK(keep_similar(one, 1.0, {}, ratio(999999, 1000000)).empty());
}
