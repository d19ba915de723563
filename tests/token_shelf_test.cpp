#include <cstdint>
#include <span>
#include <utility>
#include <vector>

#include <neardup/detail/token_shelf.hpp>

#include "support/catch.hpp"

using namespace neardup;

TEST_CASE("token_shelf: tokens stay where they were put", "[token_shelf]") {
  detail::token_shelf shelf;
  std::vector<std::span<const token>> kept;
  std::vector<token> tokens;
  std::uint32_t next = 0;
  const auto size_of = [](std::uint32_t n) { return n == 150 ? 700000u : n * 7 % 5000; };
  for (std::uint32_t n = 0; n < 300; ++n) {
    tokens.clear();
    for (std::uint32_t m = size_of(n); m > 0; --m, ++next) tokens.push_back({next, next, 1});
    kept.push_back(shelf.keep(tokens));
  }
  const detail::token_shelf moved = std::move(shelf);
  next = 0;
  bool same = true;
  for (std::uint32_t n = 0; n < 300; ++n) {
    REQUIRE(kept[n].size() == size_of(n));
    for (const token& each : kept[n]) same = same && each == token{next, next, 1}, ++next;
  }
  CHECK(same);
}
