#include <random>
#include <string>
#include <string_view>
#include <vector>

#include <neardup/detail/text_units.hpp>
#include <neardup/detail/xxhash.hpp>
#include <neardup/tokenize.hpp>

#include "support/catch.hpp"

using namespace neardup;
using detail::text_unit;
using detail::unit_kind;

namespace {

using pieces = std::vector<std::string>;

/// A text that is `wanted` with spaces between, where spaces matter.
pieces split(const std::string& text, unit_kind kind = unit_kind::sentence) {
  pieces found;
  for (const text_unit& unit : detail::unit_splitter(text, kind).split())
    found.push_back(text.substr(unit.begin, unit.end - unit.begin));
  return found;
}

pieces paragraphs(const std::string& text) { return split(text, unit_kind::paragraph); }

/// Where sentences end and begin, by the definition of unit_splitter, with all of the text at hand at every
/// step.
class naive_sentences {
 public:
  explicit naive_sentences(std::string_view text) {
    std::uint32_t begin = 0;
    while (!text.empty()) {
      const detail::decoded next = detail::first_code_point(text);
      text.remove_prefix(next.length);
      characters_.push_back({next.code_point, begin, begin += next.length});
    }
  }

  [[nodiscard]] std::vector<text_unit> split() {
    std::vector<text_unit> units;
    std::size_t last = none;  // visible one
    for (std::size_t n = 0; n < characters_.size(); ++n) {
      if (is_invisible(n)) {
        if (!is_spaced(n)) units.back().end = characters_[n].end;
        continue;
      }
      if (is_space(n)) continue;
      if (last == none || is_border(last, n)) units.push_back({characters_[n].begin, 0});
      units.back().end = characters_[n].end;
      last = n;
    }
    return units;
  }

 private:
  struct character {
    char32_t c;
    std::uint32_t begin, end;
  };
  static constexpr std::size_t none = SIZE_MAX;

  [[nodiscard]] detail::code_point_class kind(std::size_t n) const {
    const char32_t c = characters_[n].c;
    return c == detail::ill_formed ? detail::code_point_class::separator : detail::properties_of(c).kind();
  }
  [[nodiscard]] bool is_space(std::size_t n) const { return kind(n) == detail::code_point_class::space; }
  [[nodiscard]] bool is_invisible(std::size_t n) const {
    if (kind(n) == detail::code_point_class::transparent) return true;
    return kind(n) == detail::code_point_class::mark && !is_spaced(n);
  }
  /// Whether nothing but invisible characters parts n from white space, or from the beginning, before it.
  [[nodiscard]] bool is_spaced(std::size_t n) const {
    while (n > 0 && kind(n - 1) == detail::code_point_class::transparent) --n;
    return n == 0 || is_space(n - 1);
  }
  [[nodiscard]] bool is_letter(std::size_t n) const {
    return n < characters_.size() && kind(n) >= detail::code_point_class::letter &&
           kind(n) <= detail::code_point_class::no_space;
  }
  [[nodiscard]] bool is_one_of(std::size_t n, std::u32string_view marks) const {
    return marks.find(characters_[n].c) != std::u32string_view::npos;
  }
  [[nodiscard]] bool is_digit(std::size_t n) const {
    return n < characters_.size() && detail::is_digit(characters_[n].c);
  }
  [[nodiscard]] bool is_mark(std::size_t n) const {
    return is_one_of(n, detail::sentence_marks) && !(characters_[n].c == U'\uff0e' && is_digit(n + 1));
  }
  [[nodiscard]] std::size_t visible_before(std::size_t n) const {
    do
      if (n-- == 0) return none;
    while (is_space(n) || is_invisible(n));
    return n;
  }
  [[nodiscard]] std::size_t lines_between(std::size_t x, std::size_t y) const {
    std::size_t lines = 0;
    for (std::size_t n = x + 1; n < y; ++n)
      if (is_one_of(n, U"\n\r\u0085\u2028") && !(characters_[n].c == U'\n' && characters_[n - 1].c == U'\r'))
        ++lines;
      else if (characters_[n].c == U'\u2029')
        lines += 2;
    return lines;
  }
  [[nodiscard]] bool space_between(std::size_t x, std::size_t y) const {
    for (std::size_t n = x + 1; n < y; ++n)
      if (is_space(n)) return true;
    return false;
  }
  [[nodiscard]] bool is_line_border(std::size_t x, std::size_t y) const {
    const std::size_t lines = lines_between(x, y);
    return lines > 1 || (lines == 1 && !detail::is_lower_case(characters_[y].c));
  }

