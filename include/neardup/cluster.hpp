#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <numeric>
#include <span>
#include <type_traits>
#include <utility>
#include <vector>

#include <neardup/detail/disjoint_sets.hpp>
#include <neardup/detail/inverse_order.hpp>
#include <neardup/pair_rule.hpp>
#include <neardup/verify.hpp>

namespace neardup::inline v0 {

/// Each row with the row that stands for it, and how alike the two are.
struct representatives {
  std::vector<std::uint32_t> of;  ///< row -> its representative; a kept row is its own
  std::vector<similar_pair>
      evidence;  ///< row -> the comparison with its representative; ratio 1 for a kept row
  std::vector<similar_pair> linked;  ///< similar pairs that only the linked buckets gave, sorted
  std::uint64_t crowded = 0;         ///< linked buckets with more kept rows than a row is compared with
};

/// Buckets too large for all their pairs, each ascending.
struct linked_buckets {
  std::span<const std::vector<std::uint32_t>> rows{};
  std::size_t kept_limit = 250;  ///< kept rows of a bucket that a row is compared with, at most
  pair_rule rule{};              ///< rows that it keeps apart are not compared
};

/// Connected components of the graph of similar pairs.
struct components {
  std::vector<std::uint32_t> of;      ///< row -> smallest row of its component
  std::vector<similar_pair> weakest;  ///< smallest row of a component -> its least similar pair; else unused
};

namespace detail {

/// Neighbours of each row in a list of pairs, both ways: compressed rows.
class neighbour_lists {
 public:
  neighbour_lists(std::size_t rows, std::span<const similar_pair> pairs) : begin_(rows + 1), pairs_(pairs) {
    for (const similar_pair& pair : pairs) ++begin_[pair.first], ++begin_[pair.second];
    std::exclusive_scan(begin_.begin(), begin_.end(), begin_.begin(), std::size_t{0});
    edges_.resize(2 * pairs.size());
    std::vector<std::size_t> next(begin_.begin(), begin_.end() - 1);
    for (std::size_t i = 0; i < pairs.size(); ++i) {
      edges_[next[pairs[i].first]++] = i;
      edges_[next[pairs[i].second]++] = i;
    }
  }

  /// Calls `use(other, pair)` for each pair of `row`.
  template <class Use>
  void for_each(std::uint32_t row, Use&& use) const {
    for (std::size_t e = begin_[row]; e < begin_[row + 1]; ++e) {
      const similar_pair& pair = pairs_[edges_[e]];
      use(pair.first == row ? pair.second : pair.first, pair);
    }
  }

 private:
  std::vector<std::size_t> begin_, edges_;
  std::span<const similar_pair> pairs_;
};

/// The linked buckets of each row: compressed rows.
class bucket_lists {
 public:
  /// No bucket: no memory, and no row has any.
  bucket_lists(std::size_t rows, std::span<const std::vector<std::uint32_t>> buckets)
      : begin_(buckets.empty() ? 0 : rows + 1) {
    for (const auto& bucket : buckets)
      for (const std::uint32_t row : bucket) ++begin_[row + std::size_t{1}];
    std::partial_sum(begin_.begin(), begin_.end(), begin_.begin());
    buckets_.resize(begin_.empty() ? 0 : begin_.back());
    std::vector<std::size_t> next = begin_;
    for (std::uint32_t n = 0; n < buckets.size(); ++n)
      for (const std::uint32_t row : buckets[n]) buckets_[next[row]++] = n;
  }

  /// Ascending.
  [[nodiscard]] std::span<const std::uint32_t> of(std::uint32_t row) const noexcept {
    if (begin_.empty()) return {};
    return std::span(buckets_).subspan(begin_[row], begin_[row + std::size_t{1}] - begin_[row]);
  }

 private:
  std::vector<std::size_t> begin_;
  std::vector<std::uint32_t> buckets_;
};

/// One pass over the rows in survivor order; see choose_representatives.
template <class Compare>
class representative_choice {
 public:
  representative_choice(std::span<const std::uint32_t> survivor_order, std::span<const similar_pair> pairs,
                        linked_buckets linked, double threshold, Compare& compare)
      : order_(survivor_order),
        neighbours_(order_.size(), pairs),
        threshold_(threshold),
        kept_limit_(linked.kept_limit),
        rule_(linked.rule),
        compare_(compare),
        rank_(inverse_order(order_)),
        met_by_(order_.size(), nobody),
        buckets_(order_.size(), linked.rows),
        kept_in_(linked.rows.size()),
        crowded_(linked.rows.size()) {
    chosen_.of.assign(order_.size(), nobody);
    chosen_.evidence.resize(order_.size());
  }

  [[nodiscard]] representatives run(const run_control& control) {
    for (std::size_t i = 0; i < order_.size(); ++i) {
      if (i % report_every == 0) {
        control.check_stop();
        control.report("cluster", i, order_.size());
      }
      place(order_[i]);
    }
    control.report("cluster", order_.size(), order_.size());
    std::sort(chosen_.linked.begin(), chosen_.linked.end(), pair_order);
    return std::move(chosen_);
  }

 private:
  static constexpr std::uint32_t nobody = ~std::uint32_t{0};
  static constexpr std::size_t report_every =
      64;  // a row of a linked bucket may cost thousands of comparisons

