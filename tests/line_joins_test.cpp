#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <ctime>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <neardup/find_near_duplicates.hpp>
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

/// What `text` is read as.
std::string joined(std::string_view text) { return detail::join_lines(text, detail::find_line_joins(text)); }

token_stream tokens_of(std::string_view text, token_kind kind = token_kind::words) {
  return tokenize(text, {.kind = kind, .join_hyphenated_line_breaks = true});
}

/// The source bytes of the tokens of `text`.
texts sources(std::string_view text, token_kind kind = token_kind::words) {
  texts out;
  for (const token& t : tokens_of(text, kind).tokens) out.emplace_back(text.substr(t.begin, t.length));
  return out;
}

std::vector<std::uint64_t> hashes(const token_stream& stream) {
  std::vector<std::uint64_t> out;
  for (const token& t : stream.tokens) out.push_back(t.hash);
  return out;
}

// The rule code point by code point over ICU, with no regard for time.

bool is_digit(UChar32 c) { return c >= 0 && u_charType(c) == U_DECIMAL_DIGIT_NUMBER; }
bool joins(UChar32 c) { return icu_oracle::is_letter(c) && !is_digit(c); }
bool is_hyphen(UChar32 c) { return c == '-' || c == 0x2010 || c == 0xAD; }
bool is_blank(UChar32 c) { return c == ' ' || c == '\t'; }

/// A text without its hyphenated line breaks, and where each of its bytes stood.
struct plain_join {
  std::string text;
  std::vector<std::size_t> places;
};

plain_join join_plainly(std::string_view source) {
  const icu_oracle::code_points text = icu_oracle::decode(source);
  const auto at = [&](std::size_t i) { return i < text.size() ? text[i].c : -1; };
  const auto skip_blanks = [&](std::size_t i) {
    while (is_blank(at(i))) ++i;
    return i;
  };
  plain_join out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (i > 0 && is_hyphen(at(i)) &&
        (joins(at(i - 1)) || (at(i - 1) >= 0 && icu_oracle::is_mark(at(i - 1))))) {
      std::size_t next = skip_blanks(i + 1);
      next += at(next) == '\r' && at(next + 1) == '\n';
      if (at(next) == '\n') {
        next = skip_blanks(next + 1);
        if (joins(at(next))) i = next;
      }
    }
    out.text += source.substr(text[i].begin, text[i].end - text[i].begin);
    for (std::size_t byte = text[i].begin; byte < text[i].end; ++byte) out.places.push_back(byte);
  }
  return out;
}

/// Every kernel gives the tokens of the plainly joined text, at their places in `text`.
void check_against_plain_join(const std::string& text) {
  const plain_join expected_text = join_plainly(text);
  CAPTURE(text);
  REQUIRE(joined(text) == expected_text.text);
  for (token_options options :
       {token_options{.kind = token_kind::words}, token_options{.fold_diacritics = true},
        token_options{.kind = token_kind::characters}}) {
    token_stream expected = tokenize(expected_text.text, options);
    for (token& t : expected.tokens) {
      const std::size_t begin = expected_text.places[t.begin];
      const std::size_t end = expected_text.places[t.begin + t.length - 1] + 1;
      t.begin = static_cast<std::uint32_t>(begin), t.length = static_cast<std::uint32_t>(end - begin);
    }
    options.join_hyphenated_line_breaks = true;
    token_stream found;
    for (const detail::kernel_table& kernels : detail::kernel_tables()) {
      if (!kernels.supported()) continue;
      detail::tokenize_with(kernels, text, options, found);
      CAPTURE(kernels.name);
      REQUIRE(found.tokens == expected.tokens);
      REQUIRE(found.ill_formed == expected.ill_formed);
    }
  }
}

}  // namespace

TEST_CASE("line joins: a hyphen between two letters goes with its line break", "[line_joins]") {
  CHECK(joined("an exam-\nple here") == "an example here");
  CHECK(joined("exam-\r\nple") == "example");
  CHECK(joined("exam- \t\n\t  ple") == "example");
  CHECK(joined("exam- \r\n ple") == "example");
  CHECK(joined("exam\u2010\nple") == "example");
  CHECK(joined("exam\u00ad\nple") == "example");
  CHECK(joined("\u00e9t\u00e9-\n\u00c9t\u00e9") == "\u00e9t\u00e9\u00c9t\u00e9");
  CHECK(joined("cafe\u0301-\nsatz") == "cafe\u0301satz");  // the mark is the end of a letter
  CHECK(joined("\u0e17\u0e35\u0e48-\n\u0e19\u0e35\u0e48") == "\u0e17\u0e35\u0e48\u0e19\u0e35\u0e48");
  CHECK(joined("\u6f22-\n\u5b57") == "\u6f22\u5b57");
  CHECK(joined("\U00010400-\n\U00010428") == "\U00010400\U00010428");
  CHECK(joined("Do-\nnau-\r\ndampf-\n schiff") == "Donaudampfschiff");
  CHECK(joined("a-\nb-\nc") == "abc");
}