  /// Whether the text up to the visible character n ends as a sentence does, and, if it does, whether with a
  /// mark that needs no space.
  struct ending {
    bool ends, unspaced;
  };
  [[nodiscard]] ending ending_at(std::size_t n) const {
    const std::size_t before = visible_before(n);
    const bool goes_on = before != none && !is_line_border(before, n);
    const ending last = goes_on && !is_letter(n) ? ending_at(before) : ending{false, false};
    const bool closes = last.ends && closes_after(before, n);
    if (is_mark(n)) {
      const char32_t c = characters_[n].c;
      const bool unspaced = c > 0x58F && (c < 0x2000 || c > 0x20FF);
      return {true, unspaced || (closes && last.unspaced)};
    }
    return closes ? last : ending{false, false};
  }
  [[nodiscard]] bool closes_after(std::size_t before, std::size_t n) const {
    if (!is_one_of(n, detail::quote_marks) && !is_one_of(n, detail::closing_marks)) return false;
    const bool turned = is_one_of(n, U"\u00ab\u2018\u201a\u201b\u201c\u201e\u201f\u2039");
    if (space_between(before, n)) return !turned && !is_letter(n + 1);
    return !(turned && is_letter(n + 1));
  }

  [[nodiscard]] bool is_border(std::size_t before, std::size_t n) const {
    if (is_line_border(before, n)) return true;
    const ending last = ending_at(before);
    if (!last.ends || (!is_letter(n) && closes_after(before, n))) return false;
    if (!space_between(before, n) && !last.unspaced) return false;
    for (std::size_t m = n, left = before; m < characters_.size(); ++m) {
      if (is_space(m) || is_invisible(m)) continue;
      if (m != n && is_line_border(left, m)) return true;
      if (is_mark(m)) return true;
      if (is_letter(m) && !is_digit(m)) return !detail::is_lower_case(characters_[m].c);
      left = m;
    }
    return true;
  }

  std::vector<character> characters_;
};

}  // namespace

TEST_CASE("text_units: a sentence ends with its marks and what closes after them", "[text_units]") {
  CHECK(split("").empty());
  CHECK(split(" \n\t ").empty());
  CHECK(split("Word") == pieces{"Word"});
  CHECK(split("One. Two! Three? Four") == pieces{"One.", "Two!", "Three?", "Four"});
  CHECK(split("  One.   Two.  ") == pieces{"One.", "Two."});
  CHECK(split("Wait... What?! No.") == pieces{"Wait...", "What?!", "No."});
  CHECK(split("He left (at last.) She stayed [here!]. They") ==
        pieces{"He left (at last.)", "She stayed [here!].", "They"});
  CHECK(split("\"Go!\" He left. \"Why?\" Nobody knew.") ==
        pieces{"\"Go!\"", "He left.", "\"Why?\"", "Nobody knew."});
  CHECK(split("He said: \u201cShe told me \u2018Go!\u2019\u201d Then he left.") ==
        pieces{"He said: \u201cShe told me \u2018Go!\u2019\u201d", "Then he left."});
  CHECK(split("Great! \U0001f389 Next.") == pieces{"Great!", "\U0001f389 Next."});
}

TEST_CASE("text_units: a sentence goes on where the next letter is in lower case", "[text_units]") {
  CHECK(split("About 5 approx. five, etc. and so on.") == pieces{"About 5 approx. five, etc. and so on."});
  CHECK(split("\"Why?\" she asked. \"No!\" \u2014 she said.") ==
        pieces{"\"Why?\" she asked.", "\"No!\" \u2014 she said."});
  CHECK(split("No. 5 is alive. See p. 12 (ff.) there.") ==
        pieces{"No. 5 is alive.", "See p. 12 (ff.) there."});
  CHECK(split("It was 1998. 25 People came.") == pieces{"It was 1998.", "25 People came."});
  CHECK(split("One. \u2014 Two. \u2014 ! Three. \u2014") ==
        pieces{"One.", "\u2014 Two.", "\u2014 !", "Three.", "\u2014"});
}

