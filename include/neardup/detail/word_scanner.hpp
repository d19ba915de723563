#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include <neardup/detail/unicode.hpp>
#include <neardup/detail/utf8.hpp>

namespace neardup::inline v0::detail {

[[nodiscard]] constexpr bool is_ascii_word(unsigned char c) noexcept {
  return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
}

inline constexpr auto ascii_word_table = [] {
  std::array<bool, 256> table{};
  for (unsigned c = 0; c < 128; ++c) table[c] = is_ascii_word(static_cast<unsigned char>(c));
  return table;
}();

/// Source bytes of one token, before folding and cutting.
struct token_span {
  std::size_t begin = 0;
  std::size_t end = 0;
  bool ascii = false;      ///< ASCII letters and digits only
  bool separated = false;  ///< a separator stands between it and the token before
};

/// Finds the tokens of a text one after the other (docs/scheme-v1.md, "Words"). Reads every byte about once;
/// holds no memory.
class word_scanner {
 public:
  /// Begins at the byte `begin`, which begins a token or stands outside of any.
  explicit word_scanner(std::string_view text, std::size_t begin = 0) noexcept
      : bytes_(as_bytes(text.data())), end_(bytes_ + text.size()), p_(bytes_ + begin) {}

  /// The next token; false at the end of the text.
  bool next(token_span& token) noexcept {
    token.separated = false;
    if (!in_run_ && !skip_to_token(token)) return false;
    token.begin = position(p_);
    if (emoji_) {
      p_ += decode(p_, end_).length;
      token.end = position(p_);
      token.ascii = emoji_ = false;
      return true;
    }
    read_word(token);
    return true;
  }

  /// Where the next token is looked for: one begins there, or the last one's run has ended before.
  [[nodiscard]] std::size_t position() const noexcept { return position(p_); }

  /// Maximal subparts of ill-formed UTF-8 met so far.
  [[nodiscard]] std::uint64_t ill_formed_count() const noexcept { return ill_formed_; }

 private:
  [[nodiscard]] std::size_t position(const unsigned char* p) const noexcept {
    return static_cast<std::size_t>(p - bytes_);
  }

  /// Moves to the next letter, digit or emoji.
  bool skip_to_token(token_span& token) noexcept {
    while (p_ != end_) {
      if (*p_ < 0x80) {
        if (ascii_word_table[*p_]) return true;
        token.separated = true;
        ++p_;
        continue;
      }
      const auto [c, length] = decode(p_, end_);
      if (c == ill_formed) {
        ++ill_formed_;
        token.separated = true;
      } else {
        const code_point_properties found = properties_of(c);
        if (found.is_letter()) return true;
        if (found.kind() == code_point_class::emoji) return emoji_ = true;
        if (found.kind() != code_point_class::transparent) token.separated = true;  // a mark here has no base
      }
      p_ += length;
    }
    return false;
  }

  /// Reads a token from its first letter or digit. Transparent code points before another word code point
  /// belong to it; at the end of the run they belong to nothing.
  void read_word(token_span& token) noexcept {
    const unsigned char* p = p_;
    while (p != end_ && ascii_word_table[*p]) ++p;
    token.ascii = p == end_ || *p < 0x80;
    token.end = position(p);
    in_run_ = false;
    if (token.ascii) {
      p_ = p;
      return;
    }
    bool no_space = false, first = p == p_;
    for (; p != end_; first = false) {
      const auto [c, length] = decode(p, end_);
      if (c == ill_formed) break;
      const auto kind = properties_of(c).kind();
      if (first)
        no_space = kind == code_point_class::no_space;
      else if (kind == code_point_class::no_space || (kind == code_point_class::letter && no_space)) {
        token.end = position(p);
        in_run_ = true;
        break;
      }
      const bool part = properties_of(c).is_letter() || kind == code_point_class::mark;
      if (!part && kind != code_point_class::transparent) break;
      p += length;
      if (part) token.end = position(p);
    }
    p_ = p;
  }

  const unsigned char* bytes_;
  const unsigned char* end_;
  const unsigned char* p_;
  std::uint64_t ill_formed_ = 0;
  bool in_run_ = false;  ///< p_ stands at the next token of the run that the last one belonged to
  bool emoji_ = false;   ///< p_ stands at an emoji
};

}  // namespace neardup::inline v0::detail
