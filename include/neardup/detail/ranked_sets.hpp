#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <numeric>
#include <span>
#include <utility>
#include <vector>

#include <neardup/detail/parallel.hpp>
#include <neardup/detail/radix_sort.hpp>
#include <neardup/shingle.hpp>

namespace neardup::inline v0::detail {

/// Shingle sets as ascending ranks of their elements, the rarest first, for a join by prefixes. Elements of
/// one set alone have no rank: they can be shared by no pair, so their number is all that matters. In prose
/// they are most.
class ranked_sets {
 public:
  /// Rows are the sets that are not empty, the smallest first, equal sizes in their order in `sets`.
  ranked_sets(std::span<const shingle_set> sets, const run_control& control) {
    order_by_size(sets);
    std::vector<shared_elements> parts = find_shared(sets, control);
    assign_ranks(parts);
  }

  [[nodiscard]] std::uint32_t rows() const noexcept { return static_cast<std::uint32_t>(position_.size()); }
  /// Ranks are below it.
  [[nodiscard]] std::uint32_t ranks() const noexcept { return ranks_; }
  /// Of a row in the span that the object was made from.
  [[nodiscard]] std::uint32_t position(std::uint32_t row) const noexcept { return position_[row]; }
  /// Elements of a row's set, those without a rank included.
  [[nodiscard]] std::uint32_t size(std::uint32_t row) const noexcept { return size_[row]; }
  /// First row of at least `size` elements.
  [[nodiscard]] std::uint32_t first_of_size(double size) const noexcept {
    return static_cast<std::uint32_t>(std::lower_bound(size_.begin(), size_.end(), size) - size_.begin());
  }
  /// Ascending.
  [[nodiscard]] std::span<const std::uint32_t> operator[](std::uint32_t row) const noexcept {
    return std::span(elements_).subspan(begin_[row], begin_[row + 1] - begin_[row]);
  }

 private:
  /// Elements of at least two sets, from one part of the range of values.
  struct shared_elements {
    std::vector<std::uint32_t> counts;  // by element: in how many sets it is
    std::vector<std::uint32_t> rows;    // element after element: those sets
  };
  struct element {
    const std::uint32_t* rows;
    std::uint32_t count;
  };
  struct occurrence {
    std::uint64_t value;
    std::uint32_t row;
  };

  void order_by_size(std::span<const shingle_set> sets) {
    for (std::size_t i = 0; i < sets.size(); ++i)
      if (!sets[i].empty()) position_.push_back(static_cast<std::uint32_t>(i));
    std::stable_sort(position_.begin(), position_.end(),
                     [&](std::uint32_t a, std::uint32_t b) { return sets[a].size() < sets[b].size(); });
    for (const std::uint32_t at : position_) size_.push_back(static_cast<std::uint32_t>(sets[at].size()));
  }

  /// A sorted list of all occurrences would take twice the room of the sets. Hashes spread evenly, so one
  /// part of their range is sorted at a time. (Smaller parts sort faster, but each looks into every set.)
  [[nodiscard]] std::vector<shared_elements> find_shared(std::span<const shingle_set> sets,
                                                         const run_control& control) const {
    constexpr std::uint64_t part_size = 1 << 20;
    const std::uint64_t total = std::accumulate(size_.begin(), size_.end(), std::uint64_t{0});
    const std::uint64_t parts = std::clamp<std::uint64_t>(total / part_size, 1, 1 << 16);
    const std::uint64_t width = std::numeric_limits<std::uint64_t>::max() / parts;
    std::vector<std::uint32_t> row_of(sets.size());
    for (std::uint32_t row = 0; row < rows(); ++row) row_of[position_[row]] = row;
    std::vector<shared_elements> found(parts);
    struct worker_state {
      std::vector<occurrence> occurrences, scratch;
    };
    std::vector<worker_state> workers(worker_count(control, parts, 1));
    parallel_for("rank", parts, 1, control, [&](std::size_t part, std::size_t, std::size_t worker) {
      auto& [occurrences, scratch] = workers[worker];
      occurrences.clear();
      // In the order of `sets`, as they most likely lie in memory: by row it took 1.3 to 1.8 times as long.
      for (std::size_t i = 0; i < sets.size(); ++i) {
        const std::span<const std::uint64_t> values = sets[i].values();
        auto value = std::lower_bound(values.begin(), values.end(), part * width);
        for (; value != values.end() && (*value < (part + 1) * width || part + 1 == parts); ++value)
          occurrences.push_back({*value, row_of[i]});
      }
      radix_sort(occurrences, scratch, [](const occurrence& one) { return one.value; });
      found[part] = shared_among(occurrences);
    });
    return found;
  }

  [[nodiscard]] static shared_elements shared_among(std::span<const occurrence> sorted) {
    shared_elements shared;
    for (std::size_t begin = 0, end = 0; begin < sorted.size(); begin = end) {
      for (end = begin + 1; end < sorted.size() && sorted[end].value == sorted[begin].value;) ++end;
      if (end - begin < 2) continue;
      shared.counts.push_back(static_cast<std::uint32_t>(end - begin));
      for (std::size_t i = begin; i < end; ++i) shared.rows.push_back(sorted[i].row);
    }
    return shared;
  }

  /// Handing out the ranks in their order leaves the ranks of each row sorted.
  void assign_ranks(std::span<const shared_elements> parts) {
    std::vector<element> elements, scratch;
    begin_.assign(position_.size() + 1, 0);
    for (const shared_elements& part : parts) {
      const std::uint32_t* rows = part.rows.data();
      for (const std::uint32_t count : part.counts) {
        elements.push_back({rows, count});
        rows += count;
      }
      for (const std::uint32_t row : part.rows) ++begin_[row + 1];
    }
    if (elements.size() >> 32 != 0)
      throw error(errc::too_large, concatenated(elements.size(), " shared shingles; allowed: fewer than ",
                                                std::uint64_t{1} << 32));
    radix_sort(elements, scratch, [](const element& one) { return one.count; });
    std::partial_sum(begin_.begin(), begin_.end(), begin_.begin());
    elements_.resize(begin_.back());
    std::vector<std::size_t> next(begin_.begin(), begin_.end() - 1);
    for (const element& one : elements) {
      for (std::uint32_t i = 0; i < one.count; ++i) elements_[next[one.rows[i]]++] = ranks_;
      ++ranks_;
    }
  }

  std::vector<std::uint32_t> position_;  // by row
  std::vector<std::uint32_t> size_;      // by row; ascending
  std::vector<std::size_t> begin_;       // by row, and the end of the last
  std::vector<std::uint32_t> elements_;
  std::uint32_t ranks_ = 0;
};

}  // namespace neardup::inline v0::detail
