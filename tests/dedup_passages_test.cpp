#include <filesystem>
#include <map>
#include <random>
#include <string>
#include <vector>

#include "support/program.hpp"

// `neardup dedup --scope passages` and `neardup find --documents`, through the real executable.

using namespace test_support;

namespace {

/// A run over `input` in a file, with its two files of lines.
struct cut_run {
  explicit cut_run(const std::string& input, const std::vector<std::string>& more = {}) {
    std::vector<std::string> arguments{"dedup",
                                       "--quiet",
                                       "--scope",
                                       "passages",
                                       "--kept",
                                       folder.path("kept"),
                                       "--removed",
                                       folder.path("cuts"),
                                       folder.write("in.jsonl", input)};
    arguments.insert(arguments.end(), more.begin(), more.end());
    result = run_program(arguments);
    if (result.code == 2) return;
    kept = read_file(folder.path("kept"));
    cuts = read_file(folder.path("cuts"));
  }

  temporary_folder folder;
  process_result result;
  std::string kept, cuts;
};

}  // namespace

TEST_CASE("dedup passages: each later occurrence is cut, and nothing else changes", "[dedup]") {
  std::mt19937 random(21);
  const std::string shared = prose(random, 50), other = prose(random, 40), own = prose(random, 20);
  // Spaces, escapes, numbers and fields of the same name stay as they are.
  const std::string a = R"({ "text" : ")" + own + ". " + shared + R"(.", "id":"a", "n": [1.50, "\u00e9"]})";
  const std::string b = R"({"id":7,"more":{"text":"x"},"text":"\u00ab )" + shared +
                        R"(. \u00bb\n\"End\" \u0001","tail": 1e5 })";
  const std::string c = R"({"id":"c","text":"nothing of the kind","bad":)"
                        "\"\xFF\"}";
  const std::string d = R"({"text":"first","id":"d","text":")" + other + " " + shared + " " + other + R"("})";
  const std::string input = "\xEF\xBB\xBF" + a + "\r\n" + b + "\r\n\n" + c + "\n" + d;
  const cut_run run(input);
  INFO(run.result.err);
  CHECK(run.result.code == 0);
  CHECK(run.kept == "\xEF\xBB\xBF" + a + "\r\n" +
                        R"({"id":7,"more":{"text":"x"},"text":")"
                        "\xC2\xAB  \xC2\xBB"
                        R"(\n\"End\" \u0001","tail": 1e5 })"
                        "\r\n\n" +
                        c + "\n" + R"({"text":"first","id":"d","text":")" + other + R"(  "})");
  const auto cuts = records_of(run.cuts);
  REQUIRE(cuts.size() == 3);
  CHECK(cuts[0].dump() ==
        R"({"id":7,"begin":3,"end":)" + std::to_string(3 + shared.size() + 1) + R"(,"cluster":1})");
  CHECK(cuts[1]["id"] == "d");
  CHECK(cuts[2]["cluster"] == 2);

  const auto records = records_of(run.result.out);
  REQUIRE(of_kind(records, "passage_cluster").size() == 2);
  CHECK(of_kind(records, "passage_cluster")[0]["members"].size() == 3);
  // The same cuts stand among the records.
  std::string cut_lines;
  for (json cut : of_kind(records, "cut")) {
    cut.erase("kind");
    cut_lines += cut.dump() + "\n";
  }
  CHECK(cut_lines == run.cuts);
  const json& statistics = records.back();
  CHECK(statistics["documents"] == 4);
  CHECK(statistics["documents_cut"] == 2);
  CHECK(statistics["cuts"] == 3);
  CHECK(statistics["bytes_kept"].get<std::size_t>() + statistics["bytes_removed"].get<std::size_t>() ==
        statistics["bytes"]);
  CHECK(!statistics.contains("threshold"));
}

TEST_CASE("dedup passages: the cuts, applied to the input, give the kept lines", "[dedup]") {
  std::mt19937 random(22);
  std::vector<json> documents;
  std::vector<std::string> passages;
  for (int i = 0; i < 8; ++i) passages.push_back(prose(random, 35 + random() % 40));
  for (std::size_t id = 0; id < 60; ++id) {
    std::string text = prose(random, random() % 60);
    for (auto count = random() % 4; count > 0; --count) {
      std::string passage = passages[random() % passages.size()];
      if (random() % 2 == 0) passage = with_words(passage, {{random() % 30, "ch\xC3\xA2teau"}});
      text += " \xE2\x80\x9C" + passage + ".\xE2\x80\x9D\n\n" + prose(random, random() % 20);
    }
    documents.push_back({{"id", id}, {"text", text}, {"score", 1.25}});
  }
  documents.push_back(documents[5]);  // all of it again
  documents.back()["id"] = "again";
  std::string periodic;
  for (int i = 0; i < 20; ++i) periodic += "to and fro, ";
  documents.push_back({{"id", "periodic"}, {"text", periodic}});
  const std::string input = json_lines(documents);
  const cut_run run(input, {"--threads", "1"});
  CHECK(run.result.code == 0);
  std::map<std::string, std::vector<json>> cuts_of;
  for (const json& cut : records_of(run.cuts)) cuts_of[cut["id"].dump()].push_back(cut);
  const auto kept = lines_of(run.kept);
  REQUIRE(kept.size() == documents.size());
  std::size_t changed = 0;
  for (std::size_t i = 0; i < kept.size(); ++i) {
    json expected = documents[i];
    std::string text = expected["text"];
    auto& cuts = cuts_of[expected["id"].dump()];
    for (auto cut = cuts.rbegin(); cut != cuts.rend(); ++cut)  // the last one first
      text.erase((*cut)["begin"], (*cut)["end"].get<std::size_t>() - (*cut)["begin"].get<std::size_t>());
    expected["text"] = text;
    changed += !cuts.empty();
    CHECK(json::parse(kept[i]) == expected);
    if (cuts.empty()) CHECK(kept[i] == documents[i].dump());
  }
  CHECK(changed > 30);
  CHECK(cuts_of["\"periodic\""].size() == 1);
  CHECK(cuts_of["\"periodic\""].front()["cluster"].is_null());
  CHECK(json::parse(kept.back())["text"] == "to and fro, ");
  CHECK(json::parse(kept[kept.size() - 2])["text"].get<std::string>().size() < 10);
  // Nothing is left to cut, and threads change no byte.
  CHECK(cut_run(run.kept).cuts.empty());
  const cut_run threads(input, {"--threads", "3"});
  CHECK(threads.kept == run.kept);
  CHECK(threads.cuts == run.cuts);
  CHECK(comparable(threads.result.out) == comparable(run.result.out));
}

