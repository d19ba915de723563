#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include <unicode/normalizer2.h>
#include <unicode/uchar.h>
#include <unicode/unistr.h>
#include <unicode/uscript.h>
#include <unicode/utf8.h>

// The rules of docs/scheme-v1.md over ICU, as plainly as they can be written and with no regard for time.
// Shares no line with the library.
namespace icu_oracle {

struct token {
  std::string folded;
  std::size_t begin, length;
  friend bool operator==(const token&, const token&) = default;
};

struct result {
  std::vector<token> tokens;
  std::size_t ill_formed = 0;
};

struct code_point {
  UChar32 c;  // negative: a maximal subpart of ill-formed UTF-8
  std::size_t begin, end;
};
using code_points = std::vector<code_point>;

inline code_points decode(std::string_view text) {
  code_points out;
  for (std::size_t i = 0; i < text.size();) {
    const std::size_t begin = i;
    UChar32 c;
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wconversion"
    U8_NEXT(text.data(), i, text.size(), c);
#pragma GCC diagnostic pop
    out.push_back({c, begin, i});
  }
  return out;
}

inline const icu::Normalizer2& normalizer(bool casefold) {
  UErrorCode status = U_ZERO_ERROR;
  return casefold ? *icu::Normalizer2::getNFKCCasefoldInstance(status)
                  : *icu::Normalizer2::getNFDInstance(status);
}

inline icu::UnicodeString fold(const icu::UnicodeString& text) {
  UErrorCode status = U_ZERO_ERROR;
  return normalizer(true).normalize(normalizer(false).normalize(text, status), status);
}

inline std::string fold(const code_points& text, std::size_t first, std::size_t last) {
  icu::UnicodeString source;
  for (std::size_t i = first; i < last; ++i) source.append(text[i].c);
  std::string out;
  return fold(source).toUTF8String(out);
}

inline bool is_mark(UChar32 c) { return (U_GET_GC_MASK(c) & U_GC_M_MASK) != 0; }
inline bool is_letter(UChar32 c) { return c >= 0 && (U_GET_GC_MASK(c) & (U_GC_L_MASK | U_GC_N_MASK)) != 0; }
inline bool is_emoji(UChar32 c) {
  return c >= 0 && u_hasBinaryProperty(c, UCHAR_EMOJI_PRESENTATION) &&
         !u_hasBinaryProperty(c, UCHAR_EMOJI_MODIFIER);
}
inline bool is_transparent(UChar32 c) {
  return c >= 0 && u_hasBinaryProperty(c, UCHAR_DEFAULT_IGNORABLE_CODE_POINT) && c != 0x200B &&
         !is_letter(c) && !is_mark(c);
}
inline bool is_no_space(UChar32 c) {
  static constexpr UScriptCode scripts[] = {
      USCRIPT_HAN,    USCRIPT_HIRAGANA,    USCRIPT_KATAKANA, USCRIPT_BOPOMOFO, USCRIPT_YI,
      USCRIPT_THAI,   USCRIPT_LAO,         USCRIPT_KHMER,    USCRIPT_MYANMAR,  USCRIPT_LANNA,
      USCRIPT_TAI_LE, USCRIPT_NEW_TAI_LUE, USCRIPT_TAI_VIET};
  return is_letter(c) && !u_hasBinaryProperty(c, UCHAR_GRAPHEME_EXTEND) &&
         std::any_of(std::begin(scripts), std::end(scripts),
                     [&](UScriptCode s) { return uscript_hasScript(c, s); });
}

inline bool starts_segment(UChar32 c) {
  const icu::UnicodeString folded = fold(icu::UnicodeString(c));
  if (is_mark(c) || folded.isEmpty()) return false;
  const UChar32 first = folded.char32At(0);
  return u_getCombiningClass(first) == 0 &&
         u_getIntPropertyValue(first, UCHAR_NFC_QUICK_CHECK) != UNORM_MAYBE;
}

// Places before which a token may be cut.
inline std::vector<std::size_t> boundaries(const code_points& text) {
  std::vector<std::size_t> out;
  int marks = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (starts_segment(text[i].c) || (is_mark(text[i].c) && marks >= 30)) out.push_back(i), marks = 0;
    UErrorCode status = U_ZERO_ERROR;
    const icu::UnicodeString nfd = normalizer(false).normalize(icu::UnicodeString(text[i].c), status);
    for (int32_t j = 0; j < nfd.length(); j = nfd.moveIndex32(j, 1))
      if (!is_transparent(nfd.char32At(j))) marks = is_mark(nfd.char32At(j)) ? marks + 1 : 0;
  }
  return out;
}

