#pragma once

#include <algorithm>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <vector>

#include <neardup/detail/passage_windows.hpp>

// Whether two stretches of tokens agree more than stretches of the same words would anyhow.
namespace neardup::inline v0::detail {

/// log2(x) for x >= 1 in units of 2^-16, rounded down: in integers, so that every machine says the same.
[[nodiscard]] inline std::uint64_t fixed_log2(std::uint64_t x) noexcept {
  const auto whole = static_cast<std::uint64_t>(std::bit_width(x)) - 1;
  std::uint64_t mantissa = (x << (63 - whole)) >> 32, log = whole;  // 1 <= mantissa / 2^31 < 2
  for (int n = 0; n < 16; ++n) {
    mantissa = (mantissa * mantissa) >> 31;  // squared, the logarithm is twice as much
    const std::uint64_t carry = mantissa >> 32;
    mantissa >>= carry;
    log = log << 1 | carry;
  }
  return log;
}

/// Measures agreement against chance. Keeps its storage; one object a thread.
class chance_measure {
 public:
  /// Whether `matched` tokens of two stretches, in order, are so many that among all stretches of these
  /// lengths in two texts of `first_text` and `second_text` tokens less than one pair would agree so by
  /// chance. `matched` is 1 up to the shorter length.
  ///
  /// The expected number is at most the number of places times that of ways to choose the matched tokens on
  /// either side times q^matched, where q is how often a token of one stretch equals one of the other that
  /// it is not aligned to. O(n log n) in the lengths, of which 256 tokens are looked at.
  [[nodiscard]] bool is_beyond(token_list first, token_list second, std::uint64_t matched,
                               std::uint64_t first_text, std::uint64_t second_text) {
    const std::uint64_t needed = fixed_log2(first_text) + fixed_log2(second_text) +
                                 ways(first.size(), matched) + ways(second.size(), matched);
    return matched * surprise(first, second, matched) >= needed;
  }

 private:
  static constexpr std::size_t sample = 256;

  /// log2 of the ways to choose k of n, or a little more: by the entropy of the share.
  [[nodiscard]] static std::uint64_t ways(std::uint64_t n, std::uint64_t k) noexcept {
    const auto total = [](std::uint64_t x) { return x == 0 ? 0 : x * fixed_log2(x); };
    const std::uint64_t all = total(n), parts = total(k) + total(n - k);
    return all > parts ? all - parts : 0;
  }

  /// log2(1 / q).
  [[nodiscard]] std::uint64_t surprise(token_list first, token_list second, std::uint64_t matched) {
    first = first.first(std::min(first.size(), sample));
    second = second.first(std::min(second.size(), sample));
    const auto sorted = [](token_list tokens, std::vector<std::uint64_t>& hashes) {
      hashes.clear();
      for (const token& each : tokens) hashes.push_back(each.hash);
      std::sort(hashes.begin(), hashes.end());
    };
    sorted(first, first_);
    sorted(second, second_);
    std::uint64_t equal = 0;
    for (std::size_t n = 0, m = 0; n < first_.size(); ++n) {
      while (m < second_.size() && second_[m] < first_[n]) ++m;
      for (std::size_t each = m; each < second_.size() && second_[each] == first_[n]; ++each) ++equal;
    }
    const std::uint64_t aligned = std::min<std::uint64_t>(matched, std::min(first_.size(), second_.size()));
    return fixed_log2(first_.size() * second_.size()) - fixed_log2(equal > aligned ? equal - aligned : 1);
  }

  std::vector<std::uint64_t> first_, second_;
};

}  // namespace neardup::inline v0::detail
