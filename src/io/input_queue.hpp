#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <mutex>
#include <optional>
#include <vector>

#include "io/documents.hpp"
#include "io/input_file.hpp"
#include "io/input_paths.hpp"
#include "io/line_chunks.hpp"

namespace neardup::io {

/// What a worker reads at once: lines of a file of JSON Lines, or a text file, which it opens itself.
struct input_piece {
  std::size_t order = 0;  ///< pieces in input order have rising numbers
  std::size_t file = 0;   ///< position in the list of inputs
  bool starts_file = false;
  std::optional<file_stamp> stamp{};  ///< of the file when it was opened
  line_chunk lines{};
};

/// Gives out the inputs piece by piece to any number of threads. One thread reads at a time, while the others
/// work on what they have read.
class input_queue {
 public:
  input_queue(const std::vector<input_path>& inputs, const reading_options& options);

  /// The next piece, into the memory of the last one; false when there is none. Throws failure for a file
  /// that cannot be read, with `order` and `file` saying where that is, and error(errc::cancelled) on a stop.
  [[nodiscard]] bool take(input_piece& piece);

  /// From now on there is no next piece.
  void stop() noexcept { stopped_ = true; }

  /// What workers have got out of pieces: for the progress that take() reports.
  void count(std::size_t documents, std::uint64_t text_file_bytes) noexcept {
    documents_ += documents;
    bytes_ += text_file_bytes;
  }
  [[nodiscard]] std::uint64_t bytes_read() const noexcept { return bytes_; }

 private:
  struct open_file {
    open_file(const input_path& input, const reading_options& options)
        : file(input.path, options.wake_fd), stamp(file.stamp()), chunks(file, options.max_document_bytes) {}
    input_file file;
    std::optional<file_stamp> stamp;
    chunk_reader chunks;
  };

  bool take_lines(input_piece& piece);

  const std::vector<input_path>& inputs_;
  const reading_options& options_;
  std::uint64_t bytes_expected_ = 0;
  std::mutex mutex_;
  std::size_t next_order_ = 0;
  std::size_t next_input_ = 0;
  std::optional<open_file> open_;  // the input before next_input_
  std::atomic<bool> stopped_{false};
  std::atomic<std::size_t> documents_{0};
  std::atomic<std::uint64_t> bytes_{0};
};

/// Bytes of all files, 0 where one of them does not tell.
[[nodiscard]] std::uint64_t size_of(const std::vector<input_path>& inputs);

}  // namespace neardup::io
