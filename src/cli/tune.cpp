#include "cli/tune.hpp"

#include <numeric>
#include <string_view>
#include <utility>
#include <vector>

#include <neardup/detail/stopwatch.hpp>
#include <neardup/lsh_params.hpp>

#include "cli/run.hpp"
#include "cli/talk.hpp"
#include "cli/tune_report.hpp"

namespace neardup::cli {

namespace {

corpus_report examine(const request& asked) {
  corpus_report corpus;
  const detail::stopwatch watch;
  corpus.documents = io::read_documents(asked.paths, asked.reading);
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
  if (!asked.paths.empty()) report.corpus = examine(asked);
  voice.clear();
  io::output_file out(asked.output, interrupt.wake_fd());
  if (wants_table(asked))
    write_tune_table(report, table_layout(asked), out);
  else
    write_tune_records(report, out);
  if (!asked.curve_csv.empty()) {
    io::output_file csv(asked.curve_csv, interrupt.wake_fd());
    write_curve_csv(report, csv);
    csv.finish();
  }
  if (interrupt.signal() != 0) throw error(errc::cancelled, "a stop was requested");
  out.finish();
  if (report.corpus) voice.read(report.corpus->documents, report.corpus->seconds_read);
  return 0;
}

}  // namespace neardup::cli
