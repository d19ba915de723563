#pragma once

#include <algorithm>
#include <bit>
#include <cassert>
#include <cstddef>
#include <cstdint>
#include <vector>

#include <neardup/detail/passage_chains.hpp>

// Chains to alignments: ends trimmed and extended, tokens between the blocks matched exactly.
namespace neardup::inline v0::detail {

/// An order-preserving alignment of two stretches of tokens: equal blocks, gaps between them.
struct alignment {
  std::vector<block> blocks;

  [[nodiscard]] std::uint32_t first_begin() const noexcept { return blocks.front().i; }
  [[nodiscard]] std::uint32_t first_end() const noexcept { return blocks.back().i + blocks.back().length; }
  [[nodiscard]] std::uint32_t second_begin() const noexcept { return blocks.front().j; }
  [[nodiscard]] std::uint32_t second_end() const noexcept { return blocks.back().j + blocks.back().length; }
  [[nodiscard]] std::uint32_t longer_side() const noexcept {
    return std::max(first_end() - first_begin(), second_end() - second_begin());
  }
  [[nodiscard]] std::uint32_t shorter_side() const noexcept {
    return std::min(first_end() - first_begin(), second_end() - second_begin());
  }
};

/// The token lists of two documents, or of one twice.
struct token_pair {
  token_list a, b;
  bool self = false;

  /// Whether token i of a and token j of b are equal; in one text, whether j repeats the earlier i.
  [[nodiscard]] bool equal(std::size_t i, std::size_t j) const noexcept {
    return a[i].hash == b[j].hash && !(self && i >= j);
  }
};

/// The tokens between two neighbouring blocks of an alignment, at most most_passage_gap on each side.
class block_gap {
 public:
  block_gap(const block& before, const block& after, const token_pair& texts)
      : texts_(texts),
        i_(before.i + before.length),
        j_(before.j + before.length),
        first_(after.i - i_),
        second_(after.j - j_) {
    assert(longer() <= most_passage_gap);
  }

  [[nodiscard]] std::uint32_t longer() const noexcept { return std::max(first_, second_); }

  /// Length of the longest common subsequence of the two sides.
  [[nodiscard]] std::uint32_t matched() const noexcept { return common_subsequence(false); }

  /// What the gap says for (above 0) or against one passage across it: matched minus unmatched tokens, where
  /// only matches beyond those of the same tokens in reverse order count. The reversed text has the same
  /// words and no common wording, so it measures chance whatever the vocabulary.
  [[nodiscard]] std::int64_t evidence() const noexcept {
    const std::int64_t together = matched();
    if (together == 0) return -std::int64_t{longer()};
    const std::int64_t chance = common_subsequence(true);
    return std::max<std::int64_t>(0, together - chance) - (longer() - together);
  }

 private:
  // One bit a token of the first side: a zero says that the longest common subsequence with what was read of
  // the second side grows there; adding the matches at the ones carries each growth to its new place
  // (Crochemore, Iliopoulos, Pinzon, Reid 2001).
  [[nodiscard]] std::uint32_t common_subsequence(bool reversed) const noexcept {
    if (first_ == 0) return 0;
    std::uint64_t row = ~std::uint64_t{0};
    for (std::uint32_t n = 0; n < second_; ++n) {
      const std::uint32_t j = j_ + (reversed ? second_ - 1 - n : n);
      std::uint64_t equal = 0;
      for (std::uint32_t m = 0; m < first_; ++m) equal |= std::uint64_t{texts_.equal(i_ + m, j)} << m;
      const std::uint64_t matches = row & equal;
      row = (row + matches) | (row - matches);
    }
    return static_cast<std::uint32_t>(std::popcount(~row & (~std::uint64_t{0} >> (64 - first_))));
  }

  token_pair texts_;
  std::uint32_t i_, j_, first_, second_;
};

/// Matched tokens of an alignment: its blocks, and the longest common subsequence inside each gap.
[[nodiscard]] inline std::uint32_t matched_tokens(const alignment& path, const token_pair& texts) noexcept {
  std::uint32_t sum = path.blocks.front().length;
  for (std::size_t n = 1; n < path.blocks.size(); ++n)
    sum += path.blocks[n].length + block_gap(path.blocks[n - 1], path.blocks[n], texts).matched();
  return sum;
}

/// Cuts a chain where it reaches over a gap for too little: calls take(blocks) with pieces of which no part
/// before or after a gap has more evidence against than for it. A stray phrase of a headline that also stands
/// near the end of the text does not pull the border of a passage over the words between.
class chain_splitter {
 public:
  template <class Take>
  void operator()(const std::vector<block>& blocks, const token_pair& texts, Take take) {
    if (blocks.size() == 1) return take(blocks.begin(), blocks.end());
    evidence_.resize(blocks.size());
    for (std::size_t n = 1; n < blocks.size(); ++n)
      evidence_[n] = block_gap(blocks[n - 1], blocks[n], texts).evidence();
    pending_.assign(1, {0, blocks.size()});
    while (!pending_.empty()) {
      const auto [begin, end] = pending_.back();
      pending_.pop_back();
      if (!split_forward(blocks, begin, end) && !split_backward(blocks, begin, end))
        take(blocks.begin() + static_cast<std::ptrdiff_t>(begin),
             blocks.begin() + static_cast<std::ptrdiff_t>(end));
    }
  }

 private:
  struct range {
    std::size_t begin, end;
  };

