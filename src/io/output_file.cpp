#include "io/output_file.hpp"

#include <cerrno>
#include <climits>
#include <cstdio>
#include <cstdlib>
#include <memory>

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

}  // namespace

output_file::output_file(const std::string& path, int wake_fd)
    : name_(path.empty() ? "standard output" : path), wake_fd_(wake_fd) {
  // Opened anew, /dev/stdout would write over the beginning of a file that it leads to.
  if (path.empty() || path == "/dev/stdout") {
    fd_ = STDOUT_FILENO;
    return;
  }
  struct stat status {};
  const bool exists = ::stat(path.c_str(), &status) == 0;
  if (exists && !S_ISREG(status.st_mode)) {
    fd_ = ::open(path.c_str(), O_WRONLY | O_CLOEXEC);
    if (fd_ < 0) fail(errno);
    return;
  }
  // The file behind a link is replaced, not the link.
  const std::unique_ptr<char, decltype(&std::free)> resolved(
      exists ? ::realpath(path.c_str(), nullptr) : nullptr, &std::free);
  final_ = resolved ? resolved.get() : path;
  temporary_ = final_ + ".XXXXXX";
  fd_ = ::mkostemp(temporary_.data(), O_CLOEXEC);
  if (fd_ < 0) {
    temporary_.clear();
    fail(errno);
  }
  ::fchmod(fd_, exists ? status.st_mode & 07777 : default_mode());
}

output_file::~output_file() {
  if (fd_ > STDERR_FILENO) ::close(fd_);
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
    if (waits[1].revents != 0) throw error(errc::cancelled, "a stop was requested");
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
