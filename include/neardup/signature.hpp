#pragma once

#include <cassert>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include <neardup/detail/kernels.hpp>
#include <neardup/error.hpp>
#include <neardup/options.hpp>
#include <neardup/version.hpp>

namespace neardup::inline v0 {

/// All that decides what the entries of a signature mean. Two signatures can be compared or merged where
/// their settings are equal; anything else is refused, naming the field.
struct signature_settings {
  signature_scheme scheme = signature_scheme::minmax32;
  std::uint32_t num_hashes = 128;  ///< entries: a multiple of 32 in 32..4096
  std::uint64_t seed = 1;
  /// What shingles are windows of. Absent: there are no texts, the elements of the sets are ids of the
  /// caller's own (minhasher::sign_ids), and the fields below mean nothing.
  std::optional<token_kind> tokens = token_kind::words;
  bool fold_diacritics = false;                 ///< see token_options
  bool join_hyphenated_line_breaks = false;     ///< see token_options
  std::optional<std::uint32_t> shingle_size{};  ///< tokens per shingle, 1..1024; absent: 5, for characters 9
  /// Of the tables that texts were folded by; this library makes signatures of its own version only.
  std::string unicode_version = unicode_version_string;

  /// Tokens per shingle that will be used.
  [[nodiscard]] std::uint32_t effective_shingle_size() const noexcept {
    return shingle_size.value_or(default_shingle_size(tokens));
  }
  /// How texts become tokens. Throws error(errc::invalid_options) where there are none.
  [[nodiscard]] token_options tokenization() const;