  bool split_forward(const std::vector<block>& blocks, std::size_t begin, std::size_t end) {
    std::int64_t sum = 0;
    std::size_t start = begin;
    for (std::size_t n = begin; n < end; ++n) {
      if (n > start) sum += evidence_[n];
      if (sum < 0) {
        pending_.push_back({start, n});
        start = n;
        sum = 0;
      }
      sum += blocks[n].length;
    }
    if (start != begin) pending_.push_back({start, end});
    return start != begin;
  }

  bool split_backward(const std::vector<block>& blocks, std::size_t begin, std::size_t end) {
    std::int64_t sum = 0;
    std::size_t stop = end;
    for (std::size_t n = end; n-- > begin;) {
      sum += blocks[n].length;
      if (n == begin) break;
      sum += evidence_[n];
      if (sum < 0) {
        pending_.push_back({n, stop});
        stop = n;
        sum = 0;
      }
    }
    if (stop != end) pending_.push_back({begin, stop});
    return stop != end;
  }

  std::vector<std::int64_t> evidence_;
  std::vector<range> pending_;
};

/// Walks outwards from a border of a chain, equal tokens gaining 1 and a replaced, dropped or added one
/// costing 2; `runs` becomes the runs of equal tokens up to the place with the best sum. Gives up 8 below it,
/// or `reach` tokens away: a longer way holds seeds, so that the chain would have gone it, and walking it
/// again from each stray anchor is quadratic in a log file.
///
/// Offsets count from the border; `equal(n, m)` compares token n outside it on the first side with token m on
/// the second. Greedy: of the three edits it takes the one before the longest run.
template <class Equal>
void walk_outwards(std::size_t first_limit, std::size_t second_limit, std::uint32_t reach, Equal equal,
                   std::vector<block>& runs) {
  const auto limit = [reach](std::size_t tokens) {
    return static_cast<std::uint32_t>(std::min<std::size_t>(tokens, reach));
  };
  const std::uint32_t first_end = limit(first_limit), second_end = limit(second_limit);
  const auto run_length = [&](std::uint32_t n, std::uint32_t m) {
    std::uint32_t length = 0;
    while (n + length < first_end && m + length < second_end && equal(n + length, m + length)) ++length;
    return length;
  };
  runs.clear();
  std::int64_t sum = 0, best = 0;
  std::size_t kept = 0;
  std::uint32_t n = 0, m = 0, length = run_length(0, 0);
  while (true) {
    if (length > 0) runs.push_back({n, m, length, true});
    sum += length;
    n += length, m += length;
    if (sum > best) {
      best = sum;
      kept = runs.size();
    }
    sum -= 2;
    if (sum < best - 8 || n >= first_end || m >= second_end) break;
    const std::uint32_t replaced = run_length(n + 1, m + 1), dropped = run_length(n + 1, m),
                        added = run_length(n, m + 1);
    length = std::max({replaced, dropped, added});
    // Where dropping and adding promise the same, taking neither keeps the two texts interchangeable.
    const bool drop = dropped > std::max(replaced, added), add = added > std::max(replaced, dropped);
    if (!drop && !add) length = replaced;
    n += !add;
    m += !drop;
  }
  runs.resize(kept);
}

/// A chain, all or part of it, that grows at both ends. Keeps its storage between chains.
class chain_extender {
 public:
  /// `reach`: tokens that either end grows by, at most.
  explicit chain_extender(std::uint32_t reach) noexcept : reach_(reach) {}

  /// Measures how far the blocks [begin, end) grow.
  template <class Iterator>
  void measure(Iterator begin, Iterator end, const token_pair& texts) {
    head_ = *begin;
    const block& tail = *(end - 1);
    tail_i_ = tail.i + tail.length, tail_j_ = tail.j + tail.length;
    const auto before = [&](std::uint32_t n, std::uint32_t m) {
      return texts.equal(head_.i - 1 - n, head_.j - 1 - m);
    };
    const auto after = [&](std::uint32_t n, std::uint32_t m) {
      return texts.equal(tail_i_ + n, tail_j_ + m);
    };
    walk_outwards(head_.i, head_.j, reach_, before, before_);
    walk_outwards(texts.a.size() - tail_i_, texts.b.size() - tail_j_, reach_, after, after_);
  }

  /// Tokens of the shorter side, both ends grown.
  [[nodiscard]] std::uint32_t shorter_side() const noexcept {
    std::uint32_t first = tail_i_ - head_.i, second = tail_j_ - head_.j;
    for (const auto* runs : {&before_, &after_}) {
      if (runs->empty()) continue;
      first += runs->back().i + runs->back().length;
      second += runs->back().j + runs->back().length;
    }
    return std::min(first, second);
  }

  /// The blocks that were measured, with what they gain.
  template <class Iterator>
  [[nodiscard]] alignment extended(Iterator begin, Iterator end) const {
    alignment path;
    path.blocks.reserve(before_.size() + static_cast<std::size_t>(end - begin) + after_.size());
    for (auto x = before_.rbegin(); x != before_.rend(); ++x)
      path.blocks.push_back({head_.i - x->i - x->length, head_.j - x->j - x->length, x->length, true});
    path.blocks.insert(path.blocks.end(), begin, end);
    for (const block& x : after_) path.blocks.push_back({tail_i_ + x.i, tail_j_ + x.j, x.length, true});
    return path;
  }

 private:
  std::uint32_t reach_;
  block head_;
  std::uint32_t tail_i_ = 0, tail_j_ = 0;
  std::vector<block> before_, after_;
};

}  // namespace neardup::inline v0::detail
