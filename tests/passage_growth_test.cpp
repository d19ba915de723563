#include <algorithm>
#include <array>
#include <cstdint>
#include <string>
#include <vector>

#include <neardup/detail/text_units.hpp>
#include <neardup/detail/xxhash.hpp>
#include <neardup/passage.hpp>

#include "support/catch.hpp"
#include "support/passage_oracle.hpp"

using namespace neardup;
using namespace test_support;
using detail::text_unit;
using detail::unit_kind;

namespace {

struct sides {
  std::string first, second;
  friend bool operator==(const sides&, const sides&) = default;
  friend std::ostream& operator<<(std::ostream& out, const sides& x) {
    return out << '[' << x.first << "] [" << x.second << ']';
  }
};

passage_options short_passages(snapping snap) { return {.min_tokens = 7, .max_gap = 4, .snap = snap}; }

/// The one match of `texts`.
passage_match match_of(const passage_corpus& corpus, const passage_options& options) {
  const passage_result result = corpus.find(options);
  REQUIRE(result.matches.size() == 1);
  REQUIRE(result.matches.front().second);
  return result.matches.front();
}

sides snapped(const std::vector<std::string>& texts, const passage_options& options,
              token_kind kind = token_kind::words) {
  const passage_corpus corpus(texts, kind);
  const passage_match match = match_of(corpus, options);
  return {corpus.excerpt(match.first), corpus.excerpt(*match.second)};
}

sides by_sentence(const std::string& x, const std::string& y) {
  return snapped({x, y}, short_passages(snapping::sentence));
}
sides by_paragraph(const std::string& x, const std::string& y) {
  return snapped({x, y}, short_passages(snapping::paragraph));
}

/// What both sides of most cases have: fifteen words.
const std::string body = "ships left port at noon and sailed north past two islands under a grey sky";

}  // namespace

TEST_CASE("passage_growth: a border grows to that of a sentence of which little is missing",
          "[passage_growth]") {
  const std::string x = "Quiet. Three " + body + " again! Gone.", y = "Loud. Five " + body + " today? Stay.";
  CHECK(by_sentence(x, y) == sides{"Three " + body + " again!", "Five " + body + " today?"});
  for (const snapping snap : {snapping::none, snapping::punctuation})
    CHECK(snapped({x, y}, short_passages(snap)) == sides{body, body});
  // Ten words of twelve are four fifths; nine of twelve are less.
  const std::string ten = "ships left port at noon and sailed north past islands";
  const std::string nine = "ships left port at noon and sailed north past";
  CHECK(by_sentence("So three " + ten + ".", "Then five " + ten + ".") ==
        sides{"So three " + ten + ".", "Then five " + ten + "."});
  CHECK(by_sentence("But so three " + ten + ".", "Then five " + ten + ".") == sides{ten + ".", ten + "."});
  CHECK(by_sentence("But so three " + nine + ".", "And then five " + nine + ".") ==
        sides{nine + ".", nine + "."});
}

TEST_CASE("passage_growth: both sides grow, or none", "[passage_growth]") {
  // The second sentence goes on for longer than the match is; the last one of a match may grow all the same.
  const std::string more = " while the crew of the other boat slept below and nobody kept a watch";
  CHECK(by_sentence("Three " + body + ".", "Five " + body + more + ".") == sides{body, body});
  const std::string last = " Whales followed them for a day";
  CHECK(by_sentence("We saw that on the day before those three " + body + "." + last + " again! Gone.",
                    "Five " + body + "." + last + " today?") ==
        sides{body + "." + last + " again!", body + "." + last + " today?"});
  // One side is whole already; the other is whole after it has grown.
  CHECK(by_sentence("Quiet. Three " + body + ".", "Ships" + body.substr(5) + "!") ==
        sides{"Three " + body + ".", "Ships" + body.substr(5) + "!"});
}

