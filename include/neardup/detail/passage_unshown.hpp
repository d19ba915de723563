#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <unordered_map>
#include <vector>

#include <neardup/detail/passage_alignment.hpp>
#include <neardup/detail/passage_selection.hpp>
#include <neardup/detail/passage_self.hpp>

// What the selected matches of a document pair leave unsaid about an alignment.
namespace neardup::inline v0::detail {

/// Finds the stretches of alignments of which no match shows half.
///
/// A match shows the part of an alignment that lies inside both of its sides, which is one stretch, since
/// both sides of an alignment only go forward. Places are counted along it in tokens of blocks, and of the
/// longer side between them.
class unshown_finder {
 public:
  /// Forgets what was shown.
  void clear() {
    if (!cells_.empty()) cells_ = {};  // not clear(): that would sweep the buckets of the largest pair so far
    all_.clear();
    known_ = 0;
  }

  /// Whether one of `matches` shows `x`.
  [[nodiscard]] bool holds(const std::vector<token_match>& matches, const token_match& x) {
    index(matches);
    const auto& some = near(x.first_begin + x.first_tokens() / 2);
    return std::any_of(some.begin(), some.end(), [&](std::size_t n) { return shows(matches[n], x); });
  }

  /// Whether one of `matches` has all of a block on both sides.
  [[nodiscard]] bool holds(const std::vector<token_match>& matches, const block& x) {
    index(matches);
    const auto& some = near(x.i);
    return std::any_of(some.begin(), some.end(), [&](std::size_t n) {
      const token_match& y = matches[n];
      return y.first_begin <= x.i && x.i + x.length <= y.first_end && y.second_begin <= x.j &&
             x.j + x.length <= y.second_end && stands_for(y, x.j - x.i);
    });
  }

  /// Calls take(alignment) with stretches of `path`, disjoint in their two sides, each at least `min_tokens`
  /// long, of which no one of `matches` shows half; what take() adds to the matches counts at once. After
  /// that each stretch of so many tokens is shown by half, where take() keeps all it is given.
  template <class Take>
  void operator()(const alignment& path, bool self, const std::vector<token_match>& matches,
                  std::uint32_t min_tokens, Take take) {
    path_ = &path;
    min_tokens_ = min_tokens;
    self_ = self;
    lag_ = self ? main_lag(path.blocks) : 0;
    measure();
    // Windows whose sides do not overlap, each a quarter further than the one before at least.
    std::uint32_t last_begin = 0, last_end = 0;
    for (std::size_t n = 0; n < path.blocks.size() && last_end < starts_.back(); ++n) {
      const std::uint32_t begin = starts_[n], end = self ? disjoint_end(n) : starts_.back();
      if (end <= last_end || 4 * std::uint64_t{begin - last_begin} < last_end - last_begin) continue;
      last_begin = begin, last_end = end;
      look(begin, end, matches, take);
    }
  }

 private:
  static constexpr std::uint32_t cell_tokens = 64;
  static constexpr std::size_t few = 16;

  /// Tokens [begin, end) of the path's blocks, and what of them is to be kept where nothing shows half.
  struct window {
    std::uint32_t begin, end, core_begin, core_end;
  };
  struct stretch {
    std::uint32_t begin = 0, end = 0;
    [[nodiscard]] std::uint32_t tokens() const noexcept { return end - begin; }
  };

  void measure() {
    const auto& blocks = path_->blocks;
    starts_.assign(1, 0);
    for (std::size_t n = 1; n < blocks.size(); ++n)
      starts_.push_back(starts_.back() +
                        std::max(blocks[n].i - blocks[n - 1].i, blocks[n].j - blocks[n - 1].j));
    starts_.push_back(starts_.back() + blocks.back().length);
  }

  /// Where the first side of what begins with block n meets the second.
  [[nodiscard]] std::uint32_t disjoint_end(std::size_t n) const noexcept {
    return first_at_or_behind(path_->blocks[n].j, [](const block& x) { return x.i; });
  }

  /// The first token of the blocks whose place on the side that `begin_of` tells is `place` or behind it.
  template <class Begin>
  [[nodiscard]] std::uint32_t first_at_or_behind(std::uint32_t place, Begin begin_of) const noexcept {
    const auto& blocks = path_->blocks;
    const auto x = std::partition_point(blocks.begin(), blocks.end(), [&](const block& each) {
      return begin_of(each) + each.length <= place;
    });
    if (x == blocks.end()) return starts_.back();
    const std::uint32_t start = starts_[static_cast<std::size_t>(x - blocks.begin())];
    return place > begin_of(*x) ? start + (place - begin_of(*x)) : start;
  }

  /// The end of the last token whose place on that side is before `place`.
  template <class Begin>
  [[nodiscard]] std::uint32_t end_before(std::uint32_t place, Begin begin_of) const noexcept {
    const auto& blocks = path_->blocks;
    const auto x = std::partition_point(blocks.begin(), blocks.end(),
                                        [&](const block& each) { return begin_of(each) < place; });
    if (x == blocks.begin()) return 0;
    const block& last = *(x - 1);
    return starts_[static_cast<std::size_t>(x - blocks.begin()) - 1] +
           std::min(last.length, place - begin_of(last));
  }

  [[nodiscard]] stretch shown_by(const token_match& y) const noexcept {
    const auto first = [](const block& x) { return x.i; };
    const auto second = [](const block& x) { return x.j; };
    return {std::max(first_at_or_behind(y.first_begin, first), first_at_or_behind(y.second_begin, second)),
            std::min(end_before(y.first_end, first), end_before(y.second_end, second))};
  }

