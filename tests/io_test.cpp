#include <atomic>
#include <bit>
#include <chrono>
#include <cmath>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <map>
#include <optional>
#include <random>
#include <string>
#include <string_view>
#include <thread>
#include <utility>
#include <vector>

#include <fcntl.h>
#include <sys/eventfd.h>
#include <sys/stat.h>
#include <unistd.h>

#include "io/documents.hpp"
#include "io/failure.hpp"
#include "io/input_file.hpp"
#include "io/json_line.hpp"
#include "io/json_object.hpp"
#include "io/json_repair.hpp"
#include "io/line_chunks.hpp"
#include "io/output_file.hpp"
#include "io/printable.hpp"
#include "io/repeated_id.hpp"
#include "io/split_lines.hpp"
#include "io/text_store.hpp"
#include "support/catch.hpp"
#include "support/process.hpp"

using namespace neardup;
using test_support::read_file;
using test_support::temporary_folder;

namespace {

std::vector<std::string> lines_of(const std::string& path, std::uint64_t limit = 1 << 30) {
  io::input_file file(path);
  io::chunk_reader reader(file, limit);
  io::line_chunk chunk;
  std::vector<std::string> lines;
  while (reader.next(chunk)) {
    CHECK(!chunk.bytes().empty());
    io::for_each_line(chunk.bytes(), [&](std::string_view line) {
      lines.emplace_back(line);
      return true;
    });
  }
  return lines;
}

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

TEST_CASE("line_chunks: lines are what stands between line feeds, whatever a chunk holds", "[io]") {
  const temporary_folder folder;
  using lines = std::vector<std::string>;
  CHECK(lines_of(folder.write("a", "")) == lines{});
  CHECK(lines_of(folder.write("b", "\n")) == lines{""});
  CHECK(lines_of(folder.write("c", "x")) == lines{"x"});
  CHECK(lines_of(folder.write("d", "x\r\n\ny\n")) == lines{"x\r", "", "y"});
  CHECK(lines_of(folder.write("e", std::string("\0\n\0", 3))) ==
        lines{std::string(1, '\0'), std::string(1, '\0')});

  std::mt19937 random(7);
  const std::size_t usual = io::chunk_reader::usual_bytes;
  for (int round = 0; round < 6; ++round) {
    lines expected;
    std::string content;
    for (const std::size_t length :
         {usual, usual - 1, 5 * usual, std::size_t{0}, std::size_t{5}, usual / 3}) {
      expected.emplace_back(length + random() % 3, static_cast<char>('a' + round));
      content += expected.back() + '\n';
    }
    if (round % 2) content.pop_back();
    CHECK((lines_of(folder.write("f", content)) == expected));
  }
}

TEST_CASE("line_chunks: a line over the limit is not read to its end", "[io]") {
  const temporary_folder folder;
  const std::size_t usual = io::chunk_reader::usual_bytes;
  const std::string path = folder.write("long", "ab\n" + std::string(9 * usual, 'x'));
  CHECK(lines_of(path, 9 * usual).at(1).size() == 9 * usual);
  const auto cut = lines_of(path, usual).at(1).size();
  CHECK(cut > usual);
  CHECK(cut < 5 * usual);
  CHECK_THROWS_WITH(lines_of(folder.path("none")), folder.path("none") + ": No such file or directory");
}

TEST_CASE("input_file: compressed content is told by its first bytes", "[io]") {
  using namespace std::string_view_literals;
  CHECK(io::compression_of("\x1f\x8b\x08\0"sv) == "gzip");
  CHECK(io::compression_of("\x28\xb5\x2f\xfd"sv) == "zstd");
  CHECK(io::compression_of("\xfd\x37zXZ\0"sv) == "xz");
  CHECK(io::compression_of("BZh91AY&SY"sv) == "bzip2");
  CHECK(io::compression_of("\x04\x22\x4d\x18"sv) == "lz4");
  CHECK(io::compression_of("BZh9 is a text"sv).empty());
  CHECK(io::compression_of("{\"text\":1}"sv).empty());
  CHECK(io::compression_of(""sv).empty());
}

TEST_CASE("text_store: views stay where they are", "[io]") {
  io::text_store store;
  std::vector<std::string> expected;
  std::vector<std::string_view> kept;
  for (std::size_t i = 0; i < 300; ++i) {
    expected.emplace_back(i * i * 11, static_cast<char>('a' + i % 26));
    kept.push_back(i % 2 ? store.add(std::string(expected.back()))
                         : store.add(std::string_view(expected.back())));
  }
  const io::text_store moved = std::move(store);
  for (std::size_t i = 0; i < kept.size(); ++i) CHECK((kept[i] == expected[i]));
}

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
  const auto read = [&](std::string fields) {
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

TEST_CASE("printable: nothing that reaches the terminal can move, hide or reorder", "[io]") {
  CHECK(io::printable("caf\xC3\xA9 \xE4\xB8\xAD") == "caf\xC3\xA9 \xE4\xB8\xAD");
  CHECK(io::printable("a\nb\tc\r") == "a\\nb\\tc\\r");
  CHECK(io::printable("\x1b[31m") == "\\x1b[31m");
  CHECK(io::printable("\xC2\x9B"
                      "31m") == "\\x9b31m");  // the one-character form of ESC [
  CHECK(io::printable("\xE2\x80\xAE") == "\\u202e");
  CHECK(io::printable("\xEF\xBB\xBF") == "\\ufeff");
  CHECK(io::printable("\xFF\xE2\x82") == "\\xff\\xe2\\x82");
  CHECK(io::printable("\xC2\xA0") == "\xC2\xA0");  // a no-break space is harmless
  CHECK(io::display_width("caf\xC3\xA9") == 4);
  CHECK(io::display_width("cafe\xCC\x81") == 4);
  CHECK(io::display_width("\xE4\xB8\xAD\xE6\x96\x87") == 4);
}

TEST_CASE("printable: an excerpt fits and shows both ends", "[io]") {
  CHECK(io::excerpt("short", 8) == "short");
  CHECK(io::excerpt("exactly8", 8) == "exactly8");
  CHECK(io::excerpt("abcdefghijklmnopqrstuvwxyz", 15) == "abcdef ... wxyz");
  CHECK(io::excerpt("abcdefghijklmnopqrstuvwxyz", 15, 0.8) == "ab ... stuvwxyz");
  CHECK(io::excerpt("the first words stand here, and the last words stand here", 40) ==
        "the first words stand ... stand here");  // cut at blanks
  std::mt19937 random(5);
  for (int round = 0; round < 2000; ++round) {
    std::string text;
    for (auto i = random() % 200; i > 0; --i) {
      const char* const pieces[] = {"a",    "\n",      "\xC3\xA9", "\xE4\xB8\xAD", "\xF0\x9F\x98\x80",
                                    "\xFF", "\xCC\x81"};
      text += pieces[random() % 7];
    }
    const std::size_t columns = 8 + random() % 100;
    const std::string shown = io::excerpt(text, columns);
    CHECK(io::display_width(shown) <= columns);
    CHECK(shown.find('\n') == std::string::npos);
    if (io::display_width(io::printable(text)) <= columns) CHECK(shown == io::printable(text));
  }
  std::string marks = "a";
  for (int i = 0; i < 100000; ++i) marks += "\xCC\x81";
  CHECK(io::excerpt(marks, 80).size() < 5000);
}

TEST_CASE("output_file: the name holds the whole answer or what it held before", "[io]") {
  const temporary_folder folder;
  const std::string path = folder.write("out", "before");
  {
    io::output_file out(path);
    out.write(std::string(200000, 'x'));
    CHECK(read_file(path) == "before");
  }
  CHECK(read_file(path) == "before");
  {
    io::output_file out(path);
    out.write("after");
    out.finish();
  }
  CHECK(read_file(path) == "after");
  std::size_t files = 0;
  for (const auto& entry : std::filesystem::directory_iterator(folder.path()))
    files += entry.is_regular_file();
  CHECK(files == 1);
  CHECK_THROWS_AS(io::output_file(folder.path("none/out")), io::failure);
  io::output_file full("/dev/full");
  full.write("x");
  CHECK_THROWS_WITH(full.finish(), "/dev/full: No space left on device");
}

TEST_CASE("output_file: a descriptor is written where it stands, and stays open", "[io]") {
  const temporary_folder folder;
  const std::string path = folder.write("log", "before\n");
  const int log = ::open(path.c_str(), O_WRONLY | O_APPEND);  // as a shell hands it over: not closed by exec
  REQUIRE(log >= 0);
  for (const std::string& name : {"/dev/fd/" + std::to_string(log), "/proc/self/fd/" + std::to_string(log)}) {
    io::output_file out(name);
    out.write("more\n");
    out.finish();
  }
  CHECK(::write(log, "last\n", 5) == 5);
  CHECK(::fcntl(log, F_SETFD, FD_CLOEXEC) == 0);  // as the program opens its own files
  const std::string own = "/dev/fd/" + std::to_string(log);
  CHECK_THROWS_WITH(io::output_file(own), own + ": Bad file descriptor");
  ::close(log);
  CHECK_THROWS_WITH(io::output_file(own), own + ": Bad file descriptor");
  CHECK(read_file(path) == "before\nmore\nmore\nlast\n");
}

TEST_CASE("output_file: a named pipe without a reader can be given up", "[io]") {
  const temporary_folder folder;
  const std::string pipe = folder.path("pipe");
  REQUIRE(::mkfifo(pipe.c_str(), 0600) == 0);
  const int wake = ::eventfd(0, EFD_CLOEXEC);
  std::atomic<bool> given_up = false;
  std::thread opening([&] {
    try {
      io::output_file out(pipe, wake);
    } catch (const error& problem) {
      given_up = problem.code() == errc::cancelled;
    }
  });
  std::this_thread::sleep_for(std::chrono::milliseconds(50));
  CHECK(!given_up);
  const std::uint64_t one = 1;
  CHECK(::write(wake, &one, sizeof one) == sizeof one);
  opening.join();
  CHECK(given_up);
  ::close(wake);
}

TEST_CASE("documents: a line over the limit is refused even where malformed ones are skipped", "[io]") {
  const temporary_folder folder;
  const std::string text = "{\"text\":\"" + std::string(100, 'x') + "\"}";
  const std::string path = folder.write("l.jsonl", "{\"text\":\"\"}\n" + text);
  io::reading_options options;
  options.skip_malformed = true;
  options.max_document_bytes = text.size();
  CHECK(io::read_documents({path}, options).texts.size() == 2);
  --options.max_document_bytes;
  CHECK_THROWS_WITH(io::read_documents({path}, options), path + ":2: a line of over " +
                                                             std::to_string(options.max_document_bytes) +
                                                             " bytes; allowed: up to --max-document-bytes");
}

TEST_CASE("documents: what is counted adds up", "[io]") {
  const temporary_folder folder;
  folder.write("a.jsonl",
               "\xEF\xBB\xBF{\"text\":\"one\"}\n\n  \r\n{\"text\":\"caf\xE9\",\"id\":\"x\"}\nbroken\n");
  folder.write("b.txt", "\xEF\xBB\xBFtwo");
  folder.write("c.gz", "\x1f\x8b\x08 not a text");
  folder.write("d.bin", "three");
  folder.write(".hidden.txt", "never");
  io::reading_options options;
  options.skip_malformed = true;
  io::documents read = io::read_documents({folder.path()}, options);
  REQUIRE(read.texts.size() == 3);
  CHECK(read.ids[0].text == folder.path("a.jsonl:1"));
  CHECK(read.texts[1] == "caf\xEF\xBF\xBD");
  CHECK(read.texts[2] == "\xEF\xBB\xBFtwo");
  CHECK(read.statistics.repaired == 1);
  CHECK(read.statistics.replaced == 1);
  CHECK(read.statistics.skipped_lines == 1);
  CHECK(read.statistics.blank_lines == 2);
  CHECK(read.statistics.other_files == 2);
  options.all_files = true;
  read = io::read_documents({folder.path()}, options);
  CHECK(read.texts.size() == 4);
  CHECK(read.statistics.other_files == 1);
}

namespace {

/// Lines enough for many chunks, some without id, and what a plain reading of them gives.
struct many_lines {
  std::string content;
  std::vector<std::string> texts, ids;
};

many_lines make_lines(const std::string& path, const std::string& prefix, std::size_t count) {
  many_lines made;
  std::mt19937 random(17);
  for (std::size_t i = 1; i <= count; ++i) {
    if (random() % 50 == 0) made.content += random() % 2 ? "\n" : " \r\n", ++i;
    made.texts.emplace_back(random() % 900, static_cast<char>('a' + random() % 26));
    const bool named = random() % 3 != 0;
    made.ids.push_back(named ? prefix + std::to_string(i) : path + ":" + std::to_string(i));
    made.content += "{" + (named ? "\"id\":\"" + made.ids.back() + "\"," : std::string()) + "\"text\":\"" +
                    made.texts.back() + "\"}\n";
  }
  return made;
}

std::string failure_of(const std::vector<std::string>& paths, const io::reading_options& options) {
  try {
    static_cast<void>(io::read_documents(paths, options));
  } catch (const io::failure& problem) {
    return problem.what();
  }
  return "";
}

}  // namespace

TEST_CASE("documents: chunks read on many threads come together in input order", "[io]") {
  const temporary_folder folder;
  const std::string path = folder.path("many.jsonl"), other = folder.path("other.jsonl");
  const many_lines made = make_lines(path, "n", 6000), more = make_lines(other, "m", 500);
  folder.write("many.jsonl", made.content);
  const std::string text = folder.write("one.txt", "a text");
  folder.write("other.jsonl", more.content);
  std::vector<std::string> texts = made.texts, ids = made.ids;
  texts.push_back("a text");
  ids.push_back(text);
  texts.insert(texts.end(), more.texts.begin(), more.texts.end());
  ids.insert(ids.end(), more.ids.begin(), more.ids.end());
  for (const std::uint32_t threads : {1u, 2u, 7u}) {
    io::reading_options options;
    options.threads = threads;
    const io::documents read = io::read_documents({path, text, other}, options);
    REQUIRE(read.texts.size() == texts.size());
    std::size_t wrong = 0;
    for (std::size_t i = 0; i < texts.size(); ++i)
      wrong += read.texts[i] != texts[i] || read.ids[i] != io::document_id{ids[i], true};
    CHECK(wrong == 0);
    CHECK(read.statistics.bytes_read == made.content.size() + 6 + more.content.size());
    CHECK(read.places[made.texts.size()].line == 0);
    CHECK(read.places.back().file == 2);
  }
}

TEST_CASE("documents: of several problems the first in input order is told, whatever thread meets it",
          "[io]") {
  const temporary_folder folder;
  const std::string path = folder.path("many.jsonl");
  const many_lines made = make_lines(path, "n", 6000);
  std::vector<std::string> lines;
  io::for_each_line(made.content, [&](std::string_view line) { return lines.emplace_back(line), true; });
  const auto check = [&](std::vector<std::pair<std::size_t, std::string>> changes,
                         const std::string& expected) {
    auto changed = lines;
    for (const auto& [number, line] : changes) changed[number - 1] = line;
    std::string content;
    for (const std::string& line : changed) content += line + "\n";
    folder.write("many.jsonl", content);
    for (const std::uint32_t threads : {1u, 2u, 7u}) {
      io::reading_options options;
      options.threads = threads;
      CHECK(failure_of({path, folder.path()}, options) == path + ":" + expected);
    }
  };
  const std::string twin = R"({"id":"twin","text":"x"})";
  check({{4000, "broken"}, {2500, "[]"}, {5999, "broken"}}, "2500: not a JSON object but an array");
  check({{1000, twin}, {3000, twin}, {3100, "broken"}, {5000, twin}},
        "3000: the id \"twin\" is already that of " + path + ":1000");
  check({{1000, twin}, {3000, twin}, {2900, "broken"}}, "2900: broken JSON; allowed: one object a line");
}

TEST_CASE("repeated_id: the first id that comes again, among any number of them", "[io]") {
  std::mt19937 random(23);
  for (int round = 0; round < 200; ++round) {
    const std::size_t count = random() % 3000;
    std::vector<std::string> names;
    std::vector<io::document_id> ids;
    for (std::size_t i = 0; i < count; ++i) names.push_back(std::to_string(random() % (count * 200)));
    for (const std::string& name : names) ids.push_back({name, random() % 2 == 0});
    std::optional<std::pair<std::size_t, std::size_t>> expected;
    std::map<std::pair<std::string, bool>, std::size_t> known;
    for (std::size_t i = 0; i < count && !expected; ++i)
      if (const auto [at, is_new] = known.try_emplace({names[i], ids[i].is_string}, i); !is_new)
        expected = {at->second, i};
    const auto found = io::find_repeated_id(ids, {static_cast<std::uint32_t>(1 + random() % 3)});
    REQUIRE(found.has_value() == expected.has_value());
    if (!found) continue;
    CHECK(found->before == expected->first);
    CHECK(found->again == expected->second);
  }
}

TEST_CASE("split_lines: a file that is not what was read is refused", "[io]") {
  const temporary_folder folder;
  const std::string before = "{\"text\":\"one\"}\n\n{\"text\":\"two\"}\n";
  const std::string path = folder.write("in.jsonl", before);
  io::reading_options options;
  options.remember_lines = true;
  const io::documents read = io::read_documents({path}, options);
  const auto time = std::filesystem::last_write_time(path);
  const auto kept_after = [&](const std::string& content, std::filesystem::file_time_type when) {
    std::ofstream(path, std::ios::binary) << content;  // the same file, written anew
    std::filesystem::last_write_time(path, when);
    io::output_file out(folder.path("kept"));
    io::line_writer kept(out);
    io::split_lines(read, {false, true}, kept, nullptr, options);
    out.finish();
    return read_file(folder.path("kept"));
  };
  const std::string what = path + ": changed since it was read; no file of lines was written";
  CHECK(kept_after(before, time) == "{\"text\":\"one\"}\n\n");
  std::filesystem::remove(folder.path("kept"));
  CHECK_THROWS_WITH(kept_after(before, time + std::chrono::hours(1)), what);
  CHECK_THROWS_WITH(kept_after(before + "\n", time), what);
  // Written anew within the time's own grain, with as many bytes.
  CHECK_THROWS_WITH(kept_after("{\"text\":\"one\"}\n\n{\"text\":\"owt\"}\n", time), what);
  CHECK_THROWS_WITH(kept_after("\n{\"text\":\"one\"}\n{\"text\":\"two\"}\n", time), what);
  CHECK(!std::filesystem::exists(folder.path("kept")));
}