TEST_CASE("line joins: words that a hyphen links anyway become one word", "[line_joins]") {
  CHECK(joined("porte-\nmonnaie") == "portemonnaie");
  CHECK(joined("Jean-\nPaul") == "JeanPaul");
}

TEST_CASE("line joins: whatever else stands at a line's end stays", "[line_joins]") {
  for (const std::string text : {"",
                                 "-",
                                 "\n",
                                 "-\n",
                                 "-\nple",
                                 "exam-\n",
                                 "exam-",
                                 "exam- ple",
                                 "exam\nple",
                                 "exam -\nple",
                                 "exam--\nple",
                                 "exam-\n-ple",
                                 "exam-\u2010\nple",
                                 "exam-\u00ad\nple",
                                 "exam-\n\nple",
                                 "exam-\r\rple",
                                 "exam-\rple",
                                 "exam-\r \nple",
                                 "exam-\n\u00a0ple",
                                 "exam\u2013\nple",
                                 "exam_\nple",
                                 "2019-\n2020",
                                 "a1-\nb",
                                 "a-\n1b",
                                 "exam.-\nple",
                                 "exam-\n(ple",
                                 "\u0661-\n\u0662",
                                 "\u0967-\nx",
                                 "x-\n\uff11",
                                 "exam-\n\u0301ple",
                                 "\U0001f600-\nx",
                                 "x-\n\U0001f600",
                                 "exam-\u2028ple",
                                 "exam-\u0085ple"}) {
    CAPTURE(text);
    CHECK(joined(text) == text);
    CHECK(hashes(tokens_of(text)) == hashes(tokenize(text)));
  }
  // A page header between the halves keeps them apart.
  CHECK(joined("exam-\n\n- 12 -\n\nple") == "exam-\n\n- 12 -\n\nple");
}

TEST_CASE("line joins: bytes that are no UTF-8 join nothing and come together nowhere", "[line_joins]") {
  for (const std::string text : {"exam\xFF-\nple", "exam-\n\xFFple", "exam-\xFF\nple", "\xE2-\n\x82\xAC",
                                 "\x82-\n\x82", "x\xC3-\n\xA9", "x-\n\xC3", "\xC3-\nx", "x\xE2\x80-\ny"}) {
    CAPTURE(text);
    CHECK(joined(text) == text);
    CHECK(tokens_of(text).ill_formed == tokenize(text).ill_formed);
  }
  CHECK(joined("\xFFx-\ny\xFF") == "\xFFxy\xFF");
}

TEST_CASE("line joins: a token's span covers the break, and only one that lies in it", "[line_joins]") {
  CHECK(sources("an exam-\r\n  ple here") == texts{"an", "exam-\r\n  ple", "here"});
  CHECK(sources("Do-\nnau-\ndampf x-\ny") == texts{"Do-\nnau-\ndampf", "x-\ny"});
  CHECK(sources("\u6f22-\n\u5b57") == texts{"\u6f22", "\u5b57"});
  CHECK(sources("\u6f22-\nabc-\n\u5b57") == texts{"\u6f22", "abc", "\u5b57"});
  CHECK(sources("\u0e17\u0e35\u0e48-\n\u0e19") == texts{"\u0e17\u0e35\u0e48", "\u0e19"});
  CHECK(sources("e\u0301-\nx") == texts{"e\u0301-\nx"});
  CHECK(sources(repeat("x", 255) + "-\nyz") == texts{repeat("x", 255) + "-\ny", "z"});  // cut at 256
  CHECK(sources(repeat("x", 256) + "-\ny") == texts{repeat("x", 256), "y"});
}

TEST_CASE("line joins: characters meet without a space", "[line_joins]") {
  CHECK(sources("ab-\ncd e", token_kind::characters) == texts{"a", "b", "c", "d", " ", "e"});
  CHECK(sources("\u1112-\n\u1161", token_kind::characters) == texts{"\u1112-\n\u1161"});  // one syllable
  CHECK(hashes(tokens_of("exam-\nple here", token_kind::characters)) ==
        hashes(tokenize("example here", token_kind::characters)));
}

TEST_CASE("line joins: off, nothing is joined", "[line_joins]") {
  CHECK(hashes(tokenize("exam-\nple")) == hashes(tokenize("exam ple")));
  CHECK(hashes(tokens_of("exam-\nple")) == hashes(tokenize("example")));
}

