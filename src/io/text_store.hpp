#pragma once

#include <cstddef>
#include <cstring>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace neardup::io {

/// Owns bytes in big blocks that never move: views stay valid as long as the store (moved along with it).
class text_store {
 public:
  [[nodiscard]] std::string_view add(std::string_view text) {
    if (text.empty()) return {};
    if (text.size() > large) return add(std::string(text));
    if (text.size() > free_) {
      blocks_.push_back(std::make_unique_for_overwrite<char[]>(block));
      next_ = blocks_.back().get();
      free_ = block;
    }
    std::memcpy(next_, text.data(), text.size());
    const std::string_view kept(next_, text.size());
    next_ += text.size();
    free_ -= text.size();
    return kept;
  }

  /// Takes a large text over instead of copying it.
  [[nodiscard]] std::string_view add(std::string&& text) {
    if (text.size() <= large) return add(std::string_view(text));
    large_.push_back(std::make_unique<std::string>(std::move(text)));
    return *large_.back();
  }

 private:
  static constexpr std::size_t block = std::size_t{1} << 22;
  static constexpr std::size_t large = block / 8;

  std::vector<std::unique_ptr<char[]>> blocks_;
  std::vector<std::unique_ptr<std::string>> large_;
  char* next_ = nullptr;
  std::size_t free_ = 0;
};

}  // namespace neardup::io