// The token as pieces of at most 256 folded bytes, empty ones included.
inline std::vector<code_points> cut(code_points text) {
  std::vector<code_points> out;
  while (fold(text, 0, text.size()).size() > 256) {
    std::size_t at = 0;
    for (const std::size_t b : boundaries(text))
      if (fold(text, 0, b).size() <= 256) at = b;
    if (at == 0)
      while (fold(text, 0, at + 1).size() <= 256) ++at;
    const auto split = text.begin() + static_cast<std::ptrdiff_t>(at);
    out.emplace_back(text.begin(), split);
    text.erase(text.begin(), split);
  }
  out.push_back(text);
  return out;
}

struct run_token {
  code_points text;
  bool separated;  // a separator stands before it
};

// The tokens of a text before folding and cutting.
inline std::vector<run_token> split(const code_points& text, std::size_t& ill_formed) {
  std::vector<run_token> out;
  bool separated = false;
  for (std::size_t i = 0; i < text.size();) {
    const UChar32 c = text[i].c;
    if (is_emoji(c)) {
      out.push_back({{text[i++]}, separated});
      separated = false;
    } else if (is_letter(c)) {
      std::size_t last = i;  // the last word code point of the run
      for (std::size_t j = i; j < text.size() && text[j].c >= 0 && !is_emoji(text[j].c); ++j) {
        if (is_letter(text[j].c) || is_mark(text[j].c))
          last = j;
        else if (!is_transparent(text[j].c))
          break;
      }
      bool open = false, character = false;  // a token is open; it is one of a script without spaces
      for (; i <= last; ++i) {
        const UChar32 d = text[i].c;
        const bool follows =
            is_mark(d) || is_transparent(d) || u_hasBinaryProperty(d, UCHAR_GRAPHEME_EXTEND) || !character;
        if (!open || is_no_space(d) || !follows) {
          out.push_back({{}, separated});
          separated = false, open = true, character = is_no_space(d);
        }
        out.back().text.push_back(text[i]);
      }
    } else {
      if (c < 0) ++ill_formed;
      if (!is_transparent(c)) separated = true;
      ++i;
    }
  }
  return out;
}

inline result words(std::string_view text) {
  result out;
  for (const run_token& word : split(decode(text), out.ill_formed))
    for (const code_points& piece : cut(word.text))
      if (std::string folded = fold(piece, 0, piece.size()); !folded.empty())
        out.tokens.push_back({folded, piece.front().begin, piece.back().end - piece.front().begin});
  return out;
}

inline result characters(std::string_view text) {
  result out;
  bool separated = false;
  std::size_t last_end = 0;
  for (const run_token& word : split(decode(text), out.ill_formed)) {
    separated = separated || word.separated;
    for (const code_points& piece : cut(word.text)) {
      if (fold(piece, 0, piece.size()).empty()) continue;
      if (separated && !out.tokens.empty())
        out.tokens.push_back({" ", last_end, piece.front().begin - last_end});
      separated = false;
      last_end = piece.back().end;
      for (std::size_t i = 0, next; i < piece.size(); i = next) {
        for (next = i + 1; next < piece.size() && !starts_segment(piece[next].c);) ++next;
        const std::string folded = fold(piece, i, next);
        for (const code_point& d : decode(folded))
          out.tokens.push_back({folded.substr(d.begin, d.end - d.begin), piece[i].begin,
                                piece[next - 1].end - piece[i].begin});
      }
    }
  }
  return out;
}

inline result whitespace(std::string_view text) {
  result out;
  bool open = false;
  for (const code_point& d : decode(text)) {
    out.ill_formed += d.c < 0;
    const bool space = d.c >= 0 && u_hasBinaryProperty(d.c, UCHAR_WHITE_SPACE);
    if (!space && !open) out.tokens.push_back({"", d.begin, 0});
    open = !space;
    if (open) out.tokens.back().length = d.end - out.tokens.back().begin;
  }
  for (token& t : out.tokens) t.folded = text.substr(t.begin, t.length);
  return out;
}

inline std::string nfc(std::string_view text) {
  UErrorCode status = U_ZERO_ERROR;
  std::string out;
  const icu::Normalizer2& composed = *icu::Normalizer2::getNFCInstance(status);
  return composed.normalize(icu::UnicodeString::fromUTF8(text), status).toUTF8String(out);
}

inline std::string nfd(std::string_view text) {
  UErrorCode status = U_ZERO_ERROR;
  std::string out;
  return normalizer(false).normalize(icu::UnicodeString::fromUTF8(text), status).toUTF8String(out);
}

}  // namespace icu_oracle
