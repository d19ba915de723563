#include <random>
#include <string>
#include <vector>

#include "support/program.hpp"

// The records of `neardup tune`, through the real executable. What they count is tested in tune_test.cpp.

using namespace test_support;

namespace {

process_result run_tune(std::vector<std::string> arguments, std::string_view input = {}) {
  arguments.insert(arguments.begin(), "tune");
  return run_program(std::move(arguments), input);
}

std::vector<json> tuned(std::vector<std::string> arguments, std::string_view input = {}) {
  const process_result result = run_tune(std::move(arguments), input);
  INFO(result.err);
  REQUIRE(result.code == 0);
  return records_of(result.out);
}

using keys = std::vector<std::string>;

/// Originals with a copy each, in which none to three words are changed: 0.57 to 0.98 similar.
std::string near_copies() {
  std::mt19937 random(3);
  std::vector<json> documents;
  for (int i = 0; i < 300; ++i) {
    std::string copy = prose(random, 60);
    documents.push_back({{"id", "original " + std::to_string(i)}, {"text", copy}});
    for (int edit = i % 4; edit > 0; --edit)
      copy = with_words(copy, {{static_cast<std::size_t>(15 * edit - 5), "changed"}});
    documents.push_back({{"id", i}, {"text", copy + " end"}});
  }
  return json_lines(documents);
}

}  // namespace

TEST_CASE("program: tune without texts tells the shape, its S-curve and the alternatives", "[program]") {
  const auto records = tuned({"--threshold", "0.7"});
  REQUIRE(records.size() == 1 + 101 + 6);
  CHECK(keys_of(records[0]) == keys{"kind", "threshold", "min_recall", "num_hashes", "bands", "rows",
                                    "recall_at_threshold", "false_candidate_area", "missed_area"});
  CHECK(records[0]["kind"] == "shape");
  CHECK(records[0]["bands"] == 17);
  CHECK(records[0]["rows"] == 4);
  CHECK(records[1].dump() == R"({"kind":"curve","jaccard":0.0,"recall":0.0})");
  CHECK(records[101].dump() == R"({"kind":"curve","jaccard":1.0,"recall":1.0})");
  CHECK(records[1 + 70]["jaccard"] == 0.7);
  CHECK(records[1 + 70]["recall"] == records[0]["recall_at_threshold"]);
  CHECK(keys_of(records[102]) == keys{"kind", "num_hashes", "bands", "rows", "recall_at_threshold",
                                      "false_candidate_area", "missed_area", "bytes_per_document"});
  CHECK(records[104]["num_hashes"] == 128);
  CHECK(records[104]["bands"] == 17);
  CHECK(records[104]["bytes_per_document"] == 512);

  // At 0.02 signatures of 192 hashes or fewer do not do.
  CHECK(of_kind(tuned({"--threshold", "0.02", "--num-hashes", "256"}), "alternative").size() == 2);
  const auto given = tuned({"--shape", "5x3"});
  CHECK(given[0]["bands"] == 5);
}

TEST_CASE("program: tune counts what the search finds in texts", "[program]") {
  const std::string input = near_copies();
  const auto records = tuned({"--threshold", "0.6", "-"}, input);
  keys kinds;
  for (const json& record : records)
    if (kinds.empty() || kinds.back() != record["kind"]) kinds.push_back(record["kind"]);
  CHECK(kinds == keys{"shape", "curve", "alternative", "histogram", "audit", "prediction"});

  const json audit = of_kind(records, "audit").at(0);
  CHECK(keys_of(audit) == keys{"kind", "documents", "pairs", "found", "recall", "low", "high", "false_pairs",
                               "candidates", "linked_buckets"});
  CHECK(audit["documents"] == 600);
  CHECK(audit["pairs"] == of_kind(found({"--scope", "articles", "--threshold", "0.6", "--num-hashes", "512",
                                         "--shape", "512x1"},
                                        input),
                                  "pair")
                              .size());
  CHECK(audit["pairs"] >= 200);
  CHECK(audit["found"] == audit["pairs"]);
  CHECK(audit["recall"] == 1.0);
  CHECK(audit["low"] > 0.98);
  CHECK(audit["high"] == 1.0);

  std::size_t pairs = 0, hits = 0;
  for (const json& bin : of_kind(records, "histogram")) {
    CHECK(bin.contains("found") == (bin["from"] >= 0.6));
    if (!bin.contains("found")) continue;
    pairs += bin["pairs"].get<std::size_t>();
    hits += bin["found"].get<std::size_t>();
  }
  CHECK(pairs == audit["pairs"]);
  CHECK(hits == audit["found"]);

  const json prediction = records.back();
  CHECK(keys_of(prediction) == keys{"kind", "documents", "bytes", "pairs", "candidates_per_document",
                                    "seconds_read", "seconds", "memory"});
  CHECK(prediction["documents"] == 600);
  CHECK(prediction["pairs"] == audit["pairs"].get<double>());
}

