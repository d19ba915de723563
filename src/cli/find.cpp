#include "cli/find.hpp"

#include <cstdint>
#include <utility>
#include <vector>

#include <neardup/neardup.hpp>

#include "cli/own_files.hpp"
#include "cli/run.hpp"
#include "cli/table.hpp"
#include "cli/talk.hpp"
#include "io/group_numbers.hpp"
#include "io/input_paths.hpp"
#include "io/output_file.hpp"
#include "io/records.hpp"

namespace neardup::cli {

namespace {

bool found_any(const near_duplicate_result& result) {
  return !result.pairs.empty() || !result.estimated_pairs.empty() || !result.identical.empty() ||
         !result.passages.empty();
}

/// As the library takes two sides: each document with what its line says of it.
std::vector<document> described(const io::documents& side, io::group_numbers& numbers) {
  const std::vector<std::uint32_t> groups = numbers.of(side.groups);
  std::vector<document> all;
  all.reserve(side.texts.size());
  for (std::size_t i = 0; i < side.texts.size(); ++i)
    all.push_back({side.ids[i].text, side.texts[i], groups.empty() ? no_group : groups[i],
                   side.scores.empty() ? 0.0 : side.scores[i]});
  return all;
}

near_duplicate_result search(const io::documents& documents, const io::documents& corpus, request& asked) {
  if (asked.against.empty()) {
    use_fields(documents, asked.options);
    return find_near_duplicates(documents.texts, asked.options);
  }
  io::group_numbers numbers;
  return find_near_duplicates_between(described(documents, numbers), described(corpus, numbers),
                                      asked.options);
}

void write(const near_duplicate_result& result, const io::documents& documents, const io::documents& corpus,
           const io::program_statistics& program, const request& asked, io::output_file& out) {
  const bool as_table = wants_table(asked);
  if (!asked.against.empty() && as_table)
    write_match_table(result, documents, corpus, asked.options, table_layout(asked), out);
  else if (!asked.against.empty())
    io::write_matches(result, documents, corpus, program, out);
  else if (as_table)
    write_table(result, documents, asked.options, table_layout(asked), out);
  else
    io::write_records(result, documents, program,
                      {asked.all_passages, asks_for_articles(asked.options.scope)}, out);
}

}  // namespace

int find(request& asked, const interrupt_guard& interrupt) {
  talk voice(asked.quiet);
  const detail::stopwatch total;
  connect(asked, interrupt, voice);
  io::input_paths inputs = io::list_inputs(asked.paths, asked.reading.all_files);
  io::input_paths old_inputs = io::list_inputs(asked.against, asked.reading.all_files);
  require_own_files(asked, inputs.files);
  require_own_files(asked, old_inputs.files);
  const io::documents documents = io::read_documents(std::move(inputs), asked.reading);
  const double seconds_first = total.seconds();
  const io::documents corpus = io::read_documents(std::move(old_inputs), asked.reading);
  io::program_statistics program;
  program.seconds_read = total.seconds();
  // Before the long work, so that a path that cannot be written is told now.
  io::output_file out(asked.output, interrupt.wake_fd());
  const near_duplicate_result result = search(documents, corpus, asked);
  program.seconds_total = total.seconds();
  program.peak_memory = peak_memory();
  voice.clear();
  write(result, documents, corpus, program, asked, out);
  if (interrupt.signal() != 0) throw error(errc::cancelled, "a stop was requested");
  out.finish();
  // Only now: where something fails, the error is the one line.
  voice.read(documents, seconds_first);
  if (!asked.against.empty()) voice.read(corpus, program.seconds_read - seconds_first);
  voice.done(program, documents.statistics.bytes_read + corpus.statistics.bytes_read);
  return asked.check && found_any(result) ? 1 : 0;
}

}  // namespace neardup::cli
