#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <numeric>
#include <span>
#include <utility>
#include <vector>

#include <neardup/detail/parallel.hpp>
#include <neardup/detail/ranked_sets.hpp>
#include <neardup/shingle.hpp>
#include <neardup/verify.hpp>

namespace neardup::inline v0 {

namespace detail {

/// How many elements a pair with a ratio of at least `threshold` shares at least. Rounding must never lose a
/// pair, so the bounds are a little low; what they let through is compared exactly.
class join_bounds {
 public:
  explicit join_bounds(double threshold) noexcept
      : of_one_(threshold * slack), of_both_(threshold / (1 + threshold) * slack) {}

  /// A set of `size` elements with any partner; also the least size of a partner.
  [[nodiscard]] std::uint32_t shared(std::uint32_t size) const noexcept {
    return static_cast<std::uint32_t>(std::ceil(of_one_ * size));
  }
  /// Sets of these two sizes.
  [[nodiscard]] std::uint32_t shared(std::uint32_t first, std::uint32_t second) const noexcept {
    return static_cast<std::uint32_t>(std::ceil(of_both_ * (1.0 * first + second)));
  }

 private:
  static constexpr double slack = 1 - 1e-12;
  double of_one_, of_both_;
};

/// Elements in both of two ascending lists; anything below `needed` where they are fewer. O(a + b).
[[nodiscard]] inline std::uint32_t shared_ranks(std::span<const std::uint32_t> a,
                                                std::span<const std::uint32_t> b,
                                                std::uint32_t needed) noexcept {
  std::size_t i = 0, j = 0, common = 0;
  while (i < a.size() && j < b.size() && common + std::min(a.size() - i, b.size() - j) >= needed) {
    const std::uint32_t x = a[i], y = b[j];  // no branch on the outcome, as in intersection_size()
    common += x == y;
    i += x <= y;
    j += y <= x;
  }
  return static_cast<std::uint32_t>(common);
}

/// Finds the pairs of an exact join. Where two sets share `s` elements, the rarest `size - s + 1` of each
/// ("prefixes") have one in common: an index of prefixes proposes every pair.
/// Source: Xiao, Wang, Lin, Yu, "Efficient Similarity Joins for Near Duplicate Detection", WWW 2008 (PPJoin).
class prefix_join {
 public:
  prefix_join(std::span<const shingle_set> sets, double threshold, const run_control& control)
      : sets_(sets, control), threshold_(threshold), bounds_(threshold), control_(control) {
    index_prefixes();
  }

  template <class Use>
  void run(Use&& use) const {
    constexpr std::size_t grain = 64;
    std::vector<worker_state> workers(worker_count(control_, sets_.rows(), grain));
    parallel_for("join", sets_.rows(), grain, control_,
                 [&](std::size_t begin, std::size_t end, std::size_t worker) {
                   for (std::size_t row = begin; row < end; ++row) {
                     meet(static_cast<std::uint32_t>(row), workers[worker]);
                     settle(static_cast<std::uint32_t>(row), workers[worker],
                            [&](const similar_pair& pair) { use(pair, worker); });
                   }
                 });
  }

 private:
  /// An element in the prefix of a row, and how many ranked ones the row has from there on.
  struct posting {
    std::uint32_t row;
    std::uint32_t left;
  };
  /// What a row is known to share with the one in hand.
  struct meeting {
    std::uint32_t needed = 0;  // elements that a pair of these sizes shares at least; 0: not met yet
    std::uint32_t shared = 0;
    std::uint32_t left = 0, left_in_hand = 0;  // ranked elements behind the last shared one
  };
  struct worker_state {
    std::vector<meeting> meetings;   // by row
    std::vector<std::uint32_t> met;  // rows
  };
  static constexpr std::uint32_t hopeless = ~std::uint32_t{0};  // as meeting::shared

  /// Ranked elements in the prefix of a row that shares `shared` elements at least.
  [[nodiscard]] std::uint32_t prefix(std::uint32_t row, std::uint32_t shared) const noexcept {
    const std::size_t ranked = sets_[row].size(), beyond = shared - 1;
    return static_cast<std::uint32_t>(ranked > beyond ? ranked - beyond : 0);
  }

  /// A row is indexed for larger ones, with which it shares more than with smaller ones.
  [[nodiscard]] std::uint32_t indexed_prefix(std::uint32_t row) const noexcept {
    return prefix(row, bounds_.shared(sets_.size(row), sets_.size(row)));
  }

  void index_prefixes() {
    begin_.assign(std::size_t{sets_.ranks()} + 1, 0);
    for (std::uint32_t row = 0; row < sets_.rows(); ++row)
      for (const std::uint32_t rank : sets_[row].first(indexed_prefix(row))) ++begin_[rank + 1];
    std::partial_sum(begin_.begin(), begin_.end(), begin_.begin());
    postings_.resize(begin_.back());
    std::vector<std::size_t> next(begin_.begin(), begin_.end() - 1);
    for (std::uint32_t row = 0; row < sets_.rows(); ++row) {
      auto left = static_cast<std::uint32_t>(sets_[row].size());
      for (const std::uint32_t rank : sets_[row].first(indexed_prefix(row)))
        postings_[next[rank]++] = {row, left--};
    }
  }

