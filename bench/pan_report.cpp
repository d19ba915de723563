#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <filesystem>
#include <string>
#include <vector>

#include <CLI/CLI.hpp>

#include <neardup/detail/stopwatch.hpp>
#include <neardup/options.hpp>

#include "io/failure.hpp"
#include "io/json_lines.hpp"
#include "support/pan.hpp"
#include "support/passage_options.hpp"
#include "support/plagdet.hpp"
#include "support/run_program.hpp"

// neardup_pan: the scores that passages get on a PAN corpus of plagiarism detection.
namespace neardup_bench {
namespace {

struct request {
  std::string corpus, subset, detections, write, json;
  neardup::near_duplicate_options search;
};

/// What was compared, and what it took.
struct comparison {
  std::vector<reuse> cases, detections;
  std::size_t pairs = 0;
  std::size_t beyond = 0;   ///< cases that reach beyond the end of a text
  std::uint64_t bytes = 0;  ///< of the texts that were searched, once for each pair
  double seconds = 0;       ///< of the searches alone
};

void append(std::vector<reuse>& to, const std::vector<reuse>& more) {
  to.insert(to.end(), more.begin(), more.end());
}

/// Detections that somebody wrote. A pair without a file has none.
void read_detections(const request& asked, const pan_corpus& corpus, comparison& into) {
  std::size_t files = 0;
  for (const pan_pair& pair : corpus.pairs()) {
    const auto file = std::filesystem::path(asked.detections) / pair.xml_name();
    if (!std::filesystem::exists(file)) continue;
    ++files;
    append(into.detections, read_pan_xml(file, pair, pan_feature::detection));
  }
  if (files == 0) throw neardup::io::failure(asked.detections + ": no XML file of any pair");
}

void search_pair(const request& asked, const pan_corpus& corpus, const pan_pair& pair,
                 const std::vector<reuse>& cases, comparison& into) {
  const std::string suspicious = corpus.suspicious_text(pair), source = corpus.source_text(pair);
  const neardup::detail::stopwatch watch;
  const std::vector<reuse> found = find_reuse(pair, suspicious, source, asked.search);
  into.seconds += watch.seconds();
  into.bytes += suspicious.size() + source.size();
  append(into.detections, found);
  if (!asked.write.empty()) write_pan_xml(std::filesystem::path(asked.write) / pair.xml_name(), pair, found);
  const std::uint64_t suspicious_end = character_positions(suspicious).count();
  const std::uint64_t source_end = character_positions(source).count();
  for (const reuse& one : cases)
    into.beyond += one.in_suspicious.end > suspicious_end || one.in_source.end > source_end;
}

comparison compare(const request& asked) {
  const pan_corpus corpus(asked.corpus, asked.subset);
  comparison made;
  made.pairs = corpus.pairs().size();
  if (!asked.write.empty()) std::filesystem::create_directories(asked.write);
  if (!asked.detections.empty()) read_detections(asked, corpus, made);
  for (const pan_pair& pair : corpus.pairs()) {
    const std::vector<reuse> cases = corpus.cases(pair);
    append(made.cases, cases);
    if (asked.detections.empty()) search_pair(asked, corpus, pair, cases, made);
  }
  return made;
}

void print(const comparison& made, const plagdet_report& report) {
  std::printf("%zu pairs, %zu cases, %zu detections, %zu cases detected\n", made.pairs, report.cases,
              report.detections, report.detected_cases);
  if (made.beyond != 0)
    std::printf("%zu cases reach beyond the end of a text: the corpus is damaged\n", made.beyond);
  if (made.bytes != 0)
    std::printf("%.1f MB in %.3f s: %.1f MB/s\n", static_cast<double>(made.bytes) / 1e6, made.seconds,
                static_cast<double>(made.bytes) / 1e6 / made.seconds);
  std::printf("%7s %8s %10s %12s %8s\n", "average", "recall", "precision", "granularity", "plagdet");
  const auto row = [](const char* name, const plagdet_scores& of) {
    std::printf("%7s %8.4f %10.4f %12.4f %8.4f\n", name, of.recall, of.precision, of.granularity,
                of.plagdet());
  };
  row("macro", report.macro);
  row("micro", report.micro);
}

void add_scores(neardup::io::json_object& line, const char* key, const plagdet_scores& of) {
  line.add_object(key, [&](neardup::io::json_object& object) {
    object.add("recall", of.recall)
        .add("precision", of.precision)
        .add("granularity", of.granularity)
        .add("plagdet", of.plagdet());
  });
}

void write_json(const std::string& path, const comparison& made, const plagdet_report& report) {
  neardup::io::output_file out(path);
  neardup::io::json_lines(out).add([&](neardup::io::json_object& line) {
    line.add("pairs", made.pairs)
        .add("cases", report.cases)
        .add("detections", report.detections)
        .add("detected_cases", report.detected_cases)
        .add("cases_beyond_texts", made.beyond)
        .add("bytes", made.bytes)
        .add("seconds", made.seconds);
    add_scores(line, "macro", report.macro);
    add_scores(line, "micro", report.micro);
  });
  out.finish();
}

int run(int argc, char** argv) {
  request asked;
  CLI::App app(
      "Searches each pair of texts of a PAN corpus (pairs, susp, src, XML files) for passages, and prints "
      "recall, "
      "precision, granularity and plagdet of what is found.",
      "neardup_pan");
  app.add_option("CORPUS", asked.corpus, "its folder")->required();
  app.add_option("--subset", asked.subset, "a folder in it with pairs of its own, as 02-no-obfuscation");
  auto* detections = app.add_option("--detections", asked.detections,
                                    "score the XML files in this folder, and search nothing");
  app.add_option("--write", asked.write, "write what is found to XML files in this folder")
      ->excludes(detections);
  app.add_option("--json", asked.json, "write the figures to this file");
  add_search_options(app, asked.search);
  try {
    app.parse(argc, argv);
  } catch (const CLI::CallForHelp& help) {
    return app.exit(help);
  }
  asked.search.validate();
  const comparison made = compare(asked);
  const plagdet_report report = score_detections(made.cases, made.detections);
  print(made, report);
  if (!asked.json.empty()) write_json(asked.json, made, report);
  return 0;
}

}  // namespace
}  // namespace neardup_bench

int main(int argc, char** argv) {
  return neardup_bench::run_program("neardup_pan", neardup_bench::run, argc, argv);
}
