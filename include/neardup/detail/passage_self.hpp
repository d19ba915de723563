#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string_view>
#include <tuple>
#include <vector>

#include <neardup/detail/passage_alignment.hpp>
#include <neardup/detail/passage_snap.hpp>

// A text matched with itself: the two sides of an alignment may overlap. Three copies or more in a row are
// periodic text; fewer are two copies with a coincidence at their border, and the border has to be found.
namespace neardup::inline v0::detail {

/// How much of a border of the text lies before token n: 4 a paragraph's (or the text's), 3 a line's, 2 a
/// sentence's, 1 any punctuation, 0 none.
[[nodiscard]] inline int border_strength(std::string_view text, token_list tokens, std::size_t n) noexcept {
  if (n == 0 || n == tokens.size()) return 4;
  const std::size_t begin = std::size_t{tokens[n - 1].begin} + tokens[n - 1].length;
  if (begin >= tokens[n].begin) return 0;
  return border_strength(text.substr(begin, tokens[n].begin - begin));
}

/// Distance of the two sides that most of the alignment's tokens have; ties go to the smaller.
[[nodiscard]] inline std::uint32_t main_lag(const std::vector<block>& blocks) {
  std::vector<std::pair<std::uint32_t, std::uint32_t>> lags;  // lag, tokens
  for (const block& x : blocks) lags.emplace_back(x.j - x.i, x.length);
  std::sort(lags.begin(), lags.end());
  std::uint32_t best = 0, most = 0;
  for (std::size_t n = 0, sum = 0; n < lags.size(); ++n) {
    sum = (n > 0 && lags[n].first == lags[n - 1].first ? sum : 0) + lags[n].second;
    if (sum > most) std::tie(best, most) = std::pair(lags[n].first, static_cast<std::uint32_t>(sum));
  }
  return best;
}

/// Tokens of the text that `path`, an alignment of the text with itself, matches on either side; one on both
/// sides counts once. So copies in a row cover the same whether each is matched with the next or with the one
/// after next. `matched` of the path, for the tokens matched inside gaps.
[[nodiscard]] inline std::uint64_t matched_places(const alignment& path, std::uint64_t matched) noexcept {
  std::uint64_t blocks = 0, twice = 0;
  std::size_t m = 0;
  for (const block& x : path.blocks) {
    blocks += x.length;
    while (m < path.blocks.size() && path.blocks[m].j + path.blocks[m].length <= x.i) ++m;
    for (std::size_t n = m; n < path.blocks.size() && path.blocks[n].j < x.i + x.length; ++n)
      twice += std::min(x.i + x.length, path.blocks[n].j + path.blocks[n].length) -
               std::max(x.i, path.blocks[n].j);
  }
  return 2 * blocks - twice + (matched - blocks) * (twice == 0 ? 2 : 1);
}

/// Cuts an alignment of a text with itself, whose sides overlap, into alignments whose sides do not.
class overlap_cutter {
 public:
  overlap_cutter(const alignment& path, token_list tokens, std::string_view text)
      : blocks_(path.blocks), tokens_(tokens), text_(text) {}

  /// Calls take(alignment) with each piece, from the best place to begin on: each as long as its second side
  /// lets its first side be.
  template <class Take>
  void operator()(std::uint32_t lag, Take take) const {
    for (std::uint32_t start = best_start(lag); start < end();) {
      const block* from = block_at(start);
      const std::uint32_t stop = from->j + (start - from->i);
      take(cut(start, stop));
      const block* next = block_at(stop);
      if (next == last()) break;
      start = std::max(stop, next->i);
    }
  }

 private:
  [[nodiscard]] const block* last() const noexcept { return blocks_.data() + blocks_.size(); }
  [[nodiscard]] std::uint32_t end() const noexcept { return blocks_.back().i + blocks_.back().length; }

  /// The first block that ends behind position i of the first side.
  [[nodiscard]] const block* block_at(std::uint32_t i) const noexcept {
    return std::partition_point(blocks_.data(), last(),
                                [i](const block& x) { return std::uint64_t{x.i} + x.length <= i; });
  }

