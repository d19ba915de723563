#include <algorithm>
#include <filesystem>
#include <random>
#include <set>
#include <string>
#include <tuple>
#include <vector>

#include <nlohmann/json.hpp>

#include "support/catch.hpp"
#include "support/process.hpp"

// The records of `neardup find`, through the real executable. Its errors stand in program_errors_test.cpp.

using json = nlohmann::ordered_json;
using test_support::process;
using test_support::process_result;
using test_support::temporary_folder;

namespace {

process_result run_find(std::vector<std::string> arguments, std::string_view input = {}) {
  arguments.insert(arguments.begin(), {NEARDUP_PROGRAM, "find"});
  return process(std::move(arguments), input).finish();
}

std::vector<json> records_of(const std::string& output) {
  std::vector<json> records;
  for (std::size_t begin = 0; begin < output.size();) {
    const std::size_t end = output.find('\n', begin);
    records.push_back(json::parse(output.substr(begin, end - begin)));
    begin = end + 1;
  }
  return records;
}

/// Runs, expects exit code 0 and gives the records.
std::vector<json> found(std::vector<std::string> arguments, std::string_view input = {}) {
  const process_result result = run_find(std::move(arguments), input);
  INFO(result.err);
  REQUIRE(result.code == 0);
  return records_of(result.out);
}

std::vector<json> of_kind(const std::vector<json>& records, std::string_view kind) {
  std::vector<json> some;
  std::copy_if(records.begin(), records.end(), std::back_inserter(some),
               [&](const json& record) { return record["kind"] == kind; });
  return some;
}

std::vector<std::string> keys_of(const json& record) {
  std::vector<std::string> keys;
  for (const auto& [key, value] : record.items()) keys.push_back(key);
  return keys;
}

/// Words from a seeded source: unrelated texts share none.
std::string prose(std::mt19937& random, std::size_t words) {
  std::string text;
  for (std::size_t i = 0; i < words; ++i) text += (i ? " w" : "w") + std::to_string(random() % 1000000);
  return text;
}

std::string with_words(std::string text, std::initializer_list<std::pair<std::size_t, const char*>> changes) {
  for (const auto& [word, replacement] : changes) {
    std::size_t begin = 0;
    for (std::size_t i = 0; i < word; ++i) begin = text.find(' ', begin) + 1;
    text.replace(begin, text.find(' ', begin) - begin, replacement);
  }
  return text;
}

std::string json_lines(const std::vector<json>& documents) {
  std::string lines;
  for (const json& document : documents) lines += document.dump() + "\n";
  return lines;
}

/// Everything but what differs between runs.
std::string comparable(const std::string& output) {
  std::string lines;
  for (json record : records_of(output)) {
    for (const auto& key : keys_of(record))
      if (key.starts_with("seconds_") || key == "peak_memory") record.erase(key);
    lines += record.dump() + "\n";
  }
  return lines;
}

/// Forty documents: originals, edited, identical and unrelated ones, some that share a passage, an empty one.
std::vector<json> mixed_documents() {
  std::mt19937 random(42);
  std::vector<json> documents;
  const std::string shared = prose(random, 60);
  for (int family = 0; family < 8; ++family) {
    const std::string original = prose(random, 200);
    documents.push_back({{"id", "original " + std::to_string(family)}, {"text", original}});
    documents.push_back({{"id", family}, {"text", with_words(original, {{20, "new"}, {150, "words"}})}});
    documents.push_back(
        {{"id", std::to_string(family)}, {"text", family % 2 ? original : prose(random, 90)}});
    documents.push_back(
        {{"id", 100 + family}, {"text", prose(random, 80) + ". " + shared + ". " + prose(random, 5)}});
    documents.push_back({{"id", -1 - family}, {"text", family == 3 ? "" : prose(random, 3)}});
  }
  return documents;
}

}  // namespace

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

  const json statistics = records.back();
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

TEST_CASE("program: odd input is counted and never lost", "[program]") {
  const temporary_folder folder;
  std::string noise;
  std::mt19937 random(3);
  for (int i = 0; i < 100000; ++i) noise += static_cast<char>(random());
  folder.write("noise.txt", "x" + noise);
  folder.write("word.txt", std::string(10000000, 'w'));
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
  CHECK(result.out.find("  20. -:39\n") != std::string::npos);
  CHECK(result.out.find("  21. ") == std::string::npos);
  CHECK(result.out.find("... and 5 more (--format jsonl gives all)") != std::string::npos);
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
                             "passage-seed-tokens",
                             "snap",
                             "seed",
                             "threads",
                             "text-field",
                             "id-field",
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
