#pragma once

#include <algorithm>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include <neardup/detail/platform.hpp>

namespace neardup::inline v0::detail {

/// Shingle sets of a few documents at a time. The distinct shingles of all of them get the numbers 0, 1, ...
/// in the order in which they come; a set is the list of its numbers. What two sets share is found by marking
/// the numbers of one and counting marks along the other: no order is needed, so no sort, which took most of
/// the time of a comparison (13 us for 490 shingles, where this takes 1 to 2), and no branch depends on the
/// data.
class numbered_sets {
 public:
  numbered_sets() { clear(0); }

  /// Forgets all sets. `expected`: distinct shingles that will come, about.
  void clear(std::size_t expected) {
    begin_.assign(1, 0);
    numbers_.clear();
    slots_.assign(std::bit_ceil(std::max<std::size_t>(slots_a_shingle * expected, 64)), slot{});
    used_ = 0;
    marks_.clear();
    mark_ = 0;
  }

  [[nodiscard]] std::size_t size() const noexcept { return begin_.size() - 1; }
  /// Distinct shingles of a set.
  [[nodiscard]] std::uint32_t set_size(std::size_t set) const noexcept {
    return static_cast<std::uint32_t>(begin_[set + 1] - begin_[set]);
  }
  [[nodiscard]] std::size_t bytes() const noexcept {
    return slots_.size() * sizeof(slot) + (numbers_.size() + marks_.size()) * sizeof(std::uint32_t);
  }

  /// Adds the set of some hashes, which may repeat themselves and stand in any order.
  void add(std::span<const std::uint64_t> hashes) {
    const auto set = static_cast<std::uint32_t>(begin_.size());  // from 1, see slot
    numbers_.resize(begin_.back() + hashes.size());
    std::uint32_t* next = numbers_.data() + begin_.back();
    for (const std::uint64_t hash : hashes) {
      slot* found = &find(hash);
      if (found->last_set == 0) {
        if (slots_a_shingle * (std::size_t{used_} + 1) > 2 * slots_.size()) {
          grow();
          found = &find(hash);
        }
        *found = {hash, used_++, 0};
      }
      *next = found->number;
      next += found->last_set != set;  // the next one overwrites a repeated shingle
      found->last_set = set;
    }
    begin_.push_back(static_cast<std::size_t>(next - numbers_.data()));
    numbers_.resize(begin_.back());
  }

  /// Marks the shingles of a set, and no other.
  void mark(std::size_t set) {
    marks_.resize(used_);
    ++mark_;
    for (std::size_t i = begin_[set]; i < begin_[set + 1]; ++i) marks_[numbers_[i]] = mark_;
  }

  /// Shingles of a set, which was there at the last mark(), that are marked.
  [[nodiscard]] std::uint32_t count_marked(std::size_t set) const noexcept {
    std::uint32_t count = 0;
    for (std::size_t i = begin_[set]; i < begin_[set + 1]; ++i) count += marks_[numbers_[i]] == mark_;
    return count;
  }

 private:
  static constexpr std::size_t slots_a_shingle =
      4;  // doubled at half of that, so that most looks need no second

  struct slot {
    std::uint64_t hash = 0;
    std::uint32_t number = 0;
    std::uint32_t last_set = 0;  // the last set that has the shingle, from 1; 0: a free slot
  };

  [[nodiscard]] slot& find(std::uint64_t hash) noexcept {
    const std::size_t mask = slots_.size() - 1;
    std::size_t at = hash & mask;
    while (slots_[at].last_set != 0 && slots_[at].hash != hash) at = (at + 1) & mask;
    return slots_[at];
  }

  void grow() {
    std::vector<slot> old(2 * slots_.size());
    old.swap(slots_);
    for (const slot& each : old)
      if (each.last_set != 0) find(each.hash) = each;
  }

  std::vector<slot> slots_;             // a power of two of them, open addressing
  std::vector<std::size_t> begin_;      // set -> where its numbers begin; one more at the end
  std::vector<std::uint32_t> numbers_;  // of all sets
  std::vector<std::uint32_t> marks_;    // number -> the mark that it got last
  std::uint32_t used_ = 0, mark_ = 0;
};

}  // namespace neardup::inline v0::detail
