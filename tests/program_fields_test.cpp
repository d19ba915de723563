#include <filesystem>
#include <random>
#include <string>
#include <vector>

#include "support/program.hpp"

// What the program does with more than the text: scores, groups, and old documents to compare new ones with.

using namespace test_support;

namespace {

const std::string common = "one two three four five six seven eight nine ten eleven twelve";

process_result quietly(std::vector<std::string> arguments, std::string_view input = {}) {
  arguments.push_back("--quiet");
  return run_program(std::move(arguments), input);
}

}  // namespace

TEST_CASE("program: --keep score keeps the document with the greatest score", "[program]") {
  const std::string input = json_lines({{{"id", "a"}, {"text", common}, {"likes", 3}},
                                        {{"id", "b"}, {"text", common}, {"likes", 7.5}},
                                        {{"id", "c"}, {"text", common + " thirteen"}, {"likes", -1}}});
  const std::vector<std::string> by_likes{"--keep", "score", "--score-field", "likes"};
  auto arguments = by_likes;
  arguments.insert(arguments.begin(), {"dedup", "--dry-run"});
  const auto removed = of_kind(records_of(quietly(arguments, input).out), "removed");
  REQUIRE(removed.size() == 2);
  CHECK(removed[0].dump() == R"({"kind":"removed","id":"a","kept":"b","jaccard":1.0})");
  CHECK(removed[1]["kept"] == "b");
  CHECK(of_kind(found({by_likes[0], by_likes[1], by_likes[2], by_likes[3]}, input), "cluster")
            .at(0)["representative"] == "b");

  const std::string unscored = json({{"id", "d"}, {"text", "x"}}).dump() + "\n";
  check_error(quietly(arguments, input + unscored), "-:4: no score field \"likes\"");
  arguments.push_back("--skip-malformed");
  CHECK(records_of(quietly(arguments, input + unscored).out).back()["skipped_lines"] == 1);
  check_error(quietly({"find", "--keep", "score"}),
              "--keep is score, but no --score-field NAME is given; allowed: both or neither");
  check_error(quietly({"find", "--score-field", "likes"}),
              "--score-field is given without --keep score; allowed: both or neither");
  check_error(quietly({"find", "--keep", "score", "--score-field", ""}),
              "--score-field is empty; allowed: a field's name");
}

TEST_CASE("program: documents of one --group-field value are not compared", "[program]") {
  std::mt19937 random(41);
  const std::string text = prose(random, 60);
  std::vector<json> documents{{{"id", "a"}, {"site", 1}, {"text", text}},
                              {{"id", "b"}, {"site", 1}, {"text", with_words(text, {{5, "new"}})}},
                              {{"id", "c"}, {"site", "1"}, {"text", with_words(text, {{9, "new"}})}},
                              {{"id", "d"}, {"site", nullptr}, {"text", with_words(text, {{13, "new"}})}},
                              {{"id", "e"}, {"text", with_words(text, {{17, "new"}})}}};
  const auto names = [](const std::vector<json>& records) {
    std::string all;
    for (const json& pair : of_kind(records, "pair"))
      all += std::string(pair["first"]) + std::string(pair["second"]) + " ";
    return all;
  };
  const std::vector<std::string> arguments{"--scope", "articles", "--threshold", "0.5"};
  auto grouped = arguments;
  grouped.insert(grouped.end(), {"--group-field", "site"});
  CHECK(names(found(arguments, json_lines(documents))) == "ab ac ad ae bc bd be cd ce de ");
  CHECK(names(found(grouped, json_lines(documents))) == "ac ad ae bc bd be cd ce de ");
  const process_result dedup = quietly({"dedup", "--dry-run", "--threshold", "0.5", "--group-field", "site"},
                                       json_lines({documents[0], documents[1]}));
  CHECK(records_of(dedup.out).size() == 1);  // nothing is removed

  check_error(quietly({"find", "--group-field", "site"}, json_lines(documents)),
              "--group-field is given without --scope articles; allowed: with it");
  documents[3]["site"] = true;
  check_error(quietly({"dedup", "--dry-run", "--group-field", "site"}, json_lines(documents)),
              "-:4: the group field \"site\" is true or false; allowed: a string, an integer or null");
  const temporary_folder folder;
  const std::string file = folder.write("a.txt", text);
  check_error(quietly({"dedup", "--dry-run", "--group-field", "site", file}),
              file + ": a text has no fields; allowed with --group-field: JSON Lines");
}

