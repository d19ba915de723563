#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <span>
#include <utility>
#include <vector>

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
  /// `shingle_size` in 1..1024 tokens; throws error(errc::invalid_options) otherwise.
  explicit shingler(std::uint32_t shingle_size = 5, std::uint64_t seed = 1)
      : size_(shingle_size), seed_(seed) {
    detail::require_shingle_size(size_);
    low_.resize(size_);
    high_.resize(size_);
    for (std::uint32_t j = 0; j < size_; ++j) {
      const std::uint64_t drawn = detail::xxh3_64(std::uint64_t{j}, seed_);
      low_[j] = static_cast<std::uint32_t>(drawn);
      high_[j] = static_cast<std::uint32_t>(drawn >> 32);
    }
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
    const std::size_t window = std::min<std::size_t>(tokens.size(), size_);
    for (std::size_t i = 0; i < hashes.size(); ++i) hashes[i] = signature_hash(&tokens[i], window);
  }

  /// 64-bit hashes of all windows in text order, repeats kept: XXH3_64bits_withSeed of the token hashes.
  [[nodiscard]] std::vector<std::uint64_t> identity_hashes(std::span<const token> tokens) const {
    std::vector<std::uint64_t> token_hashes(tokens.size());
    std::transform(tokens.begin(), tokens.end(), token_hashes.begin(), [](const token& t) { return t.hash; });
    std::vector<std::uint64_t> hashes(shingle_count(tokens.size(), size_));
    const std::size_t window_bytes = std::min<std::size_t>(tokens.size(), size_) * sizeof(std::uint64_t);
    for (std::size_t i = 0; i < hashes.size(); ++i)
      hashes[i] = detail::xxh3_64(&token_hashes[i], window_bytes, seed_);
    return hashes;
  }

 private:
  [[nodiscard]] std::uint32_t signature_hash(const token* window, std::size_t count) const noexcept {
    std::uint64_t sum = count;  // tells a short text's window from a longer one
    for (std::size_t j = 0; j < count; ++j) {
      const auto low = static_cast<std::uint32_t>(window[j].hash) + low_[j];
      const auto high = static_cast<std::uint32_t>(window[j].hash >> 32) + high_[j];
      sum += std::uint64_t{low} * high;
    }
    sum = (sum ^ (sum >> 32)) * 0x9E3779B97F4A7C15u;  // bijective: a weaker finish doubled the collisions
    const auto hash = static_cast<std::uint32_t>(sum >> 32);
    return hash == 0 ? 1 : hash;  // 0 is a fixed point of every multiplier of a signature
  }

  std::uint32_t size_;
  std::uint64_t seed_;
  std::vector<std::uint32_t> low_, high_;  // added to the halves of token j of a window
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
