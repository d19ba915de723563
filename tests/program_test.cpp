#include "support/program.hpp"

#include <algorithm>
#include <random>
#include <set>
#include <string>
#include <tuple>
#include <vector>

// The records of `neardup find`, through the real executable. What it reads stands in program_input_test.cpp,
// its errors in program_errors_test.cpp.

using namespace test_support;

TEST_CASE("program: every kind of record has its keys in the promised order", "[program]") {
  std::mt19937 random(1);
  const std::string article = prose(random, 100), other = prose(random, 100), passage = prose(random, 50);
  std::string hum;
  for (int i = 0; i < 40; ++i) hum += "la le lu ";
  const std::string input = json_lines({
      {{"id", "a"}, {"text", article}},
      {{"id", 2}, {"text", with_words(article, {{50, "changed"}})}},
      {{"text", article + " !"}},
      {{"id", "twice"}, {"text", passage + ". " + passage + "."}},
      {{"id", "hum"}, {"text", other + " " + hum}},
  });
  const auto records = found({"-"}, input);
  using keys = std::vector<std::string>;
  std::vector<std::string> kinds;
  for (const json& record : records) kinds.push_back(record["kind"]);
  CHECK(kinds == keys{"pair", "identical", "cluster", "passage", "passage", "passage", "passage_cluster",
                      "passage_cluster", "statistics"});

  const json pair = of_kind(records, "pair").at(0);
  CHECK(keys_of(pair) ==
        keys{"kind", "first", "second", "jaccard", "containment_first", "containment_second"});
  CHECK(pair["first"] == "a");
  CHECK(pair["second"] == 2);
  CHECK(pair["jaccard"] == 91.0 / 101);  // 96 windows of five words, five of them changed
  CHECK(pair["containment_first"] == 91.0 / 96);

  CHECK(of_kind(records, "identical").at(0).dump() ==
        R"({"kind":"identical","group":1,"members":["a","-:3"]})");
  const json cluster = of_kind(records, "cluster").at(0);
  CHECK(keys_of(cluster) == keys{"kind", "cluster", "representative", "members", "min_jaccard"});
  CHECK(cluster["members"].dump() == R"(["a",2,"-:3"])");
  CHECK(cluster["cluster"] == 1);

  const auto passages = of_kind(records, "passage");
  CHECK(keys_of(passages[0]) ==
        keys{"kind", "first", "second", "score", "jaccard", "matched_tokens", "relation"});
  CHECK(passages[0]["relation"] == "cross");
  const auto size = passage.size() + 1;
  CHECK(passages[1].dump() == json({{"kind", "passage"},
                                    {"first", {{"id", "twice"}, {"begin", 0}, {"end", size}}},
                                    {"second", {{"id", "twice"}, {"begin", size + 1}, {"end", 2 * size + 1}}},
                                    {"score", 1.0},
                                    {"jaccard", 1.0},
                                    {"matched_tokens", 50},
                                    {"relation", "self"}})
                                  .dump());
  CHECK(keys_of(passages[2]) == keys{"kind", "first", "second", "relation", "period_tokens", "copies"});
  CHECK(passages[2]["second"].is_null());
  CHECK(passages[2]["relation"] == "periodic");
  CHECK(passages[2]["period_tokens"] == 3);
  CHECK(passages[2]["copies"] == 40);
  const json passage_cluster = of_kind(records, "passage_cluster").at(1);
  CHECK(keys_of(passage_cluster) == keys{"kind", "cluster", "members"});
  CHECK(passage_cluster["cluster"] == 2);
  CHECK(passage_cluster["members"][1] == passages[1]["second"]);

  const json& statistics = records.back();
  const auto statistics_keys = keys_of(statistics);
  const keys promised{"kind",
                      "documents",
                      "empty",
                      "short",
                      "malformed",
                      "shingles",
                      "candidates",
                      "verified",
                      "pairs",
                      "threshold",
                      "bands",
                      "rows",
                      "recall_at_threshold",
                      "linked_buckets",
                      "seconds_read",
                      "seconds_sign",
                      "seconds_candidates",
                      "seconds_verify",
                      "seconds_cluster",
                      "seconds_passages",
                      "seconds_total",
                      "bytes",
                      "peak_memory"};
  REQUIRE(statistics_keys.size() > promised.size());
  CHECK(std::equal(promised.begin(), promised.end(), statistics_keys.begin()));
  CHECK(statistics["documents"] == 5);
  CHECK(statistics["pairs"] == 1);
  CHECK(statistics["bands"] == 16);
  CHECK(statistics["rows"] == 6);
}

