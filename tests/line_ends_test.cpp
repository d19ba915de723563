#include <string>
#include <vector>

#include <neardup/detail/line_ends.hpp>
#include <neardup/detail/passage_snap.hpp>
#include <neardup/detail/text_units.hpp>
#include <neardup/repetition.hpp>
#include <neardup/tokenize.hpp>

#include "support/catch.hpp"

using namespace neardup;

TEST_CASE("line_ends: CR LF is one, and U+2029 a blank line", "[line_ends]") {
  using detail::count_line_ends;
  CHECK(count_line_ends("") == 0);
  CHECK(count_line_ends(" \t,\v\f\u00a0\xc2") == 0);
  for (const char* one : {"\n", "\r", "\r\n", "\u0085", "\u2028", " \n ", ".\r\n\xff"})
    CHECK(count_line_ends(one) == 1);
  for (const char* two : {"\n\n", "\r\r", "\n\r", "\r\n\r\n", "\r\r\n", "\r \n", "\u0085\u2028", "\u2029"})
    CHECK(count_line_ends(two) == 2);
}

TEST_CASE("line_ends: whoever asks for lines and paragraphs has the same", "[line_ends]") {
  for (const std::string between : {" ", "\n", "\r", "\r\n", "\u0085", "\u2028", "\u2029", "\n\n", "\r\n\r\n",
                                    "\r\r", "\n \n", " \u2028 ", "\u0085\u0085", "\xe2\x80 \n"}) {
    const std::uint32_t ends = detail::count_line_ends(between);
    INFO(ends << " line ends");
    const std::string text = "Same" + between + "Same";
    const auto tokens = tokenize(text).tokens;
    const repetition_ratios ratios = repetition_meter().measure(text, tokens);
    CHECK((ratios.duplicate_lines > 0) == (ends > 0));
    CHECK((ratios.duplicate_paragraphs > 0) == (ends > 1));
    CHECK((detail::unit_splitter(text, detail::unit_kind::sentence).split().size() == 2) == (ends > 0));
    CHECK((detail::unit_splitter(text, detail::unit_kind::paragraph).split().size() == 2) == (ends > 1));
    CHECK((detail::border_strength(between) >= 3) == (ends > 0));
    CHECK((detail::border_strength(between) == 4) == (ends > 1));
  }
}
