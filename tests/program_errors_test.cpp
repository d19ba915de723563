#include <algorithm>
#include <chrono>
#include <csignal>
#include <filesystem>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include <sys/stat.h>
#include <unistd.h>

#include "support/program.hpp"

// What `neardup` says when something is wrong: one line, exit code 2. Through the real executable.

using test_support::check_error;
using test_support::process;
using test_support::process_result;
using test_support::run_program;
using test_support::temporary_folder;

namespace {

process_result run_find(std::vector<std::string> arguments, std::string_view input = {},
                        const std::string& out = {}) {
  arguments.insert(arguments.begin(), {"find", "--quiet"});
  return run_program(std::move(arguments), input, out);
}

std::size_t files_in(const std::string& folder) {
  return static_cast<std::size_t>(std::distance(std::filesystem::directory_iterator(folder), {}));
}

const std::string two_lines = "{\"text\":\"one two three\"}\n{\"text\":\"one two three\"}\n";

}  // namespace

TEST_CASE("program: commands and options that do not exist", "[program]") {
  check_error(run_program({}), "no command given; allowed: find, dedup, tune, --help, --version");
  check_error(run_program({"compare"}), "unknown command compare; allowed: find, dedup, tune");
  check_error(run_program({"--treshold"}), "unknown option --treshold; 'neardup --help' lists the options");
  const std::string hint = "; 'neardup find --help' lists the options";
  for (const char* option : {"--treshold", "--kept", "--html", "-x"})
    check_error(run_find({option}), "unknown option " + std::string(option) + hint);
  check_error(run_find({"--threshold"}), "--threshold has no value; allowed: above 0, at most 1");
  check_error(run_find({"--threshold=", "x"}), "--threshold has no value; allowed: above 0, at most 1");
  check_error(run_find({"--check=yes"}), "--check takes no value");
  check_error(run_find({"--seed", "1", "--seed", "2"}), "--seed is given twice");
}

