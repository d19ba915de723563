#pragma once

#include <algorithm>
#include <compare>
#include <cstddef>
#include <cstdint>
#include <set>
#include <tuple>
#include <unordered_map>
#include <vector>

#include <neardup/detail/passage_chains.hpp>

// The matches of one document pair reduced to those that say something new.
namespace neardup::inline v0::detail {

/// A match in token positions. Both sides of a periodic stretch are the whole stretch. So are those of a
/// series, many copies with gaps between them: it is never reported, but stands for all its pairs of copies
/// except the neighbours, which are matches of the same series number.
struct token_match {
  std::uint32_t a = 0, b = 0;
  std::uint32_t first_begin = 0, first_end = 0, second_begin = 0, second_end = 0;
  std::uint32_t matched = 0, longer = 0;  ///< matched tokens, tokens of the longer side
  std::uint32_t period = 0, copies = 0;   ///< 0 where not periodic
  std::uint64_t coverage = 0;             ///< tokens of either side that have a partner, each counted once
  std::uint32_t series = 0;               ///< 0 where neither a series nor of one
  bool capped = false;

  [[nodiscard]] bool is_series() const noexcept { return period != 0 && copies == 0; }

  friend auto operator<=>(const token_match&, const token_match&) = default;
  [[nodiscard]] std::uint32_t first_tokens() const noexcept { return first_end - first_begin; }
  [[nodiscard]] std::uint32_t second_tokens() const noexcept { return second_end - second_begin; }
  /// Tokens from the beginning of one side to that of the other, in one text.
  [[nodiscard]] std::uint32_t lag() const noexcept {
    return period != 0 ? period : second_begin - first_begin;
  }
  [[nodiscard]] double score() const noexcept { return static_cast<double>(matched) / longer; }

