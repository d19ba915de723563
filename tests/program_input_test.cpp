#include <filesystem>
#include <random>
#include <string>
#include <vector>

#include "support/program.hpp"

// What `neardup find` reads, and how it names and counts it. Through the real executable.

using namespace test_support;

TEST_CASE("program: ids keep their type, offsets count the decoded text", "[program]") {
  std::mt19937 random(2);
  const std::string body = prose(random, 40);
  std::string escaped;
  for (int i = 0; i < 3; ++i) escaped += "\\u00e9\\ud83d\\ude00";
  const std::string input = "{\"id\":1,\"text\":\"" + escaped + " " + body + "\"}\n" +  //
                            "{\"id\":\"1\",\"text\":\"\\u0000\\nx " + body + "\"}\n" +
                            "{\"id\":18446744073709551615,\"text\":\"" + body + "\"}\n";
  const auto records = found({"--scope", "passages", "--pairs", "all"}, input);
  const auto passages = of_kind(records, "passage");
  REQUIRE(passages.size() == 3);
  CHECK(passages[0]["first"].dump() == json({{"id", 1}, {"begin", 19}, {"end", 19 + body.size()}}).dump());
  CHECK(passages[0]["second"].dump() == json({{"id", "1"}, {"begin", 4}, {"end", 4 + body.size()}}).dump());
  CHECK(passages[1]["second"]["id"].dump() == "18446744073709551615");
}

TEST_CASE("program: fields have the names that are asked for", "[program]") {
  const std::string input =
      "{\"name\":\"x\",\"body\":\"one two three\"}\n{\"name\":\"y\",\"body\":\"one two three\"}\n";
  const auto records = found({"--text-field", "body", "--id-field=name"}, input);
  CHECK(of_kind(records, "identical").at(0)["members"].dump() == R"(["x","y"])");
}

TEST_CASE("program: files, folders and standard input are read in the promised order", "[program]") {
  const temporary_folder folder;
  const std::string text = "seven words are all that this holds";
  for (const char* name :
       {"d/b.txt", "d/a/z.md", "d/a.txt", "d/.hidden.txt", "d/.git/x.txt", "d/skip.log", "named.log"})
    folder.write(name, text);
  folder.write("d/c.ndjson", "{\"text\":\"" + text + "\"}\n");
  folder.write("elsewhere/far.txt", text);
  std::filesystem::create_symlink(folder.path("named.log"), folder.path("d/linked.txt"));
  std::filesystem::create_directory_symlink(folder.path("elsewhere"), folder.path("d/linked"));
  const auto members = [&](std::vector<std::string> arguments) {
    std::vector<std::string> ids;
    const auto records = found(std::move(arguments), "{\"id\":\"in\",\"text\":\"" + text + "\"}");
    const json group = of_kind(records, "identical").at(0);
    for (const std::string id : group["members"])
      ids.push_back(id.starts_with(folder.path()) ? id.substr(folder.path().size() + 1) : id);
    return ids;
  };
  using names = std::vector<std::string>;
  CHECK(members({folder.path("named.log"), folder.path("d"), "-"}) ==
        names{"named.log", "d/a.txt", "d/a/z.md", "d/b.txt", "d/c.ndjson:1", "d/linked.txt", "in"});
  CHECK(members({"--all-files", folder.path("d/")}) ==
        names{"d/a.txt", "d/a/z.md", "d/b.txt", "d/c.ndjson:1", "d/linked.txt", "d/skip.log"});
  CHECK(found({folder.path("d")}).back()["other_files"] == 1);
  CHECK(run_find({folder.path("d")}).err.find("1 other file in folders was not read") != std::string::npos);
}

TEST_CASE("program: JSON Lines under another name are one text, and that is said", "[program]") {
  const temporary_folder folder;
  const std::string line = "{\"text\":\"one two three\"}\n", hint = "; name JSON Lines *.jsonl\n";
  const std::string lines = folder.write("lines.json", line + line);
  const process_result one = run_find({lines});
  CHECK(records_of(one.out).back()["documents"] == 1);
  CHECK(one.err.find("\nneardup: 1 file that begins like JSON was read as one text" + hint) !=
        std::string::npos);
  const process_result two = run_find({lines, folder.write("more", line), folder.write("text", "{text}")});
  CHECK(two.err.find("\nneardup: 2 files that begin like JSON were read as a text each" + hint) !=
        std::string::npos);
  CHECK(run_find({folder.write("l.jsonl", line + line)}).err.find("JSON") == std::string::npos);
}

TEST_CASE("program: odd input is counted and never lost", "[program]") {
  const temporary_folder folder;
  std::string noise;
  std::mt19937 random(3);
  for (int i = 0; i < 100000; ++i) noise += static_cast<char>(random());
  folder.write("noise.txt", "x" + noise);
  std::string word;
  word.resize(10000000, 'w');
  folder.write("word.txt", word);
  folder.write("latin1.txt", "caf\xE9 au lait");
  folder.write("nul.txt", std::string("one\0two\0three", 13));
  folder.write("empty.txt", "");
  folder.write("utf16.txt", std::string("\xFF\xFE"
                                        "a\0b\0",
                                        6));
  const json statistics = found({folder.path()}).back();
  CHECK(statistics["documents"] == 6);
  CHECK(statistics["empty"] == 1);
  CHECK(statistics["malformed"] == 3);
  CHECK(statistics["short"] == 3);  // the long word is cut into many tokens

  const auto lines =
      found({"--skip-malformed"},
            "\xEF\xBB\xBF{\"text\":\"a\"}\n\nnot json\n{\"id\":7}\n[]\n{\"text\":\"caf\xE9 \\ud800\"}\r\n"
            "{\"text\":5}\n{\"text\":\"x\",\"id\":null}\n");
  CHECK(lines.back()["documents"] == 2);
  CHECK(lines.back()["skipped_lines"] == 5);
  CHECK(lines.back()["blank_lines"] == 1);
  CHECK(lines.back()["malformed"] == 1);
  CHECK(lines.back()["ill_formed"] == 2);
  CHECK(found({}, "").back()["documents"] == 0);
}

TEST_CASE("program: 100 MB of JSON Lines take less than a minute and 2 GB on one core", "[program][.slow]") {
  const temporary_folder folder;
  std::mt19937 random(12);
  std::string lines, before;
  while (lines.size() < 100'000'000) {
    const std::string text = random() % 8 == 0 && !before.empty()
                                 ? with_words(before, {{7, "new"}, {90, "words"}})
                                 : prose(random, 100 + random() % 500);
    lines += json({{"text", text}}).dump() + "\n";
    before = text;
  }
  const json statistics = found({"--threads", "1", folder.write("big.jsonl", lines)}).back();
  CHECK(statistics["pairs"] > 1000);
  CHECK(statistics["seconds_total"] < 60.0);
  CHECK(statistics["peak_memory"] < 2'000'000'000u);
}
