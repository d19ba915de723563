#include <algorithm>
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

using namespace neardup;
using token_texts::random_text;
using token_texts::repeat;
using token_texts::texts;
using token_texts::utf8;

namespace {

constexpr token_options folding{.fold_diacritics = true};

struct folded_token {
  std::string folded;
  std::size_t begin, length;
  friend bool operator==(const folded_token&, const folded_token&) = default;
};

std::vector<folded_token> tokens_of(std::string_view text, token_kind kind = token_kind::words) {
  std::vector<folded_token> out;
  detail::for_each_token(text, kind, true,
                         [&](std::string_view folded, std::size_t begin, std::size_t length) {
                           out.push_back({std::string(folded), begin, length});
                         });
  return out;
}

texts folded(std::string_view text, token_kind kind = token_kind::words) {
  texts out;
  for (const folded_token& t : tokens_of(text, kind)) out.push_back(t.folded);
  return out;
}

texts sources(std::string_view text, token_kind kind = token_kind::words) {
  texts out;
  for (const folded_token& t : tokens_of(text, kind)) out.emplace_back(text.substr(t.begin, t.length));
  return out;
}

std::vector<std::uint64_t> hashes(std::string_view text, token_options options = folding) {
  std::vector<std::uint64_t> out;
  for (const token& t : tokenize(text, options).tokens) out.push_back(t.hash);
  return out;
}

// The rule over ICU, with no regard for time.

bool is_diacritic(UChar32 c) {
  if (c == 0x345) return false;  // folds to iota, so no folded text holds it
  const int ccc = u_getCombiningClass(c);
  return ccc == 1 || (ccc >= 10 && ccc <= 36) || (ccc >= 200 && ccc <= 240);
}

/// NFD without diacritics.
icu::UnicodeString strip(const icu::UnicodeString& text) {
  UErrorCode status = U_ZERO_ERROR;
  const icu::UnicodeString nfd = icu_oracle::normalizer(false).normalize(text, status);
  icu::UnicodeString out;
  for (int32_t i = 0; i < nfd.length(); i = nfd.moveIndex32(i, 1))
    if (!is_diacritic(nfd.char32At(i))) out.append(nfd.char32At(i));
  return out;
}

std::string bare_fold(const icu_oracle::code_points& text, std::size_t first, std::size_t last) {
  icu::UnicodeString source;
  for (std::size_t i = first; i < last; ++i) source.append(text[i].c);
  UErrorCode status = U_ZERO_ERROR;
  std::string out;
  return icu::Normalizer2::getNFCInstance(status)
      ->normalize(strip(icu_oracle::fold(source)), status)
      .toUTF8String(out);
}

std::vector<folded_token> tokens_by_icu(std::string_view text) {
  std::vector<folded_token> out;
  std::size_t ill_formed = 0;
  for (icu_oracle::run_token& word : icu_oracle::split(icu_oracle::decode(text), ill_formed)) {
    icu_oracle::code_points& rest = word.text;
    while (!rest.empty()) {
      std::size_t end = rest.size();
      if (bare_fold(rest, 0, end).size() > 256) {
        end = 0;
        for (const std::size_t border : icu_oracle::boundaries(rest))
          if (bare_fold(rest, 0, border).size() <= 256) end = border;
        if (end == 0)
          while (bare_fold(rest, 0, end + 1).size() <= 256) ++end;
      }
      const std::string piece = bare_fold(rest, 0, end);
      if (!piece.empty()) out.push_back({piece, rest[0].begin, rest[end - 1].end - rest[0].begin});
      rest.erase(rest.begin(), rest.begin() + static_cast<std::ptrdiff_t>(end));
    }
  }
  return out;
}

}  // namespace

TEST_CASE("diacritics: accents of Latin, Greek and Cyrillic letters go", "[diacritics]") {
  CHECK(folded("caf\u00e9 cafe\u0301 CAF\u00c9 cafe") == texts{"cafe", "cafe", "cafe", "cafe"});
  CHECK(folded("\u00c5ngstr\u00f6m \u212b na\u00efve \u00e7a \u00f1") ==
        texts{"angstrom", "a", "naive", "ca", "n"});
  CHECK(folded("Ti\u1ebfng Vi\u1ec7t \u01b0\u1edbc \u1edf") == texts{"tieng", "viet", "uoc", "o"});
  CHECK(folded("\u1f08\u03c1\u03c7\u1f74 \u1fc7 \u1f82 \u03b1\u0345") ==
        texts{"\u03b1\u03c1\u03c7\u03b7", "\u03b7\u03b9", "\u03b1\u03b9",
              "\u03b1\u03b9"});  // the iota below folds to a letter, which stays
  CHECK(folded("\u0439 \u0451 \u0457 \u040c") == texts{"\u0438", "\u0435", "\u0456", "\u043a"});
  CHECK(folded("a\u0338b x\u0327\u0328") == texts{"ab", "x"});
  CHECK(folded("\u0130 \u01f0 \u0149 \u1e97") == texts{"i", "j", "\u02bcn", "t"});
}

