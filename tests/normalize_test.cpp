#include <cstddef>
#include <cstdint>
#include <ctime>
#include <string>
#include <string_view>
#include <vector>

#include <neardup/detail/normalize.hpp>
#include <neardup/tokenize.hpp>

#include "support/catch.hpp"
#include "support/icu_oracle.hpp"
#include "support/token_texts.hpp"

using neardup::detail::known_code_point;
using neardup::detail::known_text;
using neardup::detail::look_up;
using token_texts::random_text;
using token_texts::utf8;

namespace {

// toNFKC_Casefold(NFD(text)) by the slow path that takes any text.
std::string fold(std::string_view text) {
  neardup::detail::casefolder folder;
  const auto* bytes = neardup::detail::as_bytes(text.data());
  std::uint32_t marks = 0;
  for (std::size_t i = 0; i < text.size();) {
    const auto next = neardup::detail::decode(bytes + i, bytes + text.size());
    marks = folder.push(next.code_point, marks);
    i += next.length;
  }
  const std::size_t size = folder.fold(folder.size());
  std::string out;
  for (const known_code_point c : folder.folded()) out += utf8({c.code_point});
  CHECK(out.size() == size);
  return out;
}

std::string fold_by_icu(std::string_view text) {
  std::string out;
  return icu_oracle::fold(icu::UnicodeString::fromUTF8(text)).toUTF8String(out);
}

std::vector<std::uint64_t> hashes(std::string_view text) {
  std::vector<std::uint64_t> out;
  for (const neardup::token& t : neardup::tokenize(text).tokens) out.push_back(t.hash);
  return out;
}

std::vector<char32_t> reordered(std::initializer_list<char32_t> text) {
  known_text known;
  for (const char32_t c : text) known.push_back(look_up(c));
  neardup::detail::reorder(known);
  std::vector<char32_t> out;
  for (const known_code_point c : known) out.push_back(c.code_point);
  return out;
}

using code_points = std::vector<char32_t>;

}  // namespace

TEST_CASE("normalize: canonical ordering sorts marks by class and keeps equal ones in order", "[normalize]") {
  CHECK(reordered({}).empty());
  CHECK(reordered({0x301, 0x323}) == code_points{0x323, 0x301});
  CHECK(reordered({0x301, 0x300, 0x323}) == code_points{0x323, 0x301, 0x300});
  CHECK(reordered({'a', 0x301, 'b', 0x323}) == code_points{'a', 0x301, 'b', 0x323});
  CHECK(reordered({0x301, 0x34F, 0x323}) ==
        code_points{0x301, 0x34F, 0x323});  // a joiner of class 0 keeps apart
}

TEST_CASE("normalize: composition of pairs", "[normalize]") {
  using neardup::detail::compose_pair;
  CHECK(compose_pair('e', 0x301) == 0xE9);
  CHECK(compose_pair('x', 0x301) == 0);
  CHECK(compose_pair(0x1100, 0x1161) == 0xAC00);
  CHECK(compose_pair(0xAC00, 0x11A8) == 0xAC01);
  CHECK(compose_pair(0xAC01, 0x11A8) == 0);  // has its tail already
  CHECK(compose_pair(0xAC00, 0x11A7) == 0);  // one before the first tail
  CHECK(compose_pair(0x915, 0x93C) == 0);    // excluded from composition
  CHECK(compose_pair(0x11131, 0x11127) == 0x1112E);
}

TEST_CASE("normalize: every pair composes as ICU composes it", "[normalize]") {
  UErrorCode status = U_ZERO_ERROR;
  const icu::Normalizer2& nfc = *icu::Normalizer2::getNFCInstance(status);
  std::vector<char32_t> seconds;
  for (char32_t c = 0; c < 0x20000; ++c)
    if (u_getIntPropertyValue(static_cast<UChar32>(c), UCHAR_NFC_QUICK_CHECK) == UNORM_MAYBE)
      seconds.push_back(c);
  REQUIRE(seconds.size() > 50);
  std::size_t found = 0;
  for (char32_t a = 0; a < 0x20000; ++a) {
    const auto u = static_cast<UChar32>(a);
    if ((a >= 0xAC00 && a < 0xE000 && a % 5 != 0) || u_getCombiningClass(u) != 0 || !u_isdefined(u)) continue;
    for (const char32_t b : seconds) {
      const UChar32 expected = nfc.composePair(u, static_cast<UChar32>(b));
      const char32_t ours = neardup::detail::compose_pair(a, b);
      found += ours != 0;
      if (ours != (expected < 0 ? 0 : static_cast<char32_t>(expected)))
        FAIL(std::hex << std::uint32_t(a) << " " << std::uint32_t(b));
    }
  }
  CHECK(found > 900);
}

TEST_CASE("normalize: every code point folds as ICU folds it", "[normalize]") {
  for (char32_t c = 0; c < 0x110000; ++c) {
    if (c >= 0xD800 && c < 0xE000) continue;
    const std::string text = utf8({c});
    if (fold(text) != fold_by_icu(text)) FAIL("U+" << std::hex << std::uint32_t(c));
  }
}

TEST_CASE("normalize: random texts fold as ICU folds them", "[normalize]") {
  random_text random(31);
  for (int round = 0; round < 60'000; ++round) {
    const std::string text = random.text(1 + random.below(16));
    REQUIRE(fold(text) == fold_by_icu(text));
  }
}

TEST_CASE("normalize: canonically equivalent texts have the same tokens, every code point", "[normalize]") {
  for (char32_t c = 0; c < 0x110000; ++c) {
    if (c >= 0xD800 && c < 0xE000) continue;
    const std::string x = utf8({c}), text = x + " a" + x + utf8({0x323, 0x301}) + "b";
    const std::string nfc = icu_oracle::nfc(text), nfd = icu_oracle::nfd(text);
    if (nfc == text && nfd == text) continue;
    const auto expected = hashes(text);
    if (hashes(nfc) != expected || hashes(nfd) != expected) FAIL("U+" << std::hex << std::uint32_t(c));
  }
}

TEST_CASE("normalize: canonically equivalent texts have the same tokens, random texts", "[normalize]") {
  random_text random(32);
  for (int round = 0; round < 40'000; ++round) {
    // Fewer than 30 code points between spaces: no more than 30 marks in a row, decomposed (4 at most each)
    // where the text is short, so the promise holds; long words of letters are put in to reach the cut.
    std::string text;
    for (std::size_t words = 1 + random.below(3); words-- > 0; text += ' ')
      text += random.text(1 + random.below(7)) +
              token_texts::repeat("\u00e9", random.below(10) == 0 ? 126 : 0) + random.text(random.below(7));
    const auto expected = hashes(text);
    REQUIRE(hashes(icu_oracle::nfc(text)) == expected);
    REQUIRE(hashes(icu_oracle::nfd(text)) == expected);
  }
}

TEST_CASE("normalize: ordering a million marks takes no quadratic time", "[normalize]") {
  const auto seconds = [](std::size_t count) {
    known_text text(1, look_up('a'));
    for (std::size_t i = 0; i < count; ++i) text.push_back(look_up(i % 2 == 0 ? 0x301 : 0x323));
    const std::clock_t start = std::clock();
    neardup::detail::reorder(text);
    const double took = static_cast<double>(std::clock() - start) / CLOCKS_PER_SEC;
    CHECK(text[count / 2].code_point == 0x323);
    CHECK(text[count / 2 + 1].code_point == 0x301);
    return took;
  };
  CHECK(seconds(1'000'000) < 40 * seconds(100'000) + 0.05);
}
