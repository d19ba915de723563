#pragma once

#include <algorithm>
#include <initializer_list>
#include <iterator>
#include <random>
#include <sstream>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <nlohmann/json.hpp>

#include "support/catch.hpp"
#include "support/process.hpp"

// The program as a function from documents to records.

namespace test_support {

using json = nlohmann::ordered_json;

/// `out`: as for process.
inline process_result run_program(std::vector<std::string> arguments, std::string_view input = {},
                                  const std::string& out = {}) {
  arguments.insert(arguments.begin(), NEARDUP_PROGRAM);
  return process(std::move(arguments), input, out).finish();
}

/// Exit code 2, nothing on standard output, and exactly this line.
inline void check_error(const process_result& result, const std::string& line) {
  CHECK(result.code == 2);
  CHECK(result.out.empty());
  CHECK(result.err == "neardup: " + line + "\n");
}

inline process_result run_find(std::vector<std::string> arguments, std::string_view input = {}) {
  arguments.insert(arguments.begin(), "find");
  return run_program(std::move(arguments), input);
}

inline std::vector<json> records_of(const std::string& output) {
  std::vector<json> records;
  for (std::size_t begin = 0; begin < output.size();) {
    const std::size_t end = output.find('\n', begin);
    records.push_back(json::parse(output.substr(begin, end - begin)));
    begin = end + 1;
  }
  return records;
}

/// Runs, expects exit code 0 and gives the records.
inline std::vector<json> found(std::vector<std::string> arguments, std::string_view input = {}) {
  const process_result result = run_find(std::move(arguments), input);
  INFO(result.err);
  REQUIRE(result.code == 0);
  return records_of(result.out);
}

inline std::vector<json> of_kind(const std::vector<json>& records, std::string_view kind) {
  std::vector<json> some;
  std::copy_if(records.begin(), records.end(), std::back_inserter(some),
               [&](const json& record) { return record["kind"] == kind; });
  return some;
}

inline std::vector<std::string> keys_of(const json& record) {
  std::vector<std::string> keys;
  for (const auto& [key, value] : record.items()) keys.push_back(key);
  return keys;
}

/// Words from a seeded source: unrelated texts share none.
inline std::string prose(std::mt19937& random, std::size_t words) {
  std::string text;
  for (std::size_t i = 0; i < words; ++i) text += (i ? " w" : "w") + std::to_string(random() % 1000000);
  return text;
}

inline std::string with_words(std::string text,
                              std::initializer_list<std::pair<std::size_t, const char*>> changes) {
  for (const auto& [word, replacement] : changes) {
    std::size_t begin = 0;
    for (std::size_t i = 0; i < word; ++i) begin = text.find(' ', begin) + 1;
    text.replace(begin, text.find(' ', begin) - begin, replacement);
  }
  return text;
}

inline std::string json_lines(const std::vector<json>& documents) {
  std::string lines;
  for (const json& document : documents) lines += document.dump() + "\n";
  return lines;
}

inline std::vector<std::string> lines_of(const std::string& content) {
  std::vector<std::string> lines;
  std::istringstream stream(content);
  for (std::string line; std::getline(stream, line);) lines.push_back(line);
  return lines;
}

/// Everything but what differs between runs.
inline std::string comparable(const std::string& output) {
  std::string lines;
  for (json record : records_of(output)) {
    for (const auto& key : keys_of(record))
      if (key.starts_with("seconds_") || key == "peak_memory") record.erase(key);
    lines += record.dump() + "\n";
  }
  return lines;
}

/// Forty documents: originals, edited, identical and unrelated ones, some that share a passage, an empty one.
inline std::vector<json> mixed_documents() {
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

}  // namespace test_support
