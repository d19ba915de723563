#pragma once

#include <algorithm>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <numeric>
#include <span>
#include <string_view>
#include <utility>
#include <vector>

#include <neardup/candidates.hpp>
#include <neardup/detail/corpus.hpp>
#include <neardup/detail/disjoint_sets.hpp>
#include <neardup/detail/numbered_sets.hpp>
#include <neardup/detail/parallel.hpp>
#include <neardup/identical.hpp>
#include <neardup/verify.hpp>

// Exact comparison of candidates. Shingle sets are made anew from the texts: kept for all documents they
// would be larger than these. So they live for one batch of pairs at a time.
namespace neardup::inline v0::detail {

/// Identity hashes of the texts behind rows; one a thread.
class row_hashes {
 public:
  row_hashes(const corpus& read, const sequence_groups& groups, const near_duplicate_options& options)
      : corpus_(&read),
        groups_(&groups),
        tokenization_(options.tokenization()),
        windows_(options.effective_shingle_size(), options.seed) {}

  /// Of all windows, repeats kept; valid until the next call. `next`: the row that will be asked for then.
  [[nodiscard]] std::span<const std::uint64_t> of(std::uint32_t row, std::uint32_t next) {
    if (!corpus_->tokens.empty()) {
      windows_.identity_hashes(corpus_->tokens[groups_->representative[row]], hashes_);
      return hashes_;
    }
    text_prefetch ahead(text_of(next));
    ahead.some();
    tokenize(text_of(row), tokenization_, stream_);
    ahead.some();
    windows_.identity_hashes(stream_.tokens, hashes_);
    ahead.some();
    return hashes_;
  }

  /// Shingles of a row, repeats counted: what its set has at most.
  [[nodiscard]] std::uint32_t windows_of(std::uint32_t row) const noexcept {
    return corpus_->windows[groups_->representative[row]];
  }

 private:
  [[nodiscard]] std::string_view text_of(std::uint32_t row) const noexcept {
    return corpus_->texts[groups_->representative[row]];
  }

  const corpus* corpus_;
  const sequence_groups* groups_;
  token_options tokenization_;
  shingler windows_;
  token_stream stream_;
  std::vector<std::uint64_t> hashes_;
};

/// Sets and their scratch space are given up above this, and made again where they are needed again.
inline constexpr std::size_t set_bytes_at_a_time = std::size_t{64} << 20;

/// Compares candidate pairs, a connected group of them after the other.
class exact_comparison {
 public:
  exact_comparison(const row_hashes& hashes, const run_control& control,
                   std::vector<std::uint32_t>& set_sizes, std::size_t set_bytes = set_bytes_at_a_time)
      : hashes_(hashes), control_(control), set_sizes_(set_sizes), set_bytes_(set_bytes) {}

  /// Pairs of at least `threshold`, in the order of `candidates`, which must be sorted by (first, second).
  /// Writes the set sizes of all rows in them.
  [[nodiscard]] std::vector<similar_pair> similar(std::span<const candidate_pair> candidates,
                                                  double threshold) {
    candidates_ = candidates;
    threshold_ = threshold;
    block_of_.assign(set_sizes_.size(), unseen);
    group_candidates();
    cut_batches();
    outcomes_.resize(candidates.size());
    std::vector<worker_state> workers(worker_count(control_, batches_.size() - 1, 1),
                                      worker_state(hashes_, set_sizes_.size()));
    parallel_for("verify", batches_.size() - 1, 1, control_,
                 [&](std::size_t batch, std::size_t, std::size_t worker) {
                   compare_batch(batches_[batch], batches_[batch + 1], workers[worker]);
                 });
    std::vector<similar_pair> kept;
    for (std::size_t i = 0; i < candidates.size(); ++i) {
      const similar_pair pair{candidates[i].first, candidates[i].second, outcomes_[i].shared,
                              outcomes_[i].total};
      if (pair.ratio() >= threshold) kept.push_back(pair);
    }
    return kept;
  }

