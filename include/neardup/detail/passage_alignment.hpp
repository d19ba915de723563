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

/// Length of the longest common subsequence of two token lists of at most 64 tokens each.
/// One bit a token of `x`: a zero bit n in `row` says that the length grows between the prefixes n and n + 1
/// of x; adding the matches at the ones carries each growth to its new place (Crochemore et al. 2001, Hyyro
/// 2004).
[[nodiscard]] inline std::uint32_t common_subsequence(token_list x, token_list y,
                                                      bool reversed = false) noexcept {
  std::uint64_t row = ~std::uint64_t{0};
  for (std::size_t n = 0; n < y.size(); ++n) {
    const std::uint64_t hash = y[reversed ? y.size() - 1 - n : n].hash;
    std::uint64_t equal = 0;
    for (std::size_t m = 0; m < x.size(); ++m) equal |= std::uint64_t{x[m].hash == hash} << m;
    const std::uint64_t matches = row & equal;
    row = (row + matches) | (row - matches);
  }
  const std::uint64_t used = x.size() >= 64 ? ~std::uint64_t{0} : (std::uint64_t{1} << x.size()) - 1;
  return static_cast<std::uint32_t>(std::popcount(~row & used));
}

/// The tokens between two neighbouring blocks of an alignment.
struct block_gap {
  token_list first, second;

  block_gap(const block& before, const block& after, token_list a, token_list b)
      : first(a.subspan(before.i + before.length, after.i - before.i - before.length)),
        second(b.subspan(before.j + before.length, after.j - before.j - before.length)) {
    assert(longer() <= 64);
  }

  [[nodiscard]] std::uint32_t longer() const noexcept {
    return static_cast<std::uint32_t>(std::max(first.size(), second.size()));
  }
  [[nodiscard]] std::uint32_t matched() const noexcept {
    return first.empty() || second.empty() ? 0 : common_subsequence(first, second);
  }
  /// What the gap says for (above 0) or against one passage across it: matched minus unmatched tokens, where
  /// only matches beyond those of the same tokens in reverse order count. The reversed text has the same
  /// words and no common wording, so it measures chance whatever the vocabulary.
  [[nodiscard]] std::int64_t evidence() const noexcept {
    const std::int64_t together = matched();
    if (together == 0) return -std::int64_t{longer()};
    const std::int64_t chance = common_subsequence(first, second, true);
    return std::max<std::int64_t>(0, together - chance) - (longer() - together);
  }
};

/// Matched tokens of an alignment: its blocks, and the longest common subsequence inside each gap.
[[nodiscard]] inline std::uint32_t matched_tokens(const alignment& path, token_list a,
                                                  token_list b) noexcept {
  std::uint32_t sum = path.blocks.front().length;
  for (std::size_t n = 1; n < path.blocks.size(); ++n)
    sum += path.blocks[n].length + block_gap(path.blocks[n - 1], path.blocks[n], a, b).matched();
  return sum;
}

/// Cuts a chain where it reaches over a gap for too little: calls take(blocks) with pieces of which no part
/// before or after a gap has more evidence against than for it. A stray phrase of a headline that also stands
/// near the end of the text does not pull the border of a passage over the words between.
class chain_splitter {
 public:
  template <class Take>
  void operator()(const std::vector<block>& blocks, token_list a, token_list b, Take take) {
    if (blocks.size() == 1) return take(blocks.begin(), blocks.end());
    evidence_.resize(blocks.size());
    for (std::size_t n = 1; n < blocks.size(); ++n)
      evidence_[n] = block_gap(blocks[n - 1], blocks[n], a, b).evidence();
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

/// Walks outwards from a border, +1 for an equal pair of tokens and -2 for another; gives the step count with
/// the best sum, and gives up 8 below it or passage_max_gap away: a longer way holds seeds, so that the chain
/// would have gone it, and walking it again from each stray anchor is quadratic in a log file.
/// `equal(n)` compares the n-th pair outside the border.
template <class Equal>
[[nodiscard]] std::uint32_t best_extension(std::size_t limit, Equal equal) {
  std::int64_t sum = 0, best = 0;
  std::size_t steps = 0;
  limit = std::min<std::size_t>(limit, passage_max_gap);
  for (std::size_t n = 0; n < limit && sum >= best - 8; ++n) {
    sum += equal(n) ? 1 : -2;
    if (sum > best) {
      best = sum;
      steps = n + 1;
    }
  }
  return static_cast<std::uint32_t>(steps);
}

/// Adds the equal tokens among `count` pairs from (i, j) on, as blocks.
inline void append_matches(std::vector<block>& blocks, std::uint32_t i, std::uint32_t j, std::uint32_t count,
                           token_list a, token_list b) {
  for (std::uint32_t n = 0; n < count; ++n) {
    if (a[i + n].hash != b[j + n].hash) continue;
    if (!blocks.empty() && blocks.back().i + blocks.back().length == i + n &&
        blocks.back().j + blocks.back().length == j + n)
      ++blocks.back().length;
    else
      blocks.push_back({i + n, j + n, 1, true});
  }
}

/// How many pairs of tokens a chain gains at each end, token by token.
struct extension {
  std::uint32_t before, after;

  extension(const block& head, const block& tail, token_list a, token_list b) {
    const std::size_t i = std::size_t{tail.i} + tail.length, j = std::size_t{tail.j} + tail.length;
    before = best_extension(std::min(head.i, head.j),
                            [&](std::size_t n) { return a[head.i - 1 - n].hash == b[head.j - 1 - n].hash; });
    after = best_extension(std::min(a.size() - i, b.size() - j),
                           [&](std::size_t n) { return a[i + n].hash == b[j + n].hash; });
  }
};

/// The blocks [begin, end) with `gain` at both ends.
template <class Iterator>
[[nodiscard]] alignment extend(Iterator begin, Iterator end, extension gain, token_list a, token_list b) {
  const block &head = *begin, &tail = *(end - 1);
  alignment result;
  append_matches(result.blocks, head.i - gain.before, head.j - gain.before, gain.before, a, b);
  result.blocks.insert(result.blocks.end(), begin, end);
  append_matches(result.blocks, tail.i + tail.length, tail.j + tail.length, gain.after, a, b);
  return result;
}

}  // namespace neardup::inline v0::detail
