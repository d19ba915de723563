#include <cmath>
#include <cstdint>
#include <vector>

#include <neardup/detail/passage_chance.hpp>

#include "support/catch.hpp"
#include "support/passage_oracle.hpp"

using namespace neardup;
using namespace test_support;

TEST_CASE("passage_chance: the logarithm is right to its last bit", "[passage_chance]") {
  for (std::uint64_t n = 0; n < 64; ++n) CHECK(detail::fixed_log2(std::uint64_t{1} << n) == n << 16);
  for (std::uint64_t x = 1; x < (std::uint64_t{1} << 62); x += x / 7 + 1) {
    const double exact = std::log2(static_cast<double>(x)) * 65536;
    const auto found = static_cast<double>(detail::fixed_log2(x));
    CHECK(found <= exact + 1e-6);
    CHECK(found > exact - 1.01);
  }
}

TEST_CASE("passage_chance: agreement is worth what the words are worth", "[passage_chance]") {
  detail::chance_measure measure;
  const auto tokens_of = [](std::size_t count, std::uint64_t words, std::uint64_t seed) {
    word_source source(seed, 1);
    std::vector<token> tokens(count);
    for (token& each : tokens) each.hash = source.below(words);
    return tokens;
  };
  // 1000 x 1000 places: 20 bits. 15 of 30 may be chosen in 2^27 ways on either side, or by entropy in 2^30:
  // 80 bits in all, and 15 words of a thousand or so have 148, of two have 15.
  const auto x = tokens_of(30, 1000, 1), y = tokens_of(30, 1000, 2);
  CHECK(measure.is_beyond(x, y, 15, 1000, 1000));
  const auto a = tokens_of(30, 2, 1), b = tokens_of(30, 2, 2);
  CHECK_FALSE(measure.is_beyond(a, b, 15, 1000, 1000));
  // All of 30 is one way: 20 bits, and they have 30.
  CHECK(measure.is_beyond(a, a, 30, 1000, 1000));
  // With 2^15 places on either side no more.
  CHECK_FALSE(measure.is_beyond(a, a, 30, 1 << 18, 1 << 18));
  // The same whatever the longest stretch that is looked at.
  const auto c = tokens_of(5000, 10, 1), d = tokens_of(5000, 10, 2);
  CHECK_FALSE(measure.is_beyond(c, d, 2700, 100000, 100000));
  CHECK(measure.is_beyond(c, d, 4000, 100000, 100000));
}
