#include "support/plain_loops.hpp"

namespace neardup_bench {
namespace {

constexpr std::uint32_t largest = 0xFFFFFFFF;

// The minimum is stored whether it is new or not: a compiler makes a conditional move of it, or a vector
// instruction, but no branch. __restrict spares the vectorised loops a test whether the arrays overlap.
void multiply_shift_by_shingle(const std::uint64_t* __restrict shingles, std::size_t count,
                               const std::uint64_t* __restrict multipliers,
                               const std::uint64_t* __restrict addends, std::size_t num_hashes,
                               std::uint32_t* __restrict minima) {
  for (std::size_t j = 0; j < num_hashes; ++j) minima[j] = largest;
  for (std::size_t i = 0; i < count; ++i) {
    const std::uint64_t x = shingles[i];
    for (std::size_t j = 0; j < num_hashes; ++j) {
      const auto hash = static_cast<std::uint32_t>((multipliers[j] * x + addends[j]) >> 32);
      minima[j] = hash < minima[j] ? hash : minima[j];
    }
  }
}

void multiply_shift_by_hash(const std::uint64_t* __restrict shingles, std::size_t count,
                            const std::uint64_t* __restrict multipliers,
                            const std::uint64_t* __restrict addends, std::size_t num_hashes,
                            std::uint32_t* __restrict minima) {
  for (std::size_t j = 0; j < num_hashes; ++j) {
    const std::uint64_t multiplier = multipliers[j], addend = addends[j];
    std::uint32_t minimum = largest;
    for (std::size_t i = 0; i < count; ++i) {
      const auto hash = static_cast<std::uint32_t>((multiplier * shingles[i] + addend) >> 32);
      minimum = hash < minimum ? hash : minimum;
    }
    minima[j] = minimum;
  }
}

void mersenne61(const std::uint32_t* __restrict shingles, std::size_t count,
                const std::uint64_t* __restrict multipliers, const std::uint64_t* __restrict addends,
                std::size_t num_hashes, std::uint32_t* __restrict minima) {
  constexpr std::uint64_t prime = (std::uint64_t{1} << 61) - 1;
  for (std::size_t j = 0; j < num_hashes; ++j) minima[j] = largest;
  for (std::size_t i = 0; i < count; ++i) {
    const std::uint64_t x = shingles[i];
    for (std::size_t j = 0; j < num_hashes; ++j) {
      const auto hash = static_cast<std::uint32_t>((multipliers[j] * x + addends[j]) % prime);
      minima[j] = hash < minima[j] ? hash : minima[j];
    }
  }
}

void count_equal(const std::uint32_t* __restrict signature, const std::uint32_t* __restrict rows,
                 std::size_t row_count, std::size_t num_hashes, std::uint32_t* __restrict counts) {
  for (std::size_t row = 0; row < row_count; ++row) {
    std::uint32_t equal = 0;
    for (std::size_t i = 0; i < num_hashes; ++i) equal += signature[i] == rows[row * num_hashes + i];
    counts[row] = equal;
  }
}

void merge(std::uint32_t* __restrict into, const std::uint32_t* __restrict from, std::size_t num_hashes) {
  for (std::size_t i = 0; i < num_hashes; ++i) into[i] = from[i] < into[i] ? from[i] : into[i];
}

}  // namespace

// The name is given by the build: avx2_loops where AVX2 may be used.
const plain_loops NEARDUP_BENCH_LOOPS = {multiply_shift_by_shingle, multiply_shift_by_hash, mersenne61,
                                         count_equal, merge};

}  // namespace neardup_bench
