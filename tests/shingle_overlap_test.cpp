#include <random>
#include <vector>

#include <neardup/detail/shingle_overlap.hpp>

#include "support/catch.hpp"

using namespace neardup;

namespace {

std::vector<token> tokens_of(const std::vector<std::uint64_t>& hashes) {
  std::vector<token> tokens;
  for (const std::uint64_t hash : hashes) tokens.push_back({hash, 0, 1});
  return tokens;
}

}  // namespace

TEST_CASE("shingle_overlap: jaccard of shingle sets, by hand", "[shingle_overlap]") {
  const shingler pairs(2);
  detail::shingle_overlap overlap(pairs);
  const auto x = tokens_of({1, 2, 3, 4}), y = tokens_of({1, 2, 3, 5}), twice = tokens_of({1, 2, 3, 1, 2, 3});
  CHECK(overlap.jaccard(x, x) == 1);
  CHECK(overlap.jaccard(x, y) == 0.5);      // 12 23 of 12 23 34 35
  CHECK(overlap.jaccard(x, twice) == 0.5);  // 12 23 of 12 23 34 31, repeats once
  CHECK(overlap.jaccard(twice, x) == 0.5);  // whichever side they are on
  CHECK(overlap.jaccard(x, tokens_of({7, 8})) == 0);
  CHECK(overlap.jaccard(tokens_of({7}), tokens_of({7})) == 1);  // shorter than a shingle
  CHECK(overlap.jaccard({}, x) == 0);
  CHECK(overlap.jaccard({}, {}) == 0);
}

TEST_CASE("shingle_overlap: as of sorted sets, one pair after another", "[shingle_overlap]") {
  std::mt19937 random(5);
  const shingler windows(3);
  detail::shingle_overlap overlap(windows);
  for (int round = 0; round < 400; ++round) {
    const auto some = [&] {
      std::vector<std::uint64_t> hashes(random() % (round % 8 == 0 ? 3000 : 40));
      for (std::uint64_t& hash : hashes) hash = random() % (2 + static_cast<unsigned>(round) % 20);
      return tokens_of(hashes);
    };
    const auto a = some(), b = some();
    REQUIRE(overlap.jaccard(a, b) == jaccard(shingle_set(a, windows), shingle_set(b, windows)));
  }
}
