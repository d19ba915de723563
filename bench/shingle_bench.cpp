#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include <benchmark/benchmark.h>

#include <neardup/shingle.hpp>

#include "support/benchmarks.hpp"
#include "support/corpus.hpp"
#include "support/pipeline.hpp"
#include "support/reference.hpp"

// Both hashes of the shingles of one English text, whose tokens lie in the first cache as they do in the
// pipeline.
namespace neardup_bench {
namespace {

const std::string& one_text() { return corpus_of(languages[0]).texts.front(); }

std::vector<neardup::token> tokens_of_one_text() {
  return reference::tokens(one_text(), neardup::token_kind::words, seed).tokens;
}

/// Signature hashes by a kernel.
struct combiner {
  const kernel& with;
  std::uint32_t size;
  std::vector<neardup::token> tokens = tokens_of_one_text();
  std::vector<std::uint64_t> addends = reference::addends(size, seed);
  std::vector<std::uint32_t> hashes = std::vector<std::uint32_t>(tokens.size() - size + 1);

  const std::vector<std::uint32_t>& combine() {
    with.combine(tokens.data(), hashes.size(), addends.data(), size, hashes.data());
    return hashes;
  }
};

void add_combine(const kernel& with, std::uint32_t size) {
  add_benchmark(
      std::string("BM_shingle/") + with.name + "/size:" + std::to_string(size),
      [&with, size]() -> std::string {
        combiner one{with, size};
        return one.combine() == reference::signature_hashes(one.tokens, size, seed)
                   ? ""
                   : "signature hashes differ";
      },
      [&with, size](benchmark::State& state) {
        combiner one{with, size};
        const double nanoseconds = time_step(
            state, [&]() -> const auto& { return one.combine(); });
        count(state, nanoseconds, one_text().size(), 1, one.tokens.size());
      });
}

void add_identity(std::uint32_t size) {
  add_benchmark(
      "BM_shingle/identity/size:" + std::to_string(size),
      [size]() -> std::string {
        const auto tokens = tokens_of_one_text();
        std::vector<std::uint64_t> found;
        neardup::shingler(size, seed).identity_hashes(tokens, found);
        return found == reference::identity_hashes(tokens, size, seed) ? "" : "identity hashes differ";
      },
      [size](benchmark::State& state) {
        const auto tokens = tokens_of_one_text();
        const neardup::shingler windows(size, seed);
        std::vector<std::uint64_t> hashes;
        const double nanoseconds = time_step(
            state, [&]() -> const auto& {
              windows.identity_hashes(tokens, hashes);
              return hashes;
            });
        count(state, nanoseconds, one_text().size(), 1, tokens.size());
      });
}

}  // namespace

void add_shingle_benchmarks() {
  for (const std::uint32_t size : {5u, 9u, 32u}) {
    for (const kernel* with : supported_kernels()) add_combine(*with, size);
    add_identity(size);
  }
}

}  // namespace neardup_bench