TEST_CASE("diacritics: letters that are letters of their own stay", "[diacritics]") {
  CHECK(folded("\u00f8 \u0142 \u0111 \u0131 \u00e6 \u0153 \u00fe \u01c3") ==
        texts{"\u00f8", "\u0142", "\u0111", "\u0131", "\u00e6", "\u0153", "\u00fe", "\u01c3"});
  CHECK(folded("\u00df \ufb01") == texts{"ss", "fi"});
}

TEST_CASE("diacritics: Hebrew points and Arabic vowel signs go", "[diacritics]") {
  CHECK(folded("\u05e9\u05c1\u05b8\u05dc\u05d5\u05b9\u05dd \u05e9\u05dc\u05d5\u05dd") ==
        texts{"\u05e9\u05dc\u05d5\u05dd", "\u05e9\u05dc\u05d5\u05dd"});
  CHECK(folded("\u0643\u064e\u062a\u064e\u0628\u0651 \u0643\u062a\u0628") ==
        texts{"\u0643\u062a\u0628", "\u0643\u062a\u0628"});
  CHECK(folded("\u0623\u0622\u0625 \u0624") == texts{"\u0627\u0627\u0627", "\u0648"});  // hamza and madda
  CHECK(folded("\u0640\u0670") == texts{"\u0640"});
}

TEST_CASE("diacritics: compatibility forms that only the fold turns into marks lose them", "[diacritics]") {
  CHECK(folded("\ufb2a \ufb4b") == texts{"\u05e9", "\u05d5"});
  CHECK(folded("\ufe77 \ufefb \ufef5") == texts{"\u0640", "\u0644\u0627", "\u0644\u0627"});
  CHECK(folded("\ufc5e") == texts{" "});  // a space that carries two signs
  CHECK(folded("\uff76\uff9e") == texts{"\u30ac"});
}

TEST_CASE("diacritics: voicing, vowel and tone signs stay", "[diacritics]") {
  CHECK(folded("\u304b \u304c \u304b\u3099 \u30cf\u309a") == texts{"\u304b", "\u304c", "\u304c", "\u30d1"});
  CHECK(folded("\u0e19\u0e49\u0e33 \u0e01\u0e34\u0e48") ==
        texts{"\u0e19\u0e49", "\u0e4d\u0e32", "\u0e01\u0e34\u0e48"});              // Thai
  CHECK(folded("\u0e81\u0eb4\u0ec8") == texts{"\u0e81\u0eb4\u0ec8"});              // Lao
  CHECK(folded("\u1780\u17c9\u17c1") == texts{"\u1780\u17c9\u17c1"});              // Khmer
  CHECK(folded("\u1000\u103c\u1037\u1039") == texts{"\u1000\u103c\u1037\u1039"});  // Myanmar
  CHECK(folded("\u0915\u093c\u094d\u0937\u093f") == texts{"\u0915\u093c\u094d\u0937\u093f"});
  CHECK(folded("\u09cb \u0bca \u0f40\u0f72") == texts{"\u0f40\u0f72"});  // no letter before the first two
  CHECK(folded("\u0995\u09cb \u0b95\u0bca") == texts{"\u0995\u09cb", "\u0b95\u0bca"});
}

TEST_CASE("diacritics: what a dropped mark kept apart comes together", "[diacritics]") {
  CHECK(folded("\u1112\u0301\u1161\u11ab") == texts{"\ud55c"});
  CHECK(folded("\u0995\u09c7\u0301\u09be") == texts{"\u0995\u09cb"});
}

TEST_CASE("diacritics: off, marks stay", "[diacritics]") {
  CHECK(hashes("caf\u00e9", {}) != hashes("cafe", {}));
  CHECK(hashes("caf\u00e9") == hashes("cafe", {}));
  for (const token_kind kind : {token_kind::words, token_kind::characters})
    CHECK(tokenize("plain words", {.kind = kind, .fold_diacritics = true}).tokens ==
          tokenize("plain words", kind).tokens);
}

