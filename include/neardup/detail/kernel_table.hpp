#pragma once

#include <cstddef>
#include <cstdint>

#include <neardup/detail/scan.hpp>
#include <neardup/token.hpp>

namespace neardup::inline v0::detail {

/// Hashes `count` tokens: token i is the bytes [begins[i], ends[i]) of `folded`, 1 to 256 of them, and 16
/// bytes can be read from where it begins. Writes {XXH3_64bits_withSeed, base + begins[i], length} to out[i].
using hash_tokens_function = void(const unsigned char* folded, const std::uint16_t* begins,
                                  const std::uint16_t* ends, std::size_t count, std::uint64_t seed,
                                  std::uint32_t base, token* out) noexcept;

/// Signature hashes of the `windows` windows of `size` tokens that begin at tokens[0], tokens[1], ...
/// `addends[j]`: what is added to the halves of token j of a window, d_j above c_j.
using combine_function = void(const token* tokens, std::size_t windows, const std::uint64_t* addends,
                              std::uint32_t size, std::uint32_t* hashes) noexcept;

/// Minima of multiplier * hash over `hashes` to `signature`, one a multiplier (their count is a multiple of
/// 16); for minmax32 the complements of the maxima follow.
using sign_function = void(const std::uint32_t* hashes, std::size_t count, const std::uint32_t* multipliers,
                           std::size_t multiplier_count, std::uint32_t* signature) noexcept;

/// Equal entries of `signature` and each of `row_count` rows, one row after another, to `counts`. All have
/// `num_hashes` entries, a multiple of 32.
using count_equal_function = void(const std::uint32_t* signature, const std::uint32_t* rows,
                                  std::size_t row_count, std::size_t num_hashes,
                                  std::uint32_t* counts) noexcept;

/// Elementwise minimum of two signatures of `num_hashes` entries, a multiple of 32, to `into`.
using merge_function = void(std::uint32_t* into, const std::uint32_t* from, std::size_t num_hashes) noexcept;

/// The hot loops for one kind of CPU. All tables give the same values, bit for bit.
struct kernel_table {
  const char* name;
  bool (*supported)() noexcept;  ///< by the CPU that runs this
  scan_function *scan_words, *scan_characters, *scan_runs;
  hash_tokens_function* hash_tokens;
  combine_function* combine;
  sign_function* sign_minmax32;
  sign_function* sign_minhash32;
  count_equal_function* count_equal;
  merge_function* merge;
};

}  // namespace neardup::inline v0::detail