TEST_CASE("dedup passages: what cannot be is refused, --check tells of cuts", "[dedup]") {
  const temporary_folder folder;
  const std::string text = folder.write("a.txt", "x"), lines = folder.write("a.jsonl", R"({"text":"x"})");
  const auto run = [&](std::vector<std::string> more) {
    more.insert(more.begin(), {"dedup", "--quiet", "--dry-run", "--scope", "passages"});
    return run_program(more);
  };
  check_error(run({text}),
              text + ": a text; allowed with --scope passages: JSON Lines, in *.jsonl or *.ndjson");
  check_error(run({lines, "--keep", "longest"}),
              "--keep is given with --scope passages, which keeps the first; allowed: with articles");
  check_error(run({lines, "--threshold", "0.5"}),
              "--threshold is given with --scope passages; allowed: with articles or both");
  check_error(run_program({"dedup", "--quiet", "--dry-run", "--min-tokens", "40", lines}),
              "--min-tokens is given with --scope articles; allowed: with passages or both");
  CHECK(run({lines, "--check"}).code == 0);
  std::mt19937 random(23);
  const std::string passage = prose(random, 60);
  folder.write("a.jsonl", json{{"text", passage + ". " + prose(random, 9) + " " + passage}}.dump());
  CHECK(run({lines, "--check"}).code == 1);
  const std::string table = run({lines, "--format", "table"}).out;
  CHECK(table.find("1 document: 1 cut in 1 of them") == 0);
  CHECK(table.find("  1. 1 later occurrence cut\n") != std::string::npos);
  std::string rounds;
  for (int i = 0; i < 20; ++i) rounds += "to and fro, ";
  folder.write("a.jsonl", json{{"id", ""}, {"text", rounds}}.dump());
  CHECK(run({lines, "--format", "table"})
            .out.find("  1. cut but for the first copy of what repeats itself\n"
                      "     \"\"  bytes 10 to 238\n") != std::string::npos);
}

TEST_CASE("program: --documents tells what each document repeats", "[program]") {
  std::mt19937 random(24);
  const std::string passage = prose(random, 60), own = prose(random, 30);
  const std::vector<json> documents{{{"id", "a"}, {"text", passage}},
                                    {{"id", "b"}, {"text", own + " " + passage + "\n" + own}},
                                    {{"id", "c"}, {"text", ""}}};
  const std::string input = json_lines(documents);
  const auto records = of_kind(found({"--documents"}, input), "document");
  REQUIRE(records.size() == 3);
  CHECK(keys_of(records[1]) == std::vector<std::string>{"kind", "id", "repeat_fraction", "remove", "gopher"});
  CHECK(keys_of(records[1]["gopher"]) ==
        std::vector<std::string>{"duplicate_lines", "duplicate_paragraphs", "duplicate_line_characters",
                                 "duplicate_paragraph_characters", "top_2gram_characters",
                                 "top_3gram_characters", "top_4gram_characters", "duplicate_5gram_characters",
                                 "duplicate_6gram_characters", "duplicate_7gram_characters",
                                 "duplicate_8gram_characters", "duplicate_9gram_characters",
                                 "duplicate_10gram_characters"});
  CHECK(records[0]["repeat_fraction"] == 0.0);
  CHECK(records[0]["remove"].empty());
  REQUIRE(records[1]["remove"].size() == 2);
  CHECK(records[1]["remove"][0].dump() == R"({"begin":)" + std::to_string(own.size() + 1) + R"(,"end":)" +
                                              std::to_string(own.size() + 1 + passage.size()) + "}");
  CHECK(records[1]["gopher"]["duplicate_5gram_characters"] > 0.1);
  CHECK(records[1]["gopher"]["duplicate_lines"] == 0.0);
  CHECK(records[2]["repeat_fraction"] == 0.0);
  CHECK(of_kind(found({}, input), "document").empty());
  const std::string table = run_find({"--documents", "--format", "table", "--quiet"}, input).out;
  CHECK(table.find("Documents by what they repeat") != std::string::npos);
  check_error(run_find({"--documents", "--scope", "articles", "--quiet"}, input),
              "--documents is given with --scope articles; allowed: with passages or both");
}
