#include "cli/find.hpp"

#include <neardup/neardup.hpp>

#include "cli/run.hpp"
#include "cli/table.hpp"
#include "cli/talk.hpp"
#include "io/output_file.hpp"
#include "io/records.hpp"

namespace neardup::cli {

namespace {

bool found_any(const near_duplicate_result& result) {
  return !result.pairs.empty() || !result.estimated_pairs.empty() || !result.identical.empty() ||
         !result.passages.empty();
}

}  // namespace

int find(request& asked, const interrupt_guard& interrupt) {
  talk voice(asked.quiet);
  const detail::stopwatch total;
  connect(asked, interrupt, voice);
  const io::documents documents = io::read_documents(asked.paths, asked.reading);
  io::program_statistics program;
  program.seconds_read = total.seconds();
  // Before the long work, so that a path that cannot be written is told now; but after the reading, or its
  // temporary file would be taken for an input where it lies in a folder that is read.
  io::output_file out(asked.output, interrupt.wake_fd());
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
  voice.read(documents, program.seconds_read);
  voice.done(program, documents.statistics.bytes_read);
  return asked.check && found_any(result) ? 1 : 0;
}

}  // namespace neardup::cli
