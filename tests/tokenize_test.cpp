#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <ctime>
#include <string>
#include <string_view>
#include <vector>

#include <neardup/tokenize.hpp>

#include "support/catch.hpp"
#include "support/token_texts.hpp"

using namespace std::string_literals;
using neardup::token_kind;
using token_texts::folded;
using token_texts::random_text;
using token_texts::repeat;
using token_texts::sources;
using token_texts::texts;
using token_texts::utf8;

TEST_CASE("tokenize: words are runs of letters, marks and digits", "[tokenize]") {
  CHECK(folded("").empty());
  CHECK(folded(" \t\r\n.,;-_*\x7F").empty());
  CHECK(folded("One two,three-4 R2D2") == texts{"one", "two", "three", "4", "r2d2"});
  CHECK(folded("l'OTAN l\u2019OTAN") == texts{"l", "otan", "l", "otan"});
  CHECK(folded("\u00ab\u00a0Oui\u202f!\u00a0\u00bb\u2014non\u2026") == texts{"oui", "non"});
  CHECK(folded("snake_case a\u00b7b") == texts{"snake", "case", "a", "b"});
  CHECK(folded("one\r\ntwo\0three\037four"s) == texts{"one", "two", "three", "four"});
  CHECK(folded("\u0665\u0669 \u00bd \u2167") == texts{"\u0665\u0669", "1\u20442", "viii"});
  CHECK(folded("\uE000x\u0378y") == texts{"x", "y"});  // private use and unassigned separate
}

TEST_CASE("tokenize: spans are source bytes", "[tokenize]") {
  const std::string text = "  L\u2019\u00c9t\u00e9,\u00a0\uff21\uff22";
  const auto tokens = neardup::tokenize(text).tokens;
  REQUIRE(tokens.size() == 3);
  CHECK(sources(text) == texts{"L", "\u00c9t\u00e9", "\uff21\uff22"});
  CHECK((tokens[0].begin == 2 && tokens[0].length == 1));
  CHECK((tokens[1].begin == 6 && tokens[1].length == 5));
  CHECK((tokens[2].begin == 14 && tokens[2].length == 6));
}

TEST_CASE("tokenize: a token's hash is XXH3 of its folded text with the seed", "[tokenize]") {
  const auto hash_of = [](std::string_view text, std::uint64_t seed) {
    return neardup::detail::xxh3_64(text.data(), text.size(), seed);
  };
  const auto tokens = neardup::tokenize("\u00c9cole", token_kind::words, 7).tokens;
  REQUIRE(tokens.size() == 1);
  CHECK(tokens[0].hash == hash_of("\u00e9cole", 7));
  CHECK(neardup::tokenize("x").tokens[0].hash == hash_of("x", 1));
  CHECK(neardup::tokenize("x").tokens[0].hash != neardup::tokenize("x", token_kind::words, 2).tokens[0].hash);
}

// The values of docs/scheme-v1.md. One that changes breaks every stored signature: change the scheme's name
// and the documents with it, or find the mistake.
TEST_CASE("tokenize: token hashes under seed 1 stay what they are", "[tokenize][golden]") {
  const std::vector<neardup::token> expected = {{0xf88eb87dfef3b506, 0, 1},  {0x0b68933e8440b839, 4, 4},
                                                {0xb54305b2405a3a2e, 9, 1},  {0xd2f6d0996f37a720, 13, 1},
                                                {0x5c7d5d6517a05195, 15, 3}, {0xe464450c6768fa05, 19, 6}};
  CHECK(neardup::tokenize("L\u2019OTAN n\u2019a pas c\u00e9d\u00e9.").tokens == expected);
}

TEST_CASE("tokenize: a stream's storage is reused and its old content gone", "[tokenize]") {
  neardup::token_stream stream;
  neardup::tokenize("one two three \xFF", token_kind::words, 1, stream);
  CHECK(stream.tokens.size() == 3);
  CHECK(stream.ill_formed == 1);
  neardup::tokenize("four", token_kind::words, 1, stream);
  CHECK(stream.tokens == neardup::tokenize("four").tokens);
  CHECK(stream.ill_formed == 0);
}

