#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

// The program that one would write first, as the baseline. naive.cpp includes nothing of the library, and the
// compiler must not vectorise it.
namespace neardup_bench {

inline constexpr std::size_t naive_hashes = 128;

/// Runs of ASCII letters and digits, in lower case.
std::vector<std::string> naive_words(std::string_view text);

/// XXH3 of every 5 words, joined by spaces.
std::vector<std::uint64_t> naive_shingles(const std::vector<std::string>& words);

/// MinHash by scalar_loops.multiply_shift_by_shingle: naive_hashes minima.
void naive_sign(std::span<const std::uint64_t> shingles, std::span<std::uint32_t> signature);

}  // namespace neardup_bench
