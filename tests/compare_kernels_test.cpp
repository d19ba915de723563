#include <algorithm>
#include <random>
#include <vector>

#include <neardup/detail/kernels.hpp>

#include "support/catch.hpp"

using namespace neardup;

namespace {

/// Values of which about half are equal to those of another such list, place by place, and which lie on both
/// sides of 2^31.
std::vector<std::uint32_t> often_equal(std::size_t count, std::mt19937& random) {
  const std::uint32_t choices[] = {0u, 1u, 0x7fffffffu, 0x80000000u, 0xffffffffu};
  std::vector<std::uint32_t> values(count);
  for (auto& value : values) value = choices[random() % 2 == 0 ? 2 : random() % 5];
  return values;
}

}  // namespace

TEST_CASE("compare_kernels: equal entries of one signature and many", "[compare_kernels][kernel]") {
  std::mt19937 random(3);
  for (const std::size_t k : {32u, 64u, 96u, 128u, 1024u, 4096u}) {
    for (const std::size_t count : {0u, 1u, 2u, 3u, 9u}) {
      const auto one = often_equal(1 + k, random), rows = often_equal(1 + count * k, random);
      std::vector<std::uint32_t> expected(count + 1);
      for (std::size_t row = 0; row < count; ++row)
        for (std::size_t i = 0; i < k; ++i) expected[row] += one[1 + i] == rows[1 + row * k + i];
      expected[count] = 0xabcdef01u;  // must stay
      for (const detail::kernel_table& kernels : detail::kernel_tables()) {
        if (!kernels.supported()) continue;
        CAPTURE(kernels.name, k, count);
        std::vector<std::uint32_t> counts(count + 1, 0xabcdef01u);
        kernels.count_equal(one.data() + 1, rows.data() + 1, count, k, counts.data());
        CHECK(counts == expected);
      }
    }
  }
}

TEST_CASE("compare_kernels: a merge is the minimum of numbers without a sign", "[compare_kernels][kernel]") {
  std::mt19937 random(4);
  for (const std::size_t k : {32u, 64u, 96u, 128u, 1024u, 4096u}) {
    auto into = often_equal(k + 2, random);
    const auto from = often_equal(k + 1, random);
    auto expected = into;
    for (std::size_t i = 0; i < k; ++i) expected[1 + i] = std::min(into[1 + i], from[1 + i]);
    for (const detail::kernel_table& kernels : detail::kernel_tables()) {
      if (!kernels.supported()) continue;
      CAPTURE(kernels.name, k);
      auto merged = into;
      kernels.merge(merged.data() + 1, from.data() + 1, k);
      CHECK(merged == expected);
    }
  }
}
