#pragma once

#include <algorithm>
#include <bit>
#include <cassert>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <tuple>
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

/// Finds the stretches of an alignment that reach a score where the whole does not: an exact copy between
/// words that only resemble each other is still one. Keeps its storage between alignments.
class part_finder {
 public:
  /// Parts, from block to block, whose matched tokens are at least `min_score` of the longer side: each such
  /// part is among them, or is at least half inside one that is. O(n log n) in the blocks, but for long
  /// alignments that hardly miss the score, where it is O(n^2) in steps of 64.
  [[nodiscard]] std::vector<alignment> operator()(const alignment& path, const token_pair& texts,
                                                  double min_score) {
    measure(path, texts, min_score);
    find_longest(path, min_score);
    std::sort(parts_.begin(), parts_.end(), [](const part& x, const part& y) {
      return std::tuple(y.tokens, x.begin) < std::tuple(x.tokens, y.begin);
    });
    taken_.clear();
    std::vector<alignment> found;
    for (const part& x : parts_) {
      const auto holds_most = [&](const part& y) {
        const std::size_t begin = std::max(x.begin, y.begin), end = std::min(x.end, y.end);
        return begin < end && 2 * tokens(path, begin, end) > x.tokens;
      };
      if (std::any_of(taken_.begin(), taken_.end(), holds_most)) continue;
      taken_.push_back(x);
      found.push_back({{path.blocks.begin() + static_cast<std::ptrdiff_t>(x.begin),
                        path.blocks.begin() + static_cast<std::ptrdiff_t>(x.end)}});
    }
    return found;
  }

 private:
  static constexpr std::size_t stride = 64;
  struct part {
    std::size_t begin, end;  // blocks
    std::uint64_t tokens;    // of the longer side
  };

  [[nodiscard]] static std::uint32_t tokens(const alignment& path, std::size_t begin,
                                            std::size_t end) noexcept {
    const block &x = path.blocks[begin], &y = path.blocks[end - 1];
    return std::max(y.i + y.length - x.i, y.j + y.length - x.j);
  }

  void measure(const alignment& path, const token_pair& texts, double min_score) {
    const std::size_t count = path.blocks.size();
    before_.assign(count, 0);
    behind_.resize(count);
    surplus_.assign(count / stride + 1, -std::numeric_limits<double>::infinity());
    std::uint64_t matched = 0;
    for (std::size_t n = 0; n < count; ++n) {
      const block& x = path.blocks[n];
      if (n > 0) matched += block_gap(path.blocks[n - 1], x, texts).matched();
      before_[n] = matched;
      behind_[n] = matched += x.length;
      double& best = surplus_[n / stride];
      best = std::max(best, static_cast<double>(matched) - min_score * (x.i + x.length));
    }
  }

  /// Fills parts_ with those that no other one holds: from each block to the furthest that will do.
  void find_longest(const alignment& path, double min_score) {
    parts_.clear();
    std::size_t furthest = 0;  // blocks up to here are inside a part
    for (std::size_t begin = 0; begin < path.blocks.size(); ++begin) {
      // A little less, so that rounding leaves out nothing.
      const double needed = static_cast<double>(before_[begin]) - min_score * path.blocks[begin].i - 1e-3;
      for (std::size_t end = path.blocks.size(); end > std::max(begin, furthest);) {
        if (surplus_[(end - 1) / stride] < needed) {
          end = (end - 1) / stride * stride;
          continue;
        }
        const std::uint64_t length = tokens(path, begin, end);
        const auto matched = static_cast<double>(behind_[end - 1] - before_[begin]);
        if (matched / static_cast<double>(length) >= min_score) {
          parts_.push_back({begin, end, length});
          furthest = end;
          break;
        }
        --end;
      }
    }
  }

  std::vector<std::uint64_t> before_, behind_;  // matched tokens up to each block, without it and with it
  std::vector<double> surplus_;  // of each `stride` blocks the greatest of matched minus needed up to its end
  std::vector<part> parts_, taken_;
};

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
    least_cut_ = INT64_MAX;
    pending_.assign(1, {0, blocks.size()});
    while (!pending_.empty()) {
      const auto [begin, end] = pending_.back();
      pending_.pop_back();
      if (!split_forward(blocks, begin, end) && !split_backward(blocks, begin, end))
        take(blocks.begin() + static_cast<std::ptrdiff_t>(begin),
             blocks.begin() + static_cast<std::ptrdiff_t>(end));
    }
  }

  /// Of the gaps where the last chain was cut, if it was, the least evidence against one: no more tokens of
  /// it differ.
  [[nodiscard]] std::int64_t least_cut() const noexcept { return least_cut_; }

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
        least_cut_ = std::min(least_cut_, -evidence_[n]);
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
        least_cut_ = std::min(least_cut_, -evidence_[n]);
        stop = n;
        sum = 0;
      }
    }
    if (stop != end) pending_.push_back({begin, stop});
    return stop != end;
  }

  std::vector<std::int64_t> evidence_;
  std::int64_t least_cut_ = 0;
  std::vector<range> pending_;
};

