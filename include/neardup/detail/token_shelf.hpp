#pragma once

#include <algorithm>
#include <cstddef>
#include <span>
#include <vector>

#include <neardup/detail/large_vector.hpp>
#include <neardup/token.hpp>

namespace neardup::inline v0::detail {

/// Keeps the tokens of many texts, one after another in blocks of up to 8 MB, where each is found by the span
/// that it was given. A vector of its own for each text cost a fifth of the time of reading them: pages of 4
/// KB are asked for one by one. Used by one thread at a time; movable.
class token_shelf {
 public:
  /// Copies `tokens`; what is returned lasts as long as the shelf.
  [[nodiscard]] std::span<const token> keep(std::span<const token> tokens) {
    if (tokens.empty()) return {};
    if (tokens.size() > free_) {
      free_ = std::max(tokens.size(), std::min(kept_, largest_block));
      blocks_.emplace_back(free_);
    }
    const auto place = blocks_.back().end() - static_cast<std::ptrdiff_t>(free_);
    std::copy(tokens.begin(), tokens.end(), place);
    free_ -= tokens.size();
    kept_ += tokens.size();
    return {place, tokens.size()};
  }

 private:
  static constexpr std::size_t largest_block = (std::size_t{8} << 20) / sizeof(token);

  std::vector<large_vector<token>> blocks_;
  std::size_t kept_ = 0;
  std::size_t free_ = 0;  // tokens at the end of the last block
};

}  // namespace neardup::inline v0::detail
