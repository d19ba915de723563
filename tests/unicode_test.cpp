#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include <neardup/detail/unicode.hpp>
#include <neardup/tokenize.hpp>

#include "support/catch.hpp"
#include "support/icu_by_kind.hpp"
#include "support/icu_oracle.hpp"
#include "support/token_texts.hpp"

using neardup::token_kind;
using neardup::detail::code_point_class;
using token_texts::random_text;
using token_texts::repeat;
using token_texts::utf8;

namespace {

bool is_surrogate(char32_t c) { return c >= 0xD800 && c < 0xE000; }

icu_oracle::result by_library(std::string_view text, token_kind kind) {
  icu_oracle::result out;
  out.ill_formed = neardup::detail::for_each_token(
      text, kind, [&](std::string_view folded, std::size_t begin, std::size_t length) {
        out.tokens.push_back({std::string(folded), begin, length});
      });
  return out;
}

// Empty where both agree; else the text and what each says, for a person to read.
std::string difference(std::string_view text, token_kind kind) {
  const icu_oracle::result ours = by_library(text, kind), theirs = icu_oracle::by_kind(text, kind);
  if (ours.tokens == theirs.tokens && ours.ill_formed == theirs.ill_formed) return {};
  const auto show = [](const icu_oracle::result& r) {
    std::string out;
    for (const auto& t : r.tokens)
      out += " [" + t.folded + " " + std::to_string(t.begin) + "+" + std::to_string(t.length) + "]";
    return out + " ill-formed " + std::to_string(r.ill_formed);
  };
  std::string hex;
  for (const auto& c : icu_oracle::decode(text)) hex += " " + std::to_string(c.c);
  return "code points" + hex + "\nours  " + show(ours) + "\noracle" + show(theirs);
}

void check_same(std::string_view text, token_kind kind) {
  const std::string found = difference(text, kind);
  if (!found.empty()) FAIL(found);
}

}  // namespace

TEST_CASE("unicode: properties of every code point are those of ICU", "[unicode]") {
  for (char32_t c = 0; c < 0x110000; ++c) {
    if (is_surrogate(c)) continue;
    const auto u = static_cast<UChar32>(c);
    const auto found = neardup::detail::properties_of(c);
    const auto kind = found.kind();
    const bool same = (kind == code_point_class::emoji) == icu_oracle::is_emoji(u) &&
                      found.is_letter() == icu_oracle::is_letter(u) &&
                      (kind == code_point_class::mark) == icu_oracle::is_mark(u) &&
                      (kind == code_point_class::no_space) == icu_oracle::is_no_space(u) &&
                      (kind == code_point_class::transparent) == icu_oracle::is_transparent(u) &&
                      (kind == code_point_class::space) == bool(u_hasBinaryProperty(u, UCHAR_WHITE_SPACE)) &&
                      found.starts_segment() == icu_oracle::starts_segment(u) &&
                      (found.rank() != 0) == (u_getCombiningClass(u) != 0);
    if (!same) FAIL("U+" << std::hex << std::uint32_t(c));
  }
}

TEST_CASE("unicode: ranks order code points as their combining classes do", "[unicode]") {
  int class_of_rank[256];
  std::fill(std::begin(class_of_rank), std::end(class_of_rank), -1);
  for (char32_t c = 0; c < 0x110000; ++c) {
    if (is_surrogate(c)) continue;
    int& known = class_of_rank[neardup::detail::properties_of(c).rank()];
    const int found = u_getCombiningClass(static_cast<UChar32>(c));
    if (known < 0) known = found;
    if (known != found) FAIL("U+" << std::hex << std::uint32_t(c));
  }
  for (int rank = 1; rank < 256 && class_of_rank[rank] >= 0; ++rank)
    CHECK(class_of_rank[rank - 1] < class_of_rank[rank]);
}

