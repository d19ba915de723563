#pragma once

#include <cstddef>
#include <cstdint>

// The loops that one would write first, as baselines. plain_loops.cpp is compiled several times: once with
// the compiler's vectoriser off, and once for each set of instructions that it may turn the loops into
// vectors of. So neither file includes anything that other flags would make another definition of.
namespace neardup_bench {

/// num_hashes minima over all shingles x of (multipliers[j] * x + addends[j]) mod 2^64, the upper halves.
using multiply_shift_function = void(const std::uint64_t* shingles, std::size_t count,
                                     const std::uint64_t* multipliers, const std::uint64_t* addends,
                                     std::size_t num_hashes, std::uint32_t* minima);

/// num_hashes minima over all shingles x of (multipliers[j] * x + addends[j]) mod 2^64 mod 2^61 - 1, the
/// lower halves.
using mersenne61_function = void(const std::uint32_t* shingles, std::size_t count,
                                 const std::uint64_t* multipliers, const std::uint64_t* addends,
                                 std::size_t num_hashes, std::uint32_t* minima);

/// The library's own default scheme: minima of multipliers[j] * hash mod 2^32, then the complements of
/// maxima.
using minmax32_function = void(const std::uint32_t* hashes, std::size_t count,
                               const std::uint32_t* multipliers, std::size_t multiplier_count,
                               std::uint32_t* signature);

/// Equal entries of a signature and each of row_count rows.
using count_equal_function = void(const std::uint32_t* signature, const std::uint32_t* rows,
                                  std::size_t row_count, std::size_t num_hashes, std::uint32_t* counts);

/// Elementwise minimum to `into`.
using merge_function = void(std::uint32_t* into, const std::uint32_t* from, std::size_t num_hashes);

/// One compilation of the loops. Only tables and addresses: nothing runs before it is called.
struct plain_loops {
  multiply_shift_function* multiply_shift_by_shingle;  ///< for each shingle every hash
  multiply_shift_function* multiply_shift_by_hash;     ///< for each hash every shingle
  mersenne61_function* mersenne61;
  minmax32_function *minmax32_by_shingle, *minmax32_by_hash;
  count_equal_function* count_equal;
  merge_function* merge;
};

extern const plain_loops scalar_loops;
#if defined(__x86_64__)
extern const plain_loops avx512_loops, avx512_half_loops, avx2_loops, sse41_loops;
#elif defined(__aarch64__)
extern const plain_loops neon_loops;
#endif

}  // namespace neardup_bench
