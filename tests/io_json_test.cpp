#include <bit>
#include <cstdint>
#include <random>
#include <string>
#include <string_view>

#include "io/json_line.hpp"
#include "io/json_object.hpp"
#include "io/json_repair.hpp"
#include "io/line_chunks.hpp"
#include "support/catch.hpp"

// JSON as it is read and written.

using namespace neardup;

namespace {

/// parse() wants readable bytes after the line.
io::json_line parse(io::json_line_parser& parser, std::string& line) {
  line.reserve(line.size() + io::line_chunk::padding);
  return parser.parse(line);
}

std::string json_of(const auto& value) {
  std::string out;
  io::append_json(out, value);
  return out;
}

}  // namespace

TEST_CASE("json_repair: ill-formed subparts and lone surrogates become U+FFFD, the rest stays", "[io]") {
  const auto check = [](const std::string& line, const std::string& expected, std::uint64_t count) {
    const io::repaired_line repaired = io::repair_json_line(line);
    CHECK(repaired.line == expected);
    CHECK(repaired.replaced == count);
  };
  const std::string sign = "\xEF\xBF\xBD";
  check("", "", 0);
  check("plain \xC3\xA9", "plain \xC3\xA9", 0);
  check("caf\xE9 \xE2\x82 \xF0\x9F\x98", "caf" + sign + " " + sign + " " + sign, 3);
  check("\xED\xA0\x80", sign + sign + sign, 3);
  check("\\ud83d\\ude00 \\u00e9", "\\ud83d\\ude00 \\u00e9", 0);
  check("\\ud83d \\ude00", sign + " " + sign, 2);
  check("\\ud83d\\ud83d\\ude00", sign + "\\ud83d\\ude00", 1);
  check("\\\\ud83d", "\\\\ud83d", 0);  // an escaped backslash, then plain letters
  check("\\uD83", "\\uD83", 0);        // no escape: the parser's business
  check("\\\xFF", "\\" + sign, 1);
}

