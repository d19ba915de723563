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

#include "cli/find.hpp"
#include "cli/find_options.hpp"
#include "io/output_file.hpp"
#include "io/printable.hpp"

namespace {

constexpr int exit_error = 2;

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
  return "neardup finds near-duplicate articles and passages, and compares what it reports exactly.\n"
         "\n"
         "Examples:\n"
         "  neardup find articles.jsonl\n"
         "  neardup find --scope passages --format table folder/\n"
         "\n"
         "Commands:\n"
         "  find   near-duplicate articles and passages among documents; see 'neardup find --help'\n"
         "\n"
         "Options:\n"
         "  --help     print this help\n"
         "  --version  print the version\n";
}

int run(const std::vector<std::string>& arguments) {
  using neardup::cli::usage_error;
  if (arguments.empty()) throw usage_error("no command given; allowed: find, --help, --version");
  const std::string& command = arguments.front();
  if (command == "find") return neardup::cli::find({arguments.begin() + 1, arguments.end()});
  if (command == "--help" || command == "-h") return print(help()), 0;
  if (command == "--version") return print(std::string("neardup ") + neardup::version_string + "\n"), 0;
  if (command.starts_with('-'))
    throw usage_error("unknown option " + command + "; 'neardup --help' lists the options");
  throw usage_error("unknown command " + command + "; allowed: find");
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
    return run({argv + 1, argv + argc});
  } catch (const std::bad_alloc&) {
    return tell("out of memory");
  } catch (const std::exception& problem) {
    return tell(problem.what());
  }
}
