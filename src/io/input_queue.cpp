#include "io/input_queue.hpp"

#include <filesystem>
#include <system_error>

namespace neardup::io {

input_queue::input_queue(const std::vector<input_path>& inputs, const reading_options& options)
    : inputs_(inputs), options_(options), bytes_expected_(options.progress ? size_of(inputs) : 0) {}

bool input_queue::take(input_piece& piece) {
  const std::lock_guard lock(mutex_);
  if (options_.progress) options_.progress({documents_, bytes_, bytes_expected_});
  while (!stopped_) {
    piece.order = next_order_++;
    if (open_) {
      piece.starts_file = false;
      if (take_lines(piece)) return true;
      open_.reset();
    }
    if (next_input_ == inputs_.size()) return false;
    piece.file = next_input_++;
    piece.starts_file = true;
    if (!inputs_[piece.file].json_lines) return true;
    open_.emplace(inputs_[piece.file], options_);
    if (take_lines(piece)) return true;
    open_.reset();
  }
  return false;
}

bool input_queue::take_lines(input_piece& piece) {
  piece.file = next_input_ - 1;
  if (!open_->chunks.next(piece.lines)) return false;
  bytes_ += piece.lines.bytes().size();
  piece.stamp = open_->stamp;
  return true;
}

std::uint64_t size_of(const std::vector<input_path>& inputs) {
  std::uint64_t bytes = 0;
  for (const input_path& input : inputs) {
    std::error_code unknown;
    const std::uintmax_t size = std::filesystem::file_size(input.path, unknown);
    if (unknown) return 0;
    bytes += size;
  }
  return bytes;
}

}  // namespace neardup::io
