#include <algorithm>
#include <csignal>
#include <filesystem>
#include <map>
#include <random>
#include <set>
#include <sstream>
#include <string>
#include <vector>

#include <sys/stat.h>

#include "support/program.hpp"

// `neardup dedup`, through the real executable.

using namespace test_support;

namespace {

process_result run_dedup(std::vector<std::string> arguments, std::string_view input = {}) {
  arguments.insert(arguments.begin(), {"dedup", "--quiet"});
  return run_program(std::move(arguments), input);
}

std::string line_of(const std::string& id, const std::string& text) {
  return json{{"id", id}, {"text", text}}.dump();
}

std::size_t files_in(const std::string& folder) {
  return static_cast<std::size_t>(std::distance(std::filesystem::directory_iterator(folder), {}));
}

/// Families of edited copies, some edited so much that they stay, in a random order.
std::vector<json> families(std::mt19937& random, std::size_t count) {
  std::vector<json> documents;
  for (std::size_t family = 0; family < count; ++family) {
    const std::string original = prose(random, 30 + random() % 60);
    for (auto copies = random() % 5 + 1; copies > 0; --copies) {
      std::string text = original;
      for (auto edits = random() % 6; edits > 0; --edits) text = with_words(text, {{random() % 30, "new"}});
      documents.push_back({{"id", documents.size()}, {"text", text}});
    }
  }
  std::shuffle(documents.begin(), documents.end(), random);
  return documents;
}

/// Windows of five words, by a way of its own.
std::set<std::string> shingles_of(const std::string& text) {
  std::vector<std::string> words;
  std::istringstream stream(text);
  for (std::string word; stream >> word;) words.push_back(word);
  std::set<std::string> shingles;
  for (std::size_t i = 0; i + 5 <= words.size(); ++i) {
    std::string window;
    for (std::size_t j = i; j < i + 5; ++j) window += words[j] + " ";
    shingles.insert(window);
  }
  return shingles;
}

double jaccard_of(const std::set<std::string>& a, const std::set<std::string>& b) {
  std::size_t shared = 0;
  for (const std::string& shingle : a) shared += b.count(shingle);
  return static_cast<double>(shared) / static_cast<double>(a.size() + b.size() - shared);
}

}  // namespace

TEST_CASE("dedup: kept and removed lines are the input, and each removed one has a kept partner", "[dedup]") {
  std::mt19937 random(31);
  for (const double threshold : {0.5, 0.8}) {
    const temporary_folder folder;
    const std::string input = json_lines(families(random, 150));
    const std::string path = folder.write("in.jsonl", input);
    const process_result result =
        run_dedup({"--tokens", "whitespace", "--threshold", std::to_string(threshold), path, "--kept",
                   folder.path("kept"), "--removed", folder.path("removed")});
    REQUIRE(result.code == 0);
    const auto all = lines_of(input), kept = lines_of(read_file(folder.path("kept"))),
               removed = lines_of(read_file(folder.path("removed")));
    CHECK(removed.size() > 30);
    std::vector<std::string> merged;  // in input order, each line from the one file or the other
    for (std::size_t k = 0, r = 0; merged.size() < all.size();) {
      if (k < kept.size() && kept[k] == all[merged.size()])
        merged.push_back(kept[k++]);
      else if (r < removed.size())
        merged.push_back(removed[r++]);
      else
        break;
    }
    CHECK(merged == all);
    CHECK(kept.size() + removed.size() == all.size());

    std::map<std::string, std::set<std::string>> kept_sets;
    for (const std::string& line : kept) {
      const json document = json::parse(line);
      kept_sets[document["id"].dump()] = shingles_of(document["text"]);
    }
    std::map<std::string, json> record_of;
    for (const json& record : of_kind(records_of(result.out), "removed"))
      record_of[record["id"].dump()] = record;
    CHECK(record_of.size() == removed.size());
    for (const std::string& line : removed) {
      const json document = json::parse(line), record = record_of[document["id"].dump()];
      const auto partner = kept_sets.find(record["kept"].dump());
      REQUIRE(partner != kept_sets.end());
      const double jaccard = jaccard_of(shingles_of(document["text"]), partner->second);
      CHECK(jaccard >= threshold);
      CHECK(record["jaccard"] == jaccard);
    }
  }
}

