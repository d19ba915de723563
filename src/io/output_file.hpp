#pragma once

#include <string>
#include <string_view>

#include <sys/types.h>

namespace neardup::io {

/// A buffered sink in which no failed write goes unseen: every member throws failure. Opening and writing end
/// with errc::cancelled once `wake_fd` (-1: none) is readable, even while nobody reads from a pipe.
/// A path names a regular file: written beside it, and renamed onto it by finish(), so that the name never
/// holds half an answer. Anything else that exists there (a device, a pipe) is written directly, and so is a
/// descriptor that the process was started with: /dev/stdout, /dev/fd/N and their like, whatever they lead
/// to.
class output_file {
 public:
  /// Standard output where `path` is empty. Waits until a named pipe has a reader.
  explicit output_file(const std::string& path, int wake_fd = -1);
  output_file(const output_file&) = delete;
  output_file& operator=(const output_file&) = delete;
  /// Removes what finish() did not complete.
  ~output_file();

  void write(std::string_view bytes);
  /// Writes what is buffered, closes, and renames.
  void finish();
  /// The two halves of finish(), for files that appear together or not at all: nothing that is likely to fail
  /// is left to publish(), which renames.
  void complete();
  void publish();

 private:
  /// Opens a file of a name like `path`, for publish() to rename onto `path`.
  void open_beside(const std::string& path, mode_t mode);
  void flush();
  std::size_t write_some(std::string_view bytes) const;
  [[noreturn]] void fail(int error_number) const;

  std::string name_;       // for messages
  std::string final_;      // set while a rename is due
  std::string temporary_;  // "" where written directly
  std::string buffer_;
  int fd_ = -1;
  int wake_fd_ = -1;
};

}  // namespace neardup::io