TEST_CASE("tokenize: folding makes what looks alike equal", "[tokenize]") {
  CHECK(folded("\ufb01n \ufb03") == texts{"fin", "ffi"});
  CHECK(folded("STRASSE stra\u00dfe STRA\u1e9eE") == texts{"strasse", "strasse", "strasse"});
  CHECK(folded("\uff28\uff45\uff4c\uff4c\uff4f\uff11") == texts{"hello1"});
  CHECK(folded("\u0130 I \u0131") == texts{"i\u0307", "i", "\u0131"});  // no language is guessed
  CHECK(folded("\u03a3\u03af\u03c3\u03c5\u03c6\u03bf\u03c2") ==
        texts{"\u03c3\u03af\u03c3\u03c5\u03c6\u03bf\u03c3"});
  CHECK(folded("\u212a \u212b \u2126") == texts{"k", "\u00e5", "\u03c9"});
  CHECK(folded("\u00b2 \u2122 x\u00b2") == texts{"2", "x2"});  // the trade mark sign is no letter
  CHECK(folded("\u0415\u0301\u0416") == texts{"\u0435\u0301\u0436"});
  CHECK(folded("E\u0301 \u00c9") == texts{"\u00e9", "\u00e9"});
  CHECK(folded("a\u0301\u0323 a\u0323\u0301") == texts{"\u1ea1\u0301", "\u1ea1\u0301"});
  CHECK(folded("\u1fb3 \u03b1\u0345\u0301") ==
        texts{"\u03b1\u03b9", "\u03ac\u03b9"});  // the accent moves before iota
  CHECK(folded("\u1112\u1161\u11ab \ud55c") == texts{"\ud55c", "\ud55c"});
}

TEST_CASE("tokenize: soft hyphens, joiners and variation selectors are transparent", "[tokenize]") {
  CHECK(folded("co\u00adop \u00adco\u00ad") == texts{"coop", "co"});
  CHECK(sources("co\u00adop \u00adco\u00ad") == texts{"co\u00adop", "co"});
  CHECK(folded("a\u200db\u200cc\u2060d\ufeffe") == texts{"abcde"});
  CHECK(folded("a\u200bb") == texts{"a", "b"});  // zero width space separates
  CHECK(folded("\ufeffbom") == texts{"bom"});
  CHECK(sources("\ufeffbom") == texts{"bom"});
  CHECK(folded("x\ufe0f y\u034f") == texts{"x", "y"});
  CHECK(sources("x\ufe0f y\u034f") == texts{"x\ufe0f", "y\u034f"});  // marks: part of the word
  CHECK(folded("\u115f\u1160 \u3164").empty());                      // fillers fold to nothing
}

TEST_CASE("tokenize: a mark belongs to the word before it or to nothing", "[tokenize]") {
  CHECK(folded("\u0301 a\u0301 -\u0301b") == texts{"\u00e1", "b"});
  CHECK(sources("-\u0301b\u0327") == texts{"b\u0327"});
  CHECK(folded("a\u200d\u0301") == texts{"\u00e1"});   // through a joiner
  CHECK(folded("a\u200b\u0301b") == texts{"a", "b"});  // not through a separator
  CHECK(folded("\U0001f600\u0301a") == texts{"\U0001f600", "a"});
}

TEST_CASE("tokenize: an emoji is a token by itself", "[tokenize]") {
  CHECK(folded("a\U0001f600b\U0001f600\U0001f680") ==
        texts{"a", "\U0001f600", "b", "\U0001f600", "\U0001f680"});
  CHECK(folded("\U0001f468\u200d\U0001f469") == texts{"\U0001f468", "\U0001f469"});
  CHECK(folded("\U0001f44d\U0001f3fd") == texts{"\U0001f44d"});  // the skin tone separates
  CHECK(folded("\U0001f1eb\U0001f1f7") == texts{"\U0001f1eb", "\U0001f1f7"});
  CHECK(folded("\u2764\ufe0f").empty());  // text presentation by default
  CHECK(folded("1\ufe0f\u20e3") == texts{"1\u20e3"});
  CHECK(folded("\U0001f201") == texts{"\u30b3\u30b3"});  // folds, and is not split again
}

