#include <algorithm>
#include <cstdlib>
#include <random>
#include <vector>

#include <neardup/detail/passage_anchors.hpp>

#include "support/catch.hpp"

using neardup::detail::anchor;
using neardup::detail::diagonal;
using neardup::detail::drop_strays;

namespace {

anchor stray(std::uint32_t a, std::uint32_t b, std::uint32_t i, std::uint32_t j) {
  anchor made{a, b, i, j, 5};
  made.stray = true;
  return made;
}

}  // namespace

TEST_CASE("passage_anchors: a stray anchor without another near by is dropped", "[passage_anchors]") {
  const auto left_of = [](std::vector<anchor> anchors) {
    drop_strays(anchors);
    return anchors.size();
  };
  CHECK(left_of({}) == 0);
  CHECK(left_of({stray(0, 1, 10, 20)}) == 0);
  CHECK(left_of({{0, 1, 10, 20, 5}}) == 1);
  CHECK(left_of({stray(0, 1, 10, 20), stray(0, 1, 500, 510)}) == 2);        // of one diagonal
  CHECK(left_of({stray(0, 1, 10, 20), stray(0, 2, 10, 20)}) == 0);          // of two pairs of texts
  for (const std::uint32_t d : {0u, 1u, 63u, 64u, 65u, 127u, 128u, 1000u})  // whatever cell they are in
    CHECK(left_of({stray(0, 1, 1000, 500 + d), {0, 1, 1000, 564 + d, 5}}) == 2);
  CHECK(left_of({stray(0, 1, 1000, 500), {0, 1, 1000, 800, 5}}) == 1);
}

TEST_CASE("passage_anchors: of random ones none that another can join is dropped", "[passage_anchors]") {
  std::mt19937 random(3);
  std::vector<anchor> anchors;
  const auto below = [&](std::uint32_t limit) { return static_cast<std::uint32_t>(random()) % limit; };
  for (int n = 0; n < 6000; ++n) {
    const std::uint32_t a = below(40), b = a + 1 + below(40), i = below(3000), j = below(3000);
    anchors.push_back(stray(a, b, i, j));
    anchors.back().stray = n % 50 != 0;
  }
  std::vector<anchor> left = anchors, needed;
  drop_strays(left);
  for (const anchor& x : anchors) {
    const bool joined = std::count_if(anchors.begin(), anchors.end(), [&](const anchor& y) {
                          return x.a == y.a && x.b == y.b &&
                                 std::abs(diagonal(x) - diagonal(y)) <= neardup::detail::most_passage_gap;
                        }) > 1;
    if (joined || !x.stray) needed.push_back(x);
  }
  // All that is needed, in its order, and not half of the rest.
  std::size_t met = 0;
  for (const anchor& x : left) met += met < needed.size() && x == needed[met];
  CHECK(met == needed.size());
  CHECK(2 * (left.size() - met) < anchors.size() - met);
}
