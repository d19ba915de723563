#include "cli/tune.hpp"

#include <numeric>
#include <optional>
#include <string_view>
#include <utility>
#include <vector>

#include <neardup/detail/stopwatch.hpp>
#include <neardup/lsh_params.hpp>

#include "cli/own_files.hpp"
#include "cli/run.hpp"
#include "cli/talk.hpp"
#include "cli/tune_report.hpp"
#include "io/input_paths.hpp"
#include "io/output_file.hpp"

namespace neardup::cli {

namespace {

corpus_report examine(const request& asked, io::input_paths inputs) {
  corpus_report corpus;
  const detail::stopwatch watch;
  corpus.documents = io::read_documents(std::move(inputs), asked.reading);
  corpus.seconds_read = watch.seconds();
  const std::vector<std::string_view>& texts = corpus.documents.texts;
  corpus.sample = neardup::tune::draw_sample(texts.size(), asked.sample, asked.options.seed);
  std::vector<std::string_view> sampled;
  for (const std::size_t position : corpus.sample) sampled.push_back(texts[position]);
  corpus.audit = neardup::tune::audit_search(sampled, asked.options);
  const std::uint64_t bytes =
      std::accumulate(texts.begin(), texts.end(), std::uint64_t{0},
                      [](std::uint64_t sum, std::string_view text) { return sum + text.size(); });
  corpus.prediction = neardup::tune::predict(corpus.audit, texts.size(), bytes, asked.options.num_hashes);
  return corpus;
}

}  // namespace

int tune(request& asked, const interrupt_guard& interrupt) {
  talk voice(asked.quiet);
  connect(asked, interrupt, voice);
  const near_duplicate_options& options = asked.options;
  tune_report report{options, {}, {}, neardup::tune::alternatives(options.threshold, options.min_recall)};
  report.shape = options.shape ? *options.shape
                               : choose_lsh_shape(options.threshold, options.min_recall, options.num_hashes);
  report.curve = neardup::tune::recall_curve(report.shape);
  io::input_paths inputs = io::list_inputs(asked.paths, asked.reading.all_files);
  require_own_files(asked, inputs.files);
  // Before the long work, so that a path that cannot be written is told now.
  io::output_file out(asked.output, interrupt.wake_fd());
  std::optional<io::output_file> csv;
  if (!asked.curve_csv.empty()) csv.emplace(asked.curve_csv, interrupt.wake_fd());
  if (!asked.paths.empty()) report.corpus = examine(asked, std::move(inputs));
  voice.clear();
  if (wants_table(asked))
    write_tune_table(report, table_layout(asked), out);
  else
    write_tune_records(report, out);
  out.complete();
  if (csv) {
    write_curve_csv(report, *csv);
    csv->complete();
  }
  if (interrupt.signal() != 0) throw error(errc::cancelled, "a stop was requested");
  if (csv) csv->publish();
  out.publish();
  if (report.corpus) voice.read(report.corpus->documents, report.corpus->seconds_read);
  return 0;
}

}  // namespace neardup::cli
