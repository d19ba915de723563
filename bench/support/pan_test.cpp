#include "support/pan.hpp"

#include <algorithm>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <unistd.h>

#include "../tests/support/catch.hpp"
#include "io/failure.hpp"
#include "support/planted_passages.hpp"

using namespace neardup_bench;

namespace {

/// A folder that lasts as long as this.
class scratch_folder {
 public:
  scratch_folder() {
    static std::atomic<int> number{0};
    path_ = std::filesystem::temp_directory_path() /
            ("neardup-pan-" + std::to_string(::getpid()) + "-" + std::to_string(number++));
    std::filesystem::create_directories(path_);
  }
  scratch_folder(const scratch_folder&) = delete;
  scratch_folder& operator=(const scratch_folder&) = delete;
  ~scratch_folder() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }

  [[nodiscard]] const std::filesystem::path& path() const { return path_; }

  std::filesystem::path write(const std::string& name, std::string_view bytes) const {
    std::filesystem::path file = path_ / name;
    std::filesystem::create_directories(file.parent_path());
    std::ofstream(file, std::ios::binary) << bytes;
    return file;
  }

 private:
  std::filesystem::path path_;
};

const pan_pair pair_1{"suspicious-document00001.txt", "source-document00002.txt"};

/// What reading a file says against it, without the folder; empty where it is read.
template <class Read>
std::string problem_of(const scratch_folder& folder, Read read) {
  try {
    read();
    return {};
  } catch (const neardup::io::failure& problem) {
    std::string message = problem.what();
    const std::string prefix = folder.path().string() + "/";
    REQUIRE(message.starts_with(prefix));
    return message.substr(prefix.size());
  }
}

std::string xml_of(const std::string& features) {
  return "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<document "
         "reference=\"suspicious-document00001.txt\">\n" +
         features + "</document>\n";
}

std::string feature_of(const std::string& name, const std::string& offset = "5",
                       const std::string& length = "10",
                       const std::string& reference = "source-document00002.txt") {
  return "<feature name=\"" + name + "\" this_offset=\"" + offset + "\" this_length=\"" + length +
         "\" source_reference=\"" + reference + "\" source_offset=\"100\" source_length=\"7\" />\n";
}

}  // namespace

TEST_CASE("pan: pairs are lines of two names", "[pan]") {
  const scratch_folder folder;
  const auto file =
      folder.write("pairs", "suspicious-document00001.txt source-document00002.txt\r\n\n a.txt\tb.txt");
  CHECK(read_pan_pairs(file) == std::vector<pan_pair>{pair_1, {"a.txt", "b.txt"}});
  CHECK(pair_1.xml_name() == "suspicious-document00001-source-document00002.xml");
  CHECK(read_pan_pairs(folder.write("none", "")).empty());
}

TEST_CASE("pan: lines that are no pairs are named", "[pan]") {
  const scratch_folder folder;
  const auto problem = [&](const std::string& text) {
    return problem_of(folder, [&] { return read_pan_pairs(folder.write("pairs", text)); });
  };
  CHECK(problem("a.txt b.txt\nc.txt\n") == "pairs:2: 1 names; expected: 2");
  CHECK(problem("a.txt b.txt c.txt\n") == "pairs:1: 3 names; expected: 2");
  CHECK(problem("../a.txt b.txt\n") == "pairs:1: '../a.txt' is no name of a text");
  CHECK(problem("a.txt ..\n") == "pairs:1: '..' is no name of a text");
  CHECK(problem("\n\na.txt /etc/passwd\n") == "pairs:3: '/etc/passwd' is no name of a text");
  CHECK(problem("a.txt \x1b[2J/\n") == "pairs:1: '\\x1b[2J/' is no name of a text");
  CHECK(problem_of(folder, [&] { return read_pan_pairs(folder.path() / "absent"); }) ==
        "absent: No such file or directory");
}

TEST_CASE("pan: cases and detections are told apart by their names", "[pan]") {
  const scratch_folder folder;
  const auto file = folder.write(
      "a.xml", xml_of("<feature name=\"about\" authors=\"nobody\" />\n" + feature_of("plagiarism") +
                      feature_of("artificial-plagiarism", "20") +
                      feature_of("detected-plagiarism", "0", "1") + "<other name=\"plagiarism\" />"));
  const character_range in_source{100, 107};
  CHECK(read_pan_xml(file, pair_1, pan_feature::reuse_case) ==
        std::vector<reuse>{{pair_1.suspicious, pair_1.source, {5, 15}, in_source},
                           {pair_1.suspicious, pair_1.source, {20, 30}, in_source}});
  CHECK(read_pan_xml(file, pair_1, pan_feature::detection) ==
        std::vector<reuse>{{pair_1.suspicious, pair_1.source, {0, 1}, in_source}});
  CHECK(read_pan_xml(folder.write("b.xml", "<document reference='suspicious-document00001'/>"), pair_1,
                     pan_feature::reuse_case)
            .empty());
}