TEST_CASE("diacritics: a token's span keeps the marks that its text has lost", "[diacritics]") {
  const std::string text = "\u00ab cafe\u0301, de\u0301ja\u0300 \u0301 \u00bb";
  CHECK(sources(text) == texts{"cafe\u0301", "de\u0301ja\u0300"});
  CHECK(sources("e\u0301\u200dx", token_kind::characters) == texts{"e\u0301\u200d", "x"});
  CHECK(folded("d\u00e9j\u00e0 vu\u0301.", token_kind::characters) ==
        texts{"d", "e", "j", "a", " ", "v", "u"});
  CHECK(sources("\u00e9\u05e9\u05b8", token_kind::characters) == texts{"\u00e9", "\u05e9\u05b8"});
}

TEST_CASE("diacritics: a cut counts the bytes that are left", "[diacritics]") {
  const std::string acute = "\u0301";
  CHECK(folded(repeat("\u00e9", 256)) == texts{repeat("e", 256)});
  CHECK(sources(repeat("e" + acute, 257)) == texts{repeat("e" + acute, 256), "e" + acute});
  CHECK(sources("e" + repeat(acute, 300) + "b") == texts{"e" + repeat(acute, 300) + "b"});
  const std::string a255 = repeat("a", 255);
  CHECK(sources(a255 + "e" + repeat(acute, 100) + "b") == texts{a255 + "e" + repeat(acute, 100), "b"});
  CHECK(folded(a255 + "\u1ec7n") == texts{a255 + "e", "n"});
  // Voicing marks stay: behind 150 marks the first part has 225 bytes, behind 180 it would have 270.
  CHECK(sources("\u304b" + repeat("\u3099" + acute, 100))[0] == "\u304b" + repeat("\u3099" + acute, 75));
}

TEST_CASE("diacritics: a million dropped marks are read in little memory", "[diacritics]") {
  detail::casefolder folder(true);
  std::uint32_t marks = folder.push(U'e', 0);
  for (int i = 0; i < 1'000'000; ++i) marks = folder.push(0x301, marks);
  CHECK(marks == 1'000'000);
  CHECK(folder.size() == 1);
  for (int i = 0; i < 1'000'000; ++i) marks = folder.push(i % 2 == 0 ? 0x200D : 0x301, marks);
  CHECK(folder.size() == 2);  // one joiner: it may stand between marks that stay
  const std::string text = "e" + repeat("\u0301", 1'000'000) + "x";
  for (const token_kind kind : {token_kind::words, token_kind::characters}) {
    const auto tokens = tokens_of(text, kind);
    REQUIRE(tokens.size() == (kind == token_kind::words ? 1 : 2));
    CHECK(tokens[0].folded == (kind == token_kind::words ? "ex" : "e"));
    CHECK(tokens.back().begin + tokens.back().length == text.size());
  }
}

TEST_CASE("diacritics: every code point folds as ICU folds it", "[diacritics]") {
  for (char32_t c = 0; c < 0x110000; ++c) {
    if (c >= 0xD800 && c < 0xE000) continue;
    const bool assigned = u_isdefined(static_cast<UChar32>(c)) != 0;
    // Alone, and before and behind marks that stay and marks that go.
    for (const std::string& text :
         assigned ? texts{utf8({c}), utf8({U'a', c, 0x3099, 0x301, U'b'}), utf8({0x304B, 0x323, c})}
                  : texts{utf8({c})})
      if (tokens_of(text) != tokens_by_icu(text)) FAIL("U+" << std::hex << std::uint32_t(c));
  }
}

TEST_CASE("diacritics: random texts give the tokens that ICU gives", "[diacritics]") {
  random_text random(41);
  for (int round = 0; round < 20'000; ++round) {
    const std::string text = random.text(1 + random.below(24));
    CAPTURE(text);
    REQUIRE(tokens_of(text) == tokens_by_icu(text));
  }
}