TEST_CASE("dedup: records are the removed documents and statistics, for any number of threads", "[dedup]") {
  const std::string text = "one two three four five six";
  const std::string input =
      line_of("a", text) + "\n" + line_of("b", text + "!") + "\n" + line_of("c", "other words") + "\n";
  const process_result result = run_dedup({"--dry-run"}, input);
  CHECK(result.code == 0);
  const auto records = records_of(result.out);
  REQUIRE(records.size() == 2);
  CHECK(records[0].dump() == R"({"kind":"removed","id":"b","kept":"a","jaccard":1.0})");
  CHECK(records[1]["kind"] == "statistics");
  CHECK(records[1]["documents"] == 3);
  CHECK(records[1]["kept"] == 2);
  CHECK(records[1]["removed"] == 1);
  CHECK(records[1]["bytes_kept"] == text.size() + 11);
  CHECK(records[1]["bytes_removed"] == text.size() + 1);
  const auto longest = records_of(run_dedup({"--dry-run", "--keep", "longest"}, input).out);
  CHECK(longest[0].dump() == R"({"kind":"removed","id":"a","kept":"b","jaccard":1.0})");

  std::mt19937 random(32);
  const std::string many = json_lines(families(random, 50));
  const std::string expected = comparable(run_dedup({"--dry-run", "--threads", "1"}, many).out);
  CHECK(expected.find("\"removed\"") != std::string::npos);
  CHECK(comparable(run_dedup({"--dry-run", "--threads", "2"}, many).out) == expected);
}

TEST_CASE("dedup: lines keep every byte, and what is no document is kept", "[dedup]") {
  const temporary_folder folder;
  const std::string text = "one two three four five six";
  const std::string a = "{ \"text\" : \"" + text + "\", \"id\":\"a\", \"more\": [1.50, \"\\u00e9\"]}\r\n";
  const std::string b = "{\"id\":\"b\",\"text\":\"" + text + "\"}\r\n";
  const std::string c = "  {\"id\":\"c\",\"text\":\"" + text + "\"}\t\n", d = line_of("d", "else") + "\n";
  const std::string bad = "no document \xFF\n", e = line_of("e", text);
  const std::string path = folder.write("in.jsonl", a + b + "\n \r\n" + c + bad + d + e);
  const auto run = [&](const std::vector<std::string>& inputs, std::string_view stdin_content = {}) {
    std::vector<std::string> arguments{"--skip-malformed", "--kept", folder.path("kept"), "--removed",
                                       folder.path("removed")};
    arguments.insert(arguments.end(), inputs.begin(), inputs.end());
    CHECK(run_dedup(arguments, stdin_content).code == 0);
  };
  const std::string kept = a + "\n \r\n" + bad + d, removed = b + c + e;
  run({path});
  CHECK(read_file(folder.path("kept")) == kept);
  CHECK(read_file(folder.path("removed")) == removed);  // the last line still has no line feed
  run({"-"}, read_file(path));
  CHECK(read_file(folder.path("kept")) == kept);
  CHECK(read_file(folder.path("removed")) == removed);

  // A line without line feed gets one only where another line follows.
  const std::string f = line_of("f", text) + "\n", g = line_of("g", "more");
  run({path, folder.write("last.jsonl", f + g)});
  CHECK(read_file(folder.path("kept")) == kept + g);
  CHECK(read_file(folder.path("removed")) == removed + "\n" + f);
}

TEST_CASE("dedup: a byte order mark stays where a file begins, and nowhere else", "[dedup]") {
  const temporary_folder folder;
  const std::string mark = "\xEF\xBB\xBF", text = "one two three four five six";
  const std::string a = line_of("a", text) + "\n", b = line_of("b", text) + "\n",
                    c = line_of("c", "x") + "\n";
  const std::string first = folder.write("1.jsonl", mark + a + b), second = folder.write("2.jsonl", mark + c);
  const auto kept = [&](const std::vector<std::string>& inputs) {
    std::vector<std::string> arguments{"--kept", folder.path("kept")};
    arguments.insert(arguments.end(), inputs.begin(), inputs.end());
    CHECK(run_dedup(arguments).code == 0);
    return read_file(folder.path("kept"));
  };
  CHECK(kept({first}) == mark + a);
  CHECK(kept({first, second}) == mark + a + c);
  CHECK(found({"--scope", "articles"}, kept({first, second})).back()["documents"] == 2);
  CHECK(kept({second, first}) == mark + c + a);
}