TEST_CASE("json_line: lines are documents or say why not", "[io]") {
  io::json_line_parser parser({});
  const auto problem = [&](std::string line) { return parse(parser, line).problem; };
  CHECK(problem(R"({"text":"a"})").empty());
  CHECK(problem(R"({"text":"a","id":1.5})") ==
        "the id field \"id\" is a number with a fraction or exponent; allowed: a string or an integer");
  CHECK(problem(R"({"text":"a","id":null})") ==
        "the id field \"id\" is null; allowed: a string or an integer");
  CHECK(problem(R"({"text":"a","id":true})") ==
        "the id field \"id\" is true or false; allowed: a string or an integer");
  CHECK(problem(R"({"text":["a"]})") == "the text field \"text\" is an array; allowed: a string");
  CHECK(problem(R"({"body":"a"})") == "no text field \"text\"; --text-field names another one");
  CHECK(problem(R"(["a"])") == "not a JSON object but an array");
  CHECK(problem(R"("a")") == "not a JSON object but a string");
  CHECK(problem(R"({"text":"a"} x)") == "broken JSON; allowed: one object a line");
  CHECK(problem(R"({"text":"a",})") == "broken JSON; allowed: one object a line");
  CHECK(problem(R"({"text":"a)") == "broken JSON: a string is not closed");
  CHECK(problem("{\"text\":\"a\tb\"}") == "broken JSON: a control character stands unescaped in a string");
  CHECK(problem(R"({"text":"\q"})") == "broken JSON: a string holds an invalid escape");
  CHECK(problem(R"({"text":"a","id":18446744073709551616})") ==
        "broken JSON: a number is malformed or does not fit 64 bits");
  CHECK(problem(std::string(100000, '[')) != "");
  CHECK(problem(std::string(100000, '[') + std::string(100000, ']')) ==
        "broken JSON: nested deeper than 1024 levels");
}

TEST_CASE("json_line: text and id come decoded, with the id's type", "[io]") {
  io::json_line_parser parser({});
  std::string line = R"({"id":18446744073709551615,"text":"a\u0000b\n\ud83d\ude00"})";
  io::json_line parsed = parse(parser, line);
  CHECK(parsed.text == std::string_view("a\0b\n\xF0\x9F\x98\x80", 8));
  CHECK(parsed.id == io::document_id{"18446744073709551615", false});
  line = R"({"id":-5,"text":"","other":{"text":"inner"}})";
  parsed = parse(parser, line);
  CHECK(parsed.text.empty());
  CHECK(parsed.id == io::document_id{"-5", false});
  line = R"({"id":"-5","text":"first","text":"last"})";
  parsed = parse(parser, line);
  CHECK(parsed.text == "last");
  CHECK(parsed.id == io::document_id{"-5", true});
  line = "{\"text\":\"caf\xE9 \\ud800.\"}";
  parsed = parse(parser, line);
  CHECK(parsed.problem.empty());
  CHECK(!parsed.has_id);
  CHECK(parsed.replaced == 2);
  CHECK(parsed.text == "caf\xEF\xBF\xBD \xEF\xBF\xBD.");
}

TEST_CASE("json_line: a score is a number, a group a string, an integer or nothing", "[io]") {
  io::json_line_parser parser({"text", "id", "n", "g"});
  const auto read = [&](const std::string& fields) {
    std::string line = R"({"text":"a")" + fields + "}";
    return parse(parser, line);
  };
  CHECK(read(R"(,"n":2)").score == 2);
  CHECK(read(R"(,"n":-1.5e3)").score == -1500);
  CHECK(read(R"(,"n":18446744073709551615)").score == 18446744073709551615.0);
  CHECK(read("").problem == "no score field \"n\"");
  CHECK(read(R"(,"n":"2")").problem == "the score field \"n\" is a string; allowed: a number");
  CHECK(read(R"(,"n":true)").problem == "the score field \"n\" is true or false; allowed: a number");
  CHECK(read(R"(,"n":null)").problem == "the score field \"n\" is null; allowed: a number");
  CHECK(read(R"(,"n":1)").group == io::no_group_key);
  CHECK(read(R"(,"n":1,"g":null)").group == io::no_group_key);
  std::string line = R"({"text":"a","n":1,"id":7,"g":8})";
  const io::json_line parsed = parse(parser, line);
  CHECK(parsed.id == io::document_id{"7", false});
  CHECK(parsed.group == io::document_id{"8", false});
  line = R"({"text":"a","n":1,"g":""})";
  CHECK(parse(parser, line).group == io::document_id{"", true});
  CHECK(
      read(R"(,"n":1,"g":1.5)").problem ==
      "the group field \"g\" is a number with a fraction or exponent; allowed: a string, an integer or null");
}

TEST_CASE("json_line: no bytes crash the parser", "[io]") {
  io::json_line_parser parser({});
  std::mt19937 random(11);
  const std::string seed = R"({"id":7,"text":"caf\u00e9 \ud83d\ude00 \"x\"","more":[1,2.5,{"a":null}]})";
  std::size_t documents = 0;
  for (int round = 0; round < 20000; ++round) {
    std::string line = seed;
    for (auto edits = random() % 4; edits > 0; --edits)
      line[random() % line.size()] = static_cast<char>(random());
    if (random() % 8 == 0) line.resize(random() % line.size());
    documents += parse(parser, line).problem.empty();
  }
  CHECK(documents > 4000);
  CHECK(documents < 19000);
}

TEST_CASE("json_object: members come in the order of the calls, objects among them", "[io]") {
  std::string out;
  io::json_object object(out);
  object.add("a", "x").add("b", nullptr);
  object.add_object("c", [](io::json_object& inner) { inner.add("d", 1).add("e", true); });
  object.add_object("none", [](io::json_object&) {}).add("f", 0.5).end();
  CHECK(out == R"({"a":"x","b":null,"c":{"d":1,"e":true},"none":{},"f":0.5})");
}

TEST_CASE("json_object: strings and numbers read back as they were", "[io]") {
  CHECK(json_of(std::string_view("a\"b\\c\n\t\x01\x7F\xC3\xA9")) ==
        "\"a\\\"b\\\\c\\n\\t\\u0001\x7F\xC3\xA9\"");
  CHECK(json_of(std::string_view("\0\xFF", 2)) == "\"\\u0000\xEF\xBF\xBD\"");
  CHECK(json_of(1.0) == "1.0");
  CHECK(json_of(0.0) == "0.0");
  CHECK(json_of(0.1) == "0.1");
  CHECK(json_of(1e-9) == "1e-09");
  CHECK(json_of(std::uint64_t{18446744073709551615u}) == "18446744073709551615");
  CHECK(json_of(io::document_id{"12", false}) == "12");
  CHECK(json_of(io::document_id{"12", true}) == "\"12\"");
  std::mt19937_64 random(3);
  for (int round = 0; round < 20000; ++round) {
    const auto value = std::bit_cast<double>(random());
    if (std::fpclassify(value) == FP_NORMAL) CHECK(std::stod(json_of(value)) == value);
  }
}
