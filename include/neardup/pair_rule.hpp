#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <span>
#include <tuple>
#include <vector>

#include <neardup/document.hpp>

namespace neardup::inline v0 {

/// Which rows may form a pair; all of them where nothing is said.
struct pair_rule {
  /// One number a row, or none: rows of one number form no pair, but for `no_group`.
  std::span<const std::uint32_t> groups{};
  /// Not 0: a pair has one row below it and one that is not.
  std::uint32_t queries = 0;

  [[nodiscard]] bool allows_all() const noexcept { return queries == 0 && groups.empty(); }
  [[nodiscard]] bool allows(std::uint32_t a, std::uint32_t b) const noexcept {
    if (queries != 0 && is_query(a) == is_query(b)) return false;
    return groups.empty() || groups[a] != groups[b] || groups[a] == no_group;
  }
  [[nodiscard]] bool is_query(std::uint32_t row) const noexcept { return row < queries; }
  [[nodiscard]] std::uint32_t group_of(std::uint32_t row) const noexcept {
    return groups.empty() ? no_group : groups[row];
  }
};

namespace detail {

/// The pairs among some rows that a rule allows. They are reached without a look at the others, which may be
/// nearly all: one query in a bucket of a large corpus, or a bucket full of one group.
class allowed_pairs {
 public:
  /// O(n log n).
  allowed_pairs(std::span<const std::uint32_t> rows, pair_rule rule)
      : rule_(rule), rows_(rows.begin(), rows.end()) {
    if (rule.allows_all()) return;
    // Queries first, groups together.
    const auto key = [&](std::uint32_t row) {
      return std::tuple(!rule.is_query(row), rule.group_of(row), row);
    };
    std::sort(rows_.begin(), rows_.end(), [&](std::uint32_t a, std::uint32_t b) { return key(a) < key(b); });
    const auto is_query = [&](std::uint32_t row) { return rule.is_query(row); };
    queries_ =
        static_cast<std::size_t>(std::partition_point(rows_.begin(), rows_.end(), is_query) - rows_.begin());
  }

  /// Calls `use(row, others)` with parts of the rows that `row` forms pairs with, until one returns false:
  /// each pair comes once. False where one did.
  template <class Use>
  bool for_each(Use&& use) const {
    const std::span<const std::uint32_t> all = rows_;
    for (std::size_t i = 0, own_end = 0; i < (rule_.queries != 0 ? queries_ : all.size()); ++i) {
      const std::uint32_t row = all[i], group = rule_.group_of(row);
      const std::size_t begin = rule_.queries != 0 ? queries_ : i + 1;
      std::size_t own_begin = begin;
      if (group == no_group) {
        own_end = begin;
      } else if (rule_.queries != 0) {
        own_begin = first_of(group, begin);
        own_end = first_of(group + 1, own_begin);  // no_group is the largest number
      } else if (own_end <= i) {
        own_end = first_of(group + 1, i);
      }
      if (own_begin != begin && !use(row, all.subspan(begin, own_begin - begin))) return false;
      if (own_end != all.size() && !use(row, all.subspan(own_end))) return false;
    }
    return true;
  }

  [[nodiscard]] std::uint64_t count() const {
    std::uint64_t pairs = 0;
    for_each(
        [&](std::uint32_t, std::span<const std::uint32_t> others) { return pairs += others.size(), true; });
    return pairs;
  }

 private:
  /// The first row of at least `group`, from `begin` on.
  [[nodiscard]] std::size_t first_of(std::uint32_t group, std::size_t begin) const {
    const auto below = [&](std::uint32_t row) { return rule_.group_of(row) < group; };
    return static_cast<std::size_t>(
        std::partition_point(rows_.begin() + static_cast<std::ptrdiff_t>(begin), rows_.end(), below) -
        rows_.begin());
  }

  pair_rule rule_;
  std::vector<std::uint32_t> rows_;
  std::size_t queries_ = 0;
};

/// Whether rows that met in one place have more pairs than `limit` rows without a rule have.
[[nodiscard]] inline bool has_many_pairs(std::span<const std::uint32_t> rows, std::uint32_t limit,
                                         pair_rule rule) {
  if (rows.size() <= limit) return false;
  if (rule.allows_all()) return true;
  return allowed_pairs(rows, rule).count() > std::uint64_t{limit} * (limit - 1) / 2;
}

}  // namespace detail

}  // namespace neardup::inline v0
