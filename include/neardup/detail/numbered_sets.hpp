#pragma once

#include <algorithm>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <span>
#include <utility>
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
    hashes_.clear();
    last_sets_.clear();
    slots_.assign(std::bit_ceil(std::max<std::size_t>(2 * slots_a_shingle * expected, 64)), 0);
    sizes_.clear();
    marks_.clear();
    mark_ = 0;
  }

  [[nodiscard]] std::size_t size() const noexcept { return begin_.size() - 1; }
  /// Distinct shingles of a set.
  [[nodiscard]] std::uint32_t set_size(std::size_t set) const noexcept { return sizes_[set]; }
  /// What two sets share at most, as far as is known without counting.
  [[nodiscard]] std::uint32_t most_shared(std::size_t a, std::size_t b) const noexcept {
    return static_cast<std::uint32_t>(std::min(begin_[a + 1] - begin_[a], begin_[b + 1] - begin_[b]));
  }
  [[nodiscard]] std::size_t bytes() const noexcept {
    constexpr std::size_t by_shingle = sizeof hashes_[0] + sizeof last_sets_[0] + sizeof marks_[0];
    return (slots_.size() + numbers_.size()) * sizeof(std::uint32_t) + hashes_.size() * by_shingle;
  }

  /// Adds the set of some hashes, which may repeat themselves and stand in any order.
  void add(std::span<const std::uint64_t> hashes) {
    const auto set = static_cast<std::uint32_t>(begin_.size());
    numbers_.resize(begin_.back() + hashes.size());
    std::uint32_t* next = numbers_.data() + begin_.back();
    std::uint32_t number = 0;
    for (const std::uint64_t hash : hashes) {
      // A near-copy has mostly what follows the last shingle in the text that had it first.
      ++number;
      if (number >= hashes_.size() || hashes_[number] != hash) number = number_of(hash);
      *next = number;
      next += last_sets_[number] != set;  // the next one overwrites a repeated shingle
      last_sets_[number] = set;
    }
    begin_.push_back(static_cast<std::size_t>(next - numbers_.data()));
    numbers_.resize(begin_.back());
    sizes_.push_back(static_cast<std::uint32_t>(begin_.back() - begin_[set - 1]));
  }

  /// Takes shingles of one set alone out of the lists, and numbers the others anew: in a large group of
  /// documents that have little in common, what is left is short, and its marks fit the cache. Nothing may be
  /// added afterwards, until clear().
  void drop_unshared() {
    constexpr std::uint32_t dropped = ~std::uint32_t{0};
    std::vector<std::uint32_t>& sets_with = last_sets_;  // whose own use is over
    std::fill(sets_with.begin(), sets_with.end(), 0);
    for (const std::uint32_t number : numbers_) ++sets_with[number];
    std::uint32_t used = 0;
    for (std::uint32_t& number : sets_with) number = number > 1 ? used++ : dropped;
    std::size_t kept = 0;
    for (std::size_t set = 0; set < size(); ++set) {
      const std::size_t begin = std::exchange(begin_[set], kept);
      // The end of this list is the beginning of the next one, which moves only then.
      for (std::size_t i = begin; i < begin_[set + 1]; ++i)
        if (const std::uint32_t number = sets_with[numbers_[i]]; number != dropped) numbers_[kept++] = number;
    }
    begin_.back() = kept;
    numbers_.resize(kept);
    hashes_.resize(used);
    slots_.clear();
  }

  /// Marks the shingles of a set, and no other.
  void mark(std::size_t set) {
    marks_.resize(hashes_.size());
    ++mark_;
    for (std::size_t i = begin_[set]; i < begin_[set + 1]; ++i) marks_[numbers_[i]] = mark_;
  }

  /// Marks the shingles among some hashes that a set has, and no other; says how many those are.
  [[nodiscard]] std::uint32_t mark(std::span<const std::uint64_t> hashes) {
    marks_.resize(hashes_.size());
    ++mark_;
    std::uint32_t count = 0, number = 0;
    for (const std::uint64_t hash : hashes) {
      ++number;
      if (number >= hashes_.size() || hashes_[number] != hash) {
        const std::uint32_t slot = slots_[slot_of(hash)];
        if (slot == 0) continue;
        number = slot - 1;
      }
      count += marks_[number] != mark_;
      marks_[number] = mark_;
    }
    return count;
  }

  /// Shingles of a set, which was there at the last mark(), that are marked.
  [[nodiscard]] std::uint32_t count_marked(std::size_t set) const noexcept {
    std::uint32_t count = 0;
    for (std::size_t i = begin_[set]; i < begin_[set + 1]; ++i) count += marks_[numbers_[i]] == mark_;
    return count;
  }

 private:
  static constexpr std::size_t slots_a_shingle = 2;  // at least, so that most looks need no second

  /// Where a hash is in the table, or would be.
  [[nodiscard]] std::size_t slot_of(std::uint64_t hash) const noexcept {
    const std::size_t mask = slots_.size() - 1;
    std::size_t at = hash & mask;
    while (slots_[at] != 0 && hashes_[slots_[at] - 1] != hash) at = (at + 1) & mask;
    return at;
  }

  [[nodiscard]] std::uint32_t number_of(std::uint64_t hash) {
    const std::size_t at = slot_of(hash);
    if (slots_[at] != 0) return slots_[at] - 1;
    hashes_.push_back(hash);
    last_sets_.push_back(0);
    const auto count = static_cast<std::uint32_t>(hashes_.size());
    slots_[at] = count;
    if (slots_a_shingle * hashes_.size() > slots_.size()) grow();
    return count - 1;
  }

  void grow() {
    slots_.assign(2 * slots_.size(), 0);
    const std::size_t mask = slots_.size() - 1;
    for (std::uint32_t number = 0; number < hashes_.size(); ++number) {
      std::size_t at = hashes_[number] & mask;
      while (slots_[at] != 0) at = (at + 1) & mask;
      slots_[at] = number + 1;
    }
  }

  std::vector<std::uint32_t> slots_;      // open addressing, a power of two of them: number + 1, or 0
  std::vector<std::uint64_t> hashes_;     // number -> hash
  std::vector<std::uint32_t> last_sets_;  // number -> the last set that has it, from 1
  std::vector<std::size_t> begin_;        // set -> where its numbers begin; one more at the end
  std::vector<std::uint32_t> numbers_;    // of all sets
  std::vector<std::uint32_t> sizes_;      // set -> its shingles
  std::vector<std::uint32_t> marks_;      // number -> the mark that it got last
  std::uint32_t mark_ = 0;
};

}  // namespace neardup::inline v0::detail
