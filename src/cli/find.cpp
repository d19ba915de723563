#include "cli/find.hpp"

#include <algorithm>
#include <cstdlib>

#include <fmt/core.h>
#include <sys/ioctl.h>
#include <sys/resource.h>
#include <unistd.h>

#include <neardup/neardup.hpp>

#include "cli/find_options.hpp"
#include "cli/interrupt.hpp"
#include "cli/table.hpp"
#include "cli/talk.hpp"
#include "io/output_file.hpp"
#include "io/records.hpp"

namespace neardup::cli {

namespace {

std::uint64_t peak_memory() {
  rusage usage{};
  ::getrusage(RUSAGE_SELF, &usage);
  return static_cast<std::uint64_t>(usage.ru_maxrss) * 1024;
}

table_options table_layout(const find_request& request) {
  table_options layout;
  layout.all_passages = request.all_passages;
  if (!request.output.empty() || ::isatty(STDOUT_FILENO) != 1) return layout;
  winsize size{};
  if (::ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col != 0)
    layout.columns = std::max<std::size_t>(40, size.ws_col);
  const char* const no_colour = std::getenv("NO_COLOR");
  layout.colour = no_colour == nullptr || *no_colour == '\0';
  return layout;
}

bool wants_table(const find_request& request) {
  if (request.format) return *request.format == output_format::table;
  return request.output.empty() && ::isatty(STDOUT_FILENO) == 1;
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

int search(find_request& request, const interrupt_guard& interrupt) {
  talk voice(request.quiet);
  const detail::stopwatch total;
  request.reading.wake_fd = interrupt.wake_fd();
  request.reading.progress = [&](const io::documents& so_far) { voice.reading(so_far); };
  const io::documents documents = io::read_documents(request.paths, request.reading);
  io::program_statistics program;
  program.seconds_read = total.seconds();
  // Before the long work, so that a path that cannot be written is told now; but after the reading, or its
  // temporary file would be taken for an input where it lies in a folder that is read.
  io::output_file out(request.output, interrupt.wake_fd());
  request.options.stop = interrupt.token();
  request.options.progress = [&](const progress_report& report) {
    voice.searching(report, documents.statistics.bytes_read);
  };
  const near_duplicate_result result = find_near_duplicates(documents.texts, request.options);
  program.seconds_total = total.seconds();
  program.peak_memory = peak_memory();
  voice.clear();
  if (wants_table(request))
    write_table(result, documents, request.options, table_layout(request), out);
  else
    io::write_records(result, documents, program,
                      {request.all_passages, asks_for_articles(request.options.scope)}, out);
  if (interrupt.signal() != 0) throw error(errc::cancelled, "a stop was requested");
  out.finish();
  // Only now: where something fails, the error is the one line.
  tell_reading(documents, program.seconds_read, voice);
  voice.line(fmt::format(
      "done in {:.2f} s, {}/s, peak memory {}", program.seconds_total,
      human_bytes(static_cast<std::uint64_t>(static_cast<double>(documents.statistics.bytes_read) /
                                             std::max(program.seconds_total, 1e-3))),
      human_bytes(program.peak_memory)));
  return request.check && found_any(result) ? 1 : 0;
}

}  // namespace

int find(const std::vector<std::string>& arguments) {
  find_request request = parse_find(arguments);
  if (request.help) {
    io::output_file out("");
    out.write(find_help());
    out.finish();
    return 0;
  }
  if (request.paths.empty()) {
    if (::isatty(STDIN_FILENO) == 1)
      throw usage_error("no PATH given, and standard input is a terminal; 'neardup find --help' shows how");
    request.paths = {"-"};
  }
  const interrupt_guard interrupt;
  try {
    return search(request, interrupt);
  } catch (const error& problem) {
    if (problem.code() == errc::cancelled && interrupt.signal() != 0) return 128 + interrupt.signal();
    if (problem.code() == errc::invalid_options) throw usage_error(with_option_names(problem.what()));
    throw;
  }
}

}  // namespace neardup::cli