TEST_CASE("unicode: every code point makes the tokens that the rules over ICU make", "[unicode]") {
  const std::string han = utf8({0x6F22}), thai_vowel = utf8({0xE01, 0xE34}), acute = utf8({0x301}),
                    below = utf8({0x323}), joiner = utf8({0x200D}), iota = utf8({0x345}),
                    quiet = utf8({0x316, 0x334});  // compose with nothing
  for (char32_t c = 0; c < 0x110000; ++c) {
    if (is_surrogate(c)) continue;
    // Beyond the planes in use nothing but private use and unassigned: a sample will do.
    if (c >= 0x33000 && (c < 0xE0000 || c >= 0xE1000) && c % 61 != 0 && (c & 0xFFFF) < 0xFFF0) continue;
    const std::string x = utf8({c});
    // Alone; between letters; after a letter with a mark; beside Han and Thai; before marks; around a joiner.
    const std::string text = x + " a" + x + "b e" + below + x + acute + " " + han + x + han + x + " " +
                             thai_vowel + x + " " + x + acute + below + " a" + joiner + x + joiner + "b " +
                             x + iota + acute;
    check_same(text, token_kind::words);
  }
}

TEST_CASE("unicode: every code point makes the characters that the rules over ICU make", "[unicode]") {
  for (char32_t c = 0; c < 0x110000; c += c < 0x3400 ? 1 : 7) {
    if (is_surrogate(c)) continue;
    const std::string x = utf8({c}), text = x + "-a" + x + "b" + x + x;
    check_same(text, token_kind::characters);
    check_same(text, token_kind::whitespace);
  }
}

TEST_CASE("unicode: random texts make the tokens that the rules over ICU make", "[unicode]") {
  random_text random(21);
  for (int round = 0; round < 60'000; ++round) {
    std::string text = random.text(1 + random.below(24));
    if (round % 4 == 0)
      for (std::size_t i = random.below(6) + 1; i-- > 0;)
        text[random.below(text.size())] = static_cast<char>(random.below(256));
    for (const auto kind : {token_kind::words, token_kind::characters, token_kind::whitespace})
      check_same(text, kind);
  }
}

TEST_CASE("unicode: long tokens are cut as the rules over ICU cut them", "[unicode]") {
  random_text random(22);
  const std::string parts[] = {utf8({0x301}),
                               utf8({0x323}),
                               utf8({0x345}),
                               utf8({0xFE0F}),
                               utf8({0x200D}),
                               utf8({0x1161}),
                               utf8({0x11A8}),
                               utf8({0xFF9E}),
                               utf8({0x3164}),
                               utf8({0x93C}),
                               utf8({0x344}),
                               utf8({0x34F}),
                               utf8({0x1D165}),
                               utf8({0xFDFA}),
                               utf8({0xDF}),
                               utf8({0xAC00}),
                               utf8({0x1F82}),
                               utf8({0xE9}),
                               "x",
                               utf8({0x9CB})};
  for (int round = 0; round < 400; ++round) {
    std::string text = repeat("a", 180 + random.below(78));
    while (text.size() < 700) {
      // Few kinds of parts a token and long stretches of each, so that every sort of cut occurs.
      const std::string& part = parts[random.below(std::size(parts))];
      text += repeat(part, 1 + random.below(random.below(3) == 0 ? 70 : 4));
    }
    check_same(text, token_kind::words);
    if (round % 4 == 0) check_same(text, token_kind::characters);
  }
}

TEST_CASE("unicode: a cut is right where a longer text folds to less", "[unicode]") {
  // U+01ED U+0323 is shorter than U+1ECD U+0304, to which it decomposes but for U+0328.
  const std::string shrinking = utf8({0x6F, 0x304, 0x323}), ogonek = utf8({0x328}), voiced = utf8({0xFF9E});
  REQUIRE(icu_oracle::words(shrinking + ogonek).tokens[0].folded.size() <
          icu_oracle::words(shrinking).tokens[0].folded.size());
  for (std::size_t n = 60; n <= 90; ++n) {
    const std::string tail = repeat(voiced, n);
    for (const std::string& text : {shrinking + tail + ogonek, shrinking + tail + ogonek + tail,
                                    utf8({0x14D}) + tail + utf8({0x323}) + ogonek,
                                    utf8({0x14D}) + tail + utf8({0x323}) + ogonek + tail + "x"})
      for (const char* before : {"", "x", "xy", "xyz"}) check_same(before + text, token_kind::words);
  }
  for (std::size_t n = 150; n <= 256; ++n) {
    const std::string before = repeat("x", n), marks = repeat(utf8({0x301}), 29);
    for (const std::string& text :
         {shrinking + marks + ogonek, shrinking + marks + utf8({0x301}) + ogonek + marks + "y",
          utf8({0x14D}) + marks + utf8({0x323}) + ogonek + marks + marks})
      check_same(before + text, token_kind::words);
  }
}
