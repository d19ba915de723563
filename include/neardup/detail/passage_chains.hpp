#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <numeric>
#include <span>
#include <tuple>
#include <vector>

#include <neardup/detail/passage_anchors.hpp>

// Anchors to chains: runs of anchors that follow each other in both texts with small gaps between them.
namespace neardup::inline v0::detail {

/// Equal tokens [i, i + length) of one side and [j, j + length) of the other, within an alignment.
struct block {
  std::uint32_t i = 0, j = 0, length = 0;
  bool capped = false;  ///< no uncapped anchor vouches for it
  bool stray = false;   ///< the anchor is
};

/// Tokens in the blocks [begin, end), those of one side.
template <class Iterator>
[[nodiscard]] std::uint64_t tokens_in_blocks(Iterator begin, Iterator end) noexcept {
  return std::accumulate(begin, end, std::uint64_t{0},
                         [](std::uint64_t sum, const block& x) { return sum + x.length; });
}

/// Finds the chains of one document pair. Keeps its storage between calls; one object a thread.
///
/// Sparse dynamic programming: the best chain that ends in an anchor extends the best one that ends in an
/// earlier anchor near by. Scores are integers, a hundredth of a matched token, so that every machine breaks
/// ties alike: a gap costs 15 for each token that one side has more than the other, and 2 for each token of
/// the shorter side.
class chain_finder {
 public:
  /// `max_gap`: most tokens between two neighbours of a chain, on either side; 0..most_passage_gap.
  explicit chain_finder(std::uint32_t max_gap) noexcept : max_gap_(max_gap) {}

  /// Calls take(blocks) with each chain of `anchors`, all of one document pair, best first; an anchor is in
  /// one chain. Blocks are in text order and do not overlap on either side. O(n log n) for n anchors.
  template <class Take>
  void operator()(std::span<const anchor> anchors, Take take) {
    sort(anchors);
    for (std::size_t n = 0; n < links_.size(); ++n) connect(n);
    order_.resize(links_.size());
    std::iota(order_.begin(), order_.end(), 0u);
    std::sort(order_.begin(), order_.end(), [this](std::uint32_t x, std::uint32_t y) {
      return std::tuple(-links_[x].score, x) < std::tuple(-links_[y].score, y);
    });
    for (const std::uint32_t n : order_) {
      if (links_[n].used) continue;
      trace(n);
      take(blocks_);
    }
  }

 private:
  static constexpr std::uint32_t none = UINT32_MAX;
  static constexpr std::size_t lookback = 64, examined = 512;
  struct anchor_end {
    std::uint32_t end, diagonal, number;
  };
  struct link {
    std::int64_t score = 0;
    std::uint32_t previous = none;
    std::uint32_t tail_cut = 0;  ///< tokens that the previous anchor loses at its end, where the two overlap
    std::uint32_t head_cut = 0;  ///< or this one at its beginning
    bool used = false;
  };

  void sort(std::span<const anchor> anchors) {
    anchors_.assign(anchors.begin(), anchors.end());
    std::sort(anchors_.begin(), anchors_.end(),
              [](const anchor& x, const anchor& y) { return std::tuple(x.i, x.j) < std::tuple(y.i, y.j); });
    links_.assign(anchors_.size(), {});
    ends_.resize(anchors_.size());
    for (std::uint32_t n = 0; n < anchors_.size(); ++n)
      ends_[n] = {anchors_[n].i + anchors_[n].length, anchors_[n].j - anchors_[n].i, n};
    std::sort(ends_.begin(), ends_.end(), [](const anchor_end& x, const anchor_end& y) {
      return std::tie(x.end, x.number) < std::tie(y.end, y.number);
    });
  }

  // Candidates are taken by where they end, nearest first. By where they begin, a long anchor would be out of
  // reach behind the many short ones that begin inside it.
  void connect(std::size_t n) {
    const anchor& here = anchors_[n];
    link& best = links_[n];
    best.score = std::int64_t{100} * here.length;
    if (anchors_.size() == 1) return;
    const std::uint64_t limit = std::uint64_t{here.i} + std::min(here.length - 1, max_gap_);
    auto at = std::upper_bound(ends_.begin(), ends_.end(), limit,
                               [](std::uint64_t end, const anchor_end& x) { return end < x.end; });
    std::size_t tried = 0;
    for (std::size_t seen = 0; at != ends_.begin() && seen < examined && tried < lookback; ++seen) {
      const anchor_end& candidate = *--at;
      if (std::uint64_t{candidate.end} + max_gap_ < here.i) break;
      // Neighbours of a chain are on diagonals max_gap apart at most. Nearly all that a log file has here are
      // not. Diagonals wrap, so those of two texts that are 2^32 apart pass, and go on to fail.
      if (candidate.diagonal - (here.j - here.i) + max_gap_ > 2 * max_gap_) continue;
      const anchor& before = anchors_[candidate.number];
      if (before.i < here.i && before.j < here.j) tried += try_link(candidate.number, n);
    }
  }

  /// Whether `before` can stand before anchor n; taken where that beats the best so far.
  bool try_link(std::uint32_t before, std::size_t n) {
    const anchor &x = anchors_[before], &y = anchors_[n];
    const std::int64_t left = static_cast<std::int64_t>(y.i) - x.i - x.length;
    const std::int64_t right = static_cast<std::int64_t>(y.j) - x.j - x.length;
    const std::int64_t cut = std::max<std::int64_t>({0, -left, -right});
    if (left + cut > max_gap_ || right + cut > max_gap_) return false;
    // The shorter of two overlapping anchors gives way and keeps a token at least.
    const bool cut_tail = x.length <= y.length;
    const std::uint32_t usable = cut_tail ? x.length - links_[before].head_cut : y.length;
    if (cut >= usable) return false;
    const std::int64_t gained = std::int64_t{100} * (y.length - cut) - 15 * std::abs(left - right) -
                                2 * (std::min(left, right) + cut);
    link& best = links_[n];
    const std::int64_t score = links_[before].score + gained;
    if (score <= best.score) return true;
    const auto tokens = static_cast<std::uint32_t>(cut);
    best = {score, before, cut_tail ? tokens : 0, cut_tail ? 0 : tokens, false};
    return true;
  }

  /// The chain that ends in anchor n, as far back as anchors are free.
  void trace(std::uint32_t n) {
    blocks_.clear();
    std::uint32_t tail_cut = 0;
    while (true) {
      link& at = links_[n];
      at.used = true;
      const bool first = at.previous == none || links_[at.previous].used;
      const std::uint32_t head_cut = first ? 0 : at.head_cut;
      const anchor& x = anchors_[n];
      blocks_.push_back({x.i + head_cut, x.j + head_cut, x.length - head_cut - tail_cut, x.capped, x.stray});
      if (first) break;
      tail_cut = at.tail_cut;
      n = at.previous;
    }
    std::reverse(blocks_.begin(), blocks_.end());
  }

  std::uint32_t max_gap_;
  std::vector<anchor> anchors_;
  std::vector<link> links_;
  std::vector<anchor_end> ends_;  // in ascending order
  std::vector<std::uint32_t> order_;
  std::vector<block> blocks_;
};

}  // namespace neardup::inline v0::detail
