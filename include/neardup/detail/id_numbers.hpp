#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <vector>

#include <neardup/detail/band_table.hpp>
#include <neardup/error.hpp>

namespace neardup::inline v0::detail {

/// Small numbers for 64-bit ids, which vectors can be indexed by. The number of an id that was taken out
/// serves a later one. A value type; const members are safe from many threads. 24 bytes an id after
/// make_room() of the exact number, up to 48 after growth.
class id_numbers {
 public:
  static constexpr std::uint32_t none = band_table::no_row;

  [[nodiscard]] std::size_t size() const noexcept { return numbers_.size(); }
  /// All numbers are below it, now and after `more` ids.
  [[nodiscard]] std::size_t bound(std::size_t more = 0) const noexcept { return ids_.size() + more; }

  /// Makes add() of `more` ids noexcept. Strong guarantee. Throws error(errc::too_large) beyond `limit`
  /// numbers.
  void make_room(std::size_t more, std::uint32_t limit = none) {
    if (bound(more) > limit)
      throw error(errc::too_large, concatenated(bound(more), " ids; allowed: at most ", limit));
    if (bound(more) > ids_.capacity()) ids_.reserve(std::max(bound(more), ids_.capacity() * 2));
    numbers_.make_room(more);
  }

  [[gnu::always_inline]] void prefetch(std::uint64_t id) const noexcept { numbers_.prefetch(key_of(id)); }
  [[gnu::always_inline]] void prefetch_id(std::uint32_t number) const noexcept {
    __builtin_prefetch(&ids_[number]);
  }

  [[nodiscard]] std::uint64_t id_of(std::uint32_t number) const noexcept { return ids_[number]; }
  /// `none` where the id is not there.
  [[nodiscard]] std::uint32_t find(std::uint64_t id) const noexcept {
    return numbers_.find(key_of(id), is_id{ids_, id});
  }

  /// Number of an id that is not there; needs room.
  std::uint32_t add(std::uint64_t id) noexcept {
    auto number = static_cast<std::uint32_t>(ids_.size());
    if (free_ == none) {
      ids_.push_back(id);
    } else {
      number = free_;
      free_ = static_cast<std::uint32_t>(ids_[number]);
      ids_[number] = id;
    }
    numbers_.insert(key_of(id), number);
    return number;
  }

  void erase(std::uint32_t number) noexcept {
    const std::uint64_t id = ids_[number];
    numbers_.erase(key_of(id), is_id{ids_, id});
    ids_[number] = free_;
    free_ = number;
  }

 private:
  struct is_id {
    const std::vector<std::uint64_t>& ids;
    std::uint64_t id;
    bool operator()(std::uint32_t number) const noexcept { return ids[number] == id; }
  };

  [[nodiscard]] static std::uint32_t key_of(std::uint64_t id) noexcept {
    return static_cast<std::uint32_t>((id ^ id >> 32) * 0x9E3779B97F4A7C15 >> 32);
  }

  std::vector<std::uint64_t> ids_;  // by number; of a free one, the number that became free before it
  std::uint32_t free_ = none;
  band_table numbers_;
};

}  // namespace neardup::inline v0::detail
