#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "io/input_file.hpp"

namespace neardup::io {

/// May stand before the first line of a file.
inline constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";

/// Consecutive whole lines of a file, each with its '\n' but for a last one that has none.
class line_chunk {
 public:
  /// Bytes that may be read past the end of a line, as the JSON parser does; their values mean nothing.
  static constexpr std::size_t padding = 64;

  [[nodiscard]] std::string_view bytes() const noexcept { return {data_.get(), size_}; }

 private:
  friend class chunk_reader;
  /// Room for `capacity` bytes and the padding; keeps what is there.
  void reserve(std::size_t capacity);

  std::unique_ptr<char[]> data_;
  std::size_t capacity_ = 0;
  std::size_t size_ = 0;
};

/// Cuts a file into chunks; it is never in memory as a whole.
class chunk_reader {
 public:
  /// Small enough that a chunk is parsed from the second-level cache that it was read into.
  static constexpr std::size_t usual_bytes = std::size_t{1} << 18;

  /// A chunk grows to hold one line, but no further than `max_line_bytes`: what is longer comes as a last
  /// line above that limit, for the caller to refuse.
  chunk_reader(input_file& file, std::uint64_t max_line_bytes)
      : file_(file), max_line_bytes_(max_line_bytes) {}

  /// Fills `chunk` with the next lines, at least one; false at the end. Reuses the memory of `chunk`.
  [[nodiscard]] bool next(line_chunk& chunk);

 private:
  input_file& file_;
  std::uint64_t max_line_bytes_;
  std::string rest_;  // the beginning of a line that the chunk before did not end
  bool at_end_ = false;
};

/// Calls take(line) for each line without its '\n' until it returns false.
template <class Take>
void for_each_line(std::string_view lines, Take&& take) {
  while (!lines.empty()) {
    const std::size_t length = lines.find('\n');
    if (!take(lines.substr(0, length)) || length == std::string_view::npos) return;
    lines.remove_prefix(length + 1);
  }
}

}  // namespace neardup::io
