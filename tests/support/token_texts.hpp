#pragma once

#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <random>
#include <string>
#include <string_view>
#include <vector>

#include <neardup/detail/utf8.hpp>
#include <neardup/tokenize.hpp>

namespace token_texts {

using texts = std::vector<std::string>;

/// The folded texts of the tokens of `text`.
inline texts folded(std::string_view text, neardup::token_kind kind = neardup::token_kind::words) {
  texts out;
  neardup::detail::for_each_token(
      text, kind, [&](std::string_view token, std::size_t, std::size_t) { out.emplace_back(token); });
  return out;
}

/// The source bytes of the tokens of `text`.
inline texts sources(std::string_view text, neardup::token_kind kind = neardup::token_kind::words) {
  texts out;
  for (const neardup::token& t : neardup::tokenize(text, kind).tokens)
    out.emplace_back(text.substr(t.begin, t.length));
  return out;
}

inline std::string utf8(std::initializer_list<char32_t> code_points) {
  std::string out;
  for (const char32_t c : code_points) {
    char bytes[4];
    out.append(bytes, neardup::detail::encode(c, bytes));
  }
  return out;
}

inline std::string repeat(std::string_view text, std::size_t times) {
  std::string out;
  out.reserve(text.size() * times);
  while (times-- > 0) out += text;
  return out;
}

/// Seeded texts that are rich in what the rules tell apart: marks of many classes, scripts without spaces,
/// joiners, emoji, compositions, long folds.
class random_text {
 public:
  explicit random_text(std::uint64_t seed) : generator_(seed) {}

  std::size_t below(std::size_t bound) {
    return std::uniform_int_distribution<std::size_t>(0, bound - 1)(generator_);
  }

  char32_t code_point() {
    static constexpr char32_t interesting[] = {
        U' ',   U'-',    U'a',    U'A',    U'e',    U'1',    0xDF,    0xE9,    0x130,   0x3B1,
        0x3A3,  0x345,   0x300,   0x301,   0x308,   0x323,   0x327,   0x31B,   0x344,   0x34F,
        0x5B0,  0x5BC,   0x64B,   0x651,   0x93C,   0x915,   0x94D,   0x9C7,   0x9BE,   0x9CB,
        0xE01,  0xE33,   0xE48,   0xEB2,   0xFB2,   0xF71,   0xF72,   0xF80,   0x1100,  0x1161,
        0x11A8, 0xAC00,  0xAC01,  0x115F,  0x3164,  0xAD,    0x200B,  0x200C,  0x200D,  0x2060,
        0xFEFF, 0xFE0F,  0x180B,  0x304B,  0x30AB,  0x3099,  0xFF76,  0xFF9E,  0x30FC,  0x6F22,
        0x5B57, 0xF900,  0xFB01,  0xFDFA,  0xFF21,  0x1F600, 0x1F3FB, 0x1F1E6, 0x1F201, 0x2764,
        0x302E, 0x1D15E, 0x1D165, 0x110BA, 0x11099, 0x1E900, 0x20E3,  0xA0};
    switch (below(8)) {
      case 0:
        return static_cast<char32_t>(0x21 + below(0x2000));
      case 1:
        return valid(below(0x110000));
      case 2:
        return valid(below(0x20000));
      default:
        return interesting[below(std::size(interesting))];
    }
  }

  std::string text(std::size_t code_points) {
    std::string out;
    while (code_points-- > 0) out += utf8({code_point()});
    return out;
  }

 private:
  static char32_t valid(std::size_t c) { return static_cast<char32_t>(c >= 0xD800 && c < 0xE000 ? U'x' : c); }

  std::mt19937_64 generator_;
};

}  // namespace token_texts
