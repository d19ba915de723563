#include <cstdint>
#include <numeric>

#include <neardup/detail/large_vector.hpp>

#include "support/catch.hpp"

using neardup::detail::large_vector;

TEST_CASE("large vector: holds its values while it grows from small storage to large and back",
          "[large_vector]") {
  large_vector<std::uint32_t> values;
  for (std::uint32_t i = 0; i < 3'000'000; ++i) values.push_back(i);  // 12 MB: beyond two huge pages
  const auto sum = std::accumulate(values.begin(), values.end(), std::uint64_t{0});
  CHECK(sum == std::uint64_t{3'000'000} * 2'999'999 / 2);
  const large_vector<std::uint32_t> copy = values;
  values.resize(10);
  values.shrink_to_fit();
  CHECK(values.back() == 9);
  CHECK(copy.back() == 2'999'999);
  large_vector<std::uint32_t> moved = std::move(values);
  moved.assign(5, 7u);
  CHECK(moved == large_vector<std::uint32_t>{7, 7, 7, 7, 7});
}

TEST_CASE("large vector: more than there can be is bad_alloc", "[large_vector]") {
  large_vector<std::uint64_t> values;
  CHECK_THROWS_AS(values.resize(std::size_t{1} << 50), std::bad_alloc);
  CHECK_THROWS_AS(values.resize(values.max_size() + 1), std::length_error);
  CHECK(values.empty());
}
