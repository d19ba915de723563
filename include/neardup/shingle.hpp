#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <span>
#include <type_traits>
#include <utility>
#include <vector>

#include <neardup/detail/kernels.hpp>
#include <neardup/detail/xxhash.hpp>
#include <neardup/options.hpp>
#include <neardup/tokenize.hpp>

namespace neardup::inline v0 {

/// Windows that a text of `tokens` tokens has: one a position, one for a text shorter than a window, none for
/// a text without tokens.
[[nodiscard]] constexpr std::size_t shingle_count(std::size_t tokens, std::uint32_t shingle_size) noexcept {
  return tokens == 0 ? 0 : tokens < shingle_size ? 1 : tokens - shingle_size + 1;
}

/// Hashes the windows ("shingles") of a text's tokens. Two hashes serve two ends: 32 bits that are cheap to
/// compute feed the signature, 64 bits that are as good as the window itself serve exact comparison.
/// A value type; const members are safe from many threads.
class shingler {
 public:
  /// `shingle_size` in 1..1024 tokens; throws error(errc::invalid_options) otherwise, and
  /// errc::unsupported_kernel where NEARDUP_FORCE_KERNEL asks for kernels that this machine does not run.
  explicit shingler(std::uint32_t shingle_size = 5, std::uint64_t seed = 1)
      : size_(shingle_size), seed_(seed), combine_(detail::kernels().combine) {
    detail::require_shingle_size(size_);
    addends_.reserve(size_);
    for (std::uint64_t j = 0; j < size_; ++j) addends_.push_back(detail::xxh3_64(j, seed_));
  }

  [[nodiscard]] std::uint32_t shingle_size() const noexcept { return size_; }

  /// 32-bit hashes of all windows in text order, repeats kept; never 0. shingle_count() values.
  /// A window of m tokens t_0.. hashes to the upper half of a mixed sum of m products of 32-bit halves
  /// (the NH family: Black, Halevi, Krawczyk, Krovetz, Rogaway, "UMAC", 1999, section 4).
  [[nodiscard]] std::vector<std::uint32_t> signature_hashes(std::span<const token> tokens) const {
    std::vector<std::uint32_t> hashes;
    signature_hashes(tokens, hashes);
    return hashes;
  }

  /// The same into `hashes`, whose storage is reused.
  void signature_hashes(std::span<const token> tokens, std::vector<std::uint32_t>& hashes) const {
    hashes.resize(shingle_count(tokens.size(), size_));
    combine_(tokens.data(), hashes.size(), addends_.data(), window_of(tokens), hashes.data());
  }

  /// 64-bit hashes of all windows in text order, repeats kept: XXH3_64bits_withSeed of the token hashes.
  [[nodiscard]] std::vector<std::uint64_t> identity_hashes(std::span<const token> tokens) const {
    std::vector<std::uint64_t> hashes;
    identity_hashes(tokens, hashes);
    return hashes;
  }

  /// The same into `hashes`, whose storage is reused.
  void identity_hashes(std::span<const token> tokens, std::vector<std::uint64_t>& hashes) const {
    constexpr std::size_t chunk = 512;
    std::uint64_t token_hashes[chunk + detail::largest_window - 1];
    hashes.resize(shingle_count(tokens.size(), size_));
    const std::size_t window = window_of(tokens);
    for (std::size_t begin = 0; begin < hashes.size(); begin += chunk) {
      const std::size_t windows = std::min(chunk, hashes.size() - begin);
      for (std::size_t i = 0; i < windows + window - 1; ++i) token_hashes[i] = tokens[begin + i].hash;
      const auto found = std::span(hashes).subspan(begin, windows);
      // The usual sizes as constants, for which XXH3 folds to three quarters of the time.
      if (window == 5)
        hash_windows(token_hashes, std::integral_constant<std::size_t, 5>{}, seed_, found);
      else if (window == 9)
        hash_windows(token_hashes, std::integral_constant<std::size_t, 9>{}, seed_, found);
      else
        hash_windows(token_hashes, window, seed_, found);
    }
  }

 private:
  /// Tokens that each window of a text has.
  [[nodiscard]] std::uint32_t window_of(std::span<const token> tokens) const noexcept {
    return static_cast<std::uint32_t>(std::min<std::size_t>(tokens.size(), size_));
  }

  /// Identity hashes of the windows of `size` tokens that begin at token_hashes[0], token_hashes[1], ...
  template <class Size>
  [[gnu::flatten]] static void hash_windows(const std::uint64_t* token_hashes, Size size, std::uint64_t seed,
                                            std::span<std::uint64_t> hashes) noexcept {
    for (std::size_t i = 0; i < hashes.size(); ++i)
      hashes[i] = detail::xxh3_64(token_hashes + i, size * sizeof(std::uint64_t), seed);
  }

  std::uint32_t size_;
  std::uint64_t seed_;
  detail::combine_function* combine_;
  std::vector<std::uint64_t> addends_;  // what is added to the halves of token j of a window
};

/// The distinct identity hashes of a text: what Jaccard similarity and containment are defined on.
class shingle_set {
 public:
  shingle_set() = default;
  /// Takes hashes in any order, repeats allowed. O(n log n).
  explicit shingle_set(std::vector<std::uint64_t> hashes) : values_(std::move(hashes)) {
    std::sort(values_.begin(), values_.end());
    values_.erase(std::unique(values_.begin(), values_.end()), values_.end());
  }
  shingle_set(std::span<const token> tokens, const shingler& windows)
      : shingle_set(windows.identity_hashes(tokens)) {}

  [[nodiscard]] std::size_t size() const noexcept { return values_.size(); }
  [[nodiscard]] bool empty() const noexcept { return values_.empty(); }
  /// Sorted, without repeats.
  [[nodiscard]] std::span<const std::uint64_t> values() const noexcept { return values_; }

 private:
  std::vector<std::uint64_t> values_;
};

}  // namespace neardup::inline v0