TEST_CASE("text_units: a mark within a word or number ends nothing", "[text_units]") {
  CHECK(split("Pay 3.50 at example.com/?q=1 or U.S.A. Now.") ==
        pieces{"Pay 3.50 at example.com/?q=1 or U.S.A.", "Now."});
  CHECK(split("Use it. .NET is fine") == pieces{"Use it.", ".NET is fine"});
  CHECK(split("\uff13\uff0e\uff15\u5186\u3067\u3059\uff0e\u6b21") ==
        pieces{"\uff13\uff0e\uff15\u5186\u3067\u3059\uff0e", "\u6b21"});
  CHECK(split("Dr. Who") == pieces{"Dr.", "Who"});  // abbreviations are not known
}

TEST_CASE("text_units: sentences of many languages", "[text_units]") {
  CHECK(split("\u00ab Quoi ? \u00bb demanda-t-il. \u00ab Rien. \u00bb Il partit.") ==
        pieces{"\u00ab Quoi ? \u00bb demanda-t-il.", "\u00ab Rien. \u00bb", "Il partit."});
  CHECK(split("Dit-il\u202f: \u00ab\u00a0Rien\u00a0!\u00a0\u00bb Il partit.") ==
        pieces{"Dit-il\u202f: \u00ab\u00a0Rien\u00a0!\u00a0\u00bb", "Il partit."});
  CHECK(split("\u201eHalt!\u201c Dann Stille. \u00bbHalt!\u00ab Wieder.") ==
        pieces{"\u201eHalt!\u201c", "Dann Stille.", "\u00bbHalt!\u00ab", "Wieder."});
  CHECK(split("\u00a1Hola! \u00bfQu\u00e9 tal? \u2014\u00a1Basta! \u2014dijo ella.") ==
        pieces{"\u00a1Hola!", "\u00bfQu\u00e9 tal?", "\u2014\u00a1Basta! \u2014dijo ella."});
  CHECK(split("\u041d\u0435\u0442! \u2014 \u043a\u0440\u0438\u043a\u043d\u0443\u043b \u043e\u043d. "
              "\u0414\u0430.") ==
        pieces{"\u041d\u0435\u0442! \u2014 \u043a\u0440\u0438\u043a\u043d\u0443\u043b "
               "\u043e\u043d.",
               "\u0414\u0430."});
  CHECK(split("\u4ed6\u8bf4\uff1a\u201c\u4f60\u597d\u3002\u201d\u7136\u540e\u8d70\u4e86\u3002"
              "\u201c\u518d\u89c1\uff01\u201d") == pieces{"\u4ed6\u8bf4\uff1a\u201c\u4f60\u597d\u3002\u201d",
                                                          "\u7136\u540e\u8d70\u4e86\u3002",
                                                          "\u201c\u518d\u89c1\uff01\u201d"});
  CHECK(split("\u300c\u306f\u3044\u3002\u300d\u5f7c\u306f\u3002") ==
        pieces{"\u300c\u306f\u3044\u3002\u300d", "\u5f7c\u306f\u3002"});
  CHECK(split("\u0645\u0627\u0630\u0627\u061f \u0644\u0627. \u062b\u0645") ==
        pieces{"\u0645\u0627\u0630\u0627\u061f", "\u0644\u0627.", "\u062b\u0645"});
  CHECK(split("\u0644\u0627.\u200f \u062b\u0645") == pieces{"\u0644\u0627.\u200f", "\u062b\u0645"});
  CHECK(split("\u092f\u0939\u0964 \u0935\u0939\u0964") == pieces{"\u092f\u0939\u0964", "\u0935\u0939\u0964"});
  // Thai parts phrases by spaces, and has no sentence marks: its lines.
  CHECK(split("\u0e2a\u0e27\u0e31\u0e2a\u0e14\u0e35 \u0e04\u0e23\u0e31\u0e1a\n\u0e14\u0e35") ==
        pieces{"\u0e2a\u0e27\u0e31\u0e2a\u0e14\u0e35 \u0e04\u0e23\u0e31\u0e1a", "\u0e14\u0e35"});
}

TEST_CASE("text_units: lines end sentences unless the next one begins in lower case", "[text_units]") {
  for (const std::string end : {"\n", "\r\n", "\r", "\u0085", "\u2028", " \n "}) {
    CHECK(split("A headline" + end + "The text. More") == pieces{"A headline", "The text.", "More"});
    CHECK(split("A line" + end + "that goes on" + end + "1 item") ==
          pieces{"A line" + end + "that goes on", "1 item"});
    CHECK(split("As etc." + end + "and so on. Next") == pieces{"As etc." + end + "and so on.", "Next"});
    CHECK(split("Stop." + end + "\u2014 so" + end + "\u2014 no") ==
          pieces{"Stop.", "\u2014 so", "\u2014 no"});
    CHECK(split("One" + end + end + "two") == pieces{"One", "two"});
  }
  CHECK(split("One\u2029two") == pieces{"One", "two"});
  CHECK(split("One. \u2014\ntwo\n\n") == pieces{"One. \u2014\ntwo"});
  CHECK(split("One. \u2014\nTwo") == pieces{"One.", "\u2014", "Two"});
}