TEST_CASE("passage_growth: what is reported has min_score and true numbers", "[passage_growth]") {
  const std::vector<std::string> texts{"Three " + body + " again. Quiet.", "Five " + body + " now. Loud."};
  const passage_corpus corpus(texts);
  passage_options options = short_passages(snapping::sentence);
  const passage_match grown = match_of(corpus, options);
  CHECK(grown.matched_tokens == 15);
  CHECK(grown.score == 15.0 / 17);
  CHECK(grown.jaccard == naive_jaccard(corpus.hashes(grown.first), corpus.hashes(*grown.second), 5));
  CHECK(grown.jaccard == 11.0 / 15);
  options.min_score = 15.0 / 17;
  CHECK(match_of(corpus, options) == grown);
  // Room for one word more, which the beginning takes.
  options.min_score = 15.0 / 16;
  CHECK(snapped(texts, options) == sides{"Three " + body, "Five " + body});
  options.min_score = 1;
  CHECK(snapped(texts, options) == sides{body, body});
  // Marks are no tokens.
  CHECK(snapped({"\u00a1" + body + "!\u201d Quiet.", "\u00bf" + body + "?) Loud."}, options) ==
        sides{"\u00a1" + body + "!\u201d", "\u00bf" + body + "?)"});
}

TEST_CASE("passage_growth: quotes belong to the sentence that they close", "[passage_growth]") {
  CHECK(by_sentence("He: \u201cThree " + body + " \u2018again!\u2019\u201d Then he left.",
                    "\u00ab\u00a0Five " + body + "\u00a0!\u00a0\u00bb Puis rien.") ==
        sides{"He: \u201cThree " + body + " \u2018again!\u2019\u201d",
              "\u00ab\u00a0Five " + body + "\u00a0!\u00a0\u00bb"});
  CHECK(
      by_sentence("\u201eDrei " + body + ".\u201c Dann nichts.", "\u00bfCu\u00e1l " + body + "? \u00a1No!") ==
      sides{"\u201eDrei " + body + ".\u201c", "\u00bfCu\u00e1l " + body + "?"});
}

TEST_CASE("passage_growth: sentences without spaces, or without marks", "[passage_growth]") {
  const std::string han = "\u8239\u5348\u524d\u79bb\u6e2f\u5411\u5317\u822a\u884c\u7ecf\u8fc7\u4e24\u5c9b";
  CHECK(by_sentence("\u5b89\u9759\u3002\u4e09" + han + "\u3002\u8d70\u4e86",
                    "\u5435\u95f9\uff01\u4e94" + han + "\uff1f\u201d\u7559\u4e0b") ==
        sides{"\u4e09" + han + "\u3002", "\u4e94" + han + "\uff1f\u201d"});
  const std::string thai = "\u0e40\u0e23\u0e37\u0e2d\u0e2d\u0e2d\u0e01\u0e08\u0e32\u0e01\u0e17\u0e48\u0e32";
  CHECK(by_sentence("\u0e40\u0e07\u0e35\u0e22\u0e1a\n\u0e01" + thai + "\n\u0e44\u0e1b",
                    "\u0e02" + thai + "\r\n\u0e14\u0e31\u0e07") == sides{"\u0e01" + thai, "\u0e02" + thai});
  const std::string arabic =
      "\u063a\u0627\u062f\u0631\u062a \u0627\u0644\u0633\u0641\u0646 "
      "\u0627\u0644\u0645\u064a\u0646\u0627\u0621 "
      "\u0638\u0647\u0631\u0627 \u0646\u062d\u0648 \u0627\u0644\u0634\u0645\u0627\u0644 "
      "\u0627\u0644\u0628\u0639\u064a\u062f \u062c\u062f\u0627";
  CHECK(by_sentence("\u0644\u0627. \u0647\u0644 " + arabic + "\u061f \u0644\u0627",
                    "\u0644\u0645\u0627\u0630\u0627 " + arabic + "\u061f \u0646\u0639\u0645") ==
        sides{"\u0647\u0644 " + arabic + "\u061f", "\u0644\u0645\u0627\u0630\u0627 " + arabic + "\u061f"});
}