TEST_CASE("program: estimates are named so, components carry their weakest link", "[program]") {
  const std::string input = json_lines(mixed_documents());
  const auto estimated = found({"--scope", "articles", "--verify", "none"}, input);
  const json pair = of_kind(estimated, "pair").at(0);
  CHECK(keys_of(pair) ==
        std::vector<std::string>{"kind", "first", "second", "estimated_jaccard", "standard_error"});
  CHECK(of_kind(estimated, "cluster").at(0).contains("min_estimated_jaccard"));
  CHECK(!of_kind(estimated, "cluster").at(0).contains("min_jaccard"));

  const auto components = found({"--scope", "articles", "--clusters", "components"}, input);
  const json weakest = of_kind(components, "cluster").at(0)["weakest"];
  CHECK(keys_of(weakest) == std::vector<std::string>{"first", "second", "jaccard"});
  CHECK(weakest["first"] == "original 0");
  CHECK(of_kind(found({"--clusters", "none"}, input), "cluster").empty());
}

TEST_CASE("program: each scope reports its own kinds alone", "[program]") {
  const std::string input = json_lines(mixed_documents());
  const auto articles = found({"--scope", "articles"}, input);
  CHECK(of_kind(articles, "pair").size() == 8);
  CHECK(of_kind(articles, "passage").empty());
  const auto passages = found({"--scope", "passages"}, input);
  CHECK(of_kind(passages, "pair").empty());
  CHECK(of_kind(passages, "cluster").empty());
  CHECK(!of_kind(passages, "passage").empty());
  CHECK(!passages.back().contains("bands"));
  // Eight texts share a passage: seven links join them, every pair of them is a match.
  const auto shared = [&](const std::vector<json>& records) {
    std::size_t count = 0;
    for (const json& record : of_kind(records, "passage"))
      count += record["first"]["id"] >= 100 && record["first"]["id"].is_number();
    return count;
  };
  CHECK(shared(passages) == 7);
  CHECK(shared(found({"--scope", "passages", "--pairs", "all"}, input)) == 28);
}

TEST_CASE("program: threads do not change a byte of the answer", "[program]") {
  const std::string input = json_lines(mixed_documents());
  for (const std::vector<std::string>& options : {std::vector<std::string>{},
                                                  {"--expand-identical", "--pairs", "all"},
                                                  {"--verify", "none"},
                                                  {"--clusters", "components", "--keep", "longest"}}) {
    auto one = options, two = options;
    one.insert(one.end(), {"--threads", "1"});
    two.insert(two.end(), {"--threads", "2"});
    const std::string expected = comparable(run_find(one, input).out);
    CHECK(expected.size() > 1000);
    CHECK(comparable(run_find(two, input).out) == expected);
    CHECK(comparable(run_find(options, input).out) == expected);
  }
}

TEST_CASE("program: shuffled input gives the same pairs", "[program]") {
  auto documents = mixed_documents();
  const auto pairs = [&] {
    std::set<std::tuple<std::string, std::string, double>> all;
    for (const json& pair :
         of_kind(found({"--expand-identical", "--scope", "articles"}, json_lines(documents)), "pair"))
      all.insert({std::min(pair["first"].dump(), pair["second"].dump()),
                  std::max(pair["first"].dump(), pair["second"].dump()), pair["jaccard"]});
    return all;
  };
  const auto expected = pairs();
  CHECK(expected.size() ==
        16);  // eight edited copies; four identical ones, each also paired with the edited one
  std::mt19937 random(9);
  for (int round = 0; round < 3; ++round) {
    std::shuffle(documents.begin(), documents.end(), random);
    CHECK(pairs() == expected);
  }
}

