#include "cli/dedup.hpp"

#include <algorithm>
#include <optional>
#include <vector>

#include <neardup/neardup.hpp>

#include "cli/own_files.hpp"
#include "cli/run.hpp"
#include "cli/table.hpp"
#include "cli/talk.hpp"
#include "io/cut_lines.hpp"
#include "io/failure.hpp"
#include "io/input_paths.hpp"
#include "io/line_writer.hpp"
#include "io/output_file.hpp"
#include "io/records.hpp"
#include "io/split_lines.hpp"

namespace neardup::cli {

namespace {

/// Lines of JSON and paths of texts in one file would be of no use.
void require_one_kind(const std::vector<io::input_path>& inputs) {
  const auto other = std::find_if(inputs.begin(), inputs.end(), [&](const io::input_path& input) {
    return input.json_lines != inputs.front().json_lines;
  });
  if (other == inputs.end()) return;
  const bool is_first_lines = inputs.front().json_lines;
  const std::string& lines = is_first_lines ? inputs.front().path : other->path;
  const std::string& text = is_first_lines ? other->path : inputs.front().path;
  throw io::failure(text + ": a text, but " + lines + " is JSON Lines; allowed: inputs of one kind");
}

/// There is no line to cut a text's passages from.
void require_lines(const std::vector<io::input_path>& inputs) {
  for (const io::input_path& input : inputs)
    if (!input.json_lines)
      throw io::failure(input.path +
                        ": a text; allowed with --scope passages: JSON Lines, in *.jsonl or *.ndjson");
}

/// The paths of texts are listed a line each.
void require_listable_paths(const std::vector<io::input_path>& inputs) {
  for (const io::input_path& input : inputs)
    if (!input.json_lines && input.path.find('\n') != std::string::npos)
      throw io::failure(input.path + ": a path with a line feed; allowed: paths that fit one line");
}

/// The files that dedup makes beside its records. All are there in the end, or none.
class line_files {
 public:
  line_files(const request& asked, int wake_fd) : passages_(asks_for_passages(asked.options.scope)) {
    if (asked.dry_run) return;
    kept_.emplace(asked.kept, wake_fd);
    if (!asked.removed.empty()) removed_.emplace(asked.removed, wake_fd);
  }

  void write(const io::documents& documents, const near_duplicate_result& result,
             const io::reading_options& reading) {
    if (!kept_) return;
    io::line_writer kept(*kept_);
    if (passages_) {
      io::cut_lines(documents, result.repeated, kept, reading);
      if (removed_) io::write_cut_spans(result, documents, *removed_);
    } else {
      std::vector<bool> is_removed(documents.texts.size());
      for (const removed_document& each : result.removed) is_removed[each.document] = true;
      std::optional<io::line_writer> removed;
      if (removed_) removed.emplace(*removed_);
      io::split_lines(documents, is_removed, kept, removed ? &*removed : nullptr, reading);
    }
    if (removed_) removed_->complete();
    kept_->complete();
  }

  void publish() {
    if (removed_) removed_->publish();
    if (kept_) kept_->publish();
  }

 private:
  bool passages_;
  std::optional<io::output_file> kept_, removed_;
};

void write(const near_duplicate_result& result, const io::documents& documents,
           const io::program_statistics& program, const request& asked, io::output_file& out) {
  const bool passages = asks_for_passages(asked.options.scope), as_table = wants_table(asked);
  if (passages && as_table)
    write_cut_table(result, documents, asked.options, table_layout(asked), out);
  else if (passages)
    io::write_cuts(result, documents, program, out);
  else if (as_table)
    write_removal_table(result, documents, asked.options, table_layout(asked), out);
  else
    io::write_removals(result, documents, program, out);
}

}  // namespace

int dedup(request& asked, const interrupt_guard& interrupt) {
  talk voice(asked.quiet);
  const detail::stopwatch total;
  connect(asked, interrupt, voice);
  asked.reading.remember_lines = !asked.dry_run;
  io::input_paths inputs = io::list_inputs(asked.paths, asked.reading.all_files);
  require_one_kind(inputs.files);
  if (asks_for_passages(asked.options.scope))
    require_lines(inputs.files);
  else
    require_listable_paths(inputs.files);
  require_own_files(asked, inputs.files);
  // Before the long work, so that a path that cannot be written is told now.
  line_files files(asked, interrupt.wake_fd());
  io::output_file out(asked.output, interrupt.wake_fd());
  const io::documents documents = io::read_documents(std::move(inputs), asked.reading);
  io::program_statistics program;
  program.seconds_read = total.seconds();
  use_fields(documents, asked.options);
  const near_duplicate_result result = find_near_duplicates(documents.texts, asked.options);
  files.write(documents, result, asked.reading);
  program.seconds_total = total.seconds();
  program.peak_memory = peak_memory();
  voice.clear();
  write(result, documents, program, asked, out);
  out.complete();
  if (interrupt.signal() != 0) throw error(errc::cancelled, "a stop was requested");
  files.publish();
  out.publish();
  voice.read(documents, program.seconds_read);
  voice.done(program, documents.statistics.bytes_read);
  return asked.check && !(result.removed.empty() && result.repeated.empty()) ? 1 : 0;
}

}  // namespace neardup::cli
