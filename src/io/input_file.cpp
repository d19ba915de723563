#include "io/input_file.hpp"

#include <algorithm>
#include <cerrno>
#include <cstring>

#include <fcntl.h>
#include <poll.h>
#include <sys/stat.h>
#include <unistd.h>

#include <neardup/error.hpp>

#include "io/failure.hpp"

namespace neardup::io {

failure system_failure(const std::string& name, int error_number) {
  return failure(name + ": " + std::strerror(error_number));
}

input_file::input_file(const std::string& path, int wake_fd) : name_(path), wake_fd_(wake_fd) {
  // O_NONBLOCK: opening a named pipe that nobody writes to yet would wait here, deaf to wake_fd.
  fd_ = path == "-" ? STDIN_FILENO : ::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK);
  if (fd_ < 0) throw system_failure(name_, errno);
}

input_file::~input_file() {
  if (fd_ != STDIN_FILENO) ::close(fd_);
}

std::size_t input_file::read_some(std::span<char> space) {
  for (;;) {
    // A pipe may be silent for ever: wait for it and for the wish to stop at once.
    pollfd waits[2] = {{fd_, POLLIN, 0}, {wake_fd_, POLLIN, 0}};
    if (::poll(waits, 2, -1) < 0 && errno != EINTR) throw system_failure(name_, errno);
    if (waits[1].revents != 0) throw error(errc::cancelled, "a stop was requested");
    if (waits[0].revents == 0) continue;
    const ssize_t got = ::read(fd_, space.data(), space.size());
    if (got >= 0) return static_cast<std::size_t>(got);
    if (errno != EINTR && errno != EAGAIN) throw system_failure(name_, errno);
  }
}

std::size_t input_file::read(std::span<char> space) {
  std::size_t filled = 0;
  while (filled < space.size()) {
    const std::size_t got = read_some(space.subspan(filled));
    if (got == 0) break;
    filled += got;
  }
  return filled;
}

std::optional<file_stamp> input_file::stamp() const {
  struct stat status {};
  if (fd_ == STDIN_FILENO || ::fstat(fd_, &status) != 0 || !S_ISREG(status.st_mode)) return std::nullopt;
  return file_stamp{status.st_dev, status.st_ino, static_cast<std::uint64_t>(status.st_size),
                    status.st_mtim.tv_sec, status.st_mtim.tv_nsec};
}

std::optional<std::string> input_file::read_all(std::uint64_t limit) {
  struct stat status {};
  const bool sized = ::fstat(fd_, &status) == 0 && S_ISREG(status.st_mode) && status.st_size > 0;
  if (sized && static_cast<std::uint64_t>(status.st_size) > limit) return std::nullopt;
  // One byte more than the size, so that the end of the file shows without another allocation.
  std::size_t ask = sized ? static_cast<std::size_t>(status.st_size) + 1 : 1 << 16;
  std::string content;
  for (;;) {
    const std::size_t had = content.size();
    content.resize(had + ask);
    const std::size_t got = read({content.data() + had, ask});
    content.resize(had + got);
    if (content.size() > limit) return std::nullopt;
    if (got < ask) return content;
    ask = content.size();
  }
}

std::string_view compression_of(std::string_view head) noexcept {
  using namespace std::string_view_literals;
  if (head.starts_with("\x1f\x8b\x08"sv)) return "gzip";
  if (head.starts_with("\x28\xb5\x2f\xfd"sv)) return "zstd";
  if (head.starts_with("\xfd\x37zXZ\0"sv)) return "xz";
  if (head.starts_with("\x04\x22\x4d\x18"sv)) return "lz4";
  // Three letters and a digit could begin a text, so the block's or the end's own magic must follow.
  if (head.size() >= 10 && head.starts_with("BZh"sv) && head[3] >= '1' && head[3] <= '9' &&
      (head.substr(4, 6) == "\x31\x41\x59\x26\x53\x59"sv ||
       head.substr(4, 6) == "\x17\x72\x45\x38\x50\x90"sv))
    return "bzip2";
  return {};
}

}  // namespace neardup::io