/// How a walk from the border of a chain ends.
struct walk_rule {
  std::uint32_t reach = 60;  ///< tokens away from the border at most
  std::int64_t drop = 8;     ///< so far below the best sum the walk gives up
  bool to_best = true;       ///< what is behind the place with the best sum is not walked
};

/// Walks outwards from a border of a chain, equal tokens gaining 1 and a replaced, dropped or added one
/// costing 2; `runs` becomes the runs of equal tokens on the way. Goes no further than rule.reach: a longer
/// way holds seeds, so that the chain would have gone it, and walking it again from each stray anchor is
/// quadratic in a log file.
///
/// Offsets count from the border; `equal(n, m)` compares token n outside it on the first side with token m on
/// the second. Greedy: of the three edits it takes the one before the longest run.
template <class Equal>
void walk_outwards(std::size_t first_limit, std::size_t second_limit, const walk_rule& rule, Equal equal,
                   std::vector<block>& runs) {
  const auto limit = [&](std::size_t tokens) {
    return static_cast<std::uint32_t>(std::min<std::size_t>(tokens, rule.reach));
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
    if (sum < best - rule.drop || n >= first_end || m >= second_end) break;
    const std::uint32_t replaced = run_length(n + 1, m + 1), dropped = run_length(n + 1, m),
                        added = run_length(n, m + 1);
    length = std::max({replaced, dropped, added});
    // Where dropping and adding promise the same, taking neither keeps the two texts interchangeable.
    const bool drop = dropped > std::max(replaced, added), add = added > std::max(replaced, dropped);
    if (!drop && !add) length = replaced;
    n += !add;
    m += !drop;
  }
  if (rule.to_best) runs.resize(kept);
}

/// A chain, all or part of it, that grows at both ends. Keeps its storage between chains.
class chain_extender {
 public:
  /// `reach`: tokens that either end grows by, at most.
  explicit chain_extender(std::uint32_t reach) noexcept : reach_(reach) {}

  /// Measures how far the blocks [begin, end) grow: to where the words around them agree best.
  template <class Iterator>
  void measure(Iterator begin, Iterator end, const token_pair& texts, bool apart = false) {
    walk(begin, end, texts, {.reach = reach_}, apart);
  }

  /// How far they can be stretched: over edits that no equal words make good, as far as those of the blocks
  /// do. A copy whose last words hold an edit is as long as it is.
  template <class Iterator>
  void stretch(Iterator begin, Iterator end, const token_pair& texts, bool apart = false) {
    walk(begin, end, texts, {reach_, static_cast<std::int64_t>(tokens_in_blocks(begin, end)), false}, apart);
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
  template <class Iterator>
  void walk(Iterator begin, Iterator end, const token_pair& texts, const walk_rule& rule, bool apart) {
    head_ = *begin;
    const block& tail = *(end - 1);
    tail_i_ = tail.i + tail.length, tail_j_ = tail.j + tail.length;
    const auto before = [&](std::uint32_t n, std::uint32_t m) {
      return texts.equal(head_.i - 1 - n, head_.j - 1 - m);
    };
    const auto after = [&](std::uint32_t n, std::uint32_t m) {
      return texts.equal(tail_i_ + n, tail_j_ + m);
    };
    std::size_t room = apart ? head_.j - tail_i_ : SIZE_MAX;
    walk_outwards(std::min(texts.a.size() - tail_i_, room), texts.b.size() - tail_j_, rule, after, after_);
    if (apart && !after_.empty()) room -= after_.back().i + after_.back().length;
    walk_outwards(head_.i, std::min<std::size_t>(head_.j, room), rule, before, before_);
  }

  std::uint32_t reach_;
  block head_;
  std::uint32_t tail_i_ = 0, tail_j_ = 0;
  std::vector<block> before_, after_;
};

}  // namespace neardup::inline v0::detail