TEST_CASE("passage_growth: a border grows to that of a paragraph of which little is missing",
          "[passage_growth]") {
  const std::string rest = "The harbour lay empty. Nobody waved.";
  for (const std::string end : {"\n", "\r\n", "\r"}) {
    const std::string blank = end + " \t" + end;
    const std::string x = "Before." + blank + "Three " + body + ". " + rest + blank + "After",
                      y = "Earlier." + blank + "Five " + body + "." + end + rest + blank + "Later";
    CHECK(by_paragraph(x, y) == sides{"Three " + body + ". " + rest, "Five " + body + "." + end + rest});
    CHECK(by_sentence(x, y) == sides{"Three " + body + ". " + rest, "Five " + body + "." + end + rest});
  }
  // Eighteen words of twenty are nine tenths; eighteen of twenty-one are less, if not too few for a sentence.
  const std::string eighteen = body + " for a week";
  CHECK(by_paragraph("So three " + eighteen, "Then five " + eighteen) ==
        sides{"So three " + eighteen, "Then five " + eighteen});
  CHECK(by_paragraph("But so three " + eighteen, "Then five " + eighteen) == sides{eighteen, eighteen});
  CHECK(by_sentence("But so three " + eighteen, "Then five " + eighteen) ==
        sides{"But so three " + eighteen, "Then five " + eighteen});
}

TEST_CASE("passage_growth: a title is a paragraph where a blank line says so", "[passage_growth]") {
  const std::string first = body + ". The harbour lay empty. Nobody waved or looked after them for long.";
  const std::string copy = "Elsewhere." + std::string("\n\n") + first;
  CHECK(by_paragraph("Old title\n\n" + first, copy) == sides{first, first});
  CHECK(by_paragraph("Old title\n" + first, copy) == sides{"Old title\n" + first, first});
  CHECK(by_sentence("Old title\n\n" + first, copy) == sides{first, first});
  // A line that begins in lower case goes on with the one before it.
  CHECK(by_sentence("Old title\n" + first, copy) == sides{"Old title\n" + first, first});
  const std::string upper = "Ships" + first.substr(5);
  CHECK(by_sentence("Old title\n" + upper, copy) == sides{upper, first});
}

TEST_CASE("passage_growth: no side enters the other", "[passage_growth]") {
  // All in one paragraph or sentence, which then neither side may have.
  const std::string x = body + " while " + body;
  CHECK(snapped({x}, short_passages(snapping::sentence)) == sides{body, body});
  CHECK(snapped({body + ". Then. " + body + "."}, short_passages(snapping::paragraph)) ==
        sides{body + ".", body + "."});
  CHECK(snapped({"One " + body + ". Two " + body + "."}, short_passages(snapping::sentence)) ==
        sides{"One " + body + ".", "Two " + body + "."});
  CHECK(snapped({"One " + body + ".\n\nTwo " + body + "."}, short_passages(snapping::paragraph)) ==
        sides{"One " + body + ".", "Two " + body + "."});
}

TEST_CASE("passage_growth: a doubled article is exact under every rule", "[passage_growth]") {
  word_source source(3, 100000);
  std::string article = "\u00ab\u00a0";
  for (int paragraph = 0; paragraph < 4; ++paragraph) {
    if (paragraph != 0) article += "\n\n";
    for (int sentence = 0; sentence < 3; ++sentence)
      article += (sentence == 0 ? "W" : " W") + join(source.words(12)).substr(1) + ".";
  }
  article += "\u00a0\u00bb";
  for (const snapping snap : {snapping::punctuation, snapping::sentence, snapping::paragraph})
    for (const std::string before : {"", "A title\n\n", "\ufeff"})
      for (const std::string between : {"\n\n", "\r\n\r\n", "\n", " ", "", "\n\n* * *\n\n"})
        for (const std::string after : {"", "\n", "\n\nThe end."}) {
          INFO(static_cast<int>(snap) << ": '" << before << "', '" << between << "', '" << after << "'");
          CHECK(snapped({before + article + between + article + after}, {.snap = snap}) ==
                sides{article, article});
        }
}

TEST_CASE("passage_growth: periodic text stays as it is", "[passage_growth]") {
  const passage_corpus corpus({"Now " + repeat("a b c d e f g ", 20) + "end."});
  for (const snapping snap : {snapping::none, snapping::sentence, snapping::paragraph}) {
    const passage_result result = corpus.find({.snap = snap});
    REQUIRE(result.matches.size() == 1);
    CHECK(result.matches[0].relation == passage_relation::periodic);
    CHECK(corpus.excerpt(result.matches[0].first) + " " == repeat("a b c d e f g ", 20));
  }
}