 private:
  struct outcome {
    std::uint32_t shared, total;  // of a pair below the threshold, as much as they could be at most
    [[nodiscard]] double ratio() const noexcept { return similar_pair{0, 0, shared, total}.ratio(); }
  };
  static constexpr std::uint32_t unseen = ~std::uint32_t{0}, seen = unseen - 1;
  static constexpr std::size_t few_rows =
      8;  // for which it is not worth while to drop what they do not share
  struct worker_state {
    worker_state(const row_hashes& from, std::size_t count) : hashes(from), place_of(count, unseen) {}
    row_hashes hashes;
    numbered_sets sets;
    std::vector<std::uint32_t> rows;      // of the group in hand
    std::vector<std::uint32_t> place_of;  // row -> where it is in `rows`
  };

  /// Brings the pairs that are connected, by whatever other pairs, together; each group in its old order.
  void group_candidates() {
    disjoint_sets sets(set_sizes_.size());
    for (const candidate_pair& pair : candidates_) sets.unite(pair.first, pair.second);
    std::vector<std::size_t> next(set_sizes_.size() + 1);
    for (const candidate_pair& pair : candidates_) ++next[sets.find(pair.first)];
    std::exclusive_scan(next.begin(), next.end(), next.begin(), std::size_t{0});
    order_.resize(candidates_.size());
    for (std::size_t i = 0; i < candidates_.size(); ++i) order_[next[sets.find(candidates_[i].first)]++] = i;
    // What was the beginning of a group is its end by now.
    ends_.clear();
    for (const std::size_t end : next)
      if (end != 0 && (ends_.empty() || end != ends_.back())) ends_.push_back(end);
  }

  /// A batch is a few groups, or a tile of one whose sets are too large to be held together.
  void cut_batches() {
    constexpr std::size_t few = std::size_t{1} << 20;
    std::vector<std::uint32_t> rows;
    batches_.assign(1, 0);
    std::size_t bytes = 0, begin = 0;
    for (const std::size_t end : ends_) {
      const std::size_t own = bytes_of(rows_of(begin, end, rows));
      if (own > set_bytes_) {
        if (begin != batches_.back()) batches_.push_back(begin);
        cut_tiles(begin, end, rows);
        bytes = 0;
      } else if ((bytes += own) > few) {
        batches_.push_back(end);
        bytes = 0;
      }
      begin = end;
    }
    if (batches_.back() != candidates_.size()) batches_.push_back(candidates_.size());
  }

  /// Rows of some candidates, ascending, into `rows`.
  [[nodiscard]] std::vector<std::uint32_t>& rows_of(std::size_t begin, std::size_t end,
                                                    std::vector<std::uint32_t>& rows) {
    rows.clear();
    for (std::size_t i = begin; i < end; ++i)
      for (const std::uint32_t row : {candidates_[order_[i]].first, candidates_[order_[i]].second})
        if (std::exchange(block_of_[row], 0) != 0) rows.push_back(row);
    std::sort(rows.begin(), rows.end());
    for (const std::uint32_t row : rows) block_of_[row] = unseen;
    return rows;
  }

  [[nodiscard]] std::size_t bytes_of(std::span<const std::uint32_t> rows) const noexcept {
    constexpr std::size_t bytes_a_shingle = 28;  // of numbered_sets, where most are in one set alone
    std::size_t bytes = 0;
    for (const std::uint32_t row : rows) bytes += hashes_.windows_of(row) * bytes_a_shingle;
    return bytes;
  }

  /// Cuts the rows of a group, whose pairs begin where the last batch ends, into blocks of half of what may
  /// be held, and its pairs into tiles of those with one row in a block and one in another: a set is made
  /// once for each block. Cutting the pairs in their own order made it nearly once a pair.
  void cut_tiles(std::size_t begin, std::size_t end, std::span<const std::uint32_t> rows) {
    std::uint32_t blocks = 0;
    std::size_t bytes = set_bytes_;
    for (const std::uint32_t row : rows) {
      const std::size_t own = bytes_of({&row, 1});
      if (bytes + own > set_bytes_ / 2) ++blocks, bytes = 0;
      bytes += own;
      block_of_[row] = blocks - 1;
    }
    const auto tile_of = [&](std::size_t i) {
      return std::size_t{block_of_[candidates_[i].first]} * blocks + block_of_[candidates_[i].second];
    };
    const auto first = order_.begin() + static_cast<std::ptrdiff_t>(begin),
               last = order_.begin() + static_cast<std::ptrdiff_t>(end);
    std::stable_sort(first, last, [&](std::size_t a, std::size_t b) { return tile_of(a) < tile_of(b); });
    for (std::size_t i = begin + 1; i < end; ++i)
      if (tile_of(order_[i]) != tile_of(order_[i - 1])) batches_.push_back(i);
    batches_.push_back(end);
    for (const std::uint32_t row : rows) block_of_[row] = unseen;
  }