TEST_CASE("tokenize: scripts without spaces give one token a base character", "[tokenize]") {
  CHECK(folded("\u6f22\u5b57abc\u4eee\u540d") == texts{"\u6f22", "\u5b57", "abc", "\u4eee", "\u540d"});
  CHECK(folded("\u30ab\u3099\u30ac\uff76\uff9e") == texts{"\u30ac", "\u30ac", "\u30ac"});
  CHECK(folded("\u30b9\u30fc\u30d1\u30fc") == texts{"\u30b9", "\u30fc", "\u30d1", "\u30fc"});
  CHECK(folded("\u0e19\u0e49\u0e33") == texts{"\u0e19\u0e49", "\u0e4d\u0e32"});  // sara am is a letter
  CHECK(folded("\u0e81\u0eb4\u0e99") == texts{"\u0e81\u0eb4", "\u0e99"});        // Lao
  CHECK(folded("\u1781\u17d2\u1798\u17c2\u179a") ==
        texts{"\u1781\u17d2", "\u1798\u17c2", "\u179a"});  // Khmer
  CHECK(sources("\u6f22\u200d\u5b57\u200d") == texts{"\u6f22\u200d", "\u5b57"});
  CHECK(sources("ab\u00ad\u6f22\ufe00") == texts{"ab\u00ad", "\u6f22\ufe00"});
  CHECK(folded("\u6f221") == texts{"\u6f22", "1"});
  CHECK(folded("\uff9ea") == texts{"\u3099a"});  // Grapheme_Extend: begins no token of its own kind
}

TEST_CASE("tokenize: each maximal ill-formed subpart separates and is counted", "[tokenize]") {
  struct ill_formed_case {
    std::string bytes;
    std::uint64_t count;
  };
  const std::vector<ill_formed_case> cases = {{"\x80", 1},
                                              {"\xBF\x80", 2},
                                              {"\xC0\x80", 2},
                                              {"\xC1\xBF", 2},
                                              {"\xC3", 1},
                                              {"\xC3\xC3", 2},
                                              {"\xE0\x80\x80", 3},
                                              {"\xE0\xA0", 1},
                                              {"\xE2\x82", 1},
                                              {"\xED\xA0\x80", 3},
                                              {"\xEF\xBF", 1},
                                              {"\xF0\x80\x80\x80", 4},
                                              {"\xF0\x9F", 1},
                                              {"\xF0\x9F\x98", 1},
                                              {"\xF0\x9F\xF0\x9F", 2},
                                              {"\xF4\x90\x80\x80", 4},
                                              {"\xF5\x80", 2},
                                              {"\xFE\xFF", 2},
                                              {"\xF8\x88\x80\x80\x80", 5}};
  for (const auto& [bytes, count] : cases) {
    CAPTURE(bytes);
    for (const std::string& text :
         {bytes, "a" + bytes, bytes + "b", "a" + bytes + "b", "a " + bytes + " b"}) {
      texts expected;
      for (const char c : text)
        if (c == 'a' || c == 'b') expected.emplace_back(1, c);
      CHECK(folded(text) == expected);
      CHECK(neardup::tokenize(text).ill_formed == count);
    }
    CHECK(folded("a" + bytes + "b", token_kind::characters) == texts{"a", " ", "b"});
    CHECK(folded("a" + bytes + "b", token_kind::whitespace) == texts{"a" + bytes + "b"});
    CHECK(neardup::tokenize("a" + bytes + "b", token_kind::whitespace).ill_formed == count);
  }
}

TEST_CASE("tokenize: characters join the words by one space where a separator stood", "[tokenize]") {
  CHECK(folded("", token_kind::characters).empty());
  CHECK(folded(" -Ab,\u00a0 c! ", token_kind::characters) == texts{"a", "b", " ", "c"});
  const auto tokens = neardup::tokenize("-Ab,\u00a0 c!", token_kind::characters).tokens;
  REQUIRE(tokens.size() == 4);
  CHECK((tokens[2].begin == 3 && tokens[2].length == 4));  // all bytes between
  CHECK(folded("\u6f22\u5b57", token_kind::characters) == texts{"\u6f22", "\u5b57"});
  CHECK(folded("a\U0001f600b", token_kind::characters) == texts{"a", "\U0001f600", "b"});
  CHECK(folded("a\u00ad \u00adb", token_kind::characters) == texts{"a", " ", "b"});
  CHECK(folded("a \u3164 b", token_kind::characters) == texts{"a", " ", "b"});  // a dropped token between
  CHECK(folded("a\U0001f600\ufe0fb", token_kind::characters) == texts{"a", "\U0001f600", " ", "b"});
}