TEST_CASE("diacritics: long tokens are cut where the rule over ICU cuts them", "[diacritics]") {
  random_text random(42);
  const texts pieces = {"a",      "\u00e9", "e\u0301", "\u0301", "\u0301\u0323\u0327",
                        "\u3099", "\u0345", "\u05b0",  "\u1161", "\uff9e",
                        "\ufdfa", "\u3164", "\u200d",  "\u304b", "\u093c",
                        "\u0f71"};
  for (int round = 0; round < 300; ++round) {
    std::string text = repeat("x", random.below(2) * (200 + random.below(60)));
    while (text.size() < 900)
      text += repeat(pieces[random.below(pieces.size())], 1 + random.below(random.below(8) == 0 ? 90 : 3));
    CAPTURE(text);
    REQUIRE(tokens_of(text) == tokens_by_icu(text));
  }
}

TEST_CASE("diacritics: characters are the code points of the words", "[diacritics]") {
  random_text random(43);
  for (int round = 0; round < 20'000; ++round) {
    const std::string text = random.text(1 + random.below(24));
    const auto words = tokens_of(text);
    std::vector<icu_oracle::code_point> expected;
    for (const folded_token& word : words)
      for (const icu_oracle::code_point& c : icu_oracle::decode(word.folded)) expected.push_back(c);
    std::size_t at = 0;
    bool equal = true;
    for (const folded_token& t : tokens_of(text, token_kind::characters)) {
      // A space between two words, or one that a word's fold holds.
      const bool next = at < expected.size() && t.folded == utf8({static_cast<char32_t>(expected[at].c)});
      equal = equal && (next || t.folded == " ");
      at += next;
    }
    CAPTURE(text);
    REQUIRE(equal);
    REQUIRE(at == expected.size());
  }
}

TEST_CASE("diacritics: canonically equivalent texts have the same tokens, and one written without marks",
          "[diacritics]") {
  const auto check = [](const std::string& text) {
    const auto expected = hashes(text);
    std::string without_marks;
    strip(icu::UnicodeString::fromUTF8(text)).toUTF8String(without_marks);
    return hashes(icu_oracle::nfc(text)) == expected && hashes(icu_oracle::nfd(text)) == expected &&
           hashes(without_marks) == expected;
  };
  for (char32_t c = 0; c < 0x110000; ++c) {
    if (c >= 0xD800 && c < 0xE000) continue;
    const std::string x = utf8({c});
    if (!check(x + " a" + x + utf8({0x323, 0x301}) + "b")) FAIL("U+" << std::hex << std::uint32_t(c));
  }
  random_text random(44);
  for (int round = 0; round < 20'000; ++round) {
    const std::string text = random.text(1 + random.below(14));
    CAPTURE(text);
    REQUIRE(check(text));
  }
}

TEST_CASE("diacritics: whitespace keeps its bytes and refuses the option", "[diacritics]") {
  CHECK_THROWS_AS(tokenize("caf\u00e9", {.kind = token_kind::whitespace, .fold_diacritics = true}), error);
  CHECK(hashes("caf\u00e9", {.kind = token_kind::whitespace}) !=
        hashes("cafe", {.kind = token_kind::whitespace}));
}

TEST_CASE("diacritics: time is linear on hostile texts", "[diacritics]") {
  const std::string marks = "\u0301\u0323\u0345\u0327\u031b";
  for (const std::string& pattern :
       {std::string("\u0301"), std::string("e\u0301"), std::string("\u0301\u3099"),
        std::string("\u1161\u0301"), std::string("\uff9e\u0301"), std::string("\u200d\u0301"),
        std::string("\u3164\u0301"), marks, "b" + repeat(marks, 20) + "\ufdfa",
        repeat("\u0301", 5000) + "\u0e49", "\u6f22" + repeat("\u0301", 1000) + "\u200d"}) {
    const auto least = [&](std::size_t bytes, token_kind kind) {
      const std::string text = "a" + repeat(pattern, bytes / pattern.size() + 1);
      std::clock_t best = 0;
      for (int i = 0; i < 3; ++i) {
        const std::clock_t start = std::clock();
        REQUIRE(!tokenize(text, {.kind = kind, .fold_diacritics = true}).tokens.empty());
        const std::clock_t took = std::clock() - start;
        best = i == 0 ? took : std::min(best, took);
      }
      return static_cast<double>(best) / CLOCKS_PER_SEC;
    };
    for (const token_kind kind : {token_kind::words, token_kind::characters}) {
      CAPTURE(pattern.substr(0, 20), static_cast<int>(kind));
      // Ten times the text; a quadratic step would take a hundred times.
      CHECK(least(400'000, kind) < 40 * least(40'000, kind) + 0.02);
    }
  }
}
