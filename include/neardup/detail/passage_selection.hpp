#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>
#include <tuple>
#include <unordered_map>
#include <vector>

#include <neardup/detail/passage_alignment.hpp>
#include <neardup/detail/passage_self.hpp>

// The matches of one document pair: aligned, checked, reduced to those that say something new.
namespace neardup::inline v0::detail {

/// A match in token positions. Both sides of a periodic stretch are the whole stretch.
struct token_match {
  std::uint32_t a = 0, b = 0;
  std::uint32_t first_begin = 0, first_end = 0, second_begin = 0, second_end = 0;
  std::uint32_t matched = 0;
  std::uint32_t period = 0, copies = 0;  ///< 0 where not periodic
  bool capped = false;

  friend auto operator<=>(const token_match&, const token_match&) = default;
  [[nodiscard]] std::uint32_t first_tokens() const noexcept { return first_end - first_begin; }
  [[nodiscard]] std::uint32_t second_tokens() const noexcept { return second_end - second_begin; }
  /// Matched tokens / longer side; in a periodic stretch each copy but the last has one to match.
  [[nodiscard]] double score() const noexcept {
    return static_cast<double>(matched) / (std::max(first_tokens(), second_tokens()) - period);
  }
};

/// Whether more than half of each side of `x` lies inside that side of `y`.
[[nodiscard]] inline bool lies_inside(const token_match& x, const token_match& y) noexcept {
  const auto inside = [](std::uint32_t b, std::uint32_t e, std::uint32_t begin, std::uint32_t end) {
    const std::uint32_t from = std::max(b, begin), to = std::min(e, end);
    return to > from && 2 * std::uint64_t{to - from} > e - b;
  };
  return inside(x.first_begin, x.first_end, y.first_begin, y.first_end) &&
         inside(x.second_begin, x.second_end, y.second_begin, y.second_end);
}

/// Keeps the matches that lie inside no better one; best = most matched tokens, then first in the text.
/// Looks only at kept matches whose first side comes near the middle of the new one's: whatever holds more
/// than half of a stretch holds its middle.
inline void drop_covered(std::vector<token_match>& matches) {
  std::sort(matches.begin(), matches.end(), [](const token_match& x, const token_match& y) {
    return std::tuple(~x.matched, x.first_begin, x.second_begin, x.first_end, x.second_end, x.period) <
           std::tuple(~y.matched, y.first_begin, y.second_begin, y.first_end, y.second_end, y.period);
  });
  if (matches.size() < 2) return;
  constexpr std::uint32_t cell_tokens = 64;
  std::unordered_map<std::uint32_t, std::vector<std::size_t>>
      cells;  // kept matches by stretches of first side
  std::size_t kept = 0;
  for (std::size_t n = 0; n < matches.size(); ++n) {
    const token_match x = matches[n];
    const auto cell = cells.find((x.first_begin + x.first_tokens() / 2) / cell_tokens);
    if (cell != cells.end() && std::any_of(cell->second.begin(), cell->second.end(),
                                           [&](std::size_t m) { return lies_inside(x, matches[m]); }))
      continue;
    for (std::uint32_t c = x.first_begin / cell_tokens; c <= x.first_end / cell_tokens; ++c)
      cells[c].push_back(kept);
    matches[kept++] = x;
  }
  matches.resize(kept);
}

/// What a match must have to be one.
struct match_limits {
  std::uint32_t min_tokens;  ///< on each side
  double min_score;          ///< matched tokens / longer side
};

/// Finds the matches of document pairs, one pair after another. Keeps its storage; one object a thread.
class match_finder {
 public:
  match_finder(std::span<const token_list> tokens, std::span<const std::string_view> texts,
               match_limits limits)
      : tokens_(tokens), texts_(texts), limits_(limits) {}

  /// Appends to `found` the matches of the documents that all of `anchors` belong to.
  void operator()(std::span<const anchor> anchors, std::vector<token_match>& found) {
    a_ = anchors.front().a, b_ = anchors.front().b;
    const token_list x = tokens_[a_], y = tokens_[b_];
    matches_.clear();
    chains_(anchors, [&](const std::vector<block>& chain) {
      splitter_(chain, x, y, [&](auto begin, auto end) { align(begin, end); });
    });
    drop_covered(matches_);
    found.insert(found.end(), matches_.begin(), matches_.end());
  }

 private:
  template <class Iterator>
  void align(Iterator begin, Iterator end) {
    const token_list x = tokens_[a_], y = tokens_[b_];
    const alignment path = extend(begin, end, x, y);
    if (path.shorter_side() < limits_.min_tokens) return;
    if (a_ != b_ || path.first_end() <= path.second_begin()) return keep(path);
    const std::uint32_t lag = main_lag(path.blocks);
    if (is_periodic(path, lag)) return keep_periodic(path, lag);
    if (lag >= limits_.min_tokens)
      overlap_cutter(path, x, texts_[a_])(lag, [this](const alignment& piece) { keep(piece); });
  }

  // Copies that are long enough to be passages, with something between them, are passages; only what follows
  // itself without a gap, or copies too short to stand alone, make a periodic stretch.
  [[nodiscard]] bool is_periodic(const alignment& path, std::uint32_t lag) const {
    if ((path.second_end() - path.first_begin()) / lag < 3) return false;
    return lag < limits_.min_tokens || longest_block(path).length / lag >= 2;
  }

  [[nodiscard]] static const block& longest_block(const alignment& path) {
    return *std::max_element(path.blocks.begin(), path.blocks.end(),
                             [](const block& x, const block& y) { return x.length < y.length; });
  }

  void keep_periodic(const alignment& path, std::uint32_t lag) {
    const block& longest = longest_block(path);
    // What the extension found beyond an exact stretch is chance, unless there is much of it.
    if (longest.length / lag >= 2 &&
        (lag >= limits_.min_tokens || longest.length >= path.longer_side() / 10 * 9))
      return add_periodic({{longest}}, longest.j - longest.i);
    add_periodic(path, lag);
  }

  void add_periodic(const alignment& path, std::uint32_t lag) {
    const token_list x = tokens_[a_];
    const std::uint32_t matched = matched_tokens(path, x, x), begin = path.first_begin(),
                        end = path.second_end();
    if (path.shorter_side() < limits_.min_tokens || !reaches_score(matched, path.longer_side())) return;
    matches_.push_back({a_, a_, begin, end, begin, end, matched, lag, (end - begin) / lag, false});
  }

  void keep(const alignment& path) {
    if (path.blocks.empty() || path.shorter_side() < limits_.min_tokens) return;
    const std::uint32_t matched = matched_tokens(path, tokens_[a_], tokens_[b_]);
    if (!reaches_score(matched, path.longer_side())) return;
    const bool capped =
        std::none_of(path.blocks.begin(), path.blocks.end(), [](const block& x) { return !x.capped; });
    matches_.push_back({a_, b_, path.first_begin(), path.first_end(), path.second_begin(), path.second_end(),
                        matched, 0, 0, capped});
  }

  [[nodiscard]] bool reaches_score(std::uint32_t matched, std::uint32_t tokens) const noexcept {
    return static_cast<double>(matched) / tokens >= limits_.min_score;
  }

  std::span<const token_list> tokens_;
  std::span<const std::string_view> texts_;
  match_limits limits_;
  std::uint32_t a_ = 0, b_ = 0;
  chain_finder chains_;
  chain_splitter splitter_;
  std::vector<token_match> matches_;
};

}  // namespace neardup::inline v0::detail