TEST_CASE("program: the table says the same in words", "[program]") {
  const temporary_folder folder;
  std::mt19937 random(4);
  const std::string article = prose(random, 100);
  folder.write("one.txt", article + "\n\x1b[31m\xE2\x80\xAE red");
  folder.write("two.txt", with_words(article, {{50, "changed"}}) + "\n\x1b[31m\xE2\x80\xAE red");
  const process_result result = run_find({"--format", "table", "--quiet", folder.path()});
  CHECK(result.code == 0);
  CHECK(result.err.empty());
  CHECK(result.out.starts_with(
      "2 documents: 1 near-duplicate pair, 0 groups of identical articles, 1 shared passage\n"));
  CHECK(result.out.find("% ") != std::string::npos);
  CHECK(result.out.find('\x1b') == std::string::npos);  // neither from the text nor as colour
  CHECK(result.out.find("\xE2\x80\xAE") == std::string::npos);
  CHECK(result.out.find("\\u202e red") != std::string::npos);
  for (std::size_t begin = 0; begin < result.out.size(); begin = result.out.find('\n', begin) + 1)
    CHECK(result.out.find('\n', begin) - begin <= 200);
  CHECK(run_find({"--format", "table", "--quiet", folder.path()}).out == result.out);
  const auto first_line = [&](const char* scope) {
    const std::string out = run_find({"--format", "table", "--quiet", "--scope", scope, folder.path()}).out;
    return out.substr(0, out.find('\n'));
  };
  CHECK(first_line("articles") == "2 documents: 1 near-duplicate pair, 0 groups of identical articles");
  CHECK(first_line("passages") == "2 documents: 0 groups of identical articles, 1 shared passage");
}

TEST_CASE("program: a doubled article and a near copy of it show their doubling", "[program]") {
  std::mt19937 random(6);
  const std::string body = prose(random, 100) + ".";
  for (const std::string between : {" ", "\n\n"}) {
    const std::string twice = body + between + body;
    const std::string input =
        json_lines({{{"id", "a"}, {"text", twice}}, {{"id", "b"}, {"text", twice + " extra"}}});
    const auto records = found({}, input);
    CHECK(of_kind(records, "pair").size() == 1);
    const auto passages = of_kind(records, "passage");
    REQUIRE(passages.size() == 3);
    CHECK(passages[1]["relation"] == "cross");
    for (const auto& [n, id] : {std::pair(0, "a"), std::pair(2, "b")}) {
      const json& self = passages[static_cast<std::size_t>(n)];
      const std::size_t again = body.size() + between.size();
      CHECK(self["relation"] == "self");
      CHECK(self["first"].dump() == json({{"id", id}, {"begin", 0}, {"end", body.size()}}).dump());
      CHECK(self["second"].dump() ==
            json({{"id", id}, {"begin", again}, {"end", again + body.size()}}).dump());
    }
    CHECK(of_kind(records, "passage_cluster").size() == 3);
    const std::string table = run_find({"--format", "table", "--quiet"}, input).out;
    CHECK(table.find("3 shared passages") != std::string::npos);
  }
}

TEST_CASE("program: long names keep within the table", "[program]") {
  std::mt19937 random(8);
  const std::string article = prose(random, 100);
  const std::string path(150, 'p');
  const std::string input =
      json_lines({{{"id", path + "1"}, {"text", article}},
                  {{"id", path + "2"}, {"text", with_words(article, {{50, "changed"}})}},
                  {{"id", path + "3"}, {"text", article + " !"}}});
  const std::string table = run_find({"--format", "table", "--quiet"}, input).out;
  CHECK(table.find("\n     (3 articles, at least ") != std::string::npos);
  for (std::size_t begin = 0; begin < table.size(); begin = table.find('\n', begin) + 1)
    CHECK(table.find('\n', begin) - begin <= 100);
}

TEST_CASE("program: long lists are cut, and the cut is told", "[program]") {
  std::mt19937 random(5);
  std::vector<json> documents;
  for (int i = 0; i < 25; ++i) {
    const std::string text = prose(random, 40);
    documents.push_back({{"text", text}});
    documents.push_back({{"text", text}});
  }
  const process_result result = run_find({"--format", "table"}, json_lines(documents));
  CHECK(result.out.find("\n   1. -:1\n      -:2\n") != std::string::npos);
  CHECK(result.out.find("\n  20. -:39\n      -:40\n") != std::string::npos);
  CHECK(result.out.find("  21. ") == std::string::npos);
  CHECK(result.out.find("... and 5 more (--format jsonl gives all)") != std::string::npos);
}