  /// Throws error(errc::invalid_options) naming the first field outside its range, its value and the range.
  void validate() const;
};

namespace detail {

[[nodiscard]] constexpr const char* name_of(signature_scheme scheme) noexcept {
  return scheme == signature_scheme::minmax32 ? "minmax32" : "minhash32";
}

[[nodiscard]] constexpr const char* name_of(std::optional<token_kind> kind) noexcept {
  if (!kind) return "absent";
  if (*kind == token_kind::words) return "words";
  return *kind == token_kind::characters ? "characters" : "whitespace";
}

/// For spans of the caller's that take or give a signature.
inline void require_entries(std::size_t count, std::uint32_t num_hashes) {
  if (count != num_hashes) refuse_option("number of entries", count, std::to_string(num_hashes));
}

/// A field in which two settings differ, and what it is in each.
struct settings_difference {
  const char* field;
  std::string first, second;
};

/// The first difference that makes signatures incomparable; none where they are comparable.
[[nodiscard]] inline std::optional<settings_difference> difference(const signature_settings& a,
                                                                   const signature_settings& b) {
  const auto differ = [](const char* field, const auto& first, const auto& second) {
    return settings_difference{field, concatenated(first), concatenated(second)};
  };
  const auto yes_or_no = [](bool is) { return is ? "true" : "false"; };
  if (a.scheme != b.scheme) return differ("scheme", name_of(a.scheme), name_of(b.scheme));
  if (a.num_hashes != b.num_hashes) return differ("num_hashes", a.num_hashes, b.num_hashes);
  if (a.seed != b.seed) return differ("seed", a.seed, b.seed);
  if (a.tokens != b.tokens) return differ("tokens", name_of(a.tokens), name_of(b.tokens));
  if (!a.tokens) return {};
  if (a.fold_diacritics != b.fold_diacritics)
    return differ("fold_diacritics", yes_or_no(a.fold_diacritics), yes_or_no(b.fold_diacritics));
  if (a.join_hyphenated_line_breaks != b.join_hyphenated_line_breaks)
    return differ("join_hyphenated_line_breaks", yes_or_no(a.join_hyphenated_line_breaks),
                  yes_or_no(b.join_hyphenated_line_breaks));
  if (a.effective_shingle_size() != b.effective_shingle_size())
    return differ("shingle_size", a.effective_shingle_size(), b.effective_shingle_size());
  if (a.unicode_version != b.unicode_version)
    return differ("unicode_version", a.unicode_version, b.unicode_version);
  return {};
}

}  // namespace detail

/// Whether signatures of these settings can be compared and merged.
[[nodiscard]] inline bool operator==(const signature_settings& a, const signature_settings& b) {
  return !detail::difference(a, b);
}

/// Throws error(errc::incompatible) naming the first field in which the two differ, unless a == b.
inline void require_compatible(const signature_settings& a, const signature_settings& b) {
  if (const auto found = detail::difference(a, b))
    throw error(errc::incompatible,
                detail::concatenated("signatures were made differently: ", found->field, " is ",
                                     found->second, "; allowed: ", found->first, ", as in the other"));
}

inline token_options signature_settings::tokenization() const {
  if (!tokens) detail::refuse_option("tokens", detail::name_of(tokens), "words, characters or whitespace");
  return {*tokens, fold_diacritics, join_hyphenated_line_breaks, seed};
}

inline void signature_settings::validate() const {
  detail::require_num_hashes(num_hashes);
  if (!tokens) return;
  tokenization().validate();
  detail::require_shingle_size(effective_shingle_size());
  if (unicode_version != unicode_version_string)
    detail::refuse_option("unicode_version", unicode_version, unicode_version_string);
}

/// How find_near_duplicates makes signatures under these options.
[[nodiscard]] inline signature_settings settings_of(const near_duplicate_options& options) {
  return {options.scheme,       options.num_hashes,      options.seed,
          options.tokens,       options.fold_diacritics, options.join_hyphenated_line_breaks,
          options.shingle_size, unicode_version_string};
}

/// A MinHash signature with what it was made by. A value type; const members are safe from many threads. One
/// that was moved from may only be assigned to or destroyed.
class signature {
 public:
  /// Of the empty set under the default settings.
  signature() : signature(signature_settings{}) {}
  /// Of the empty set: every entry is 2^32 - 1, which a merge leaves as the other's.
  /// Throws error(errc::invalid_options) where num_hashes is out of its range.
  explicit signature(signature_settings settings) : settings_(std::move(settings)) {
    detail::require_num_hashes(settings_.num_hashes);
    entries_.resize(settings_.num_hashes, empty_entry);
  }
  /// From entries that were made by these settings, perhaps elsewhere. Throws besides
  /// error(errc::invalid_options) where they are not num_hashes many.
  signature(signature_settings settings, std::vector<std::uint32_t> entries)
      : settings_(std::move(settings)), entries_(std::move(entries)) {
    detail::require_num_hashes(settings_.num_hashes);
    detail::require_entries(entries_.size(), settings_.num_hashes);
  }

  [[nodiscard]] const signature_settings& settings() const noexcept { return settings_; }
  /// num_hashes of them.
  [[nodiscard]] std::span<const std::uint32_t> entries() const noexcept { return entries_; }
  /// Whether it stands for the empty set.
  [[nodiscard]] bool is_empty() const noexcept { return is_empty(entries_); }
  /// The same of entries alone. Two are enough to tell: the only hash with which one multiplier gives 2^32-1
  /// gives another value with another multiplier, and the first two entries are minima of two.
  [[nodiscard]] static bool is_empty(std::span<const std::uint32_t> entries) noexcept {
    assert(entries.size() >= 2);
    return entries[0] == empty_entry && entries[1] == empty_entry;
  }

  /// Becomes the signature of the union of both sets. O(num_hashes).
  /// Throws error(errc::incompatible) where the settings differ, and errc::unsupported_kernel where
  /// NEARDUP_FORCE_KERNEL asks for kernels that this machine does not run; it is then unchanged.
  void merge(const signature& other) {
    require_compatible(settings_, other.settings_);
    detail::kernels().merge(entries_.data(), other.entries_.data(), entries_.size());
  }

  [[nodiscard]] friend bool operator==(const signature& a, const signature& b) {
    return a.settings_ == b.settings_ && a.entries_ == b.entries_;
  }

  static constexpr std::uint32_t empty_entry = 0xFFFFFFFF;

 private:
  signature_settings settings_;
  std::vector<std::uint32_t> entries_;
};

}  // namespace neardup::inline v0