TEST_CASE("program: option values outside their range", "[program]") {
  const std::vector<std::vector<std::string>> refused{
      // option, what is allowed, values
      {"threshold", "above 0, at most 1", "0", "1.5", "1.00000001", "-1", "nan", "inf", "abc", "0.5x", "0,5"},
      {"min-recall", "above 0, below 1", "0", "1", "2", "1.0000000001", "nan", "high"},
      {"shingle-size", "1 to 1024", "0", "1025", "-5", "5.5", "99999999999"},
      {"num-hashes", "a multiple of 32 from 32 to 4096", "0", "16", "100", "4128", "-128", "many"},
      {"shape", "at least 1x1, and bands * rows at most --num-hashes", "0x4", "4x0", "100x100", "4", "x",
       "4x4x4", "-1x4"},
      {"bucket-pair-limit", "at least 2", "0", "1", "-1"},
      {"min-tokens", "at least 1", "0", "-30"},
      {"min-score", "above 0, at most 1", "0", "1.1", "nan"},
      {"preset", "news, verbatim, ocr, corpus", "book"},
      {"passage-seed-tokens", "1 to 64", "0", "65"},
      {"passage-window", "1 to 64", "0", "65"},
      {"max-gap", "0 to 64", "65", "-1"},
      {"seed-group-limit", "at least 1", "0", "many"},
      {"threads", "0 to 1024", "-1", "1025", "all"},
      {"seed", "0 to 18446744073709551615", "-1", "18446744073709551616"},
      {"max-document-bytes", "1 to 4294967295, also with K, M or G", "0", "4G", "1T", "-1", "G"},
      {"scope", "articles, passages, both", "all"},
      {"tokens", "words, characters, whitespace", "word"},
      {"scheme", "minmax32, minhash32", "minmax"},
      {"verify", "exact, none", "yes"},
      {"clusters", "representative, components, none", "all"},
      {"keep", "first, longest, score", "last"},
      {"top", "at least 1", "0x1", "-1", "all"},
      {"snap", "none, punctuation, sentence, paragraph", "line"},
      {"format", "table, jsonl", "json"},
      {"pairs", "links, all", "some"},
      {"output", "a file name, also /dev/stdout", "-"},
  };
  for (const auto& row : refused)
    for (std::size_t i = 2; i < row.size(); ++i)
      check_error(run_find({"--" + row[0], row[i]}),
                  "--" + row[0] + " is " + row[i] + "; allowed: " + row[1]);
  for (const std::string option : {"--fold-diacritics", "--join-hyphenated-line-breaks"}) {
    const std::string line = option + " is given with --tokens whitespace; allowed: with words or characters";
    check_error(run_find({option, "--tokens", "whitespace"}), line);
    check_error(run_find({"--tokens", "whitespace", option}), line);
    check_error(run_find({option + "=no"}), option + " takes no value");
    CHECK(run_find({option, "--tokens", "characters"}, two_lines).code == 0);
  }
  check_error(run_find({"--preset", "ocr", "--tokens", "whitespace"}),
              "--preset ocr is given with --tokens whitespace; allowed: with words or characters");
  check_error(run_find({"--exhaustive", "--scope", "articles"}),
              "--exhaustive is given with --scope articles; allowed: with passages or both");
  check_error(run_find({"--seed-pair-limit", "5"}),
              "--seed-pair-limit is given without --exhaustive; allowed: with it");
  check_error(run_find({"--seed-pair-limit", "0", "--exhaustive"}),
              "--seed-pair-limit is 0; allowed: at least 1");
  for (const auto& [option, value] : {std::pair("--min-tokens", "9"),
                                      {"--min-score", "0.5"},
                                      {"--preset", "corpus"},
                                      {"--passage-seed-tokens", "4"},
                                      {"--passage-window", "4"},
                                      {"--max-gap", "4"},
                                      {"--seed-group-limit", "4"},
                                      {"--snap", "none"},
                                      {"--pairs", "all"}}) {
    check_error(run_find({"--scope", "articles", option, value}),
                std::string(option) + " is given with --scope articles; allowed: with passages or both");
    CHECK(run_find({option, value}, two_lines).code == 0);
  }
  for (const auto& [option, value] : {std::pair("--threshold", "0.5"),
                                      {"--min-recall", "0.9"},
                                      {"--shape", "4x4"},
                                      {"--num-hashes", "64"},
                                      {"--scheme", "minhash32"},
                                      {"--verify", "none"},
                                      {"--clusters", "none"},
                                      {"--bucket-pair-limit", "9"}}) {
    check_error(run_find({option, value, "--scope", "passages"}),
                std::string(option) + " is given with --scope passages; allowed: with articles or both");
    CHECK(run_find({option, value}, two_lines).code == 0);
  }
  check_error(run_find({"--shape", "4x4", "--min-recall", "0.9"}),
              "--min-recall is given with --shape, which decides bands and rows; allowed: one of them");
  CHECK(run_program({"tune", "--shape", "4x4", "--min-recall", "0.9"}).code == 0);  // for the alternatives
  const process_result out_of_reach = run_find({"--threshold", "0.1", "--min-recall", "0.99999999"});
  CHECK(out_of_reach.code == 2);
  CHECK(out_of_reach.err.starts_with("neardup: --min-recall is 0.99999999; "));
  CHECK(out_of_reach.err.find("--num-hashes") != std::string::npos);
}

TEST_CASE("program: files that cannot be read", "[program]") {
  const temporary_folder folder;
  const std::string none = folder.path("none.txt");
  check_error(run_find({none}), none + ": No such file or directory");
  check_error(run_find({""}), "\"\": No such file or directory");
  check_error(run_find({folder.path("none/below.jsonl")}),
              folder.path("none/below.jsonl") + ": No such file or directory");
  const std::string text = folder.write("a.txt", "text");
  check_error(run_find({text + "/b"}), text + "/b: Not a directory");
  std::filesystem::create_symlink("nowhere", folder.path("dangling.txt"));
  check_error(run_find({folder.path()}), folder.path("dangling.txt") + ": No such file or directory");
  const std::string line_breaking = folder.path("a\nb");
  check_error(run_find({line_breaking}), folder.path("a\\nb") + ": No such file or directory");
  if (::geteuid() != 0) {  // root may read everything
    const std::string locked = folder.write("locked.txt", "text");
    ::chmod(locked.c_str(), 0);
    check_error(run_find({locked}), locked + ": Permission denied");
  }
}

