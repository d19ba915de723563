#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <vector>

#include <neardup/token.hpp>

namespace neardup::inline v0::detail {

/// Writes the tokens of a text over what a vector holds. What was there before is not cleared first: to make
/// room for tokens anew for each text took a tenth of the time from text to signature.
class token_writer {
 public:
  explicit token_writer(std::vector<token>& tokens) noexcept : tokens_(tokens) {}

  /// Room for `count` tokens more, for the caller to write.
  [[nodiscard]] token* extend(std::size_t count) {
    if (tokens_.size() - count_ < count)
      tokens_.resize(std::max(count_ + count, tokens_.size() + tokens_.size() / 2));
    count_ += count;
    return tokens_.data() + (count_ - count);
  }

  void push(std::uint64_t hash, std::size_t begin, std::size_t length) {
    *extend(1) = {hash, static_cast<std::uint32_t>(begin), static_cast<std::uint32_t>(length)};
  }

  [[nodiscard]] bool empty() const noexcept { return count_ == 0; }
  [[nodiscard]] token& back() noexcept { return tokens_[count_ - 1]; }
  void pop_back() noexcept { --count_; }

  /// Leaves the tokens that were written, and no others.
  void finish() { tokens_.resize(count_); }

 private:
  std::vector<token>& tokens_;
  std::size_t count_ = 0;
};

}  // namespace neardup::inline v0::detail
