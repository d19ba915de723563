#include "io/output_file.hpp"

#include <cerrno>
#include <charconv>
#include <climits>
#include <cstdio>
#include <cstdlib>
#include <memory>
#include <optional>
#include <system_error>
#include <utility>

#include <fcntl.h>
#include <poll.h>
#include <sys/stat.h>
#include <unistd.h>

#include <neardup/error.hpp>

#include "io/failure.hpp"

namespace neardup::io {

namespace {

constexpr std::size_t buffer_size = std::size_t{1} << 16;

/// Permissions of a file that this process creates, since mkstemp's are private ones.
mode_t default_mode() {
  const mode_t mask = ::umask(0);
  ::umask(mask);
  return 0666 & ~mask;
}

constexpr int milliseconds_between_tries = 20;

/// The number of the open descriptor that a path stands for.
std::optional<int> descriptor_named(std::string_view path) {
  constexpr std::string_view streams[] = {"/dev/stdin", "/dev/stdout", "/dev/stderr"};
  if (path.empty()) return STDOUT_FILENO;
  for (int number = STDIN_FILENO; number <= STDERR_FILENO; ++number)
    if (path == streams[number]) return number;
  for (const std::string_view folder : {"/dev/fd/", "/proc/self/fd/"}) {
    if (!path.starts_with(folder)) continue;
    int number = 0;
    const auto [stop, failed] =
        std::from_chars(path.data() + folder.size(), path.data() + path.size(), number);
    if (failed == std::errc() && stop == path.data() + path.size() && number >= 0) return number;
  }
  return std::nullopt;
}

/// A descriptor of our own for the same stream, so that closing it leaves the other one to whoever uses it
/// too. -1 with errno on failure. Only what the caller of the program handed over is meant: everything that
/// the program opens itself closes on exec, and what was handed over cannot have.
int duplicate(int number) {
  const int flags = ::fcntl(number, F_GETFD);
  if (flags < 0) return -1;
  if ((flags & FD_CLOEXEC) != 0) {
    errno = EBADF;
    return -1;
  }
  return ::fcntl(number, F_DUPFD_CLOEXEC, STDERR_FILENO + 1);
}

void throw_if_stopped(const pollfd& wake) {
  if (wake.revents != 0) throw error(errc::cancelled, "a stop was requested");
}

/// Opens a device or a named pipe; -1 with errno on failure. A pipe may have no reader yet: open() would wait
/// for one, deaf to `wake_fd`, so it is tried again and again.
int open_special(const std::string& path, bool is_pipe, int wake_fd) {
  for (;;) {
    const int fd = ::open(path.c_str(), O_WRONLY | O_CLOEXEC | O_NONBLOCK);
    if (fd >= 0 || !is_pipe || errno != ENXIO) return fd;
    pollfd wake = {wake_fd, POLLIN, 0};
    ::poll(&wake, 1, milliseconds_between_tries);
    throw_if_stopped(wake);
  }
}

}  // namespace

output_file::output_file(const std::string& path, int wake_fd)
    : name_(path.empty() ? "standard output" : path), wake_fd_(wake_fd) {
  struct stat status {};
  // A descriptor is used as it is. Opened anew, /dev/stdout would write over the beginning of a file that it
  // leads to; replaced, that file would lose what stood in it.
  if (const std::optional<int> number = descriptor_named(path)) {
    fd_ = duplicate(*number);
  } else if (::stat(path.c_str(), &status) != 0) {
    open_beside(path, default_mode());
  } else if (S_ISREG(status.st_mode)) {
    // The file behind a link is replaced, not the link.
    const std::unique_ptr<char, decltype(&std::free)> resolved(::realpath(path.c_str(), nullptr), &std::free);
    open_beside(resolved ? resolved.get() : path, status.st_mode & 07777);
  } else {
    fd_ = open_special(path, S_ISFIFO(status.st_mode), wake_fd);
  }
  if (fd_ < 0) fail(errno);
}

void output_file::open_beside(const std::string& path, mode_t mode) {
  std::string beside = path + ".XXXXXX";
  fd_ = ::mkostemp(beside.data(), O_CLOEXEC);
  // The file itself may well be one that can be written.
  if (fd_ < 0) throw system_failure(name_ + ": no file can be made in its folder", errno);
  ::fchmod(fd_, mode);
  final_ = path;
  temporary_ = std::move(beside);
}

output_file::~output_file() {
  if (fd_ >= 0) ::close(fd_);
  if (!temporary_.empty()) ::unlink(temporary_.c_str());
}

void output_file::fail(int error_number) const { throw system_failure(name_, error_number); }

void output_file::write(std::string_view bytes) {
  buffer_ += bytes;
  if (buffer_.size() >= buffer_size) flush();
}

std::size_t output_file::write_some(std::string_view bytes) const {
  // A pipe with some room takes PIPE_BUF bytes at once; more could block behind poll()'s back.
  if (temporary_.empty()) bytes = bytes.substr(0, PIPE_BUF);
  for (;;) {
    pollfd waits[2] = {{fd_, POLLOUT, 0}, {wake_fd_, POLLIN, 0}};
    if (::poll(waits, 2, -1) < 0 && errno != EINTR) fail(errno);
    throw_if_stopped(waits[1]);
    if (waits[0].revents == 0) continue;
    const ssize_t wrote = ::write(fd_, bytes.data(), bytes.size());
    if (wrote >= 0) return static_cast<std::size_t>(wrote);
    if (errno != EINTR && errno != EAGAIN) fail(errno);
  }
}

void output_file::flush() {
  std::string_view rest = buffer_;
  while (!rest.empty()) rest.remove_prefix(write_some(rest));
  buffer_.clear();
}

void output_file::finish() {
  complete();
  publish();
}

void output_file::complete() {
  flush();
  // A full disk may show only now.
  if (!temporary_.empty() && ::fsync(fd_) != 0) fail(errno);
  const int fd = fd_;
  fd_ = -1;
  if (::close(fd) != 0) fail(errno);
}

void output_file::publish() {
  if (temporary_.empty()) return;
  if (std::rename(temporary_.c_str(), final_.c_str()) != 0) fail(errno);
  temporary_.clear();
}

}  // namespace neardup::io