TEST_CASE("passage_growth: characters and runs grow by their own tokens", "[passage_growth]") {
  const std::string x = "Quiet. So " + body + "! Gone.", y = "Loud. As " + body + "? Stay.";
  const sides wanted{"So " + body + "!", "As " + body + "?"};
  CHECK(snapped({x, y}, short_passages(snapping::sentence), token_kind::characters) == wanted);
  CHECK(snapped({x, y}, short_passages(snapping::sentence), token_kind::whitespace) == wanted);
}

namespace {

/// Texts of sentences and paragraphs, some of them edited copies of others.
std::vector<std::string> texts_of_sentences(word_source& source) {
  const std::array<std::vector<std::string>, 3> words{{{"w", "W", "1", "caf\u00e9"},
                                                       {"\u4e00", "\u4e01", "\u4e02", "\u4e03"},
                                                       {"\u0645", "\u062b", "w", "W"}}};
  const std::vector<std::string> marks{". ",  "! ", "? ",   "\u3002",   "\u061f ",
                                       ".\n", "\n", ".\" ", ".\u00bb ", ", "};
  const std::size_t language = source.below(words.size());
  const auto sentence = [&] {
    std::vector<std::string> tokens(1 + source.below(14));
    for (std::string& each : tokens)
      each = words[language][source.below(4)] + std::to_string(source.below(40)) + " ";
    return tokens;
  };
  std::vector<std::vector<std::string>> shared(6);
  for (auto& each : shared) each = sentence();
  std::vector<std::string> texts(1 + source.below(3));
  for (std::string& text : texts)
    for (std::size_t n = 2 + source.below(8); n > 0; --n) {
      std::vector<std::string> tokens =
          source.below(4) == 0 ? sentence() : shared[source.below(shared.size())];
      for (std::size_t edits = source.below(3); edits > 0; --edits)
        tokens[source.below(tokens.size())] = source.word() + " ";
      std::string joined;
      for (const std::string& each : tokens) joined += each;
      if (source.below(8) == 0) joined = "\u00ab\u00a0" + joined;
      joined.pop_back();
      text += joined + marks[source.below(marks.size())];
      if (source.below(4) == 0) text += std::array{"\n\n", "\r\n\r\n", "\n \n"}[source.below(3)];
    }
  return texts;
}

bool is_inside(const text_span& x, const text_span& y) {
  return x.document == y.document && y.begin <= x.begin && x.end <= y.end;
}

/// Whether position `at` of a valid text lies between two code points.
bool is_between_code_points(const std::string& text, std::size_t at) {
  return at == text.size() || (static_cast<unsigned char>(text[at]) & 0xC0) != 0x80;
}

/// The unit that byte `at` lies in, by looking at all of them.
text_unit unit_around(const std::vector<text_unit>& units, std::uint32_t at) {
  for (const text_unit& unit : units)
    if (unit.begin <= at && at < unit.end) return unit;
  return {};
}

/// The match of `matches` that `grown` grew from.
const passage_match* origin_of(const passage_match& grown, const std::vector<passage_match>& matches) {
  for (const passage_match& match : matches)
    if (match.second && match.matched_tokens == grown.matched_tokens && is_inside(match.first, grown.first) &&
        is_inside(*match.second, *grown.second))
      return &match;
  return nullptr;
}

}  // namespace