TEST_CASE("program: --against finds pairs of new and old documents only", "[program]") {
  std::mt19937 random(42);
  const temporary_folder folder;
  const std::string text = prose(random, 60);
  const std::string old_lines =
      folder.write("old.jsonl", json_lines({{{"id", "x"}, {"text", prose(random, 60)}},
                                            {{"id", "near"}, {"text", with_words(text, {{5, "old"}})}},
                                            {{"id", "same"}, {"text", text}}}));
  const std::string more =
      folder.write("more.jsonl", json_lines({{{"id", 1}, {"text", with_words(text, {{0, "old"}})}}}));
  const std::string input = json_lines(
      {{{"id", "x"}, {"text", text}}, {{"id", "y"}, {"text", text}}, {{"id", "z"}, {"text", "z"}}});
  const auto names = [](const std::vector<json>& records) {
    std::string all;
    for (const json& pair : of_kind(records, "pair"))
      all += pair["first"].dump() + pair["second"].dump() + pair["jaccard"].dump().substr(0, 4) + " ";
    return all;
  };
  const auto records = found({"--against", old_lines, "--against=" + more}, input);
  CHECK(names(records) == R"("x""near"0.83 "x""same"1.0 "x"10.96 "y""near"0.83 "y""same"1.0 "y"10.96 )");
  CHECK(of_kind(records, "cluster").empty());
  CHECK(records.back()["documents"] == 3);
  CHECK(records.back()["documents_against"] == 4);
  CHECK(names(found({"--against", old_lines, "--against", more, "--top", "1"}, input)) ==
        R"("x""same"1.0 "y""same"1.0 )");
  CHECK(names(found({"--threads", "2", old_lines, "--against", "-"}, input)) ==
        R"("near""x"0.83 "same""x"1.0 )");  // of identical old ones the first
  CHECK(found({"--against", old_lines, "--verify", "none"}, input).front().contains("estimated_jaccard"));

  CHECK(quietly({"find", "--check", "--against", old_lines}, input).code == 1);
  CHECK(quietly({"find", "--check", "--against", old_lines}, "{\"text\":\"z\"}").code == 0);
  const process_result table = quietly({"find", "--against", old_lines, "--format", "table"}, input);
  CHECK(table.out.starts_with("3 documents against 3: 4 near-duplicate pairs\n"));
  CHECK(table.out.find("\n  100.0 %  x  same\n") != std::string::npos);
}

TEST_CASE("program: what has no meaning with --against, or without it, is refused", "[program]") {
  const temporary_folder folder;
  const std::string old_lines = folder.write("old.jsonl", "{\"id\":1,\"text\":\"x\"}\n");
  const auto refused = [&](std::vector<std::string> arguments, const std::string& line) {
    arguments.insert(arguments.begin(), {"find", "--against", old_lines});
    check_error(quietly(arguments, "{\"text\":\"x\"}"), line);
  };
  refused({"--scope", "both"}, "--scope is given with --against; allowed: articles");
  for (const auto& [name, value] : std::vector<std::pair<std::string, std::string>>{{"--clusters", "none"},
                                                                                    {"--pairs", "all"},
                                                                                    {"--min-tokens", "5"},
                                                                                    {"--min-score", "0.5"},
                                                                                    {"--snap", "none"}})
    refused({name, value}, name + " is given with --against; allowed: without");
  refused({"--top", "0"}, "--top is 0; allowed: at least 1");
  refused({"--against", "-"}, "--against is -, but PATH is standard input too; allowed: one of them");
  refused({"--against", old_lines}, old_lines + ":1: the id 1 is already that of " + old_lines + ":1");
  check_error(quietly({"find", "--top", "3"}), "--top is given without --against; allowed: with it");
  check_error(quietly({"find", "--against", ""}), "--against is empty; allowed: a path");
  check_error(quietly({"dedup", "--dry-run", "--against", old_lines}),
              "unknown option --against; 'neardup dedup --help' lists the options");
}
