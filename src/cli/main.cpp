#include <csignal>
#include <cstdio>
#include <exception>
#include <new>
#include <string>
#include <string_view>
#include <vector>

#include <fcntl.h>
#include <unistd.h>

#include <neardup/version.hpp>

#include "cli/dedup.hpp"
#include "cli/find.hpp"
#include "cli/run.hpp"
#include "cli/tune.hpp"
#include "io/output_file.hpp"
#include "io/printable.hpp"

namespace {

using neardup::cli::command;
using neardup::cli::name_of;
using neardup::cli::run;
using neardup::cli::usage_error;

constexpr int exit_error = 2;

struct command_row {
  command which;
  neardup::cli::command_work work;
  const char* summary;
};

constexpr command_row commands[] = {
    {command::find, neardup::cli::find, "near-duplicate articles and passages among documents"},
    {command::dedup, neardup::cli::dedup,
     "one of each group of near-duplicate articles, and what is removed"},
    {command::tune, neardup::cli::tune, "what a threshold finds and costs, also measured on texts"},
};

std::string command_names() {
  std::string names;
  for (const command_row& row : commands)
    names += (names.empty() ? "" : ", ") + std::string(name_of(row.which));
  return names;
}

/// A file that we open must never get the number of a closed standard stream: results would land in it. What
/// stands in refuses to be used, as the closed one would.
void occupy_standard_streams() {
  for (const int fd : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO})
    if (::fcntl(fd, F_GETFD) < 0)
      static_cast<void>(::open("/dev/null", fd == STDIN_FILENO ? O_WRONLY : O_RDONLY));
}

void print(const std::string& text) {
  neardup::io::output_file out("");
  out.write(text);
  out.finish();
}

std::string help() {
  std::string list;
  for (const command_row& row : commands) {
    std::string name = name_of(row.which);
    name.resize(7, ' ');
    list += "  " + name + row.summary + "\n";
  }
  return "neardup finds near-duplicate articles and passages, and compares what it reports exactly.\n"
         "\n"
         "Examples:\n"
         "  neardup find articles.jsonl\n"
         "  neardup find --scope passages --format table folder/\n"
         "\n"
         "Commands ('neardup COMMAND --help' describes each):\n" +
         list +
         "\n"
         "Options:\n"
         "  --help     print this help\n"
         "  --version  print the version\n";
}

int run_program(const std::vector<std::string>& arguments) {
  if (arguments.empty())
    throw usage_error("no command given; allowed: " + command_names() + ", --help, --version");
  const std::string& name = arguments.front();
  for (const command_row& row : commands)
    if (name == name_of(row.which)) return run(row.which, {arguments.begin() + 1, arguments.end()}, row.work);
  if (name == "--help" || name == "-h") return print(help()), 0;
  if (name == "--version") return print(std::string("neardup ") + neardup::version_string + "\n"), 0;
  if (name.starts_with('-'))
    throw usage_error("unknown option " + name + "; 'neardup --help' lists the options");
  throw usage_error("unknown command " + name + "; allowed: " + command_names());
}

int tell(std::string_view problem) {
  std::fprintf(stderr, "neardup: %s\n", neardup::io::printable(problem).c_str());
  return exit_error;
}

}  // namespace

int main(int argc, char** argv) {
  std::signal(SIGPIPE, SIG_IGN);  // a closed pipe is then a failed write, and told
  try {
    occupy_standard_streams();
    return run_program({argv + 1, argv + argc});
  } catch (const std::bad_alloc&) {
    return tell("out of memory");
  } catch (const std::exception& problem) {
    return tell(problem.what());
  }
}
