#include <cstdint>
#include <map>
#include <optional>
#include <random>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "io/documents.hpp"
#include "io/failure.hpp"
#include "io/input_file.hpp"
#include "io/line_chunks.hpp"
#include "io/repeated_id.hpp"
#include "io/text_store.hpp"
#include "support/catch.hpp"
#include "support/process.hpp"

// From files to documents.

using namespace neardup;
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