  /// Finds the smaller rows that share an element of the prefix, and drops those that have too few elements
  /// left to share enough.
  void meet(std::uint32_t row, worker_state& state) const {
    state.meetings.resize(sets_.rows());
    const std::uint32_t size = sets_.size(row), least = bounds_.shared(size);
    const std::uint32_t first = sets_.first_of_size(least);
    auto left = static_cast<std::uint32_t>(sets_[row].size());
    for (const std::uint32_t rank : sets_[row].first(prefix(row, least))) {
      const auto end = postings_.begin() + static_cast<std::ptrdiff_t>(begin_[rank + 1]);
      auto entry = std::lower_bound(postings_.begin() + static_cast<std::ptrdiff_t>(begin_[rank]), end, first,
                                    [](const posting& one, std::uint32_t other) { return one.row < other; });
      for (; entry != end && entry->row < row; ++entry) {
        meeting& met = state.meetings[entry->row];
        if (met.needed == 0) {
          met.needed = bounds_.shared(size, sets_.size(entry->row));
          state.met.push_back(entry->row);
        } else if (met.shared == hopeless) {
          continue;
        }
        if (met.shared + std::min(left, entry->left) < met.needed)
          met.shared = hopeless;
        else
          met = {met.needed, met.shared + 1, entry->left - 1, left - 1};
      }
      --left;
    }
  }

  /// Counts what else the rows that were met share, and forgets them.
  template <class Use>
  void settle(std::uint32_t row, worker_state& state, Use&& use) const {
    for (const std::uint32_t other : state.met) {
      const meeting met = std::exchange(state.meetings[other], {});
      if (met.shared == hopeless) continue;
      const std::uint32_t shared =
          met.shared + shared_ranks(sets_[row].last(met.left_in_hand), sets_[other].last(met.left),
                                    met.needed - std::min(met.needed, met.shared));
      const auto [first, second] = std::minmax({sets_.position(row), sets_.position(other)});
      const similar_pair pair{first, second, shared, sets_.size(row) + sets_.size(other) - shared};
      if (pair.ratio() >= threshold_) use(pair);
    }
    state.met.clear();
  }

  ranked_sets sets_;
  double threshold_;
  join_bounds bounds_;
  const run_control& control_;
  std::vector<std::size_t> begin_;  // by rank, and the end of the last
  std::vector<posting> postings_;   // of each rank, by row
};

}  // namespace detail

/// Calls `use(similar_pair, worker)` for every pair of sets whose Jaccard similarity is at least `threshold`,
/// first < second being positions in `sets`: all of them, found without LSH, exact but for collisions of
/// 64-bit hashes. Empty sets are in no pair. In no order and from several threads; `worker` is below the
/// number of threads and tells them apart.
///
/// What the audits of `neardup tune` hold the search against. Time grows with the pairs that share one of
/// their rarest elements: near-linear on prose down to a threshold of about 0.5, quadratic at worst. Beyond
/// the sets at most 30 bytes for each element that is in two sets or more (others cost nothing), 16 bytes for
/// each set and thread, and 32 MiB a thread. Throws error(errc::invalid_options) for a threshold outside (0,
/// 1], error(errc::too_large) for 2^32 sets or more, and error(errc::cancelled) when a stop is requested.
template <class Use>
void for_each_exact_pair(std::span<const shingle_set> sets, double threshold, const run_control& control,
                         Use&& use) {
  if (!(threshold > 0 && threshold <= 1)) detail::refuse_option("threshold", threshold, "above 0, at most 1");
  if (sets.size() >> 32 != 0)
    throw error(errc::too_large,
                detail::concatenated(sets.size(), " sets; allowed: fewer than ", std::uint64_t{1} << 32));
  detail::prefix_join(sets, threshold, control).run(use);
}

/// The same pairs as a list, sorted by first, then second; 16 bytes each while they are collected.
[[nodiscard]] inline std::vector<similar_pair> exact_pairs(std::span<const shingle_set> sets,
                                                           double threshold,
                                                           const run_control& control = {}) {
  detail::require_threads(control.threads);
  std::vector<std::vector<similar_pair>> found(detail::thread_count(control.threads));
  for_each_exact_pair(sets, threshold, control,
                      [&](const similar_pair& pair, std::size_t worker) { found[worker].push_back(pair); });
  std::vector<similar_pair> all = std::move(found.front());
  for (std::size_t i = 1; i < found.size(); ++i) all.insert(all.end(), found[i].begin(), found[i].end());
  std::sort(all.begin(), all.end(), pair_order);
  return all;
}

}  // namespace neardup::inline v0
