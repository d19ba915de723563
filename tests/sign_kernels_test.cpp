#include <algorithm>
#include <random>

#include <neardup/detail/kernels.hpp>

#include "support/catch.hpp"

using namespace neardup;

namespace {

/// The definition, in 64 bits.
std::vector<std::uint32_t> naive_sign(std::span<const std::uint32_t> hashes,
                                      const std::vector<std::uint32_t>& multipliers, bool both) {
  std::vector<std::uint32_t> minima(multipliers.size(), 0xffffffffu), complements = minima;
  for (std::size_t i = 0; i < multipliers.size(); ++i) {
    for (const std::uint32_t hash : hashes) {
      const auto product = static_cast<std::uint32_t>(std::uint64_t{multipliers[i]} * hash % 0x100000000u);
      minima[i] = std::min(minima[i], product);
      complements[i] = std::min(complements[i], ~product);  // ~max p is min of ~p
    }
  }
  if (both) minima.insert(minima.end(), complements.begin(), complements.end());
  return minima;
}

/// What `sign` writes; the places around it must stay as they are.
std::vector<std::uint32_t> run_sign(detail::sign_function* sign, std::span<const std::uint32_t> hashes,
                                    const std::vector<std::uint32_t>& multipliers, std::size_t entries,
                                    std::size_t offset) {
  const std::uint32_t untouched = 0xabcdef01u;
  std::vector<std::uint32_t> out(offset + entries + 16, untouched);
  sign(hashes.data(), hashes.size(), multipliers.data(), multipliers.size(), out.data() + offset);
  for (std::size_t i = 0; i < out.size(); ++i)
    if (i < offset || i >= offset + entries) REQUIRE(out[i] == untouched);
  return {out.begin() + static_cast<long>(offset), out.begin() + static_cast<long>(offset + entries)};
}

void check_kernels(std::span<const std::uint32_t> hashes, const std::vector<std::uint32_t>& multipliers,
                   std::size_t offset) {
  const std::size_t count = multipliers.size();
  const auto minmax = naive_sign(hashes, multipliers, true), minhash = naive_sign(hashes, multipliers, false);
  for (const detail::kernel_table& kernels : detail::kernel_tables()) {
    if (!kernels.supported()) continue;
    CAPTURE(kernels.name, hashes.size(), count, offset);
    CHECK(run_sign(kernels.sign_minmax32, hashes, multipliers, 2 * count, offset) == minmax);
    CHECK(run_sign(kernels.sign_minhash32, hashes, multipliers, count, offset) == minhash);
  }
}

std::vector<std::uint32_t> random_values(std::size_t count, std::mt19937& random) {
  std::vector<std::uint32_t> values(count);
  for (auto& value : values) value = static_cast<std::uint32_t>(random()) | 1u;
  return values;
}

}  // namespace

TEST_CASE("sign_kernels: every kernel follows the definition at every number of multipliers",
          "[sign_kernels][kernel]") {
  std::mt19937 random(7);
  for (std::size_t count = 16; count <= 4096; count += count < 288 ? 16 : 272)
    for (const std::size_t hashes : {0u, 1u, 2u, 5u, 20u})
      check_kernels(random_values(hashes, random), random_values(count, random), 0);
  check_kernels(random_values(3, random), random_values(4096, random), 0);
}

TEST_CASE("sign_kernels: every number of hashes, wherever they begin", "[sign_kernels][kernel]") {
  std::mt19937 random(8);
  for (std::size_t count = 0; count <= 50; ++count) {
    for (std::size_t first = 0; first < 4; ++first) {
      const auto hashes = random_values(first + count, random);
      check_kernels(std::span(hashes).subspan(first), random_values(80, random), first);
    }
  }
  check_kernels(random_values(1000, random), random_values(64, random), 1);
}

TEST_CASE("sign_kernels: products are compared as numbers without a sign", "[sign_kernels][kernel]") {
  // A signed comparison would take 2^31 for the smallest and 2^31 - 1 for the largest.
  const std::vector<std::uint32_t> hashes{0x7fffffffu, 0x80000000u, 0xffffffffu, 2u};
  check_kernels(hashes, std::vector<std::uint32_t>(16, 1u), 0);
  for (const detail::kernel_table& kernels : detail::kernel_tables()) {
    if (!kernels.supported()) continue;
    const auto signature = run_sign(kernels.sign_minmax32, hashes, std::vector<std::uint32_t>(16, 1u), 32, 0);
    CHECK(signature[0] == 2u);
    CHECK(signature[16] == 0u);
  }
}