  /// The blocks from place `begin` up to `end`.
  [[nodiscard]] alignment cut(std::uint32_t begin, std::uint32_t end) const {
    alignment piece;
    for (std::size_t n = block_of(begin); n < path_->blocks.size() && starts_[n] < end; ++n) {
      const block& x = path_->blocks[n];
      const std::uint32_t head = begin > starts_[n] ? begin - starts_[n] : 0;
      const std::uint32_t stop = std::min(x.length, end - starts_[n]);
      if (head < stop) piece.blocks.push_back({x.i + head, x.j + head, stop - head, x.capped});
    }
    return piece;
  }

  /// The block that a place lies in or behind.
  [[nodiscard]] std::size_t block_of(std::uint32_t place) const noexcept {
    return static_cast<std::size_t>(std::upper_bound(starts_.begin(), starts_.end() - 1, place) -
                                    starts_.begin() - 1);
  }

  template <class Take>
  void look(std::uint32_t begin, std::uint32_t end, const std::vector<token_match>& matches, Take take) {
    pending_.assign(1, {begin, end, begin, end});
    while (!pending_.empty()) {
      const window w = pending_.back();
      pending_.pop_back();
      const std::uint32_t length = w.end - w.begin;
      if (2 * std::uint64_t{length} < min_tokens_) continue;
      index(matches);
      const auto [best, boxed] = most_shown(w, matches);
      const bool half = 2 * std::uint64_t{best.tokens()} > length;
      if (!half) {
        const bool whole = w.core_begin == w.begin && w.core_end == w.end;
        if ((2 * std::uint64_t{w.core_end - w.core_begin} < min_tokens_ ||
             !take_part(w.core_begin, w.core_end, take)) &&
            !whole)
          take_part(w.begin, w.end, take);
        if (!boxed || best.tokens() == 0) continue;
      }
      // What reaches over a border by less than it has behind it is not shown by half either.
      const std::uint32_t before = best.begin - w.begin, behind = w.end - best.end;
      if (behind > 0)
        pending_.push_back({w.end - (half ? 2 * behind - 1 : behind), w.end, std::max(w.core_begin, best.end),
                            std::max(w.core_end, best.end)});
      if (before > 0)
        pending_.push_back({w.begin, w.begin + (half ? 2 * before - 1 : before),
                            std::min(w.core_begin, best.begin), std::min(w.core_end, best.begin)});
    }
  }

  template <class Take>
  bool take_part(std::uint32_t begin, std::uint32_t end, Take take) const {
    const alignment piece = cut(begin, end);
    return !piece.blocks.empty() && take(piece);
  }

  // Few matches are looked at one by one: nearly all pairs of documents have few.
  void index(const std::vector<token_match>& matches) {
    if (matches.size() <= few) {
      for (; known_ < matches.size(); ++known_) all_.push_back(known_);
      return;
    }
    if (cells_.empty()) known_ = 0;
    for (; known_ < matches.size(); ++known_)
      for (std::uint32_t c = matches[known_].first_begin / cell_tokens;
           c <= matches[known_].first_end / cell_tokens; ++c)
        cells_[c].push_back(known_);
  }

  /// Numbers of the matches that may have token i on their first side.
  [[nodiscard]] const std::vector<std::size_t>& near(std::uint32_t i) const {
    static const std::vector<std::size_t> none;
    if (cells_.empty()) return all_;
    const auto cell = cells_.find(i / cell_tokens);
    return cell == cells_.end() ? none : cell->second;
  }

  /// The longest stretch of a window that one match shows, and whether more than half of either side of the
  /// window lies inside a match, whatever is matched there.
  [[nodiscard]] std::pair<stretch, bool> most_shown(const window& w,
                                                    const std::vector<token_match>& matches) const {
    const auto& blocks = path_->blocks;
    const std::size_t from = block_of(w.begin), to = block_of(w.end - 1);
    token_match sides;
    const std::uint32_t skipped = std::min(w.begin - starts_[from], blocks[from].length);
    const std::uint32_t used = std::min(w.end - starts_[to], blocks[to].length);
    sides.first_begin = blocks[from].i + skipped, sides.second_begin = blocks[from].j + skipped;
    sides.first_end = blocks[to].i + used, sides.second_end = blocks[to].j + used;
    std::pair<stretch, bool> found;
    // Whatever holds half of the window holds its middle.
    for (const std::size_t n : near(sides.first_begin + sides.first_tokens() / 2)) {
      if (self_ && !stands_for(matches[n], lag_)) continue;
      const stretch shown = shown_by(matches[n]);
      const stretch inside{std::max(shown.begin, w.begin), std::min(shown.end, w.end)};
      if (inside.begin < inside.end && inside.tokens() > found.first.tokens()) found.first = inside;
      found.second = found.second || lies_inside(sides, matches[n]);
    }
    return found;
  }

  const alignment* path_ = nullptr;
  std::uint32_t min_tokens_ = 1, lag_ = 0;
  bool self_ = false;
  std::vector<std::uint32_t> starts_;  ///< tokens of the blocks before each, and of all
  std::vector<window> pending_;
  std::unordered_map<std::uint32_t, std::vector<std::size_t>>
      cells_;                     ///< matches by parts of their first side
  std::vector<std::size_t> all_;  ///< where there are few
  std::size_t known_ = 0;
};

}  // namespace neardup::inline v0::detail