  // A repeated body is followed by its copy at once, and a chance word may be equal before the one and before
  // the other: the last of the headline and the last of the body, say. Then the alignment is a word too long
  // and could be cut in two places. Where one of them makes the two sides equal to the byte, that is the one;
  // else the place where paragraphs, lines or sentences begin and end.
  [[nodiscard]] std::uint32_t best_start(std::uint32_t lag) const {
    const std::uint32_t begin = blocks_.front().i;
    const std::vector<std::uint32_t> unequal = unequal_pieces();
    std::uint32_t best = begin;
    std::pair<bool, int> strongest{false, -1};
    for (const block& x : blocks_) {
      for (std::uint32_t n = 0; n < x.length; ++n) {
        const std::uint32_t i = x.i + n, stop = x.j + n;
        if (i - begin >= lag || (i > begin && stop > end())) return best;
        const std::pair strength(equal_sides(unequal, n), strength_of(i, stop));
        if (strength > strongest) std::tie(best, strongest) = std::pair(i, strength);
      }
    }
    return best;
  }

  /// The bytes of token n and what follows it, up to the next token.
  [[nodiscard]] std::string_view piece(std::uint32_t n) const noexcept {
    const std::size_t stop = n + 1 < tokens_.size() ? tokens_[n + 1].begin : text_.size();
    return text_.substr(tokens_[n].begin, stop - tokens_[n].begin);
  }

  [[nodiscard]] std::string_view bytes(std::uint32_t n) const noexcept {
    return text_.substr(tokens_[n].begin, tokens_[n].length);
  }

  /// How many of the first n pieces of the block differ from those they match. Empty where there are several
  /// blocks, whose sides differ anyhow.
  [[nodiscard]] std::vector<std::uint32_t> unequal_pieces() const {
    std::vector<std::uint32_t> sums;
    if (blocks_.size() != 1) return sums;
    const block& x = blocks_.front();
    sums.resize(std::size_t{x.length} + 1);
    for (std::uint32_t n = 0; n < x.length; ++n) sums[n + 1] = sums[n] + (piece(x.i + n) != piece(x.j + n));
    return sums;
  }

  /// Whether the two sides that begin n tokens into the block are the same bytes.
  [[nodiscard]] bool equal_sides(const std::vector<std::uint32_t>& unequal, std::uint32_t n) const noexcept {
    if (unequal.empty()) return false;
    const block& x = blocks_.front();
    const std::uint32_t last = n + (x.j - x.i) - 1;
    return last < x.length && unequal[last] == unequal[n] && bytes(x.i + last) == bytes(x.j + last);
  }

  [[nodiscard]] int strength_of(std::uint32_t start, std::uint32_t stop) const noexcept {
    const block* x = block_at(stop - 1);
    if (x == last() || x->i >= stop) --x;
    const std::uint32_t first_end = std::min(stop, x->i + x->length);
    const std::uint32_t second_end = x->j + (first_end - x->i);
    const auto strength = [this](std::uint32_t n) { return border_strength(text_, tokens_, n); };
    // The weaker of the outer borders counts most: a headline begins as strongly as the body after it, but
    // then the other end falls inside a sentence.
    const int from = strength(start), to = strength(second_end);
    return 100 * std::min(from, to) + from + to + strength(first_end) + strength(stop);
  }

  /// What of the alignment has its first side within [start, stop).
  [[nodiscard]] alignment cut(std::uint32_t start, std::uint32_t stop) const {
    alignment piece;
    for (const block* x = block_at(start); x != last() && x->i < stop; ++x) {
      const std::uint32_t head = start > x->i ? start - x->i : 0;
      piece.blocks.push_back({x->i + head, x->j + head, std::min(x->length, stop - x->i) - head, x->capped});
    }
    return piece;
  }

  const std::vector<block>& blocks_;
  token_list tokens_;
  std::string_view text_;
};

}  // namespace neardup::inline v0::detail
