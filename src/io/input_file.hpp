#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace neardup::io {

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

  [[nodiscard]] const std::string& name() const noexcept { return name_; }

 private:
  [[nodiscard]] std::size_t read_some(std::span<char> space);

  std::string name_;
  int fd_ = -1;
  int wake_fd_ = -1;
};

/// Lines of a file without their '\n', one buffer for all of them. The file is never in memory as a whole.
class line_reader {
 public:
  /// Bytes that may be read past the end of a line, as the JSON parser does; their values mean nothing.
  static constexpr std::size_t padding = 64;

  line_reader(input_file& file, std::uint64_t max_line_bytes);

  /// The next line, valid until the next call; nullopt at the end. Throws failure for a line over the limit.
  [[nodiscard]] std::optional<std::string_view> next();

  /// Number of the line that next() returned last, from 1.
  [[nodiscard]] std::uint64_t line_number() const noexcept { return line_number_; }
  /// Bytes read from the file so far.
  [[nodiscard]] std::uint64_t bytes_read() const noexcept { return bytes_read_; }
  /// The first bytes of the file (up to the buffer's size) before any call of next().
  [[nodiscard]] std::string_view head();

 private:
  void fill();

  input_file& file_;
  std::uint64_t max_line_bytes_;
  std::vector<char> buffer_;
  std::size_t begin_ = 0;  // unread bytes are [begin_, end_)
  std::size_t end_ = 0;
  std::size_t scanned_ = 0;  // no '\n' in [begin_, scanned_)
  bool at_end_ = false;
  std::uint64_t line_number_ = 0;
  std::uint64_t bytes_read_ = 0;
};

/// The compressed format that a file begins with (gzip, zstd, xz, bzip2, lz4), by its content; empty for
/// none.
[[nodiscard]] std::string_view compression_of(std::string_view head) noexcept;

}  // namespace neardup::io
