#pragma once

#include <cassert>
#include <cstddef>
#include <cstdint>
#include <span>
#include <unordered_set>
#include <utility>
#include <vector>

#include <neardup/detail/kernels.hpp>
#include <neardup/detail/xxhash.hpp>
#include <neardup/signature.hpp>

namespace neardup::inline v0 {

/// What takes the place of signature hashes for sets whose elements are 64-bit numbers of the caller's own:
/// the upper half of XXH3_64bits_withSeed over the eight bytes of each, 1 where that is 0. Without such a
/// mix signatures of consecutive numbers or arithmetic progressions are biased by -0.08 in Jaccard
/// similarity.
[[nodiscard]] inline std::vector<std::uint32_t> element_hashes(std::span<const std::uint64_t> ids,
                                                               std::uint64_t seed) {
  std::vector<std::uint32_t> hashes(ids.size());
  for (std::size_t i = 0; i < ids.size(); ++i) {
    const auto hash = static_cast<std::uint32_t>(detail::xxh3_64(ids[i], seed) >> 32);
    hashes[i] = hash == 0 ? 1 : hash;
  }
  return hashes;
}

/// Turns the elements of a set into its MinHash signature: `num_hashes` 32-bit entries, of which the
/// share equal to another set's estimates the Jaccard similarity of the two without bias.
/// Order and repeats of the elements do not matter. The empty set has every entry 2^32 - 1, and the
/// elementwise minimum of two signatures is the signature of the union.
/// A value type; const members are safe from many threads.
/// Source: Broder, "On the resemblance and containment of documents", 1997; minimum and maximum of one
/// permutation: Ji, Li, Yan, Tian, Zhang, "Min-max hash for Jaccard similarity", 2013.
class minhasher {
 public:
  /// Throws error(errc::invalid_options) for settings outside their ranges, and
  /// errc::unsupported_kernel where NEARDUP_FORCE_KERNEL asks for kernels that this machine does not run.
  explicit minhasher(signature_settings settings = {})
      : settings_(std::move(settings)),
        sign_(settings_.scheme == signature_scheme::minmax32 ? detail::kernels().sign_minmax32
                                                             : detail::kernels().sign_minhash32) {
    settings_.validate();
    const bool both = settings_.scheme == signature_scheme::minmax32;
    draw_multipliers(both ? settings_.num_hashes / 2 : settings_.num_hashes);
  }

  [[nodiscard]] const signature_settings& settings() const noexcept { return settings_; }
  [[nodiscard]] std::uint32_t num_hashes() const noexcept { return settings_.num_hashes; }

  /// Signature of the set whose signature hashes are `hashes` (none may be 0): those of
  /// shingler::signature_hashes() with this shingle size and seed. O(hashes * num_hashes).
  [[nodiscard]] signature sign(std::span<const std::uint32_t> hashes) const {
    std::vector<std::uint32_t> entries(num_hashes());
    sign(hashes, entries);
    return {settings_, std::move(entries)};
  }

  /// The same into `entries`, which must hold num_hashes() of them: undefined otherwise.
  void sign(std::span<const std::uint32_t> hashes, std::span<std::uint32_t> entries) const noexcept {
    assert(entries.size() == num_hashes());
    sign_(hashes.data(), hashes.size(), multipliers_.data(), multipliers_.size(), entries.data());
  }

  /// Signature of a set of the caller's own ids, any 64-bit numbers: of element_hashes(ids, seed).
  /// For settings without token kind; throws error(errc::incompatible) otherwise, since such a signature
  /// cannot be compared with those of texts.
  [[nodiscard]] signature sign_ids(std::span<const std::uint64_t> ids) const {
    require_ids();
    return sign(element_hashes(ids, settings_.seed));
  }

  /// Adds elements to the set that `made` stands for. O(hashes * num_hashes).
  /// Throws error(errc::incompatible) where it has other settings, and leaves it unchanged.
  void update(signature& made, std::span<const std::uint32_t> hashes) const {
    require_compatible(settings_, made.settings());
    made.merge(sign(hashes));
  }
  /// The same for a set of ids; throws as sign_ids() besides.
  void update_ids(signature& made, std::span<const std::uint64_t> ids) const {
    require_ids();
    update(made, element_hashes(ids, settings_.seed));
  }

 private:
  void require_ids() const {
    if (settings_.tokens)
      throw error(errc::incompatible, detail::concatenated("tokens is ", detail::name_of(settings_.tokens),
                                                           "; allowed for ids: absent"));
  }

  /// Odd multipliers, each different from every earlier one and its negative (which would swap min and max).
  void draw_multipliers(std::size_t count) {
    multipliers_.reserve(count);
    std::unordered_set<std::uint32_t> taken;
    for (std::uint64_t counter = std::uint64_t{1} << 32; multipliers_.size() < count; ++counter) {
      const auto drawn = static_cast<std::uint32_t>(detail::xxh3_64(counter, settings_.seed)) | 1u;
      if (taken.contains(drawn) || taken.contains(0u - drawn)) continue;
      taken.insert(drawn);
      multipliers_.push_back(drawn);
    }
  }

  signature_settings settings_;
  detail::sign_function* sign_;
  std::vector<std::uint32_t> multipliers_;
};

}  // namespace neardup::inline v0
