#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <iterator>
#include <span>
#include <utility>
#include <vector>

#include <neardup/detail/large_vector.hpp>
#include <neardup/detail/platform.hpp>

namespace neardup::inline v0::detail {

/// Hash table from 32 bits of a key to a row number, with open addressing in slots of 8 bytes. Where keys
/// that are equal in their 32 bits must be told apart, `same(row)` says whether a row is the one looked for.
/// A value type; const members are safe from many threads. 16 bytes a row after make_room() of the exact
/// number, up to 32 after growth. In huge pages, which save a quarter of the time of a million inserts.
class band_table {
 public:
  static constexpr std::uint32_t no_row = ~std::uint32_t{0};

  band_table() : slots_(8, slot{}) {}

  [[nodiscard]] std::size_t size() const noexcept { return used_; }

  /// Sees that `more` rows fit in. Where the table has to grow for them, it grows at least twofold, and to
  /// hold `expected` more. Strong guarantee.
  void make_room(std::size_t more, std::size_t expected = 0) {
    if (slots_for(used_ + more) <= slots_.size()) return;
    const std::size_t needed = slots_for(used_ + std::max(more, expected));
    band_table grown(std::max(needed, slots_.size() * 2));
    grown.take(slots_);
    *this = std::move(grown);
  }

  /// Asks for the cache line where `key` is likely to stand.
  [[gnu::always_inline]] void prefetch(std::uint32_t key) const noexcept {
    __builtin_prefetch(&slots_[home(key)]);
  }

  /// Row of `key`; no_row where there is none.
  template <class Same>
  [[nodiscard]] std::uint32_t find(std::uint32_t key, Same same) const noexcept {
    return slots_[position(key, same)].row;
  }
  [[nodiscard]] std::uint32_t find(std::uint32_t key) const noexcept { return find(key, all); }

  /// Puts `row` under `key` and returns the row that was there, or no_row. Needs room for one more.
  template <class Same>
  std::uint32_t exchange(std::uint32_t key, std::uint32_t row, Same same) noexcept {
    slot& at = slots_[position(key, same)];
    const std::uint32_t before = at.row;
    used_ += before == no_row;
    at = {key, row};
    return before;
  }
  std::uint32_t exchange(std::uint32_t key, std::uint32_t row) noexcept { return exchange(key, row, all); }

  /// The same for a row that is known not to be there.
  void insert(std::uint32_t key, std::uint32_t row) noexcept { exchange(key, row, none); }

  /// Takes out the row of `key`, which must be there.
  template <class Same>
  void erase(std::uint32_t key, Same same) noexcept {
    std::size_t hole = position(key, same);
    // No mark is left behind: what collisions moved beyond the hole moves back.
    for (std::size_t at = after(hole); slots_[at].row != no_row; at = after(at)) {
      if (distance(home(slots_[at].key), at) < distance(hole, at)) continue;  // its home lies behind the hole
      slots_[hole] = slots_[at];
      hole = at;
    }
    slots_[hole] = {};
    --used_;
  }
  void erase(std::uint32_t key) noexcept { erase(key, all); }

 private:
  struct slot {
    std::uint32_t key = 0;
    std::uint32_t row = no_row;
  };

  static constexpr auto all = [](std::uint32_t) { return true; };
  static constexpr auto none = [](std::uint32_t) { return false; };

  explicit band_table(std::size_t slots) : slots_(slots, slot{}) {}

  /// Inserts what `slots` hold. Keys grow along a table, apart from what collisions moved, so that both are
  /// walked from front to back. Which slots are free cannot be predicted: they are left out without a branch.
  void take(std::span<const slot> slots) noexcept {
    slot taken[64];
    while (!slots.empty()) {
      std::size_t count = 0;
      for (const slot& from : slots.first(std::min(std::size(taken), slots.size()))) {
        taken[count] = from;
        count += from.row != no_row;
      }
      for (std::size_t i = 0; i < count; ++i) insert(taken[i].key, taken[i].row);
      slots = slots.subspan(std::min(std::size(taken), slots.size()));
    }
  }

  /// At most half full: at 7/10 a lookup took 1.4 times as long, since how far to look is hard to predict.
  [[nodiscard]] static constexpr std::size_t slots_for(std::size_t rows) noexcept { return rows * 2; }

  /// Upper bits of the key as a fraction of the table, of any number of slots.
  [[nodiscard]] std::size_t home(std::uint32_t key) const noexcept {
    return static_cast<std::size_t>((std::uint64_t{key} * slots_.size()) >> 32);
  }
  [[nodiscard]] std::size_t after(std::size_t at) const noexcept {
    return at + 1 == slots_.size() ? 0 : at + 1;
  }
  [[nodiscard]] std::size_t distance(std::size_t from, std::size_t to) const noexcept {
    return to >= from ? to - from : to + slots_.size() - from;
  }

  /// Where the row looked for stands, or the free slot that it would take.
  template <class Same>
  [[nodiscard]] std::size_t position(std::uint32_t key, Same same) const noexcept {
    std::size_t at = home(key);
    while (slots_[at].row != no_row && !(slots_[at].key == key && same(slots_[at].row))) at = after(at);
    return at;
  }

  large_vector<slot> slots_;
  std::size_t used_ = 0;
};

}  // namespace neardup::inline v0::detail