TEST_CASE("pan: files that are not as they should be are named, with the place", "[pan]") {
  const scratch_folder folder;
  const auto problem = [&](const std::string& text) {
    const auto file = folder.write("a.xml", text);
    return problem_of(folder, [&] { return read_pan_xml(file, pair_1, pan_feature::reuse_case); });
  };
  CHECK(problem(xml_of(feature_of("plagiarism"))).empty());
  CHECK(problem("").starts_with("a.xml:1: "));
  CHECK(problem("<document reference='x'>\n<feature\n</document>").starts_with("a.xml:3: "));
  CHECK(problem(xml_of(feature_of("plagiarism")).substr(0, 150)).starts_with("a.xml:3: "));
  CHECK(problem("<documents/>") == "a.xml: no element 'document'");
  CHECK(problem("<document/>") == "a.xml: no reference");
  CHECK(problem("<document reference='x.txt'/>") ==
        "a.xml: reference is 'x.txt'; expected: 'suspicious-document00001.txt'");
  CHECK(problem(xml_of(feature_of("plagiarism") + feature_of("plagiarism", "5", "10", "y"))) ==
        "a.xml: feature 2: source_reference is 'y'; expected: 'source-document00002.txt'");
  CHECK(problem(xml_of("<feature name='plagiarism' this_offset='1'/>")) ==
        "a.xml: feature 1: no source_reference");
  const std::string allowed = "; allowed: 0 to 4294967295";
  for (const std::string value : {"", "-1", "1.5", " 1", "x", "0x10", "4294967296", "99999999999999999999"})
    CHECK(problem(xml_of(feature_of("plagiarism", value))) ==
          "a.xml: feature 1: this_offset is '" + value + "'" + allowed);
  CHECK(problem(xml_of(feature_of("plagiarism", "0", "0"))) ==
        "a.xml: feature 1: this_length is '0'; allowed: 1 to 4294967295");
  CHECK(problem(xml_of(feature_of("plagiarism", "4294967295", "4294967295"))).empty());
}

