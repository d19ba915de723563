#include <algorithm>
#include <random>

#include <neardup/detail/kernels.hpp>

#include "support/catch.hpp"
#include "support/make_tokens.hpp"

using namespace neardup;
using test_support::make_tokens;

namespace {

/// The definition, term by term.
std::vector<std::uint32_t> naive_combine(std::span<const token> tokens, std::size_t windows,
                                         std::span<const std::uint64_t> addends) {
  std::vector<std::uint32_t> hashes;
  for (std::size_t i = 0; i < windows; ++i) {
    std::uint64_t sum = addends.size();
    for (std::size_t j = 0; j < addends.size(); ++j) {
      const std::uint64_t hash = tokens[i + j].hash;
      const std::uint64_t low = ((hash & 0xffffffffu) + (addends[j] & 0xffffffffu)) & 0xffffffffu;
      const std::uint64_t high = ((hash >> 32) + (addends[j] >> 32)) & 0xffffffffu;
      sum += low * high;
    }
    const std::uint64_t mixed = (sum ^ sum >> 32) * 0x9E3779B97F4A7C15u >> 32;
    hashes.push_back(mixed == 0 ? 1 : static_cast<std::uint32_t>(mixed));
  }
  return hashes;
}

/// Hashes of which many halves are all ones or zero, so that sums carry.
std::vector<token> random_tokens(std::size_t count, std::mt19937_64& random) {
  std::vector<std::uint64_t> hashes(count);
  for (auto& hash : hashes) {
    hash = random();
    if (random() % 4 == 0) hash |= 0xffffffffu;
    if (random() % 4 == 0) hash |= 0xffffffffull << 32;
    if (random() % 8 == 0) hash = 0;
  }
  return make_tokens(hashes);
}

/// What `combine` writes for windows of `tokens`, read from a copy that ends where its storage ends. Tokens
/// and hashes begin `offset` places into theirs; the places around the hashes must stay as they are.
std::vector<std::uint32_t> run_combine(const detail::kernel_table& kernels, std::span<const token> tokens,
                                       std::size_t windows, const std::vector<std::uint64_t>& addends,
                                       std::size_t offset) {
  std::vector<token> in(offset + tokens.size());
  std::copy(tokens.begin(), tokens.end(), in.begin() + static_cast<long>(offset));
  const std::uint32_t untouched = 0xabcdef01u;
  std::vector<std::uint32_t> out(offset + windows + 16, untouched);
  kernels.combine(in.data() + offset, windows, addends.data(), static_cast<std::uint32_t>(addends.size()),
                  out.data() + offset);
  for (std::size_t i = 0; i < out.size(); ++i)
    if (i < offset || i >= offset + windows) REQUIRE(out[i] == untouched);
  return {out.begin() + static_cast<long>(offset), out.begin() + static_cast<long>(offset + windows)};
}

}  // namespace

TEST_CASE("combine: every kernel follows the definition at every size, number of windows and beginning",
          "[combine][kernel]") {
  std::mt19937_64 random(4);
  std::vector<std::uint32_t> sizes{33, 64, 1023, 1024};
  for (std::uint32_t size = 1; size <= 32; ++size) sizes.push_back(size);
  for (const std::uint32_t size : sizes) {
    std::vector<std::uint64_t> addends(size);
    for (auto& addend : addends) addend = random();
    // 0 to three vectors of 16 and one; then around the 512 windows of a chunk.
    std::vector<std::size_t> counts{511, 512, 513, 1030};
    for (std::size_t windows = 0; windows <= 49; ++windows) counts.push_back(windows);
    for (const std::size_t windows : counts) {
      const auto tokens = random_tokens(windows + size - 1, random);
      const auto expected = naive_combine(tokens, windows, addends);
      for (const detail::kernel_table& kernels : detail::kernel_tables()) {
        if (!kernels.supported()) continue;
        CAPTURE(kernels.name, size, windows);
        CHECK(run_combine(kernels, tokens, windows, addends, windows % 8) == expected);
      }
    }
  }
}

TEST_CASE("combine: a hash of 0 becomes 1 in every lane", "[combine][kernel]") {
  // Only the sum 0 mod 2^64 mixes to 0, and three tokens reach it:
  // (2^32-1)^2 + (2^32-2) * 2 + 1 * 0 + 3 = 2^64 - 2^33 + 1 + 2^33 - 4 + 3 = 2^64.
  const std::uint64_t zero_sum[] = {0xffffffffffffffffu, 0x00000002fffffffeu, 0x0000000000000001u};
  std::mt19937_64 random(6);
  for (const detail::kernel_table& kernels : detail::kernel_tables()) {
    if (!kernels.supported()) continue;
    for (std::size_t at = 0; at < 35; ++at) {
      auto tokens = random_tokens(37, random);
      for (std::size_t j = 0; j < 3; ++j) tokens[at + j].hash = zero_sum[j];
      const auto hashes = run_combine(kernels, tokens, 35, {0, 0, 0}, 0);
      CAPTURE(kernels.name, at);
      CHECK(hashes[at] == 1);
      CHECK(hashes == naive_combine(tokens, 35, std::vector<std::uint64_t>(3)));
    }
  }
}
