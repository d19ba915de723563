#pragma once

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

// Which texts are similar, found without the library: tokens, shingles, their hashes and the join are written
// anew here, so that what the library answers can be judged.
namespace neardup_bench {

/// The distinct shingles of each text as ascending numbers, rarer shingles having smaller ones.
struct shingle_numbers {
  std::vector<std::vector<std::uint32_t>> sets;
  std::uint32_t unshared = 0;  ///< smaller numbers stand in one set only
  std::uint32_t count = 0;
};

/// A shingle is five tokens in a row, or all where there are fewer; a token is what stands between Unicode
/// white space. Told apart by XXH3_128 of its tokens.
shingle_numbers number_shingles(std::span<const std::string_view> texts);

/// |a and b| / |a or b|; 0 for empty sets.
double exact_jaccard(std::span<const std::uint32_t> a, std::span<const std::uint32_t> b);

struct exact_pair {
  std::uint32_t first = 0, second = 0;
  double jaccard = 0;
  friend bool operator==(const exact_pair&, const exact_pair&) = default;
};

/// All pairs of texts that are similar by `threshold` (above 0) at least, sorted; first < second.
std::vector<exact_pair> exact_pairs(const shingle_numbers& of, double threshold);

}  // namespace neardup_bench
