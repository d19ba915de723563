#include <algorithm>
#include <array>
#include <string>
#include <string_view>
#include <vector>

#include <unicode/uchar.h>

#include <neardup/detail/passage_snap.hpp>
#include <neardup/passage.hpp>

#include "support/catch.hpp"
#include "support/passage_oracle.hpp"

using namespace neardup;
using namespace test_support;
using detail::equal_closing;
using detail::equal_opening;

TEST_CASE("passage_snap: closing marks that are equal on both sides belong to the passage",
          "[passage_snap]") {
  CHECK(equal_closing(". Next", ". Other") == 1);
  CHECK(equal_closing(".", ".") == 1);
  CHECK(equal_closing("", ".") == 0);
  CHECK(equal_closing("...\" (", "...\" x") == 4);
  CHECK(equal_closing("\u00a0\u00bb. Le", "\u00a0\u00bb.") == 5);
  CHECK(equal_closing("\u202f\u00bb", "\u202f\u00bb") == 5);
  CHECK(equal_closing("\u2009?", "\u2009?") == 4);
  CHECK(equal_closing(" ?", "\u00a0?") == 0);
  CHECK(equal_closing("  ?", "  ?") == 0);
  CHECK(equal_closing(" ", " ") == 0);
  CHECK(equal_closing("! ", "! ") == 1);
  CHECK(equal_closing(", x", ", x") == 0);
  CHECK(equal_closing("\u201d.", "\u201d!") == 3);
  CHECK(equal_closing("\u3002\u300d", "\u3002\u300d") == 6);
  CHECK(equal_closing("\uff1f", "\uff1f") == 3);
  CHECK(equal_closing("\u061f", "\u061f") == 2);
  CHECK(equal_closing("\u0964", "\u0964") == 3);
  CHECK(equal_closing("\n.", "\n.") == 0);
  CHECK(equal_closing("\xE3\x80", "\xE3\x80") == 0);
  CHECK(equal_closing(".\x80", ".\x80") == 1);
}

TEST_CASE("passage_snap: opening marks that are equal on both sides belong to the passage",
          "[passage_snap]") {
  CHECK(equal_opening("\u00ab\u00a0", "dit-il. \u00ab\u00a0") == 4);
  CHECK(equal_opening("x (\"", "y (\"") == 2);
  CHECK(equal_opening("\u00bf", "\u00bf") == 2);
  CHECK(equal_opening("\u201e", "\u201e") == 3);
  CHECK(equal_opening("\u300c", "\u300e") == 0);
  CHECK(equal_opening(" ", " ") == 0);
  CHECK(equal_opening(".", ".") == 0);
  CHECK(equal_opening(")", ")") == 0);
  CHECK(equal_opening("", "") == 0);
  CHECK(equal_opening("\x80", "\x80") == 0);
}

TEST_CASE("passage_snap: a quote that belongs to the words outside stays outside", "[passage_snap]") {
  CHECK(equal_closing(" \u00abFoo", " \u00abBar") == 0);
  CHECK(equal_closing(" \u00ab\u00a0Foo", " \u00ab\u00a0Bar") == 0);
  CHECK(equal_closing(" \"Foo", " \"Bar") == 0);
  CHECK(equal_closing(" 'Foo", " 'Foo") == 0);
  CHECK(equal_closing(". \u201cFoo", ". \u201cFoo") == 1);
  CHECK(equal_closing(" \" Foo", " \" Bar") == 2);
  CHECK(equal_closing("\u00ab Foo", "\u00ab Bar") == 2);  // German closes so
  CHECK(equal_closing("\u201c.", "\u201c.") == 4);
  CHECK(equal_closing(" \u00bb Foo", " \u00bb Bar") == 3);  // French closes so
  CHECK(equal_opening("foo\u00bb ", "bar\u00bb ") == 0);
  CHECK(equal_opening("foo\u00a0\u00bb ", "bar\u00a0\u00bb ") == 0);
  CHECK(equal_opening("foo\" ", "bar\" ") == 0);
  CHECK(equal_opening("foo \u00ab ", "bar \u00ab ") == 3);
  CHECK(equal_opening("foo\n\u00bb ", "bar.\n\u00bb ") ==
        3);  // nothing before it in its line: a mark of its own
  CHECK(equal_opening("\u00bb ", "bar.\n\n\u00bb ") == 3);
  CHECK(equal_opening("foo \u00bb", "bar \u00bb") == 2);  // German opens so
  CHECK(equal_opening("foo \"", "bar \"") == 1);
}

