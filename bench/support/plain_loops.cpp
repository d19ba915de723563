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

void minmax32_by_shingle(const std::uint32_t* __restrict hashes, std::size_t count,
                         const std::uint32_t* __restrict multipliers, std::size_t multiplier_count,
                         std::uint32_t* __restrict signature) {
  std::uint32_t* __restrict maxima = signature + multiplier_count;
  for (std::size_t j = 0; j < multiplier_count; ++j) {
    signature[j] = largest;
    maxima[j] = 0;
  }
  for (std::size_t i = 0; i < count; ++i) {
    for (std::size_t j = 0; j < multiplier_count; ++j) {
      const std::uint32_t product = multipliers[j] * hashes[i];
      signature[j] = product < signature[j] ? product : signature[j];
      maxima[j] = product > maxima[j] ? product : maxima[j];
    }
  }
  for (std::size_t j = 0; j < multiplier_count; ++j) maxima[j] = ~maxima[j];
}

void minmax32_by_hash(const std::uint32_t* __restrict hashes, std::size_t count,
                      const std::uint32_t* __restrict multipliers, std::size_t multiplier_count,
                      std::uint32_t* __restrict signature) {
  for (std::size_t j = 0; j < multiplier_count; ++j) {
    const std::uint32_t multiplier = multipliers[j];
    std::uint32_t minimum = largest, maximum = 0;
    for (std::size_t i = 0; i < count; ++i) {
      const std::uint32_t product = multiplier * hashes[i];
      minimum = product < minimum ? product : minimum;
      maximum = product > maximum ? product : maximum;
    }
    signature[j] = minimum;
    signature[multiplier_count + j] = ~maximum;
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
const plain_loops NEARDUP_BENCH_LOOPS = {.multiply_shift_by_shingle = multiply_shift_by_shingle,
                                         .multiply_shift_by_hash = multiply_shift_by_hash,
                                         .mersenne61 = mersenne61,
                                         .minmax32_by_shingle = minmax32_by_shingle,
                                         .minmax32_by_hash = minmax32_by_hash,
                                         .count_equal = count_equal,
                                         .merge = merge};

}  // namespace neardup_bench
