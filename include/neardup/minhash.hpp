#pragma once

#include <cassert>
#include <cstddef>
#include <cstdint>
#include <span>
#include <unordered_set>
#include <vector>

#include <neardup/detail/kernels.hpp>
#include <neardup/detail/xxhash.hpp>
#include <neardup/options.hpp>

namespace neardup::inline v0 {

/// Turns the signature hashes of a text into its MinHash signature: `num_hashes` 32-bit entries, of which the
/// share equal to another text's estimates the Jaccard similarity of the two shingle sets without bias.
/// Order and repeats of the hashes do not matter. A text without shingles has every entry 2^32 - 1, and the
/// elementwise minimum of two signatures is the signature of the union.
/// A value type; const members are safe from many threads.
/// Source: Broder, "On the resemblance and containment of documents", 1997; minimum and maximum of one
/// permutation: Ji, Li, Yan, Tian, Zhang, "Min-max hash for Jaccard similarity", 2013.
class minhasher {
 public:
  /// `num_hashes`: a multiple of 32 in 32..4096; throws error(errc::invalid_options) otherwise, and
  /// errc::unsupported_kernel where NEARDUP_FORCE_KERNEL asks for kernels that this machine does not run.
  explicit minhasher(signature_scheme scheme = signature_scheme::minmax32, std::uint32_t num_hashes = 128,
                     std::uint64_t seed = 1)
      : scheme_(scheme),
        num_hashes_(num_hashes),
        sign_(scheme == signature_scheme::minmax32 ? detail::kernels().sign_minmax32
                                                   : detail::kernels().sign_minhash32) {
    detail::require_num_hashes(num_hashes);
    draw_multipliers(scheme == signature_scheme::minmax32 ? num_hashes / 2 : num_hashes, seed);
  }

  [[nodiscard]] signature_scheme scheme() const noexcept { return scheme_; }
  [[nodiscard]] std::uint32_t num_hashes() const noexcept { return num_hashes_; }

  /// Signature of the text whose signature hashes are `hashes` (none may be 0). O(hashes * num_hashes).
  [[nodiscard]] std::vector<std::uint32_t> sign(std::span<const std::uint32_t> hashes) const {
    std::vector<std::uint32_t> signature(num_hashes_);
    sign(hashes, signature);
    return signature;
  }

  /// The same into `signature`, which must hold num_hashes() entries.
  void sign(std::span<const std::uint32_t> hashes, std::span<std::uint32_t> signature) const noexcept {
    assert(signature.size() == num_hashes_);
    sign_(hashes.data(), hashes.size(), multipliers_.data(), multipliers_.size(), signature.data());
  }

 private:
  /// Odd multipliers, each different from every earlier one and its negative (which would swap min and max).
  void draw_multipliers(std::size_t count, std::uint64_t seed) {
    multipliers_.reserve(count);
    std::unordered_set<std::uint32_t> taken;
    for (std::uint64_t counter = std::uint64_t{1} << 32; multipliers_.size() < count; ++counter) {
      const auto drawn = static_cast<std::uint32_t>(detail::xxh3_64(counter, seed)) | 1u;
      if (taken.contains(drawn) || taken.contains(0u - drawn)) continue;
      taken.insert(drawn);
      multipliers_.push_back(drawn);
    }
  }

  signature_scheme scheme_;
  std::uint32_t num_hashes_;
  detail::sign_function* sign_;
  std::vector<std::uint32_t> multipliers_;
};

}  // namespace neardup::inline v0