  void compare_batch(std::size_t begin, std::size_t end, worker_state& worker) {
    auto group_end = std::upper_bound(ends_.begin(), ends_.end(), begin);
    for (; begin < end; begin = *group_end++)
      compare_group(std::span(order_).subspan(begin, std::min(end, *group_end) - begin), worker);
  }

  void compare_group(std::span<const std::size_t> group, worker_state& worker) {
    auto& [hashes, sets, rows, place_of] = worker;
    rows.clear();
    for (const std::size_t i : group)
      for (const std::uint32_t row : {candidates_[i].first, candidates_[i].second})
        if (std::exchange(place_of[row], seen) == unseen) rows.push_back(row);
    std::sort(rows.begin(), rows.end());
    sets.clear(hashes.windows_of(rows.front()));
    for (std::size_t i = 0; i < rows.size(); ++i) {
      place_of[rows[i]] = static_cast<std::uint32_t>(i);
      sets.add(hashes.of(rows[i], rows[std::min(i + 1, rows.size() - 1)]));
      // Pieces of one group may share rows, and then write the same number.
      std::atomic_ref(set_sizes_[rows[i]]).store(sets.set_size(i), std::memory_order_relaxed);
    }
    if (rows.size() > few_rows) sets.drop_unshared();
    std::size_t first = rows.size();
    for (const std::size_t i : group) {
      const candidate_pair pair = candidates_[i];
      if (first == rows.size() || rows[first] != pair.first) {
        control_.check_stop();
        first = place_of[pair.first];
        sets.mark(first);
      }
      const std::size_t second = place_of[pair.second];
      const std::uint32_t both = sets.set_size(first) + sets.set_size(second);
      const auto outcome_of = [&](std::uint32_t shared) { return outcome{shared, both - shared}; };
      outcomes_[i] = outcome_of(sets.most_shared(first, second));
      if (outcomes_[i].ratio() >= threshold_) outcomes_[i] = outcome_of(sets.count_marked(second));
    }
    for (const std::uint32_t row : rows) place_of[row] = unseen;
  }

  const row_hashes& hashes_;
  const run_control& control_;
  std::vector<std::uint32_t>& set_sizes_;
  std::size_t set_bytes_;
  std::span<const candidate_pair> candidates_;
  double threshold_ = 0;
  std::vector<std::uint32_t> block_of_;  // row -> its block in the group that is being cut
  std::vector<std::size_t> order_;       // candidates, group by group
  std::vector<std::size_t> ends_;        // of the groups, in order_
  std::vector<std::size_t> batches_;     // where they begin, in order_; and the end of the last
  std::vector<outcome> outcomes_;        // by candidate
};

/// Compares rows one by one, as the choice of representatives in linked buckets asks for them: each with kept
/// ones that come again and again. Sets of kept ones stay from their first comparison on, as far as there is
/// room; for the others hashes are made anew each time. As no kept one ever goes, and each may come with any
/// row, no set is worth more than another, so none is given up for one. Hashes of rows are made some rows
/// ahead, by all threads.
class linked_comparison {
 public:
  /// `order`: the rows that will be compared with kept ones, in the order in which they come.
  /// `set_bytes`: room for sets, which the last one to come may exceed.
  linked_comparison(const row_hashes& hashes, const run_control& control, std::vector<std::uint32_t> order,
                    std::vector<std::uint32_t>& set_sizes, std::size_t set_bytes)
      : control_{control.threads, control.stop},
        set_sizes_(set_sizes),
        set_bytes_(set_bytes),
        order_(std::move(order)),
        place_of_(set_sizes.size(), nobody),
        set_of_(set_sizes.size(), nobody),
        workers_(worker_count(control, rows_ahead, grain), hashes) {
    for (std::uint32_t place = 0; place < order_.size(); ++place) place_of_[order_[place]] = place;
  }