TEST_CASE("tokenize: the code points of one segment share its span", "[tokenize]") {
  CHECK(folded("Stra\u00dfe", token_kind::characters) == texts{"s", "t", "r", "a", "s", "s", "e"});
  CHECK(sources("a\u00df", token_kind::characters) == texts{"a", "\u00df", "\u00df"});
  CHECK(sources("e\u0301\u0323x", token_kind::characters) == texts{"e\u0301\u0323", "e\u0301\u0323", "x"});
  CHECK(sources("\u1112\u1161\u11ab", token_kind::characters) == texts{"\u1112\u1161\u11ab"});
  CHECK(sources("a\u00adb", token_kind::characters) == texts{"a\u00ad", "b"});
}

TEST_CASE("tokenize: whitespace keeps bytes as they are", "[tokenize]") {
  CHECK(folded("", token_kind::whitespace).empty());
  CHECK(folded("  One,\u00a0TWO\u3000\xFFx\u0301\n", token_kind::whitespace) ==
        texts{"One,", "TWO", "\xFFx\u0301"});
  CHECK(folded("a\x1C"
               "b\u200bc\u0085d\u2028e",
               token_kind::whitespace) == texts{"a\x1C"
                                                "b\u200bc",
                                                "d", "e"});
  CHECK(folded(repeat("x", 1000), token_kind::whitespace) == texts{repeat("x", 1000)});
}

TEST_CASE("tokenize: a token text over 256 bytes is cut", "[tokenize]") {
  CHECK(folded(repeat("X", 256)) == texts{repeat("x", 256)});
  CHECK(folded(repeat("X", 257)) == texts{repeat("x", 256), "x"});
  CHECK(folded(repeat("x", 700)) == texts{repeat("x", 256), repeat("x", 256), repeat("x", 188)});
  const std::string a254 = repeat("a", 254), a255 = repeat("a", 255);
  CHECK(folded(a255 + "\u00e9") == texts{a255, "\u00e9"});
  CHECK(folded(a254 + "\u00e9") == texts{a254 + "\u00e9"});
  CHECK(folded(a255 + "e\u0301") == texts{a255, "\u00e9"});
  CHECK(folded(a255 + "\ufb01") == texts{a255, "fi"});  // a fold is never torn
  CHECK(folded(a255 + "\u00df") == texts{a255, "ss"});
  CHECK(folded(repeat("\uff38", 257)) == texts{repeat("x", 256), "x"});  // what counts is the folded text
  CHECK(folded(a255 + "b\u00ad\u00adc") == texts{a255 + "b", "c"});
  CHECK(sources(a255 + "b\u00ad\u00adc") == texts{a255 + "b\u00ad\u00ad", "c"});
  CHECK(folded("a" + repeat("\ufe0f", 300) + "b") == texts{"ab"});
  CHECK(folded(repeat("x", 257), token_kind::characters).size() == 257);  // no space where a cut stands
}

TEST_CASE("tokenize: a cut may stand after 30 marks in a row, and anywhere where there is no better place",
          "[tokenize]") {
  const std::string acute = "\u0301", a = "a";
  // 1 + 60 bytes, then 60 for each 30 marks more: four times 30 are within 256 bytes. The first acute
  // composes.
  CHECK(sources(a + repeat(acute, 200)) == texts{a + repeat(acute, 120), repeat(acute, 80)});
  CHECK(sources(a + repeat(acute + "\u200d", 200))[0] == a + repeat(acute + "\u200d", 120));
  // 29 marks, a half-width voiced mark (a letter that is no boundary), 29 marks, ...: never 30 in a row.
  const std::string broken = repeat(repeat(acute, 29) + "\uff9e", 6);
  const auto pieces = sources(a + broken);
  REQUIRE(pieces.size() == 2);
  CHECK(folded(a + broken)[0].size() == 256);
  // Halfwidth marks alone: 1 + 85 * 3 = 256.
  CHECK(sources(a + repeat("\uff9e", 100)) == texts{a + repeat("\uff9e", 85), repeat("\uff9e", 15)});
  // The boundary before b is better than any place among the marks behind it.
  CHECK(sources(repeat("x", 250) + "b" + repeat("\uff9e", 90))[0] == repeat("x", 250));
}

TEST_CASE("tokenize: equal to token by token whatever stands around", "[tokenize]") {
  random_text random(11);
  for (int round = 0; round < 2000; ++round) {
    const std::string left = random.text(1 + random.below(12)), right = random.text(1 + random.below(12));
    texts expected = folded(left);
    for (const auto& token : folded(right)) expected.push_back(token);
    REQUIRE(folded(left + ". \xFF," + right) == expected);
  }
}