TEST_CASE("passage_snap: marks of rarer scripts and vertical forms", "[passage_snap]") {
  for (const char* mark :
       {"\ufe18", "\ufe48", "\u07f9", "\u2e54", "\u1b7d", "\U000110c0", "\U0001da88", "\u27ef"})
    CHECK(equal_closing(mark, mark) == std::string_view(mark).size());
  for (const char* mark : {"\ufe17", "\ufe47", "\u2987", "\u2e55", "\u2e02"})
    CHECK(equal_opening(mark, mark) == std::string_view(mark).size());
}

TEST_CASE("passage_snap: borders are ranked as a reader ranks them", "[passage_snap]") {
  CHECK(detail::border_strength("") == 0);
  CHECK(detail::border_strength(" ") == 0);
  CHECK(detail::border_strength("\u00a0") == 0);
  CHECK(detail::border_strength(", ") == 1);
  CHECK(detail::border_strength(". ") == 2);
  CHECK(detail::border_strength("\u3002") == 2);
  CHECK(detail::border_strength(".\r\n") == 3);
  CHECK(detail::border_strength(" \r ") == 3);
  CHECK(detail::border_strength("\n \n") == 4);
  CHECK(detail::border_strength("\r\n\r\n") == 4);
  CHECK(detail::border_strength("\u2028") == 3);
  CHECK(detail::border_strength("\u2029") == 4);
}

TEST_CASE("passage_snap: the lists are in order, as the search in them needs", "[passage_snap]") {
  for (const std::u32string_view list :
       {detail::closing_marks, detail::opening_marks, detail::quote_marks, detail::sentence_marks,
        detail::inner_spaces, detail::closing_rule.turned, detail::opening_rule.turned})
    CHECK(std::is_sorted(list.begin(), list.end()));
}

TEST_CASE("passage_snap: sentence marks are those of Unicode and a few more", "[passage_snap]") {
  const std::u32string_view more = U"\u037e\u0f0d\u0f0e\u17d4\u17d5\u2025\u2026\ufe12\ufe15\ufe16";
  for (UChar32 c = 0; c < 0x110000; ++c) {
    const auto mark = static_cast<char32_t>(c);
    const bool wanted = u_hasBinaryProperty(c, UCHAR_S_TERM) || detail::is_one_of(mark, more);
    if (detail::is_one_of(mark, detail::sentence_marks) != wanted) FAIL("code point " << c);
    if (wanted && !detail::is_one_of(mark, detail::closing_marks)) FAIL("code point " << c);
  }
}

TEST_CASE("passage_snap: without snapping a passage ends with its last token", "[passage_snap]") {
  const std::string quoted = "(\"" + join(word_source(1, 1000000).words(40)) + ".\")";
  const passage_corpus corpus({"One says " + quoted + " so", "Another " + quoted});
  const passage_result snapped = corpus.find(), bare = corpus.find({.snap = snapping::none});
  REQUIRE(snapped.matches.size() == 1);
  REQUIRE(bare.matches.size() == 1);
  CHECK(corpus.excerpt(snapped.matches[0].first) == quoted);
  CHECK(corpus.excerpt(*snapped.matches[0].second) == quoted);
  CHECK(corpus.excerpt(bare.matches[0].first) == quoted.substr(2, quoted.size() - 5));
  CHECK(corpus.excerpt(*bare.matches[0].second) == quoted.substr(2, quoted.size() - 5));
}

TEST_CASE("passage_snap: marks that are of another token stay with it", "[passage_snap]") {
  std::string words;
  for (int n = 0; n < 30; ++n) words += "w" + std::to_string(n) + (n < 29 ? " " : "");
  for (const auto& [before, behind, other_before, other_behind] :
       std::vector<std::array<std::string, 4>>{{"", " ...bar one", "", " ...baz two"},
                                               {"x\u00ab ", "", "y\u00ab ", ""},
                                               {"x\u00ab ", " ...and", "y\u00ab ", " ...or"}}) {
    const passage_corpus corpus({before + words + behind, other_before + words + other_behind},
                                token_kind::whitespace);
    const passage_result result = corpus.find();
    REQUIRE(result.matches.size() == 1);
    CHECK(corpus.excerpt(result.matches[0].first) == words);
    CHECK(corpus.excerpt(*result.matches[0].second) == words);
  }
}