TEST_CASE("dedup: of text files the paths are written", "[dedup]") {
  const temporary_folder folder;
  const std::string text = "one two three four five six";
  const std::string a = folder.write("d/a.txt", text), b = folder.write("d/b.md", text + "."),
                    c = folder.write("d/c.txt", "other");
  CHECK(run_dedup({folder.path("d"), "--kept", folder.path("kept"), "--removed", folder.path("removed")})
            .code == 0);
  CHECK(read_file(folder.path("kept")) == a + "\n" + c + "\n");
  CHECK(read_file(folder.path("removed")) == b + "\n");
  const std::string lines = folder.write("d/z.jsonl", line_of("z", text));
  check_error(run_dedup({folder.path("d"), "--dry-run"}),
              a + ": a text, but " + lines + " is JSON Lines; allowed: inputs of one kind");
  folder.write("e/a\nb.txt", text);
  check_error(run_dedup({folder.path("e"), "--dry-run"}),
              folder.path("e") + "/a\\nb.txt: a path with a line feed; allowed: paths that fit one line");
}

TEST_CASE("dedup: what would lose or mix documents is refused", "[dedup]") {
  const temporary_folder folder;
  const std::string input = folder.write("in.jsonl", line_of("a", "x") + "\n");
  const std::string kept = folder.path("kept"), own = "; allowed: a file of its own";
  check_error(run_dedup({input}),
              "no --kept FILE given; allowed: --kept FILE, or --dry-run, which writes none");
  check_error(run_dedup({input, "--kept", kept, "--verify", "none"}), "--verify is none; allowed: exact");
  check_error(run_dedup({input, "--kept", kept, "--clusters", "components"}),
              "--clusters is components; allowed: representative");
  check_error(run_dedup({input, "--kept", kept, "--scope", "both"}),
              "--scope is both; allowed: articles, passages");
  check_error(run_dedup({input, "--kept", kept, "--pairs", "all"}),
              "unknown option --pairs; 'neardup dedup --help' lists the options");

  check_error(run_dedup({input, "--kept", input}), "--kept is " + input + ", which is an input" + own);
  std::filesystem::create_symlink("in.jsonl", folder.path("link"));
  std::filesystem::create_hard_link(input, folder.path("hard"));
  for (const std::string& name :
       {folder.path("link"), folder.path("hard"), folder.path("none/../in.jsonl")}) {
    if (name.find("none") != std::string::npos) std::filesystem::create_directory(folder.path("none"));
    check_error(run_dedup({input, "--kept", kept, "--removed", name}),
                "--removed is " + name + ", which is an input" + own);
  }
  check_error(run_dedup({folder.path("."), "--kept", kept, "--output", input}),
              "--output is " + input + ", which is an input" + own);
  check_error(run_dedup({input, "--kept", kept, "--removed", folder.path("./kept")}),
              "--kept is " + kept + ", which is that of --removed" + own);
  check_error(run_dedup({input, "--kept", kept, "--output", kept}),
              "--kept is " + kept + ", which is that of --output" + own);
  const std::string records = folder.path("records");
  process mixed({NEARDUP_PROGRAM, "dedup", "--kept", records, input}, {}, records);
  CHECK(mixed.finish().code == 2);
  CHECK(run_dedup({input, "--kept", "/dev/null", "--removed", "/dev/null"}).code == 0);
  CHECK(read_file(input) == line_of("a", "x") + "\n");
  CHECK(!std::filesystem::exists(kept));
}

