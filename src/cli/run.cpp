#include "cli/run.hpp"

#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <string>
#include <string_view>

#include <fmt/core.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <neardup/error.hpp>

#include "cli/options.hpp"
#include "io/group_numbers.hpp"
#include "io/output_file.hpp"

namespace neardup::cli {

int run(command which, const std::vector<std::string>& arguments, command_work work) {
  request asked = parse(which, arguments);
  if (asked.help) {
    io::output_file out("");
    out.write(help_of(which));
    out.finish();
    return 0;
  }
  if (asked.paths.empty() && which != command::tune) {  // tune does without texts
    if (::isatty(STDIN_FILENO) == 1)
      throw usage_error(fmt::format(
          "no PATH given, and standard input is a terminal; 'neardup {} --help' shows how", name_of(which)));
    asked.paths = {"-"};
  }
  const interrupt_guard interrupt;
  try {
    return work(asked, interrupt);
  } catch (const error& problem) {
    if (problem.code() == errc::cancelled && interrupt.signal() != 0) return 128 + interrupt.signal();
    if (problem.code() == errc::invalid_options) throw usage_error(with_option_names(problem.what()));
    throw error(problem.code(), with_option_names(problem.what()));
  }
}

void connect(request& asked, const interrupt_guard& interrupt, talk& voice) {
  asked.reading.threads = asked.options.threads;
  asked.reading.wake_fd = interrupt.wake_fd();
  asked.reading.progress = [&voice](const io::reading_progress& so_far) { voice.reading(so_far); };
  asked.options.stop = interrupt.token();
  asked.options.progress = [&voice](const progress_report& report) { voice.searching(report); };
}

void use_fields(const io::documents& documents, near_duplicate_options& options) {
  options.scores = documents.scores;
  options.groups = io::group_numbers().of(documents.groups);
}

std::uint64_t peak_memory() {
  // Not getrusage(): what that tells was the parent's, where the parent was larger.
  std::ifstream status("/proc/self/status");
  for (std::string line; std::getline(status, line);) {
    constexpr std::string_view field = "VmHWM:";
    if (line.starts_with(field)) return std::strtoull(line.c_str() + field.size(), nullptr, 10) * 1024;
  }
  return 0;
}

bool wants_table(const request& asked) {
  if (asked.format) return *asked.format == output_format::table;
  return asked.output.empty() && ::isatty(STDOUT_FILENO) == 1;
}

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

}  // namespace neardup::cli
