#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <CLI/CLI.hpp>

#include "io/documents.hpp"
#include "io/json_lines.hpp"
#include "support/exact_pairs.hpp"
#include "support/planted.hpp"
#include "support/quality.hpp"
#include "support/run_program.hpp"

// neardup_quality: which similar texts of a corpus the library finds, judged by other code.
namespace neardup_bench {
namespace {

struct request {
  std::vector<std::string> paths;
  std::uint32_t documents = 2000;
  std::size_t bytes = 1000;
  std::uint64_t seed = 1;
  std::vector<double> thresholds{0.5, 0.7, 0.8, 0.9};
  std::uint32_t threads = 1;
  std::string json, pairs;
};

/// The texts, and what keeps them alive.
struct input {
  std::vector<std::string> planted;
  neardup::io::documents read;
  std::vector<std::string_view> texts;
};

input input_of(const request& asked) {
  input made;
  if (asked.paths.empty()) {
    plant({asked.documents, asked.bytes, asked.seed},
          [&](planted_document&& document) { made.planted.push_back(std::move(document.text)); });
    made.texts.assign(made.planted.begin(), made.planted.end());
  } else {
    made.read = neardup::io::read_documents(asked.paths, {});
    made.texts = made.read.texts;
  }
  return made;
}

void print_heading(std::size_t documents) {
  std::printf("%zu texts\n", documents);
  std::printf("%9s %6s %10s %8s %8s %9s %8s %9s %9s %6s %8s\n", "threshold", "shape", "true pairs", "recall",
              "expected", "precision", "removed", "unfounded", "cand/text", "s", "B/text");
}

void print_row(const quality& of) {
  const std::string shape = std::to_string(of.shape.bands) + "x" + std::to_string(of.shape.rows);
  std::printf("%9.2f %6s %10zu %8.4f %8.4f %9.4f %8zu %9zu %9.2f %6.2f %8.0f\n", of.threshold, shape.c_str(),
              of.true_pairs, of.recall(), of.expected_recall(), of.precision(), of.removed,
              of.unfounded_removals + of.pairs_of_kept, of.candidates_per_document, of.seconds,
              of.bytes_per_document);
  if (of.linked_buckets != 0)
    std::printf("          %zu buckets are linked: not all pairs of their texts are promised\n",
                of.linked_buckets);
  for (const std::string& promise : of.broken_promises())
    std::printf("          BROKEN: %s\n", promise.c_str());
}

void add(neardup::io::json_object& line, const quality& of) {
  line.add("threshold", of.threshold)
      .add("bands", of.shape.bands)
      .add("rows", of.shape.rows)
      .add("documents", of.documents)
      .add("true_pairs", of.true_pairs)
      .add("found_pairs", of.found_pairs)
      .add("wrong_pairs", of.wrong_pairs)
      .add("recall", of.recall())
      .add("expected_recall", of.expected_recall())
      .add("precision", of.precision())
      .add("linked_buckets", of.linked_buckets)
      .add("removed", of.removed)
      .add("unfounded_removals", of.unfounded_removals)
      .add("pairs_of_kept", of.pairs_of_kept)
      .add("candidates_per_document", of.candidates_per_document)
      .add("seconds", of.seconds)
      .add("bytes_per_document", of.bytes_per_document);
}

void write_json(const std::string& path, const std::vector<quality>& all) {
  neardup::io::output_file out(path);
  neardup::io::json_lines lines(out);
  for (const quality& of : all) lines.add([&](neardup::io::json_object& line) { add(line, of); });
  out.finish();
}

void write_pairs(const std::string& path, const std::vector<exact_pair>& pairs) {
  neardup::io::output_file out(path);
  std::string line;
  for (const exact_pair& pair : pairs) {
    line = std::to_string(pair.first) + '\t' + std::to_string(pair.second) + '\t';
    neardup::io::append_json(line, pair.jaccard);
    out.write(line += '\n');
  }
  out.finish();
}

/// Whether all promises were kept.
bool report(const request& asked) {
  const input made = input_of(asked);
  const shingle_numbers shingles = number_shingles(made.texts);
  const auto truth = exact_pairs(shingles, *std::ranges::min_element(asked.thresholds));
  if (!asked.pairs.empty()) write_pairs(asked.pairs, truth);
  print_heading(made.texts.size());
  std::vector<quality> all;
  for (const double threshold : asked.thresholds) {
    all.push_back(measure_quality(made.texts, shingles, truth, threshold, asked.threads));
    print_row(all.back());
  }
  if (!asked.json.empty()) write_json(asked.json, all);
  return std::ranges::all_of(all, [](const quality& of) { return of.broken_promises().empty(); });
}

int run(int argc, char** argv) {
  request asked;
  CLI::App app(
      "Compares what the library finds with all similar pairs, which other code finds. Reads JSON Lines, "
      "text "
      "files and folders as neardup does; without a path, texts are planted. Ends with 1 where a promise is "
      "broken.",
      "neardup_quality");
  app.add_option("PATH", asked.paths);
  app.add_option("--documents", asked.documents, "planted texts")->check(CLI::Range(1, 100'000'000));
  app.add_option("--bytes", asked.bytes, "of a planted text, on average")->check(CLI::Range(300, 1'000'000));
  app.add_option("--seed", asked.seed, "of the planted texts");
  app.add_option("--threshold", asked.thresholds, "may be given several times")->check(CLI::Range(0.01, 1.0));
  app.add_option("--threads", asked.threads);
  app.add_option("--json", asked.json, "write the figures to this file");
  app.add_option("--pairs", asked.pairs, "write all similar pairs to this file: positions and similarity");
  try {
    app.parse(argc, argv);
  } catch (const CLI::CallForHelp& help) {
    return app.exit(help);
  }
  return report(asked) ? 0 : 1;
}

}  // namespace
}  // namespace neardup_bench

int main(int argc, char** argv) {
  return neardup_bench::run_program("neardup_quality", neardup_bench::run, argc, argv);
}
