#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <vector>

#include <neardup/detail/kernel_table.hpp>
#include <neardup/token.hpp>

namespace neardup::inline v0::detail {

/// Writes the tokens of a text over what a vector holds. What was there before is not cleared first: to make
/// room for tokens anew for each text took a tenth of the time from text to signature.
class token_writer {
 public:
  /// `text_bytes`: of the text that the tokens are read from.
  token_writer(std::vector<token>& tokens, std::size_t text_bytes) noexcept
      : tokens_(tokens), text_bytes_(text_bytes) {}

  /// Room for `count` tokens more, for the caller to write. `end`: bytes of the text that they end within.
  [[nodiscard]] token* extend(std::size_t count, std::size_t end) {
    const std::size_t needed = count_ + count;
    if (needed > tokens_.size()) {
      if (needed > tokens_.capacity()) tokens_.reserve(needed + room_for_rest(needed, end));
      tokens_.resize(needed);
    }
    count_ = needed;
    return tokens_.data() + (needed - count);
  }

  void push(std::uint64_t hash, std::size_t begin, std::size_t length) {
    *extend(1, begin + length) = {hash, static_cast<std::uint32_t>(begin),
                                  static_cast<std::uint32_t>(length)};
  }

  [[nodiscard]] bool empty() const noexcept { return count_ == 0; }
  [[nodiscard]] token& back() noexcept { return tokens_[count_ - 1]; }
  void pop_back() noexcept { --count_; }

  /// Leaves the tokens that were written, and no others.
  void finish() { tokens_.resize(count_); }

 private:
  /// Tokens that the rest of the text will have if it goes on so, and an eighth more: a long text makes room
  /// a few times, and holds hardly more than it needs. Sixteen times at once at most: its beginning may
  /// mislead.
  [[nodiscard]] std::size_t room_for_rest(std::size_t needed, std::size_t end) const noexcept {
    const double rest = static_cast<double>(text_bytes_ - end) / static_cast<double>(end);
    return needed / 8 + static_cast<std::size_t>(static_cast<double>(needed) * std::min(rest, 15.0));
  }

  std::vector<token>& tokens_;
  std::size_t text_bytes_;
  std::size_t count_ = 0;
};

/// Writes the tokens that a scan from the byte `at` of a text has found; returns the first of them.
inline token* write_scanned(const kernel_table& kernels, const scan_buffers& scanned,
                            const scan_result& found, std::uint64_t seed, std::size_t at,
                            token_writer& tokens) {
  token* const written = tokens.extend(found.tokens, at + found.position);
  kernels.hash_tokens(scanned.folded, scanned.begins, scanned.ends, found.tokens, seed,
                      static_cast<std::uint32_t>(at), written);
  return written;
}

}  // namespace neardup::inline v0::detail