  /// Which of matches that cover as much text says most: a periodic stretch, before its own halves; a stretch
  /// that is followed by itself at once, token for token; a series; anything else.
  [[nodiscard]] int rank() const noexcept {
    if (period != 0) return is_series() ? 2 : 0;
    return a == b && first_end == second_begin && matched == longer ? 1 : 3;
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

/// Whether `y` stands for pairs of places within it that are `lag` tokens apart: what has a period does for
/// those a whole number of periods apart, more or less; a series not for neighbours, which matches of their
/// own show.
[[nodiscard]] inline bool stands_for(const token_match& y, std::uint32_t lag) noexcept {
  if (y.period == 0) return true;
  const std::uint32_t past = lag % y.period, near = y.period / 8;
  if (std::min(past, y.period - past) > near || lag + near < y.period) return false;
  return !y.is_series() || 2 * std::uint64_t{lag} >= 3 * std::uint64_t{y.period};
}

/// Whether with `y` known `x` says nothing new.
[[nodiscard]] inline bool shows(const token_match& y, const token_match& x) noexcept {
  return stands_for(y, x.lag()) && lies_inside(x, y);
}

/// Whether two matches within a periodic stretch are the same but for whole periods.
[[nodiscard]] inline bool same_in_period(const token_match& x, const token_match& y,
                                         std::uint32_t period) noexcept {
  const auto same = [&](std::uint32_t x_begin, std::uint32_t y_begin) {
    const std::uint32_t past = (std::max(x_begin, y_begin) - std::min(x_begin, y_begin)) % period;
    return 2 * std::min(past, period - past) < x.first_tokens();
  };
  return (same(x.first_begin, y.first_begin) && same(x.second_begin, y.second_begin)) ||
         (same(x.first_begin, y.second_begin) && same(x.second_begin, y.first_begin));
}

/// What is found within the periodic stretches of one text: once, not in each period.
class period_contents {
 public:
  void clear() noexcept { stretches_.clear(); }
  void add(const token_match& periodic) { stretches_.push_back({periodic, {}}); }

  /// Whether `x` lies in a stretch that it tells nothing about: it is longer than the period, or says what
  /// was found in another one. If not, that is remembered.
  [[nodiscard]] bool knows(const token_match& x) {
    for (stretch& each : stretches_) {
      if (!lies_inside(x, each.whole) || stands_for(each.whole, x.lag())) continue;
      const std::uint32_t period = each.whole.period;
      if (x.first_tokens() + x.second_tokens() > period && x.first_begin >= each.whole.first_begin &&
          x.second_end <= each.whole.second_end)
        return true;
      if (std::any_of(each.found.begin(), each.found.end(),
                      [&](const token_match& y) { return same_in_period(x, y, period); }))
        return true;
      each.found.push_back(x);
    }
    return false;
  }

 private:
  struct stretch {
    token_match whole;
    std::vector<token_match> found;
  };
  std::vector<stretch> stretches_;
};

/// Chooses among the matches of one document pair those that say something new, best first.
class match_selection {
 public:
  /// Drops from `matches` each one that more than half on both sides lies inside a better one, and orders
  /// what is left. Better = covers more matched text, then by rank. Series are left in.
  void operator()(std::vector<token_match>& matches) {
    contents_.clear();
    if (matches.empty()) return;
    sort(matches);
    if (matches.size() == 1 && !matches.front().is_series()) {
      if (matches.front().copies != 0) contents_.add(matches.front());
      return;
    }
    cells_ = {};  // not clear(): that would sweep the buckets of the largest pair so far, for each pair
    seams_.clear();
    crossing_series_.clear();
    std::size_t kept = 0;
    for (std::size_t n = 0; n < matches.size(); ++n) {
      const token_match x = matches[n];
      if (crosses_seam(x)) {
        if (x.is_series()) crossing_series_.insert(x.series);
        continue;
      }
      // What a chain across a seam holds on one side of it has borders that the chain chose, not the text.
      if (x.series != 0 && crossing_series_.contains(x.series)) continue;
      if (is_covered(x, matches) || (x.a == x.b && contents_.knows(x))) continue;
      if (x.copies != 0) contents_.add(x);
      for (std::uint32_t c = x.first_begin / cell_tokens; c <= x.first_end / cell_tokens; ++c)
        cells_[c].push_back(kept);
      if (x.a == x.b && x.first_end == x.second_begin) seams_.insert(x.first_end);
      matches[kept++] = x;
    }
    matches.resize(kept);
  }

  /// Of what was chosen last.
  [[nodiscard]] period_contents& contents() noexcept { return contents_; }

 private:
  static void sort(std::vector<token_match>& matches) {
    std::sort(matches.begin(), matches.end(), [](const token_match& x, const token_match& y) {
      return std::tuple(~x.coverage, x.rank(), x.period, x) < std::tuple(~y.coverage, y.rank(), y.period, y);
    });
  }

  static constexpr std::uint32_t cell_tokens = 64;

  // Looks only at kept matches whose first side comes near the middle of this one's: whatever holds more than
  // half of a stretch holds its middle.
  [[nodiscard]] bool is_covered(const token_match& x, const std::vector<token_match>& kept) const {
    const auto cell = cells_.find((x.first_begin + x.first_tokens() / 2) / cell_tokens);
    if (cell == cells_.end()) return false;
    return std::any_of(cell->second.begin(), cell->second.end(), [&](std::size_t n) {
      return (x.series == 0 || x.series != kept[n].series) && shows(kept[n], x);
    });
  }

  /// Where a copy follows its original at once, the last words of one meet the first of the other. What
  /// repeats across that seam is an echo of the copying, not of the text.
  [[nodiscard]] bool crosses_seam(const token_match& x) const {
    const auto crossed = [this](std::uint32_t begin, std::uint32_t end) {
      const auto seam = seams_.upper_bound(begin);
      return seam != seams_.end() && *seam < end;
    };
    return !seams_.empty() && (crossed(x.first_begin, x.first_end) || crossed(x.second_begin, x.second_end));
  }

  std::unordered_map<std::uint32_t, std::vector<std::size_t>> cells_;  ///< kept ones, by parts of first side
  std::set<std::uint32_t> seams_;
  std::set<std::uint32_t> crossing_series_;
  period_contents contents_;
};

}  // namespace neardup::inline v0::detail
