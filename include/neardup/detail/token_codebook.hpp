#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <span>
#include <vector>

#include <neardup/detail/id_numbers.hpp>
#include <neardup/token.hpp>

namespace neardup::inline v0::detail {

/// Token sequences in a quarter of the memory of their hashes: each distinct token has a number, by the order
/// in which they come, and a sequence is a list of those in units of 16 bits, one for a number below 2^15,
/// else two. Most tokens of a text are words that came early. A token that stands in no sequence any more
/// gives its number away. A value type; const members are safe from many threads. 28 to 52 bytes a distinct
/// token.
class token_codebook {
 public:
  [[nodiscard]] std::size_t size() const noexcept { return numbers_.size(); }

  /// Takes a sequence in. Strong guarantee. Throws error(errc::too_large) beyond 2^31 distinct tokens.
  [[nodiscard]] std::vector<std::uint16_t> encode(std::span<const token> tokens) {
    std::vector<std::uint16_t> codes(tokens.size() * 2);
    numbers_.make_room(tokens.size(), std::uint32_t{1} << 31);
    const std::size_t most = numbers_.bound(tokens.size());
    if (most > uses_.capacity()) uses_.reserve(std::max(most, uses_.capacity() * 2));
    auto next = codes.begin();
    for (std::size_t i = 0; i < tokens.size(); ++i) {
      if (constexpr std::size_t ahead = 16; i + ahead < tokens.size())
        numbers_.prefetch(tokens[i + ahead].hash);
      const std::uint32_t number = take(tokens[i].hash);
      if (number >= long_code) *next++ = static_cast<std::uint16_t>(long_code | number >> 16);
      *next++ = static_cast<std::uint16_t>(number);
    }
    codes.resize(static_cast<std::size_t>(next - codes.begin()));
    codes.shrink_to_fit();
    return codes;
  }

  /// Lets go of a sequence that encode() gave.
  void release(std::span<const std::uint16_t> codes) noexcept {
    for_each_number(codes, [&](std::uint32_t number) {
      if (uses_[number] == countless || --uses_[number] != 0) return;
      numbers_.erase(number);
    });
  }

  /// The hashes of a sequence's tokens, at no place in any text.
  void decode(std::span<const std::uint16_t> codes, std::vector<token>& tokens) const {
    tokens.clear();
    for_each_number(codes, [&](std::uint32_t number) { tokens.push_back({numbers_.id_of(number), 0, 0}); });
  }

 private:
  static constexpr std::uint32_t long_code = 0x8000;
  /// A count that got here is not known any more: the token stays.
  static constexpr std::uint32_t countless = std::numeric_limits<std::uint32_t>::max();

  [[nodiscard]] std::uint32_t take(std::uint64_t hash) noexcept {
    std::uint32_t number = numbers_.find(hash);
    if (number == id_numbers::none) {
      number = numbers_.add(hash);
      if (number >= uses_.size()) uses_.resize(number + std::size_t{1});
    }
    uses_[number] += uses_[number] != countless;
    return number;
  }

  template <class Use>
  static void for_each_number(std::span<const std::uint16_t> codes, Use&& use) {
    for (std::size_t i = 0; i < codes.size(); ++i) {
      std::uint32_t number = codes[i];
      if (number >= long_code) number = (number - long_code) << 16 | codes[++i];
      use(number);
    }
  }

  id_numbers numbers_;
  std::vector<std::uint32_t> uses_;  // by number: places in sequences
};

}  // namespace neardup::inline v0::detail