TEST_CASE("tokenize: offsets grow, stay inside and stand on code point borders", "[tokenize]") {
  random_text random(12);
  for (int round = 0; round < 3000; ++round) {
    std::string text = random.text(random.below(60));
    if (round % 3 == 0)
      for (std::size_t i = random.below(8) + 1; i-- > 0 && !text.empty();)
        text[random.below(text.size())] = static_cast<char>(random.below(256));
    std::vector<bool> border(text.size() + 1, false);
    const auto* bytes = neardup::detail::as_bytes(text.data());
    for (std::size_t i = 0; i < text.size();
         i += neardup::detail::decode(bytes + i, bytes + text.size()).length)
      border[i] = true;
    border[text.size()] = true;
    for (const auto kind : {token_kind::words, token_kind::characters, token_kind::whitespace}) {
      std::size_t last_begin = 0, last_end = 0;
      for (const auto& t : neardup::tokenize(text, kind).tokens) {
        const std::size_t end = std::size_t{t.begin} + t.length;
        const bool shared = kind == token_kind::characters && t.begin == last_begin && end == last_end;
        REQUIRE((shared || t.begin >= last_end));
        REQUIRE(t.length > 0);
        REQUIRE(end <= text.size());
        REQUIRE((border[t.begin] && border[end]));
        last_begin = t.begin, last_end = end;
      }
    }
  }
}

TEST_CASE("tokenize: random bytes are taken", "[tokenize]") {
  random_text random(13);
  for (int round = 0; round < 500; ++round) {
    std::string text(random.below(300), '\0');
    for (char& c : text) c = static_cast<char>(random.below(256));
    std::uint64_t counts[3];
    for (const int kind : {0, 1, 2})
      counts[kind] = neardup::tokenize(text, static_cast<token_kind>(kind)).ill_formed;
    REQUIRE(counts[0] == counts[1]);
    REQUIRE(counts[0] == counts[2]);
  }
}

TEST_CASE("tokenize: a text of 2^32 bytes is refused before it is read", "[tokenize]") {
  const std::string_view huge("x", std::size_t{1} << 32);  // only its size is looked at
  for (const auto kind : {token_kind::words, token_kind::characters, token_kind::whitespace}) {
    try {
      (void)neardup::tokenize(huge, kind);
      FAIL("accepted");
    } catch (const neardup::error& e) {
      CHECK(e.code() == neardup::errc::too_large);
      CHECK(e.what() == "a text has 4294967296 bytes; allowed: fewer than 2^32"s);
    }
  }
}

namespace {

// Of processor time: other work on the machine does not count.
double seconds(const std::string& text, token_kind kind) {
  const std::clock_t start = std::clock();
  std::uint64_t count = 0;
  neardup::detail::for_each_token(text, kind, [&](std::string_view, std::size_t, std::size_t) { ++count; });
  REQUIRE(count > 0);
  return static_cast<double>(std::clock() - start) / CLOCKS_PER_SEC;
}

}  // namespace

TEST_CASE("tokenize: time is linear on hostile texts", "[tokenize]") {
  const std::string marks = "\u0301\u0323\u0345\u0327\u031b";
  const std::vector<std::string> patterns = {
      "x",                                      // one word of any length
      "\u0301",                                 // marks only
      "\ufe0f",                                 // folds to nothing
      "\u200d",                                 // transparent
      "\u1161",                                 // letters that are no boundary
      "\uff9e",                                 // the same, folding to a mark
      "\uff9e" + repeat("\u3164", 500),         // ... with stretches that fold to nothing
      "a" + repeat("\u200d", 5000) + "\u0301",  // read once fast, once more for the mark
      marks,                                    // the worst order again and again
      "b" + repeat(marks, 20) + "\ufdfa",       // long folds
      "\u6f22\u200d",
      "\xE2\x82",
      " ",
      "\U0001f600"};
  for (const auto& pattern : patterns) {
    const auto of_size = [&](std::size_t bytes) { return "a" + repeat(pattern, bytes / pattern.size() + 1); };
    for (const auto kind : {token_kind::words, token_kind::characters}) {
      CAPTURE(pattern.substr(0, 20));
      const auto least = [&](std::size_t bytes) {
        const std::string text = of_size(bytes);
        return std::min({seconds(text, kind), seconds(text, kind), seconds(text, kind)});
      };
      // Ten times the text; a quadratic step would take a hundred times.
      CHECK(least(400'000) < 40 * least(40'000) + 0.02);
    }
  }
}
