#pragma once

#include <cstdint>
#include <span>
#include <string_view>
#include <utility>
#include <vector>

#include <neardup/minhash.hpp>
#include <neardup/shingle.hpp>
#include <neardup/signature.hpp>
#include <neardup/tokenize.hpp>

namespace neardup::inline v0 {

/// From texts to signatures in one call: tokenises, shingles and signs as its settings say. Keeps its storage
/// from text to text: one a thread.
class text_signer {
 public:
  /// Throws as minhasher does, and error(errc::invalid_options) for settings without token kind.
  explicit text_signer(const signature_settings& settings = {})
      : tokenization_(settings.tokenization()),
        hasher_(settings),
        windows_(settings.effective_shingle_size(), settings.seed) {}

  [[nodiscard]] const signature_settings& settings() const noexcept { return hasher_.settings(); }

  /// Signature of a text, O(bytes + shingles * num_hashes). Throws error(errc::too_large) for 4 GiB or more.
  [[nodiscard]] signature sign(std::string_view text) {
    std::vector<std::uint32_t> entries(hasher_.num_hashes());
    sign(text, entries);
    return {settings(), std::move(entries)};
  }

  /// The same into `entries`; throws error(errc::invalid_options) unless they are num_hashes many.
  void sign(std::string_view text, std::span<std::uint32_t> entries) {
    detail::require_entries(entries.size(), hasher_.num_hashes());
    tokenize(text, tokenization_, stream_);
    windows_.signature_hashes(stream_.tokens, hashes_);
    hasher_.sign(hashes_, entries);
  }

 private:
  token_options tokenization_;
  minhasher hasher_;
  shingler windows_;
  token_stream stream_;
  std::vector<std::uint32_t> hashes_;
};

}  // namespace neardup::inline v0
