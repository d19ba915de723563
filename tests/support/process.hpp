#pragma once

#include <chrono>
#include <climits>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <stdexcept>
#include <string>
#include <string_view>
#include <thread>
#include <utility>
#include <vector>

#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <sys/wait.h>
#include <unistd.h>

namespace test_support {

/// A folder of its own that goes away with the object.
class temporary_folder {
 public:
  temporary_folder() {
    std::string name = (std::filesystem::temp_directory_path() / "neardup-test-XXXXXX").string();
    if (::mkdtemp(name.data()) == nullptr) throw std::runtime_error("mkdtemp failed");
    path_ = name;
  }
  temporary_folder(const temporary_folder&) = delete;
  temporary_folder& operator=(const temporary_folder&) = delete;
  ~temporary_folder() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }

  [[nodiscard]] std::string path(std::string_view name = {}) const {
    return name.empty() ? path_ : path_ + "/" + std::string(name);
  }
  /// Writes a file, and the folders it needs.
  std::string write(std::string_view name, std::string_view content) const {
    std::string file = path(name);
    std::filesystem::create_directories(std::filesystem::path(file).parent_path());
    std::ofstream(file, std::ios::binary) << content;
    return file;
  }

 private:
  std::string path_;
};

[[nodiscard]] inline std::string read_file(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

struct process_result {
  int code = 0;  ///< exit code; 1000 + the signal where one ended it
  std::string out;
  std::string err;
};

/// How standard output is given to a process; "" captures it.
inline constexpr const char* closed_stream = "closed";
inline constexpr const char* broken_pipe = "broken pipe";

/// A process with its standard streams in files, so that no pipe can fill up and block.
class process {
 public:
  /// `input` becomes standard input, `out` names the file for standard output, or is one of the two above.
  process(std::vector<std::string> command, std::string_view input = {}, const std::string& out = {}) {
    start(std::move(command), open_input(input), open_output(out));
  }
  /// Standard input is a pipe that stays open and silent.
  static process with_silent_input(std::vector<std::string> command) {
    return process(std::move(command), silent_input{});
  }
  /// Standard output is a pipe that stays open and that nobody reads.
  static process with_silent_reader(std::vector<std::string> command, std::string_view input) {
    return process(std::move(command), input, silent_reader{});
  }
  ~process() {
    if (pid_ > 0) {
      ::kill(pid_, SIGKILL);
      ::waitpid(pid_, nullptr, 0);
    }
    if (keep_open_ >= 0) ::close(keep_open_);
  }
  process(const process&) = delete;
  process& operator=(const process&) = delete;

  void send(int signal) const { ::kill(pid_, signal); }
  /// Waits until the process handles `signal` itself; false after `seconds` without.
  [[nodiscard]] bool wait_until_handled(int signal, double seconds = 60) const {
    const std::string status = "/proc/" + std::to_string(pid_) + "/status";
    return wait(
        [&] {
          const std::string text = read_file(status);
          const std::size_t mask = text.find("SigCgt:");
          return mask != std::string::npos &&
                 (std::stoull(text.substr(mask + 7), nullptr, 16) >> (signal - 1) & 1) != 0;
        },
        seconds);
  }

  /// Waits until the pipe of with_silent_reader() has no room for another block.
  [[nodiscard]] bool wait_until_full(double seconds = 60) const {
    return wait(
        [&] {
          int held = 0;
          ::ioctl(keep_open_, FIONREAD, &held);
          return held > ::fcntl(keep_open_, F_GETPIPE_SZ) - PIPE_BUF;
        },
        seconds);
  }

  [[nodiscard]] process_result finish() {
    int status = 0;
    ::waitpid(std::exchange(pid_, 0), &status, 0);
    return {WIFEXITED(status) ? WEXITSTATUS(status) : 1000 + WTERMSIG(status), read_file(folder_.path("out")),
            read_file(folder_.path("err"))};
  }

 private:
  template <class Condition>
  [[nodiscard]] static bool wait(Condition&& condition, double seconds) {
    const auto end = std::chrono::steady_clock::now() + std::chrono::duration<double>(seconds);
    while (!condition()) {
      if (std::chrono::steady_clock::now() > end) return false;
      std::this_thread::sleep_for(std::chrono::milliseconds(5));
    }
    return true;
  }

  struct silent_input {};
  process(std::vector<std::string> command, silent_input) {
    int ends[2];
    if (::pipe2(ends, O_CLOEXEC) != 0) throw std::runtime_error("pipe2 failed");
    keep_open_ = ends[1];
    start(std::move(command), ends[0], open_output({}));
  }
  struct silent_reader {};
  process(std::vector<std::string> command, std::string_view input, silent_reader) {
    int ends[2];
    if (::pipe2(ends, O_CLOEXEC) != 0) throw std::runtime_error("pipe2 failed");
    keep_open_ = ends[0];
    start(std::move(command), open_input(input), ends[1]);
  }

  void start(std::vector<std::string> command, int in, int out_fd) {
    std::vector<char*> arguments;
    for (std::string& argument : command) arguments.push_back(argument.data());
    arguments.push_back(nullptr);
    const int err_fd = ::open(folder_.path("err").c_str(), O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
    int started[2];  // closed by exec: from then on the process is the program, with its own signal handlers
    if (::pipe2(started, O_CLOEXEC) != 0) throw std::runtime_error("pipe2 failed");
    pid_ = ::fork();
    if (pid_ < 0) throw std::runtime_error("fork failed");
    if (pid_ == 0) {
      ::alarm(120);  // whatever hangs is killed, and the test fails
      ::dup2(in, 0);
      if (out_fd >= 0)
        ::dup2(out_fd, 1);
      else
        ::close(1);
      ::dup2(err_fd, 2);
      ::execv(arguments[0], arguments.data());
      ::_exit(127);
    }
    ::close(in);
    if (out_fd >= 0) ::close(out_fd);
    ::close(err_fd);
    ::close(started[1]);
    char none = 0;
    [[maybe_unused]] const ssize_t end_of_pipe = ::read(started[0], &none, 1);
    ::close(started[0]);
  }

  [[nodiscard]] int open_input(std::string_view input) const {
    return ::open(folder_.write("in", input).c_str(), O_RDONLY | O_CLOEXEC);
  }

  /// -1 for a closed one.
  [[nodiscard]] int open_output(const std::string& out) const {
    if (out == closed_stream) return -1;
    if (out == broken_pipe) {
      int ends[2];
      if (::pipe2(ends, O_CLOEXEC) != 0) throw std::runtime_error("pipe2 failed");
      ::close(ends[0]);
      return ends[1];
    }
    return ::open((out.empty() ? folder_.path("out") : out).c_str(), O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
  }

  temporary_folder folder_;
  pid_t pid_ = 0;
  int keep_open_ = -1;
};

}  // namespace test_support