TEST_CASE("program: --fold-diacritics and --join-hyphenated-line-breaks find a scanned text again",
          "[program]") {
  std::mt19937 random(7);
  const auto letters = [&] {
    std::string word;
    for (int i = 0; i < 4; ++i) word += static_cast<char>('a' + random() % 26);
    return word;
  };
  std::string clean, scanned;
  for (int i = 0; i < 60; ++i) {
    const std::string head = letters(), tail = letters();
    clean += (i ? " " : "") + head + "\u00e9" + tail;
    scanned += (i ? " " : "") + head + "e" + (i % 4 == 1 ? "-\r\n  " : "") + tail;
  }
  const std::string before = "\u00c9crit ce jour-\nl\u00e0. ", after = " Fin-\nal.";
  const std::string input = json_lines({{{"id", "clean"}, {"text", before + clean + after}},
                                        {{"id", "scanned"}, {"text", scanned}},
                                        {{"id", "neither"}, {"text", prose(random, 60)}}});
  const std::vector<std::string> fold = {"--fold-diacritics"}, join = {"--join-hyphenated-line-breaks"},
                                 both = {"--fold-diacritics", "--join-hyphenated-line-breaks"};
  for (const auto& arguments : {std::vector<std::string>{}, fold, join})
    CHECK(of_kind(found(arguments, input), "pair").empty());
  const auto records = found(both, input);
  CHECK(of_kind(records, "pair").size() == 1);
  const auto passages = of_kind(records, "passage");
  REQUIRE(passages.size() == 1);
  CHECK(passages[0]["first"].dump() ==
        json({{"id", "clean"}, {"begin", before.size()}, {"end", before.size() + clean.size()}}).dump());
  CHECK(passages[0]["second"].dump() ==
        json({{"id", "scanned"}, {"begin", 0}, {"end", scanned.size()}}).dump());
  CHECK(passages[0]["matched_tokens"] == 60);
  CHECK(passages[0]["score"] == 1.0);
  // Identical but for what both options take away.
  const std::string twins = json_lines({{{"text", clean}}, {{"text", scanned}}});
  CHECK(of_kind(found(both, twins), "identical").size() == 1);
  CHECK(of_kind(found({"--tokens", "characters", both[0], both[1]}, twins), "identical").size() == 1);
}

TEST_CASE("program: --check tells by its exit code whether anything was found", "[program]") {
  const std::string line = "{\"text\":\"one two three four five six\"}\n";
  CHECK(run_find({"--check"}, line).code == 0);
  CHECK(run_find({"--check"}, line + line).code == 1);
  CHECK(run_find({}, line + line).code == 0);
  std::mt19937 random(6);
  const std::string shared = prose(random, 40);
  const std::string passage_only = json_lines(
      {{{"text", prose(random, 90) + " " + shared}}, {{"text", shared + " " + prose(random, 90)}}});
  CHECK(run_find({"--check", "--scope", "articles"}, passage_only).code == 0);
  CHECK(run_find({"--check"}, passage_only).code == 1);
}

TEST_CASE("program: --output holds what standard output would", "[program]") {
  const temporary_folder folder;
  const std::string input = json_lines(mixed_documents());
  const process_result direct = run_find({"--threads", "1"}, input);
  const process_result to_file =
      run_find({"--threads", "1", "--quiet", "--output", folder.path("out")}, input);
  CHECK(to_file.code == 0);
  CHECK(to_file.out.empty());
  CHECK(to_file.err.empty());
  CHECK(comparable(test_support::read_file(folder.path("out"))) == comparable(direct.out));
}

TEST_CASE("program: help and version", "[program]") {
  const auto run = [](std::vector<std::string> arguments) {
    arguments.insert(arguments.begin(), NEARDUP_PROGRAM);
    return process(std::move(arguments)).finish();
  };
  CHECK(run({"--version"}).out.starts_with("neardup 0."));
  const process_result help = run({"find", "--help"});
  CHECK(help.code == 0);
  CHECK(help.out.find("Examples:") < help.out.find("Usage:"));
  for (const char* option : {"scope",
                             "threshold",
                             "min-recall",
                             "tokens",
                             "fold-diacritics",
                             "join-hyphenated-line-breaks",
                             "shingle-size",
                             "scheme",
                             "num-hashes",
                             "shape",
                             "verify",
                             "clusters",
                             "keep",
                             "bucket-pair-limit",
                             "expand-identical",
                             "min-tokens",
                             "min-score",
                             "preset",
                             "passage-seed-tokens",
                             "passage-window",
                             "max-gap",
                             "seed-group-limit",
                             "exhaustive",
                             "seed-pair-limit",
                             "snap",
                             "seed",
                             "threads",
                             "text-field",
                             "id-field",
                             "score-field",
                             "group-field",
                             "against",
                             "top",
                             "skip-malformed",
                             "max-document-bytes",
                             "all-files",
                             "format",
                             "pairs",
                             "output",
                             "check",
                             "quiet"})
    CHECK(help.out.find("\n  --" + std::string(option) + " ") != std::string::npos);
  CHECK(run({"--help"}).out.find("find") != std::string::npos);
}
