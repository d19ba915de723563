#include "cli/find.hpp"

#include <algorithm>
#include <cstdlib>

#include <fmt/core.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <neardup/neardup.hpp>

#include "cli/run.hpp"
#include "cli/table.hpp"
#include "cli/talk.hpp"
#include "io/output_file.hpp"
#include "io/records.hpp"

namespace neardup::cli {

namespace {

table_options table_layout(const request& asked) {
  table_options layout;
  layout.all_passages = asked.all_passages;
  if (!asked.output.empty() || ::isatty(STDOUT_FILENO) != 1) return layout;
  winsize size{};
  if (::ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col != 0)
    layout.columns = std::max<std::size_t>(40, size.ws_col);
  const char* const no_colour = std::getenv("NO_COLOR");
  layout.colour = no_colour == nullptr || *no_colour == '\0';
  return layout;
}

void tell_reading(const io::documents& documents, double seconds, talk& voice) {
  const io::reading_statistics& reading = documents.statistics;
  voice.line(fmt::format("read {} document{}, {}, in {:.2f} s", documents.texts.size(),
                         documents.texts.size() == 1 ? "" : "s", human_bytes(reading.bytes_read), seconds));
  const auto note = [&](std::uint64_t count, const char* one, const char* many) {
    if (count != 0) voice.line(fmt::format("{} {}", count, count == 1 ? one : many));
  };
  note(reading.other_files, "other file in folders was not read", "other files in folders were not read");
  note(reading.skipped_lines, "line that is no document was skipped",
       "lines that are no documents were skipped");
  note(reading.repaired, "line held ill-formed UTF-8, which became U+FFFD",
       "lines held ill-formed UTF-8, which became U+FFFD");
}

bool found_any(const near_duplicate_result& result) {
  return !result.pairs.empty() || !result.estimated_pairs.empty() || !result.identical.empty() ||
         !result.passages.empty();
}

}  // namespace

int find(request& asked, const interrupt_guard& interrupt) {
  talk voice(asked.quiet);
  const detail::stopwatch total;
  asked.reading.threads = asked.options.threads;
  asked.reading.wake_fd = interrupt.wake_fd();
  asked.reading.progress = [&](const io::reading_progress& so_far) { voice.reading(so_far); };
  const io::documents documents = io::read_documents(asked.paths, asked.reading);
  io::program_statistics program;
  program.seconds_read = total.seconds();
  // Before the long work, so that a path that cannot be written is told now; but after the reading, or its
  // temporary file would be taken for an input where it lies in a folder that is read.
  io::output_file out(asked.output, interrupt.wake_fd());
  asked.options.stop = interrupt.token();
  asked.options.progress = [&](const progress_report& report) {
    voice.searching(report, documents.statistics.bytes_read);
  };
  const near_duplicate_result result = find_near_duplicates(documents.texts, asked.options);
  program.seconds_total = total.seconds();
  program.peak_memory = peak_memory();
  voice.clear();
  if (wants_table(asked))
    write_table(result, documents, asked.options, table_layout(asked), out);
  else
    io::write_records(result, documents, program,
                      {asked.all_passages, asks_for_articles(asked.options.scope)}, out);
  if (interrupt.signal() != 0) throw error(errc::cancelled, "a stop was requested");
  out.finish();
  // Only now: where something fails, the error is the one line.
  tell_reading(documents, program.seconds_read, voice);
  voice.line(fmt::format(
      "done in {:.2f} s, {}/s, peak memory {}", program.seconds_total,
      human_bytes(static_cast<std::uint64_t>(static_cast<double>(documents.statistics.bytes_read) /
                                             std::max(program.seconds_total, 1e-3))),
      human_bytes(program.peak_memory)));
  return asked.check && found_any(result) ? 1 : 0;
}

}  // namespace neardup::cli