TEST_CASE("pan: a file nested without end is read, and entities stay as they are", "[pan]") {
  const scratch_folder folder;
  std::string deep = "<document reference='suspicious-document00001.txt'>";
  for (int i = 0; i < 300'000; ++i) deep += "<a>";
  CHECK(problem_of(folder, [&] {
          return read_pan_xml(folder.write("a.xml", deep), pair_1, pan_feature::detection);
        }).starts_with("a.xml:1: "));
  for (int i = 0; i < 300'000; ++i) deep += "</a>";
  deep += "</document>";
  CHECK(read_pan_xml(folder.write("a.xml", deep), pair_1, pan_feature::detection).empty());
  const std::string entity =
      "<!DOCTYPE d [<!ENTITY x SYSTEM 'file:///etc/passwd'>]><document reference='&x;'></document>";
  CHECK(problem_of(folder, [&] {
          return read_pan_xml(folder.write("a.xml", entity), pair_1, pan_feature::detection);
        }) == "a.xml: reference is '&x;'; expected: 'suspicious-document00001.txt'");
}

TEST_CASE("pan: what is written reads back", "[pan]") {
  const scratch_folder folder;
  const pan_pair odd{"a&b\".txt", "<c>.txt"};
  const std::vector<reuse> found{{odd.suspicious, odd.source, {0, 5}, {4294967290, 4294967295}},
                                 {odd.suspicious, odd.source, {7, 8}, {1, 3}}};
  const auto file = folder.path() / odd.xml_name();
  write_pan_xml(file, odd, found);
  CHECK(read_pan_xml(file, odd, pan_feature::detection) == found);
  CHECK(read_pan_xml(file, odd, pan_feature::reuse_case).empty());
  write_pan_xml(file, odd, {});
  CHECK(read_pan_xml(file, odd, pan_feature::detection).empty());
}

TEST_CASE("pan: positions are counted in code points", "[pan]") {
  // A byte order mark, a, e with acute, a malformed byte, two bytes of three, an emoji, b.
  const std::string text =
      "\xef\xbb\xbf"
      "a\xc3\xa9\xff\xe2\x82\xf0\x9f\x98\x80"
      "b";
  const character_positions positions(text);
  CHECK(positions.count() == 7);
  const std::vector<std::pair<std::uint64_t, std::uint64_t>> expected{{0, 0}, {3, 1}, {4, 2},  {6, 3},
                                                                      {7, 4}, {9, 5}, {13, 6}, {14, 7}};
  for (const auto& [byte, character] : expected) CHECK(positions.before(byte) == character);
  CHECK(character_positions("").count() == 0);
  CHECK(character_positions("").before(0) == 0);
}

namespace {

/// A corpus of all pairs of three planted texts. They hold characters of several bytes, a
/// byte order mark and a malformed byte before the passages.
struct small_corpus {
  small_corpus() {
    std::filesystem::create_directories(folder.path() / "02-cases");
    const passage_corpus planted = plant_passages(
        {{{damage::edits, 0, 100, false}, {damage::edits, 5, 60, false}}, 3, 7, language_named("russian")});
    std::vector<std::string> texts = planted.texts;
    for (std::string& text : texts)
      text =
          "\xef\xbb\xbf"
          "\xff" +
          text;  // two characters, four bytes
    for (std::uint32_t a = 0; a < texts.size(); ++a)
      for (std::uint32_t b = 0; b < texts.size(); ++b) {
        if (a == b) continue;
        const pan_pair pair{"suspicious-document" + std::to_string(a) + ".txt",
                            "source-document" + std::to_string(b) + ".txt"};
        lines += pair.suspicious + " " + pair.source + "\n";
        folder.write("susp/" + pair.suspicious, texts[a]);
        folder.write("src/" + pair.source, texts[b]);
        std::vector<reuse> cases;
        for (const planted_passage& one : planted.planted)
          for (const auto& [x, y] : {std::pair(one.original, one.copy), std::pair(one.copy, one.original)})
            if (x.document == a && y.document == b)
              cases.push_back(
                  {pair.suspicious, pair.source, characters(texts[a], x), characters(texts[b], y)});
        // The truth is written as detections are, and renamed.
        write_pan_xml(folder.path() / "02-cases" / pair.xml_name(), pair, cases);
        rename_features(folder.path() / "02-cases" / pair.xml_name());
        all.insert(all.end(), cases.begin(), cases.end());
      }
    folder.write("pairs", lines);
    folder.write("02-cases/pairs", lines);
  }

  /// Counted in another way than the reader does: bytes that begin a character. The malformed byte is one,
  /// too.
  static character_range characters(const std::string& text, const planted_side& side) {
    const auto before = [&](std::size_t end) {
      return static_cast<std::uint64_t>(std::count_if(text.begin(),
                                                      text.begin() + static_cast<std::ptrdiff_t>(end),
                                                      [](char byte) { return (byte & 0xC0) != 0x80; }));
    };
    return {before(side.begin + 4), before(side.end + 4)};
  }

  void rename_features(const std::filesystem::path& file) const {
    std::ifstream in(file, std::ios::binary);
    std::string text{std::istreambuf_iterator<char>(in), {}};
    for (std::size_t at; (at = text.find("detected-")) != std::string::npos;) text.erase(at, 9);
    std::ofstream(file, std::ios::binary) << text;
  }

  scratch_folder folder{};
  std::string lines{};
  std::vector<reuse> all{};
};

plagdet_report searched(const pan_corpus& corpus) {
  std::vector<reuse> cases, found;
  for (const pan_pair& pair : corpus.pairs()) {
    for (const reuse& one : corpus.cases(pair)) cases.push_back(one);
    for (const reuse& one : find_reuse(pair, corpus.suspicious_text(pair), corpus.source_text(pair), {}))
      found.push_back(one);
  }
  return score_detections(cases, found);
}

}  // namespace

TEST_CASE("pan: a corpus is searched and scored", "[pan]") {
  const small_corpus made;
  for (const std::string subset : {"", "02-cases"}) {
    const pan_corpus corpus(made.folder.path(), subset);
    CHECK(corpus.pairs().size() == 6);
    const plagdet_report report = searched(corpus);
    CHECK(report.cases == made.all.size());
    CHECK(report.cases == 12);
    CHECK(report.detected_cases == 12);
    CHECK(report.macro.granularity == 1);
    CHECK(report.macro.recall > 0.99);
    CHECK(report.macro.precision > 0.99);
    CHECK(report.macro.plagdet() > 0.99);
  }
}

TEST_CASE("pan: texts may lie beside the pairs, and a missing file is named", "[pan]") {
  const scratch_folder folder;
  folder.write("pairs", "a.txt b.txt\n");
  folder.write("a.txt", "one");
  const pan_corpus corpus(folder.path(), "");
  const pan_pair& pair = corpus.pairs().front();
  CHECK(corpus.suspicious_text(pair) == "one");
  CHECK(problem_of(folder, [&] { return corpus.source_text(pair); }) ==
        "src/b.txt: No such file or directory");
  CHECK_THROWS_WITH(corpus.cases(pair),
                    folder.path().string() + ": no a-b.xml in it or in a folder with pairs");
  folder.write("found/a-b.xml", "<document reference='a.txt'/>");  // of a detector
  CHECK_THROWS_AS(pan_corpus(folder.path(), "").cases(pair), neardup::io::failure);
  folder.write("a-b.xml", "<document reference='a.txt'/>");
  CHECK(corpus.cases(pair).empty());
  CHECK_THROWS_AS(pan_corpus(folder.path(), "absent"), neardup::io::failure);
  CHECK_THROWS_AS(pan_corpus(folder.path() / "absent", ""), neardup::io::failure);
}

TEST_CASE("pan: two equal texts are found, and what one of them repeats is not", "[pan]") {
  writer author(languages[0], 1);
  const std::string text = author.document(), other = author.document();
  const auto whole = find_reuse(pair_1, text, text, {});
  REQUIRE(whole.size() == 1);
  CHECK(whole.front().in_suspicious.end == whole.front().in_source.end);
  CHECK(find_reuse(pair_1, text + text, other, {}).empty());
  CHECK(find_reuse(pair_1, "", text, {}).empty());
}