  void place(std::uint32_t row) {
    best_ = nobody;
    neighbours_.for_each(row, [&](std::uint32_t other, const similar_pair& pair) {
      met_by_[other] = row;
      if (chosen_.of[other] == other) consider(other, pair);
    });
    if (rule_.queries == 0 || rule_.is_query(row)) meet_linked(row);
    chosen_.of[row] = best_ != nobody ? best_ : row;
    chosen_.evidence[row] = best_ != nobody ? evidence_ : similar_pair{row, row, 1, 1};
    if (best_ == nobody && !rule_.is_query(row))
      for (const std::uint32_t bucket : buckets_.of(row)) keep_in(bucket, row);
  }

  void keep_in(std::uint32_t bucket, std::uint32_t row) {
    std::vector<std::uint32_t>& kept = kept_in_[bucket];
    if (kept.size() >= kept_limit_) {
      if (!crowded_[bucket]) ++chosen_.crowded;
      crowded_[bucket] = true;
      if (!widens(kept, row)) return;
    }
    kept.push_back(row);
  }

  /// One group must not fill a bucket: with at most kept_limit of each among twice as many, a row of any
  /// group has kept_limit to meet.
  [[nodiscard]] bool widens(const std::vector<std::uint32_t>& kept, std::uint32_t row) const {
    if (rule_.groups.empty() || kept.size() >= 2 * kept_limit_) return false;
    const auto same = [&](std::uint32_t other) { return rule_.group_of(other) == rule_.group_of(row); };
    return static_cast<std::size_t>(std::count_if(kept.begin(), kept.end(), same)) < kept_limit_;
  }

  /// Compares `row` with the kept rows of its linked buckets that it has not met yet.
  void meet_linked(std::uint32_t row) {
    for (const std::uint32_t bucket : buckets_.of(row)) {
      std::size_t left = kept_limit_;
      for (const std::uint32_t kept : kept_in_[bucket]) {
        if (!rule_.allows(row, kept)) continue;
        if (left-- == 0) break;
        if (std::exchange(met_by_[kept], row) == row) continue;
        const similar_pair pair = compare_(row, kept);
        if (!(pair.ratio() >= threshold_)) continue;
        chosen_.linked.push_back(pair);
        consider(kept, pair);
      }
    }
  }

  void consider(std::uint32_t kept, const similar_pair& pair) noexcept {
    const bool better = best_ == nobody || more_similar(pair, evidence_) ||
                        (!more_similar(evidence_, pair) && rank_[kept] < rank_[best_]);
    if (better) best_ = kept, evidence_ = pair;
  }

  std::span<const std::uint32_t> order_;
  neighbour_lists neighbours_;
  double threshold_;
  std::size_t kept_limit_;
  pair_rule rule_;
  Compare& compare_;
  std::vector<std::uint32_t> rank_;
  std::vector<std::uint32_t> met_by_;  // the last row that each row was compared with
  bucket_lists buckets_;
  std::vector<std::vector<std::uint32_t>> kept_in_;
  std::vector<bool> crowded_;
  std::uint32_t best_ = nobody;  // for the row in hand
  similar_pair evidence_{};
  representatives chosen_;
};

}  // namespace detail

/// Goes through the rows in `survivor_order` (a permutation of them): each joins the kept row that it is most
/// similar to (ties: the earlier survivor), or is kept. So every row that is not kept has a kept one at the
/// threshold or above, no two kept rows form a similar pair, and nothing is chained.
/// `pairs`: all similar pairs outside the linked buckets. In a linked bucket a row meets kept rows only, by
/// `compare(row, kept) -> similar_pair` with a ratio that counts from `threshold` up, so that a bucket
/// of near-copies costs one comparison a row instead of quadratically many. Where most rows of a bucket are
/// kept (one template, many contents), each meets the first kept_limit of them that it may meet, and the
/// bucket counts as crowded: a similar pair is then missed, unless it meets in another bucket. With queries
/// in the rule, which must come last in the order, all other rows are kept, and only queries meet them. Time:
/// linear in rows and pairs, and at most kept_limit comparisons for each row of a linked bucket.
template <class Compare>
[[nodiscard]] representatives choose_representatives(std::span<const std::uint32_t> survivor_order,
                                                     std::span<const similar_pair> pairs,
                                                     linked_buckets linked, double threshold,
                                                     const run_control& control, Compare&& compare) {
  return detail::representative_choice<std::remove_reference_t<Compare>>(survivor_order, pairs, linked,
                                                                         threshold, compare)
      .run(control);
}

/// Everything that similar pairs connect, however long the chain. `pairs` sorted by (first, second).
/// Linear in rows and pairs, nearly.
[[nodiscard]] inline components connect_components(std::size_t rows, std::span<const similar_pair> pairs) {
  detail::disjoint_sets sets(rows);
  for (const similar_pair& pair : pairs) sets.unite(pair.first, pair.second);
  components found;
  found.of.resize(rows);
  found.weakest.resize(rows);
  for (std::uint32_t row = 0; row < rows; ++row) found.of[row] = static_cast<std::uint32_t>(sets.find(row));
  std::vector<bool> seen(rows);
  for (const similar_pair& pair : pairs) {
    const std::uint32_t root = found.of[pair.first];
    if (!seen[root] || more_similar(found.weakest[root], pair)) found.weakest[root] = pair;
    seen[root] = true;
  }
  return found;
}

}  // namespace neardup::inline v0
