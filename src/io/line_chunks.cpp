#include "io/line_chunks.hpp"

#include <algorithm>
#include <cstring>
#include <utility>

namespace neardup::io {

void line_chunk::reserve(std::size_t capacity) {
  if (capacity <= capacity_) return;
  auto grown = std::make_unique_for_overwrite<char[]>(capacity + padding);
  if (size_ != 0) std::memcpy(grown.get(), data_.get(), size_);
  data_ = std::move(grown);
  capacity_ = capacity;
}

bool chunk_reader::next(line_chunk& chunk) {
  if (chunk.capacity_ > 16 * usual_bytes) chunk = {};  // one endless line is no reason to keep its room
  chunk.size_ = 0;
  if (at_end_) return false;
  chunk.reserve(std::max(usual_bytes, 2 * rest_.size()));
  std::memcpy(chunk.data_.get(), rest_.data(), rest_.size());
  chunk.size_ = std::exchange(rest_, {}).size();
  for (;;) {
    char* const added = chunk.data_.get() + chunk.size_;
    const std::size_t space = chunk.capacity_ - chunk.size_;
    const std::size_t got = file_.read({added, space});
    chunk.size_ += got;
    at_end_ = got < space;
    if (at_end_) return chunk.size_ != 0;
    const std::size_t newline = std::string_view(added, got).rfind('\n');
    if (newline != std::string_view::npos) {
      rest_.assign(added + newline + 1, added + got);
      chunk.size_ -= rest_.size();
      return true;
    }
    at_end_ = chunk.size_ > max_line_bytes_;
    if (at_end_) return true;
    chunk.reserve(2 * chunk.capacity_);
  }
}

}  // namespace neardup::io
