#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace neardup::io {

/// Which file it is, and what changes when somebody writes to it.
struct file_stamp {
  std::uint64_t device = 0, inode = 0, size = 0;
  std::int64_t seconds = 0, nanoseconds = 0;  ///< of the last change
  friend bool operator==(const file_stamp&, const file_stamp&) = default;
};

/// An open file, or standard input for the path "-". Reading ends with errc::cancelled once `wake_fd` (-1:
/// none) is readable, even while nothing arrives from a pipe.
class input_file {
 public:
  /// Throws failure where the file cannot be opened.
  explicit input_file(const std::string& path, int wake_fd = -1);
  input_file(const input_file&) = delete;
  input_file& operator=(const input_file&) = delete;
  ~input_file();

  /// Fills `space` from its beginning; fewer bytes than asked for mean the end of the file.
  [[nodiscard]] std::size_t read(std::span<char> space);

  /// Everything that is left, at most `limit` bytes; nullopt where there is more.
  [[nodiscard]] std::optional<std::string> read_all(std::uint64_t limit);

  /// Of a regular file that has a name: it can be read again. nullopt for anything else.
  [[nodiscard]] std::optional<file_stamp> stamp() const;

  [[nodiscard]] const std::string& name() const noexcept { return name_; }

 private:
  [[nodiscard]] std::size_t read_some(std::span<char> space);

  std::string name_;
  int fd_ = -1;
  int wake_fd_ = -1;
};

/// The compressed format that a file begins with (gzip, zstd, xz, bzip2, lz4), by its content; empty for
/// none.
[[nodiscard]] std::string_view compression_of(std::string_view head) noexcept;

}  // namespace neardup::io