  [[nodiscard]] similar_pair compare(std::uint32_t row, std::uint32_t kept) {
    if (row != in_hand_) take(row);
    const std::uint32_t shared =
        set_of_[kept] < marked_sets_ ? sets_.count_marked(set_of_[kept]) : compare_anew(kept);
    return {std::min(row, kept), std::max(row, kept), shared, set_sizes_[row] + set_sizes_[kept] - shared};
  }

 private:
  static constexpr std::uint32_t nobody = ~std::uint32_t{0};
  static constexpr std::size_t rows_ahead = 1024, grain = 16;
  static constexpr std::size_t shingles_ahead = std::size_t{1} << 20;

  void take(std::uint32_t row) {
    const auto hashes = hashes_of(row);
    own_.clear(hashes.size());
    own_.add(hashes);
    set_sizes_[row] = own_.set_size(0);
    static_cast<void>(sets_.mark(hashes));
    marked_sets_ = sets_.size();
    in_hand_ = row;
  }

  /// What the row in hand shares with a kept one that had no set when the row came.
  [[nodiscard]] std::uint32_t compare_anew(std::uint32_t kept) {
    const auto hashes = hashes_of(kept);
    if (set_of_[kept] == nobody && sets_.bytes() < set_bytes_) {
      set_of_[kept] = static_cast<std::uint32_t>(sets_.size());
      sets_.add(hashes);
      set_sizes_[kept] = sets_.set_size(set_of_[kept]);
    } else if (set_sizes_[kept] == 0) {
      counted_.clear(hashes.size());
      counted_.add(hashes);
      set_sizes_[kept] = counted_.set_size(0);
    }
    return own_.mark(hashes);
  }

  [[nodiscard]] std::span<const std::uint64_t> hashes_of(std::uint32_t row) {
    const std::size_t place = place_of_[row];
    if (place == nobody || place < ahead_begin_) return workers_.front().of(row, row);
    if (place >= ahead_begin_ + ahead_.size()) look_ahead(place);
    return ahead_[place - ahead_begin_];
  }

  void look_ahead(std::size_t place) {
    std::size_t end = place, shingles = 0;
    while (end < order_.size() && end - place < rows_ahead && shingles <= shingles_ahead)
      shingles += workers_.front().windows_of(order_[end++]);
    ahead_begin_ = place;
    ahead_.resize(end - place);
    parallel_for("cluster", ahead_.size(), grain, control_,
                 [&](std::size_t begin, std::size_t stop, std::size_t worker) {
                   for (std::size_t i = begin; i < stop; ++i) {
                     const std::size_t next = std::min(i + 1, ahead_.size() - 1);
                     const auto hashes = workers_[worker].of(order_[place + i], order_[place + next]);
                     ahead_[i].assign(hashes.begin(), hashes.end());
                   }
                 });
  }

  const run_control control_;  // reports nothing: the stage that asks does
  std::vector<std::uint32_t>& set_sizes_;
  std::size_t set_bytes_;
  std::vector<std::uint32_t> order_, place_of_;
  std::vector<std::uint32_t> set_of_;  // row -> its set in sets_
  std::vector<row_hashes> workers_;
  std::uint32_t in_hand_ = nobody;
  numbered_sets own_;            // of the row in hand alone
  numbered_sets sets_;           // of kept rows
  std::size_t marked_sets_ = 0;  // those of sets_ that were there when the row came
  numbered_sets counted_;        // of one kept row without room, to learn its size
  std::size_t ahead_begin_ = 0;
  std::vector<std::vector<std::uint64_t>> ahead_;  // hashes of order_[ahead_begin_], ...
};

}  // namespace neardup::inline v0::detail
