#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include <benchmark/benchmark.h>

#include "support/benchmarks.hpp"
#include "support/corpus.hpp"
#include "support/naive.hpp"
#include "support/pipeline.hpp"
#include "support/reference.hpp"

// The signature loop alone: from the hashes of a text's shingles to 128 minima.
namespace neardup_bench {
namespace {

std::vector<std::uint32_t> random_hashes(std::size_t count) {
  random_numbers random(1);
  std::vector<std::uint32_t> hashes(count);
  for (auto& hash : hashes) hash = static_cast<std::uint32_t>(1 + random.below(0xFFFFFFFF));
  return hashes;
}

std::string name(const std::string& scheme, std::size_t shingles) {
  return "BM_sign/" + scheme + "/hashes:" + std::to_string(num_hashes) +
         "/shingles:" + std::to_string(shingles);
}

void add_sign(const kernel& with, std::size_t shingles) {
  add_benchmark(
      name(std::string("minmax32/") + with.name, shingles),
      [&with, shingles]() -> std::string {
        const auto hashes = random_hashes(shingles);
        const auto expected = reference::signature(hashes, reference::multipliers(num_hashes / 2, seed));
        pipeline stages(with);
        return std::ranges::equal(stages.sign(hashes), expected) ? "" : "signatures differ";
      },
      [&with, shingles](benchmark::State& state) {
        const auto hashes = random_hashes(shingles);
        pipeline stages(with);
        time_step(state, [&] { return stages.sign(hashes); });
        state.counters["ns_per_shingle"] = nanoseconds_per_unit(shingles);
      });
}

/// The baseline, 64-bit multiply-shift one value at a time: its signature is another one by definition.
void add_naive_sign(std::size_t shingles) {
  benchmark::RegisterBenchmark(name("multiply_shift/naive", shingles).c_str(), [=](benchmark::State& state) {
    const auto low = random_hashes(2 * shingles);
    std::vector<std::uint64_t> hashes(shingles);
    for (std::size_t i = 0; i < shingles; ++i) hashes[i] = std::uint64_t{low[i]} << 32 | low[shingles + i];
    std::vector<std::uint32_t> signature(naive_hashes);
    time_step(
        state, [&]() -> const auto& {
          naive_sign(hashes, signature);
          return signature;
        });
    state.counters["ns_per_shingle"] = nanoseconds_per_unit(shingles);
  });
}

}  // namespace

void add_signature_benchmarks() {
  for (const std::size_t shingles : {20u, 500u, 1000u}) {
    add_naive_sign(shingles);
    for (const kernel* with : supported_kernels()) add_sign(*with, shingles);
  }
}

}  // namespace neardup_bench