TEST_CASE("passage_growth: on any text borders only grow, to whole units, and claims stay true",
          "[passage_growth]") {
  word_source source(21, 50);
  std::size_t grown_borders = 0;
  for (int round = 0; round < 1500; ++round) {
    const passage_corpus corpus(texts_of_sentences(source));
    passage_options options{.min_tokens = 4 + static_cast<std::uint32_t>(source.below(12)),
                            .min_score = 0.1 * static_cast<double>(3 + source.below(8)),
                            .seed_tokens = 3,
                            .max_gap = static_cast<std::uint32_t>(source.below(12)),
                            .snap = snapping::none};
    const std::vector<passage_match> bare = corpus.find(options).matches;
    options.snap = snapping::punctuation;
    const std::vector<passage_match> marked = corpus.find(options).matches;
    for (const snapping snap : {snapping::sentence, snapping::paragraph}) {
      options.snap = snap;
      const bool sentences = snap == snapping::sentence;
      std::vector<std::vector<text_unit>> units;
      for (std::size_t n = 0; n < corpus.size(); ++n)
        units.push_back(detail::units_of(corpus.text(n), corpus.tokens(n),
                                         sentences ? unit_kind::sentence : unit_kind::paragraph,
                                         detail::xxh3_64(" ", 1, 1)));
      // Whether a side that has no more of it than `span` holds may grow over a unit.
      const auto is_held = [&](const text_unit& unit, const text_span& span) {
        const std::vector<token>& tokens = corpus.tokens(span.document);
        std::size_t held = 0;
        for (std::uint32_t n = unit.first_token; n < unit.last_token; ++n)
          held += tokens[n].begin >= span.begin && tokens[n].begin + tokens[n].length <= span.end;
        const std::size_t all = unit.last_token - unit.first_token;
        return sentences ? held * 5 >= all * 4 : held * 10 >= all * 9;
      };
      const passage_result result = corpus.find(options);
      INFO("round " << round << ", " << (sentences ? "sentences" : "paragraphs"));
      REQUIRE(result.matches.size() == bare.size());
      CHECK(corpus.find(options, 3).matches == result.matches);
      CHECK(corpus.find(options, 3).clusters == result.clusters);
      for (const passage_match& match : result.matches) {
        CHECK(match.score >= options.min_score);
        if (match.relation == passage_relation::periodic) {
          CHECK(std::count_if(bare.begin(), bare.end(), [&](const passage_match& x) {
                  return x.relation == match.relation && x.first == match.first && x.score == match.score;
                }) == 1);
          continue;
        }
        const auto x = corpus.hashes(match.first), y = corpus.hashes(*match.second);
        CHECK(match.score ==
              static_cast<double>(match.matched_tokens) / static_cast<double>(std::max(x.size(), y.size())));
        CHECK(match.matched_tokens <= naive_lcs(x, y));
        CHECK(match.jaccard == naive_jaccard(x, y, options.shingle_size));
        if (match.relation == passage_relation::self) CHECK(match.first.end <= match.second->begin);
        const passage_match* const origin = origin_of(match, bare);
        const passage_match* const before = origin_of(match, marked);
        REQUIRE(origin);
        REQUIRE(before);
        const std::array spans{match.first, *match.second}, old{before->first, *before->second},
            tokens{origin->first, *origin->second};
        for (std::size_t side = 0; side < 2; ++side) {
          const std::string& text = corpus.text(spans[side].document);
          const std::vector<text_unit>& list = units[spans[side].document];
          CHECK(is_between_code_points(text, spans[side].begin));
          CHECK(is_between_code_points(text, spans[side].end));
          CHECK(std::string(" \n\r\t").find(text[spans[side].begin]) == std::string::npos);
          CHECK(std::string(" \n\r\t").find(text[spans[side].end - 1]) == std::string::npos);
          if (spans[side].begin != old[side].begin) {
            const text_unit unit = unit_around(list, tokens[side].begin);
            CHECK(spans[side].begin == unit.begin);
            CHECK(is_held(unit, tokens[side]));
            CHECK(is_held(unit_around(units[spans[1 - side].document], tokens[1 - side].begin),
                          tokens[1 - side]));
            ++grown_borders;
          }
          if (spans[side].end != old[side].end) {
            const text_unit unit = unit_around(list, tokens[side].end - 1);
            CHECK(spans[side].end == unit.end);
            CHECK(is_held(unit, tokens[side]));
            CHECK(is_held(unit_around(units[spans[1 - side].document], tokens[1 - side].end - 1),
                          tokens[1 - side]));
            ++grown_borders;
          }
        }
      }
    }
  }
  CHECK(grown_borders > 1000);
}