TEST_CASE("program: tune names pairs that a shape misses", "[program]") {
  const auto records = tuned({"--threshold", "0.6", "--shape", "1x8", "-"}, near_copies());
  const json audit = of_kind(records, "audit").at(0);
  CHECK(audit["found"] < audit["pairs"]);
  const auto missed = of_kind(records, "missed");
  CHECK(missed.size() ==
        std::min<std::size_t>(20, audit["pairs"].get<std::size_t>() - audit["found"].get<std::size_t>()));
  CHECK(keys_of(missed.at(0)) == keys{"kind", "first", "second", "jaccard"});
  CHECK(missed[0]["first"] == "original " + std::to_string(missed[0]["second"].get<int>()));
  CHECK(missed[0]["jaccard"] >= missed.back()["jaccard"]);
}

TEST_CASE("program: tune audits a sample of the size asked for, the same on any number of threads",
          "[program]") {
  const std::string input = near_copies();
  const auto without_times = [](std::vector<json> records) {
    for (const char* key : {"seconds", "seconds_read"}) records.back().erase(key);
    return records;
  };
  const auto one = tuned({"--sample", "100", "--threads", "1", "-"}, input);
  CHECK(of_kind(one, "audit").at(0)["documents"] == 100);
  CHECK(one.back()["documents"] == 600);
  CHECK(without_times(one) == without_times(tuned({"--sample", "100", "--threads", "2", "-"}, input)));
  const auto none = tuned({"-"}, json_lines({{{"text", "a single text"}}}));
  CHECK(of_kind(none, "audit").at(0)["recall"].is_null());
  CHECK(of_kind(tuned({"-"}), "audit").at(0)["documents"] == 0);
}

TEST_CASE("program: tune draws the S-curve in a table and writes it as CSV", "[program]") {
  const auto table = run_tune({"--format", "table", "-"}, near_copies());
  CHECK(table.code == 0);
  CHECK(table.out.starts_with(
      "16 bands x 6 rows of 128 hashes: a pair of 80.0 % is found with a chance of 99.2 %\n"));
  // 1 - (1 - s^6)^16 is one half at 0.59.
  CHECK(table.out.find("\n    50 % |                             ...........###########\n") !=
        std::string::npos);
  CHECK(table.out.find("Measured recall") != std::string::npos);
  for (const char* const line : {" \n", "\t"}) CHECK(table.out.find(line) == std::string::npos);

  const std::string unlike = json_lines({{{"text", "one"}}, {{"text", "two"}}, {{"text", "three"}}});
  const std::string nothing = "  the sample has no pair of 80.0 % or above";
  CHECK(run_tune({"--format", "table", "-"}, unlike).out.find(nothing + "\n") != std::string::npos);
  CHECK(run_tune({"--format", "table", "--sample", "2", "-"}, unlike)
            .out.find(nothing + "; a larger --sample may have some\n") != std::string::npos);

  const auto csv = run_tune({"--curve-csv", "/dev/stderr", "--output", "/dev/null"});
  CHECK(csv.code == 0);
  CHECK(csv.err.starts_with("jaccard,recall\n0.0,0.0\n0.01,"));
  CHECK(csv.err.ends_with("\n1.0,1.0\n"));
}

TEST_CASE("program: tune tells wrong options in one line", "[program]") {
  const auto told = [](std::vector<std::string> arguments) {
    const auto result = run_tune(std::move(arguments));
    CHECK(result.code == 2);
    CHECK(result.out.empty());
    return result.err;
  };
  CHECK(told({"--sample", "1"}) == "neardup: --sample is 1; allowed: at least 2\n");
  CHECK(told({"--sample", "50"}) ==
        "neardup: --sample is given without a PATH; allowed: with one, or with -\n");
  CHECK(told({"--threshold", "2"}) == "neardup: --threshold is 2; allowed: above 0, at most 1\n");
  CHECK(told({"--min-tokens", "3"}).find("unknown option --min-tokens") != std::string::npos);
  CHECK(told({"nowhere.jsonl"}).find("nowhere.jsonl") != std::string::npos);
  CHECK(told({"--curve-csv", "/nowhere/curve.csv"}).find("/nowhere/curve.csv") != std::string::npos);
}