TEST_CASE("line joins: every code point on either side of a break joins as its category says",
          "[line_joins]") {
  for (char32_t c = 0; c < 0x110000; ++c) {
    if (c >= 0xD800 && c < 0xE000) continue;
    const auto u = static_cast<UChar32>(c);
    const std::string x = utf8({c});
    const bool before = joined(x + "-\na") == x + "a", after = joined("a-\n" + x) == "a" + x;
    const bool hyphen = joined("a" + x + "\nb") == "ab";
    if (before != (joins(u) || icu_oracle::is_mark(u)) || after != joins(u) || hyphen != is_hyphen(u))
      FAIL("U+" << std::hex << std::uint32_t(c));
  }
}

TEST_CASE("line joins: random texts are read as the plainly joined ones, by every kernel", "[line_joins]") {
  random_text random(51);
  const texts pieces = {"-",    "-",      "-\n",     "-\n",    "-\r\n",  "\n",     "\r",
                        " ",    "\t",     "\u00ad",  "\u2010", "a",      "B",      "example",
                        "7",    "\u00e9", "e\u0301", "\u0661", "\u6f22", "\u0e19", "\u0e49",
                        "\xFF", "\xE2",   "\x80",    ".",      "\u1112", "\u1161"};
  for (int round = 0; round < 30'000; ++round) {
    std::string text;
    while (random.below(25) != 0)
      text += random.below(8) == 0 ? random.text(1) : pieces[random.below(pieces.size())];
    check_against_plain_join(text);
  }
}

TEST_CASE("line joins: long texts and long words with many breaks, by every kernel", "[line_joins]") {
  random_text random(52);
  for (int round = 0; round < 60; ++round) {
    std::string text;
    while (text.size() < 9000) {
      text += repeat("ab\u00e9", random.below(random.below(10) == 0 ? 200 : 4));
      text += random.below(4) == 0 ? "c-\r\n  d" : random.below(4) == 0 ? "c-\nd" : "word. ";
    }
    check_against_plain_join(text);
  }
}

TEST_CASE("line joins: passages have places in the source", "[line_joins]") {
  std::string plain, broken;
  for (int i = 0; i < 60; ++i) {
    const std::string head = "ex" + repeat("a", static_cast<std::size_t>(i % 7)) +
                             utf8({char32_t('a' + i % 26)}),
                      tail = "ple" + utf8({char32_t('a' + i * 7 % 26)});
    plain += (i ? " " : "") + head + tail;
    broken += (i ? " " : "") + head + (i % 3 == 1 ? "-\r\n " : "") + tail;
  }
  const std::string first = "Some words first: \u201c" + plain + "\u201d, and others.";
  const std::string second = "Elsewhere, \u201c" + broken + "\u201d was read.";
  const std::vector<std::string> both = {first, second};
  near_duplicate_options options{.min_tokens = 50};
  CHECK(find_near_duplicates(both, options).passages.empty());
  options.join_hyphenated_line_breaks = true;
  const auto found = find_near_duplicates(both, options).passages;
  REQUIRE(found.size() == 1);
  const std::string quoted = "\u201c" + plain + "\u201d", also = "\u201c" + broken + "\u201d";
  CHECK(first.substr(found[0].first.begin, found[0].first.end - found[0].first.begin) == quoted);
  CHECK(second.substr(found[0].second->begin, found[0].second->end - found[0].second->begin) == also);
  CHECK(found[0].matched_tokens == 60);
}

TEST_CASE("line joins: time is linear on hostile texts", "[line_joins]") {
  const auto least = [](const std::string& text) {
    std::clock_t best = 0;
    for (int i = 0; i < 3; ++i) {
      const std::clock_t start = std::clock();
      CHECK(joined(text).size() <= text.size());
      const std::clock_t took = std::clock() - start;
      best = i == 0 ? took : std::min(best, took);
    }
    return static_cast<double>(best) / CLOCKS_PER_SEC;
  };
  const auto half = [](std::string_view pattern, std::size_t bytes) {
    return repeat(pattern, bytes / pattern.size() / 2);
  };
  // Each text is the one pattern again and again, then the other.
  for (const auto& [one, other] : std::vector<std::pair<std::string, std::string>>{
           {" ", "\n"},
           {" ", "\r\n"},
           {" ", " \n"},
           {"\n", " "},
           {"a-", " "},
           {" ", "-\n"},
           {"-\n", "-\n"},
           {"a-\n", "a-\n"},
           {"\U0001fbf0-\n", "\u6f22-\n"},
           {"a-" + repeat(" ", 5000) + "\r\n" + repeat("\t", 5000), "a-\n"},
           {"\x80", "\x80-\n"}}) {
    CAPTURE(one.substr(0, 8), other);
    const double tenth = least(half(one, 100'000) + half(other, 100'000));
    // Ten times the text; a quadratic step would take a hundred times.
    CHECK(least(half(one, 1'000'000) + half(other, 1'000'000)) < 40 * tenth + 0.02);
  }
}
