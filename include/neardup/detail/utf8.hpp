#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

#include <neardup/detail/platform.hpp>

namespace neardup::inline v0::detail {

/// What decode() gives for bytes that are not UTF-8.
inline constexpr char32_t ill_formed = 0xFFFFFFFF;

/// One code point and the bytes it takes, or `ill_formed` and the length of the maximal subpart.
struct decoded {
  char32_t code_point;
  std::uint32_t length;
};

/// Decodes at `p` < `end`. The maximal subpart is the longest prefix of a well-formed sequence that stands
/// there, one byte at least (The Unicode Standard, 3.9): E2 82 | 41 is one subpart, ED A0 80 three.
/// Inlined by force: called, it made every script but ASCII a third slower to tokenise.
[[nodiscard, gnu::always_inline]] inline decoded decode(const unsigned char* p,
                                                        const unsigned char* end) noexcept {
  const std::uint32_t lead = p[0];
  if (lead < 0x80) return {lead, 1};
  const std::size_t left = static_cast<std::size_t>(end - p);
  if (lead < 0xC2 || lead > 0xF4 || left < 2) return {ill_formed, 1};
  const std::uint32_t second = p[1];
  if (lead < 0xE0) {
    if ((second & 0xC0) != 0x80) return {ill_formed, 1};
    return {(lead & 0x1F) << 6 | (second & 0x3F), 2};
  }
  // The second byte alone tells overlong forms, surrogates and what lies above U+10FFFF.
  const std::uint32_t low = lead == 0xE0 ? 0xA0 : lead == 0xF0 ? 0x90 : 0x80;
  const std::uint32_t high = lead == 0xED ? 0x9F : lead == 0xF4 ? 0x8F : 0xBF;
  if (second < low || second > high) return {ill_formed, 1};
  if (left < 3 || (p[2] & 0xC0) != 0x80) return {ill_formed, 2};
  if (lead < 0xF0) return {(lead & 0x0F) << 12 | (second & 0x3F) << 6 | (p[2] & 0x3Fu), 3};
  if (left < 4 || (p[3] & 0xC0) != 0x80) return {ill_formed, 3};
  return {(lead & 0x07) << 18 | (second & 0x3F) << 12 | (p[2] & 0x3Fu) << 6 | (p[3] & 0x3Fu), 4};
}

[[nodiscard]] inline std::uint32_t encoded_length(char32_t c) noexcept {
  return c < 0x80 ? 1 : c < 0x800 ? 2 : c < 0x10000 ? 3 : 4;
}

/// Writes `c`, a code point that is no surrogate, at `out` and returns how many bytes it took, 1 to 4.
inline std::uint32_t encode(char32_t c, char* out) noexcept {
  const auto put = [&](int i, char32_t value) {
    out[i] = static_cast<char>(static_cast<unsigned char>(value));
  };
  if (c < 0x80) {
    put(0, c);
    return 1;
  }
  if (c < 0x800) {
    put(0, 0xC0 | c >> 6), put(1, 0x80 | (c & 0x3F));
    return 2;
  }
  if (c < 0x10000) {
    put(0, 0xE0 | c >> 12), put(1, 0x80 | (c >> 6 & 0x3F)), put(2, 0x80 | (c & 0x3F));
    return 3;
  }
  put(0, 0xF0 | c >> 18), put(1, 0x80 | (c >> 12 & 0x3F)), put(2, 0x80 | (c >> 6 & 0x3F)),
      put(3, 0x80 | (c & 0x3F));
  return 4;
}

/// The bytes of a text as numbers.
[[nodiscard]] inline const unsigned char* as_bytes(const char* text) noexcept {
  return reinterpret_cast<const unsigned char*>(text);
}

/// The code point at the beginning of `text`, which is not empty.
[[nodiscard]] inline decoded first_code_point(std::string_view text) noexcept {
  return decode(as_bytes(text.data()), as_bytes(text.data()) + text.size());
}

}  // namespace neardup::inline v0::detail