TEST_CASE("program: compressed files are named, whatever their name", "[program]") {
  using namespace std::string_view_literals;
  const temporary_folder folder;
  const auto check = [&](const char* name, std::string_view content, const std::string& format) {
    const std::string path = folder.write(name, content);
    check_error(run_find({path}), path + ": " + format + "-compressed; allowed: plain text");
  };
  check("a.jsonl.gz", "\x1f\x8b\x08\0\0"sv, "gzip");
  check("b.jsonl", "\x28\xb5\x2f\xfd\0"sv, "zstd");
  check("c.txt", "\xfd\x37zXZ\0"sv, "xz");
  check_error(run_find({}, "\x1f\x8b\x08\0\0"sv), "-: gzip-compressed; allowed: plain text");
}

TEST_CASE("program: lines that are no documents", "[program]") {
  const temporary_folder folder;
  const auto check = [&](const std::string& line, const std::string& what) {
    const std::string path =
        folder.write("bad.jsonl", "{\"text\":\"fine\"}\n\n" + line + "\n{\"text\":\"fine too\"}\n");
    check_error(run_find({path}), path + ":3: " + what);
  };
  check("{\"text\":\"a\"", "broken JSON; allowed: one object a line");
  check("{\"text\":\"a\"}{}", "broken JSON; allowed: one object a line");
  check("{\"text\":\"a", "broken JSON: a string is not closed");
  check("{", "broken JSON; allowed: one object a line");  // a pretty-printed one
  check("random \xFF\x80 bytes", "broken JSON; allowed: one object a line");
  check(std::string(200000, '['), "broken JSON; allowed: one object a line");
  check("[1,2]", "not a JSON object but an array");
  check("{\"body\":\"a\"}", "no text field \"text\"; --text-field names another one");
  check("{\"text\":null}", "the text field \"text\" is null; allowed: a string");
  check("{\"text\":\"a\",\"id\":1.0}",
        "the id field \"id\" is a number with a fraction or exponent; allowed: a string or an integer");
  check("{\"text\":\"a\",\"id\":{}}", "the id field \"id\" is an object; allowed: a string or an integer");
  check_error(run_find({}, "{\"text\":\"a\"}\n{\"text\":5}"),
              "-:2: the text field \"text\" is an integer; allowed: a string");
}

TEST_CASE("program: an id that comes twice is told with both places", "[program]") {
  const temporary_folder folder;
  const std::string a = folder.write("a.jsonl", "{\"id\":7,\"text\":\"a\"}\n{\"id\":\"7\",\"text\":\"b\"}\n");
  const std::string b = folder.write("b.jsonl", "\n{\"id\":7,\"text\":\"c\"}\n");
  CHECK(run_find({a}).code == 0);
  check_error(run_find({a, b}), b + ":2: the id 7 is already that of " + a + ":1");
  check_error(run_find({}, "{\"id\":\"x\",\"text\":\"\"}\n{\"id\":\"x\",\"text\":\"\"}"),
              "-:2: the id \"x\" is already that of -:1");
  const std::string text = folder.write("t.txt", "text");
  check_error(run_find({text, text}), text + ": the id \"" + text + "\" is already that of " + text);
  const std::string endless = "{\"id\":\"" + std::string(1 << 20, 'x') + "\",\"text\":\"\"}\n";
  const process_result shortened = run_find({}, endless + endless);
  CHECK(shortened.code == 2);
  CHECK(shortened.err.starts_with("neardup: -:2: the id \"xxx"));
  CHECK(shortened.err.ends_with("xxx\" is already that of -:1\n"));
  CHECK(shortened.err.size() < 250);
  check_error(run_find({"--skip-malformed", a, b}), b + ":2: the id 7 is already that of " + a + ":1");
}

TEST_CASE("program: documents over the limit", "[program]") {
  const temporary_folder folder;
  const std::string text = folder.write("t.txt", std::string(2000, 'x'));
  const std::string lines =
      folder.write("l.jsonl", "{\"text\":\"a\"}\n{\"text\":\"" + std::string(2000, 'x') + "\"}\n");
  check_error(run_find({"--max-document-bytes", "1K", text}),
              text + ": a text of over 1024 bytes; allowed: up to --max-document-bytes");
  check_error(run_find({"--max-document-bytes", "1K", lines}),
              lines + ":2: a line of over 1024 bytes; allowed: up to --max-document-bytes");
  CHECK(run_find({"--max-document-bytes", "2K", text, lines}).code == 0);
}