TEST_CASE("dedup: an error, or a dry run, leaves no file behind", "[dedup]") {
  const temporary_folder folder;
  const std::string good = line_of("a", "x") + "\n";
  const std::string kept = folder.path("kept"), removed = folder.path("removed");
  CHECK(run_dedup({"--kept", kept, "--removed", removed}, good + "broken\n").code == 2);
  check_error(run_dedup({"--kept", kept, "--removed", folder.path("none/removed")}, good),
              folder.path("none/removed") + ": no file can be made in its folder: No such file or directory");
  check_error(run_dedup({"--kept", kept, "--removed", "/dev/full"}, good + line_of("b", "x") + "\n"),
              "/dev/full: No space left on device");
  process unread({NEARDUP_PROGRAM, "dedup", "--kept", kept}, good, broken_pipe);
  CHECK(unread.finish().code == 2);
  CHECK(run_dedup({"--kept", kept, "--removed", removed, "--dry-run"}, good).code == 0);
  CHECK(files_in(folder.path()) == 0);
  auto waiting = process::with_silent_input({NEARDUP_PROGRAM, "dedup", "--kept", kept, "-"});
  REQUIRE(waiting.wait_until_handled(SIGINT));
  waiting.send(SIGINT);
  CHECK(waiting.finish().code == 130);
  CHECK(files_in(folder.path()) == 0);
}

TEST_CASE("dedup: lines go to devices, pipes and descriptors as they are", "[dedup]") {
  const temporary_folder folder;
  const std::string a = line_of("a", "one two three four five six") + "\n", b = line_of("b", "else") + "\n",
                    c = line_of("c", "one two three four five six") + "\n";
  const std::string input = folder.write("in.jsonl", a + b + c);
  const std::string records = folder.path("records");
  const auto dedup_to = [&](const std::string& out, std::vector<std::string> arguments) {
    arguments.insert(arguments.begin(), {NEARDUP_PROGRAM, "dedup", "--quiet", input});
    return process(std::move(arguments), {}, out).finish();
  };
  for (const char* name : {"/dev/stdout", "/dev/fd/1", "/proc/self/fd/1"}) {
    const process_result kept = dedup_to({}, {"--kept", name, "--output", records});
    CHECK(kept.code == 0);
    CHECK(kept.out == a + b);
    const process_result removed =
        dedup_to({}, {"--kept", "/dev/null", "--removed", name, "--output", records});
    CHECK(removed.code == 0);
    CHECK(removed.out == c);
    CHECK(records_of(read_file(records)).size() == 2);
    // A device takes both the lines and the records, each through a descriptor of its own.
    CHECK(dedup_to("/dev/null", {"--kept", name}).code == 0);
    check_error(dedup_to({}, {"--kept", name}),
                std::string("--kept is ") + name +
                    ", which is where results go without --output; allowed: a file of its own");
  }
  const process_result nowhere = dedup_to({}, {"--kept", "/dev/fd/77", "--output", records});
  check_error(nowhere, "/dev/fd/77: Bad file descriptor");

  const std::string pipe = folder.path("pipe");
  REQUIRE(::mkfifo(pipe.c_str(), 0600) == 0);
  process writing({NEARDUP_PROGRAM, "dedup", input, "--kept", pipe, "--output", "/dev/null"});
  CHECK(read_file(pipe) == a + b);
  CHECK(writing.finish().code == 0);
}

TEST_CASE("dedup: --check tells whether anything was removed", "[dedup]") {
  const std::string line = "{\"text\":\"one two three four five six\"}\n";
  CHECK(run_dedup({"--dry-run", "--check"}, line).code == 0);
  CHECK(run_dedup({"--dry-run", "--check"}, line + line).code == 1);
  CHECK(run_dedup({"--dry-run"}, line + line).code == 0);
}

TEST_CASE("dedup: the table says in words what was removed", "[dedup]") {
  const std::string text = "one two three four five six";
  const std::string out = run_dedup({"--dry-run", "--format", "table"},
                                    line_of("first", text) + "\n" + line_of("again", text) + "\n")
                              .out;
  CHECK(out.starts_with("2 documents: 1 kept (27 bytes), 1 removed (27 bytes)\n"));
  CHECK(out.find("\n  100.0 %  again  first\n") != std::string::npos);
  CHECK(out.find("\nStatistics\n") != std::string::npos);
}

TEST_CASE("dedup: help shows how", "[dedup]") {
  const process_result help = run_program({"dedup", "--help"});
  CHECK(help.code == 0);
  for (const char* option :
       {"kept", "removed", "dry-run", "threshold", "keep", "min-tokens", "output", "check"})
    CHECK(help.out.find("\n  --" + std::string(option) + " ") != std::string::npos);
  CHECK(help.out.find("--against") == std::string::npos);
  CHECK(run_program({"--help"}).out.find("\n  dedup ") != std::string::npos);
}