TEST_CASE("text_units: blank lines part paragraphs", "[text_units]") {
  CHECK(paragraphs("").empty());
  CHECK(paragraphs("\n\n \n").empty());
  for (const std::string end : {"\n", "\r\n", "\r"}) {
    CHECK(paragraphs("One. Two" + end + "three" + end + end + "Four") ==
          pieces{"One. Two" + end + "three", "Four"});
    CHECK(paragraphs(end + "One" + end + " \t\u00a0" + end + "\u3000two." + end + end + end) ==
          pieces{"One", "two."});
  }
  CHECK(paragraphs("One\r\n\ntwo\n\rthree\r\rfour") == pieces{"One", "two", "three", "four"});
  CHECK(paragraphs("One\u2029two\u2028three") == pieces{"One", "two\u2028three"});
  CHECK(paragraphs("\ufeffOne\n\n\u00abTwo\u00bb\x80\n\n\x80") ==
        pieces{"One", "\u00abTwo\u00bb\x80", "\x80"});
}

TEST_CASE("text_units: sentences are those of the definition", "[text_units]") {
  std::mt19937_64 random(5);
  const pieces alphabet{"a",      "A",      "\u0431", "\u4e00", "\u0639", "7",      ".",        "?",
                        "\u2026", "\u3002", "\uff0e", "\uff01", " ",      " ",      "\u00a0",   "\n",
                        "\r\n",   "\u2029", "\"",     "\u00ab", "\u00bb", "\u201c", "\u201d",   "(",
                        ")",      "\u00bf", ",",      "\u2014", "\u0301", "\u200f", "\xE3\x80", "\U0001f389"};
  std::size_t sentences = 0;
  for (int round = 0; round < 20000; ++round) {
    std::string text;
    for (std::size_t n = random() % 14; n > 0; --n) text += alphabet[random() % alphabet.size()];
    const std::vector<text_unit> found = detail::unit_splitter(text, unit_kind::sentence).split(),
                                 wanted = naive_sentences(text).split();
    sentences += wanted.size();
    bool same = found.size() == wanted.size();
    for (std::size_t n = 0; same && n < found.size(); ++n)
      same = found[n].begin == wanted[n].begin && found[n].end == wanted[n].end;
    if (same) continue;
    CAPTURE(text, split(text));
    FAIL("round " << round);
  }
  CHECK(sentences > 30000);
}

TEST_CASE("text_units: each token but spaces is in one unit, and those that share one are one",
          "[text_units]") {
  const std::string text = "\ufeffOne two. *** Three\n\n---\n\nFour.";
  const std::uint64_t space = detail::xxh3_64(" ", 1, 1);
  const auto units = [&](token_kind kind) {
    const token_stream stream = tokenize(text, kind);
    std::vector<std::pair<std::string, std::uint32_t>> found;
    for (const text_unit& unit : detail::units_of(text, stream.tokens, unit_kind::sentence, space))
      found.emplace_back(text.substr(unit.begin, unit.end - unit.begin), unit.last_token - unit.first_token);
    return found;
  };
  using list = std::vector<std::pair<std::string, std::uint32_t>>;
  CHECK(units(token_kind::words) == list{{"One two.", 2}, {"*** Three", 1}, {"Four.", 1}});
  CHECK(units(token_kind::characters) == list{{"One two.", 7}, {"*** Three", 5}, {"Four.", 4}});
  CHECK(units(token_kind::whitespace) ==
        list{{"\ufeffOne two.", 2}, {"*** Three", 2}, {"---", 1}, {"Four.", 1}});
  // One token from "two" to "Three".
  const std::vector<token> own{{1, 3, 3}, {2, 7, 14}, {3, 28, 4}};
  const std::vector<text_unit> joined = detail::units_of(text, own, unit_kind::sentence, space);
  REQUIRE(joined.size() == 2);
  CHECK(joined[0].begin == 3);
  CHECK(joined[0].end == 21);
  CHECK(joined[0].last_token == 2);
  CHECK(joined[1].first_token == 2);
}