TEST_CASE("program: results that cannot be written", "[program]") {
  const temporary_folder folder;
  check_error(run_find({}, two_lines, "/dev/full"), "standard output: No space left on device");
  check_error(run_find({}, two_lines, test_support::closed_stream), "standard output: Bad file descriptor");
  check_error(run_find({}, two_lines, test_support::broken_pipe), "standard output: Broken pipe");
  check_error(run_find({"--output", "/dev/full"}, two_lines), "/dev/full: No space left on device");
  check_error(run_find({"--output", folder.path("none/out")}, two_lines),
              folder.path("none/out") + ": no file can be made in its folder: No such file or directory");
  check_error(run_find({"--output", folder.path()}, two_lines), folder.path() + ": Is a directory");
  check_error(run_program({"--version"}, {}, "/dev/full"), "standard output: No space left on device");
  check_error(run_program({"find", "--help"}, {}, test_support::closed_stream),
              "standard output: Bad file descriptor");
  CHECK(files_in(folder.path()) == 0);
  CHECK(run_find({"--output", "/dev/stdout"}, two_lines).out.find("\"identical\"") != std::string::npos);
}

TEST_CASE("program: results never take the place of an input, or of one another", "[program]") {
  const temporary_folder folder;
  const std::string input = folder.write("in.jsonl", two_lines), old = folder.write("old.jsonl", two_lines);
  const std::string own = "; allowed: a file of its own", other = folder.path("other");
  std::filesystem::create_symlink("in.jsonl", folder.path("link"));
  for (const std::string& name : {input, folder.path("link"), folder.path("./in.jsonl")}) {
    check_error(run_find({"--output", name, input}), "--output is " + name + ", which is an input" + own);
    check_error(run_find({"--output", name, folder.path()}),
                "--output is " + name + ", which is an input" + own);
    check_error(run_program({"tune", "--curve-csv", name, input}),
                "--curve-csv is " + name + ", which is an input" + own);
  }
  check_error(run_find({"--output", old, input, "--against", old}),
              "--output is " + old + ", which is an input" + own);
  check_error(run_program({"tune", "--curve-csv", other, "--output", other}),
              "--curve-csv is " + other + ", which is that of --output" + own);
  const process_result over = process({NEARDUP_PROGRAM, "find", input}, {}, input).finish();
  CHECK(over.err == "neardup: --output is standard output, which is an input" + own + "\n");
  CHECK(test_support::read_file(input) == two_lines);
  CHECK(test_support::read_file(old) == two_lines);
  CHECK(!std::filesystem::exists(other));
}

TEST_CASE("program: an output file is replaced whole or not at all", "[program]") {
  const temporary_folder folder;
  const std::string path = folder.write("out", "before");
  ::chmod(path.c_str(), 0640);
  CHECK(run_find({"--output", path}, "broken").code == 2);
  CHECK(test_support::read_file(path) == "before");
  CHECK(run_find({"--output", path}, two_lines).code == 0);
  CHECK(test_support::read_file(path).find("\"identical\"") != std::string::npos);
  CHECK((std::filesystem::status(path).permissions() == std::filesystem::perms(0640)));
  CHECK(files_in(folder.path()) == 1);
}

TEST_CASE("program: Ctrl-C ends it while it waits for input", "[program]") {
  const temporary_folder folder;
  auto waiting = process::with_silent_input({NEARDUP_PROGRAM, "find", "--output", folder.path("out"), "-"});
  REQUIRE(waiting.wait_until_handled(SIGINT));
  waiting.send(SIGINT);
  const process_result result = waiting.finish();
  CHECK(result.code == 130);
  CHECK(files_in(folder.path()) == 0);
}

TEST_CASE("program: Ctrl-C ends it while it waits for a named pipe's writer", "[program]") {
  const temporary_folder folder;
  REQUIRE(::mkfifo(folder.path("pipe").c_str(), 0600) == 0);
  process waiting({NEARDUP_PROGRAM, "find", folder.path("pipe")});
  REQUIRE(waiting.wait_until_handled(SIGINT));
  waiting.send(SIGINT);
  CHECK(waiting.finish().code == 130);
}

