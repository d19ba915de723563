#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <numeric>
#include <span>
#include <utility>
#include <vector>

#include <neardup/detail/disjoint_sets.hpp>
#include <neardup/verify.hpp>

namespace neardup::inline v0 {

/// Each row with the row that stands for it, and how alike the two are.
struct representatives {
  std::vector<std::uint32_t> of;  ///< row -> its representative; a kept row is its own
  std::vector<similar_pair>
      evidence;  ///< row -> the comparison with its representative; ratio 1 for a kept row
  std::vector<similar_pair> linked;  ///< similar pairs that only the linked buckets gave, sorted
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

}  // namespace detail

/// Goes through the rows in `survivor_order` (a permutation of them): each joins the kept row that it is most
/// similar to (ties: the earlier survivor), or is kept. So every row that is not kept has a kept one at the
/// threshold or above, no two kept rows form a similar pair, and nothing is chained.
/// `pairs`: all similar pairs outside the linked buckets. In each bucket of `linked` a row meets the kept
/// rows only, by `compare(candidate_pair) -> similar_pair` with a ratio that counts from `threshold` up, so
/// that a bucket of near-copies costs one comparison a row instead of quadratically many.
template <class Compare>
[[nodiscard]] representatives choose_representatives(std::span<const std::uint32_t> survivor_order,
                                                     std::span<const similar_pair> pairs,
                                                     std::span<const std::vector<std::uint32_t>> linked,
                                                     double threshold, const detail::run_control& control,
                                                     Compare&& compare) {
  const std::size_t rows = survivor_order.size();
  const detail::neighbour_lists neighbours(rows, pairs);
  std::vector<std::uint32_t> rank(rows);
  for (std::uint32_t i = 0; i < rows; ++i) rank[survivor_order[i]] = i;
  std::vector<std::vector<std::uint32_t>> buckets_of(linked.empty() ? 0 : rows), kept_in(linked.size());
  for (std::uint32_t bucket = 0; bucket < linked.size(); ++bucket)
    for (const std::uint32_t row : linked[bucket]) buckets_of[row].push_back(bucket);

  representatives chosen;
  chosen.of.resize(rows);
  chosen.evidence.resize(rows);
  std::vector<std::uint32_t> met_by(rows,
                                    ~std::uint32_t{0});  // the last row that each kept row was compared with
  for (std::size_t done = 0; done < rows; ++done) {
    const std::uint32_t row = survivor_order[done];
    if (done % 1024 == 0) control.check_stop();
    std::uint32_t best = row;
    similar_pair evidence{row, row, 1, 1};
    const auto consider = [&](std::uint32_t kept, const similar_pair& pair) {
      const bool better = best == row || more_similar(pair, evidence) ||
                          (!more_similar(evidence, pair) && rank[kept] < rank[best]);
      if (better) best = kept, evidence = pair;
    };
    neighbours.for_each(row, [&](std::uint32_t other, const similar_pair& pair) {
      met_by[other] = row;
      if (rank[other] < done && chosen.of[other] == other) consider(other, pair);
    });
    if (!linked.empty()) {
      for (const std::uint32_t bucket : buckets_of[row]) {
        for (const std::uint32_t kept : kept_in[bucket]) {
          if (met_by[kept] == row) continue;
          met_by[kept] = row;
          const similar_pair pair = compare(candidate_pair{std::min(row, kept), std::max(row, kept)});
          if (!(pair.ratio() >= threshold)) continue;
          chosen.linked.push_back(pair);
          consider(kept, pair);
        }
      }
      if (best == row)
        for (const std::uint32_t bucket : buckets_of[row]) kept_in[bucket].push_back(row);
    }
    chosen.of[row] = best;
    chosen.evidence[row] = evidence;
  }
  std::sort(chosen.linked.begin(), chosen.linked.end(), [](const similar_pair& a, const similar_pair& b) {
    return std::pair(a.first, a.second) < std::pair(b.first, b.second);
  });
  return chosen;
}

/// Everything that similar pairs connect, however long the chain. `pairs` sorted by (first, second).
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