TEST_CASE("program: Ctrl-C ends it while it waits for a named pipe's reader", "[program]") {
  const temporary_folder folder;
  const std::string pipe = folder.path("pipe"), input = folder.write("in.jsonl", two_lines);
  REQUIRE(::mkfifo(pipe.c_str(), 0600) == 0);
  // dedup and tune open their files before they read.
  for (const std::vector<std::string>& asked : {std::vector<std::string>{"dedup", "--kept", pipe, input},
                                                {"dedup", "--kept", folder.path("kept"), "--output", pipe},
                                                {"tune", "--curve-csv", pipe},
                                                {"find", "--output", pipe, input}})
    for (const int signal : {SIGINT, SIGTERM}) {
      std::vector<std::string> command{NEARDUP_PROGRAM};
      command.insert(command.end(), asked.begin(), asked.end());
      process waiting(command, two_lines);
      REQUIRE(waiting.wait_until_handled(signal));
      std::this_thread::sleep_for(std::chrono::milliseconds(20));
      waiting.send(signal);
      const process_result result = waiting.finish();
      CHECK(result.code == 128 + signal);
      CHECK(result.out.empty());
      CHECK(result.err.empty());
    }
  CHECK(files_in(folder.path()) == 2);
}

TEST_CASE("program: a named pipe takes results of any length from when its reader comes", "[program]") {
  const temporary_folder folder;
  const std::string pipe = folder.path("pipe"), name(1 << 20, 'n');
  REQUIRE(::mkfifo(pipe.c_str(), 0600) == 0);
  process writing({NEARDUP_PROGRAM, "find", "--quiet", "--output", pipe, "-"},
                  "{\"id\":\"" + name + "1\",\"text\":\"one two three\"}\n{\"id\":\"" + name +
                      "2\",\"text\":\"one two three\"}\n");
  REQUIRE(writing.wait_until_handled(SIGINT));
  const std::string got = test_support::read_file(pipe);
  CHECK(got.starts_with("{\"kind\":\"identical\",\"group\":1,\"members\":[\"nnn"));
  CHECK(got.find("\"kind\":\"statistics\"") > 2 * name.size());
  CHECK(got.ends_with("}\n"));
  const process_result result = writing.finish();
  CHECK(result.code == 0);
  CHECK(result.out.empty());
}

TEST_CASE("program: Ctrl-C ends it while nobody reads its results", "[program]") {
  // Two names, longer than any pipe.
  const auto line = [](char name) {
    return "{\"id\":\"" + std::string(1 << 20, name) + "\",\"text\":\"one two three\"}\n";
  };
  auto stuck = process::with_silent_reader({NEARDUP_PROGRAM, "find", "-"}, line('a') + line('b'));
  REQUIRE(stuck.wait_until_full());
  stuck.send(SIGINT);
  const process_result result = stuck.finish();
  CHECK(result.code == 130);
  CHECK(result.err.empty());
}

TEST_CASE("program: Ctrl-C ends it in the midst of its work and leaves nothing half-written", "[program]") {
  const temporary_folder folder;
  std::string lines;
  for (int i = 0; i < 4000; ++i) {
    lines += "{\"text\":\"";
    for (int word = 0; word < 300; ++word) lines += std::to_string(i * 7919 + word * word) + " ";
    lines += "\"}\n";
  }
  const std::string output = folder.write("out", "before");
  process working({NEARDUP_PROGRAM, "find", "--num-hashes", "4096", "--scheme", "minhash32", "--threads", "1",
                   "--output", output, "-"},
                  lines);
  for (int waited = 0; files_in(folder.path()) == 1 && waited < 3000; ++waited)  // made when all is read
    std::this_thread::sleep_for(std::chrono::milliseconds(10));
  REQUIRE(files_in(folder.path()) == 2);
  working.send(SIGINT);
  const process_result result = working.finish();
  CHECK(result.code == 130);
  CHECK(result.out.empty());
  CHECK(test_support::read_file(output) == "before");
  CHECK(files_in(folder.path()) == 1);
}
