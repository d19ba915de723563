#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>
#include <utility>
#include <vector>

#include <neardup/detail/passage_alignment.hpp>
#include <neardup/detail/passage_chains.hpp>
#include <neardup/detail/passage_selection.hpp>
#include <neardup/detail/passage_self.hpp>
#include <neardup/detail/passage_stretches.hpp>

// Anchors of one document pair to its matches: chained, aligned, checked, selected.
namespace neardup::inline v0::detail {

/// What a match must have to be one.
struct match_limits {
  std::uint32_t min_tokens;  ///< on each side
  double min_score;          ///< matched tokens / longer side
  std::uint32_t max_gap;     ///< tokens between equal ones, at most
  std::uint64_t space;       ///< hash of the token that stands for a space among `characters`
  std::uint32_t run;         ///< equal tokens in a row that are a seed for certain
};

/// Finds the matches of document pairs, one pair after another. Keeps its storage; one object a thread.
class match_finder {
 public:
  match_finder(std::span<const token_list> tokens, std::span<const std::string_view> texts,
               match_limits limits)
      : tokens_(tokens), texts_(texts), limits_(limits), chains_(limits.max_gap), extender_(limits.max_gap) {}

  /// Whether an anchor gives no match unless others join it, as nearly all do of documents that share a
  /// phrase and nothing more.
  [[nodiscard]] bool is_stray(const anchor& only) {
    begin(only);
    if (only.length >= limits_.min_tokens || may_stretch(only.length)) return false;
    const block alone{only.i, only.j, only.length, only.capped};
    extender_.measure(&alone, &alone + 1, pair_);
    return extender_.shorter_side() < limits_.min_tokens;
  }

  /// Appends to `found` the matches of the documents that all of `anchors` belong to.
  void operator()(std::span<const anchor> anchors, std::vector<token_match>& found) {
    if (anchors.size() == 1 && (anchors.front().stray || is_stray(anchors.front()))) return;
    begin(anchors.front());
    if (a_ != b_ || anchors.size() < long_stretches::many || !match_around_stretches(anchors)) match(anchors);
    std::erase_if(matches_, [](const token_match& x) { return x.is_series(); });
    found.insert(found.end(), matches_.begin(), matches_.end());
  }

 private:
  using iterator = std::vector<block>::const_iterator;

  void begin(const anchor& of) noexcept {
    a_ = of.a, b_ = of.b;
    pair_ = {tokens_[a_], tokens_[b_], a_ == b_};
  }

  /// Puts the matches of anchors into matches_, series included.
  void match(std::span<const anchor> anchors) {
    matches_.clear();
    series_ = 0;
    overlapping_.clear();
    chains_(anchors, [&](const std::vector<block>& chain) { match_chain(chain); });
    select_(matches_);
    if (!overlapping_.empty()) look_again();
  }

  /// The same for many anchors of a text with itself, or false where that takes all of them.
  [[nodiscard]] bool match_around_stretches(std::span<const anchor> anchors) {
    match(stretches_.near(anchors));
    const std::span<const anchor> outside = stretches_.outside(anchors, matches_, pair_.a.size());
    if (outside.size() == anchors.size()) return false;
    match(outside);
    return stretches_.are_shown(matches_);
  }

  // Copies in a row were matched as a row, with its borders, and selected so. Of two that no match shows by
  // now, the alignment of the row is cut to where its sides begin to overlap.
  void look_again() {
    std::vector<token_match> chosen = std::move(matches_);
    matches_.clear();
    const match_places places(chosen);
    for (const alignment& path : overlapping_) keep_windows(path, places);
    select_.more(chosen, matches_);
    matches_ = std::move(chosen);
  }

  /// Keeps of a path the stretches whose sides do not overlap, each as long as it can be, and not shown by
  /// what was chosen, or by one before, for the most part. O(blocks).
  void keep_windows(const alignment& path, const match_places& places) {
    const auto& blocks = path.blocks;
    std::vector<std::uint32_t> hidden;
    for (const block& x : blocks) hidden.push_back(x.length - places.shown(x));
    std::uint64_t tokens = 0, unknown = 0;  // of blocks [begin, end)
    for (std::size_t begin = 0, end = 0; begin < blocks.size(); ++begin) {
      const std::size_t before = end;
      for (; end < blocks.size() && blocks[end].i + blocks[end].length <= blocks[begin].j; ++end)
        tokens += blocks[end].length, unknown += hidden[end];
      if (end > before && 2 * unknown > tokens) {
        keep({{blocks.begin() + static_cast<std::ptrdiff_t>(begin),
               blocks.begin() + static_cast<std::ptrdiff_t>(end)}});
        std::fill(hidden.begin() + static_cast<std::ptrdiff_t>(begin),
                  hidden.begin() + static_cast<std::ptrdiff_t>(end), 0);
        unknown = 0;
      }
      if (end == begin) {
        ++end;  // a block that overlaps its own partner
      } else {
        tokens -= blocks[begin].length, unknown -= hidden[begin];
      }
    }
  }

  void match_chain(const std::vector<block>& chain) {
    if (chain.size() == 1 && chain.front().stray) return;
    const iterator copy = a_ == b_ ? exact_copy(chain) : chain.end();
    if (copy == chain.end()) return split(chain);
    const alignment path{{*copy}};
    path.first_end() <= path.second_begin() ? keep(path) : resolve(path);
    if (copy != chain.begin()) split({chain.begin(), copy});
    if (copy + 1 != chain.end()) split({copy + 1, chain.end()});
  }

  // Where no piece is long enough, but the whole is as equal as a copy that is met for certain, it is one;
  // with short seeds only from seven tenths on, which is more than chance gives even among ten different
  // words.
  void split(const std::vector<block>& chain) {
    const std::size_t before = matches_.size();
    std::size_t pieces = 0;
    splitter_(chain, pair_, [&](auto begin, auto end) {
      ++pieces;
      align(begin, end);
    });
    const alignment whole{chain};
    if (pieces == 1 || matches_.size() != before || whole.shorter_side() < limits_.min_tokens) return;
    if (10 * std::uint64_t{matched_tokens(whole, pair_)} >= 7 * std::uint64_t{whole.longer_side()} &&
        is_met_copy(whole))
      align(chain.begin(), chain.end());
  }

  // A stretch that is followed by itself at once, word for word, is a whole: no headline that shares a phrase
  // with its end, and no footer that begins like it, belongs to it. Not so in a row of many copies.
  [[nodiscard]] iterator exact_copy(const std::vector<block>& chain) const {
    const iterator longest = std::max_element(
        chain.begin(), chain.end(), [](const block& x, const block& y) { return x.length < y.length; });
    std::uint64_t sum = 0;
    for (const block& x : chain) sum += x.length;
    const std::uint64_t lag = longest->j - longest->i, length = longest->length;
    const std::uint64_t reach = chain.back().j + chain.back().length - chain.front().i;
    const bool doubled = lag >= limits_.min_tokens && length >= lag && length < 2 * lag;
    return doubled && 2 * length >= sum && reach < 3 * lag ? longest : chain.end();
  }

  /// Whether so few tokens of a path differ as may where a copy is met for certain: after each edit stands a
  /// run of equal tokens, and one before them all.
  [[nodiscard]] bool is_met_copy(const alignment& path) const {
    return (std::uint64_t{matched_tokens(path, pair_)} + 1) * (limits_.run + std::uint64_t{1}) >=
           std::uint64_t{path.longer_side()} * limits_.run;
  }

  void align(iterator begin, iterator end) {
    extender_.measure(begin, end, pair_);
    const bool is_short = extender_.shorter_side() < limits_.min_tokens;
    if (is_short) {
      std::uint64_t equal = 0;
      for (iterator x = begin; x != end; ++x) equal += x->length;
      if (!may_stretch(equal)) return;
      extender_.stretch(begin, end, pair_);
      if (extender_.shorter_side() < limits_.min_tokens) return;
    }
    alignment path = extender_.extended(begin, end);
    if (a_ != b_ || path.first_end() <= path.second_begin()) {
      if (!is_short || is_met_copy(path)) return keep(std::move(path));
      // What was taken in may be no edits of a copy but other words.
      const double share = limits_.run / (limits_.run + 1.0);
      for (alignment& part : parts_(path, pair_, share)) keep(std::move(part));
      return;
    }
    resolve(path);
    overlapping_.push_back(std::move(path));
  }

  // Less than half of the tokens hardly becomes a passage by its surroundings, and nearly all chains are
  // as short.
  [[nodiscard]] bool may_stretch(std::uint64_t equal) const noexcept {
    return 2 * equal >= limits_.min_tokens;
  }

  /// Keeps what an alignment of a text with itself, whose sides overlap, says.
  void resolve(const alignment& path) {
    if (path.shorter_side() < limits_.min_tokens) return;
    const std::uint32_t lag = main_lag(path.blocks);
    if (lag < limits_.min_tokens) {
      const auto longest =
          std::max_element(path.blocks.begin(), path.blocks.end(),
                           [](const block& x, const block& y) { return x.length < y.length; });
      // What the extension found around a stretch that is exact is chance.
      const bool exact = longest->length >= path.longer_side() / 10 * 9;
      return exact ? keep_periodic({{*longest}}, longest->j - longest->i) : keep_periodic(path, lag);
    }
    auto begin = path.blocks.begin();
    for (auto at = begin; at != path.blocks.end(); ++at) {
      // Three copies or more without a gap.
      if (at->length < limits_.min_tokens || at->length < 2 * std::uint64_t{at->j - at->i}) continue;
      keep_periodic({{*at}}, at->j - at->i);
      if (begin != at) keep_pieces({{begin, at}}, lag);
      begin = at + 1;
    }
    if (begin != path.blocks.end()) keep_pieces({{begin, path.blocks.end()}}, lag);
  }

  // Copies too short to stand alone, or without a gap between them.
  void keep_periodic(const alignment& path, std::uint32_t lag) {
    token_match match = measure(path);
    match.first_end = match.second_end;
    match.second_begin = match.first_begin;
    match.period = lag;
    match.copies = match.first_tokens() / lag;
    match.capped =
        match.capped && match.matched != match.longer;  // nothing hides in a stretch without a fault
    if (match.copies >= 3 && reaches_limits(match, path)) matches_.push_back(match);
  }

  // Copies long enough to stand alone, with gaps between them, or two with a chance overhang.
  void keep_pieces(const alignment& path, std::uint32_t lag) {
    token_match whole = measure(path);
    const std::size_t place = matches_.size();
    if ((whole.second_end - whole.first_begin + lag / 2) / lag >= 3) {
      whole.first_end = whole.second_end;
      whole.second_begin = whole.first_begin;
      whole.period = lag;
      whole.series = ++series_;
      matches_.push_back(whole);
    }
    overlap_cutter(path, tokens_[a_], texts_[a_])(
        lag, [&](alignment piece) { keep(std::move(piece), whole.series); });
    if (whole.series != 0 && matches_.size() == place + 1) matches_.pop_back();  // it would stand for nothing
  }

  void keep(alignment path, std::uint32_t series = 0) {
    while (!path.blocks.empty() && (sides_share_bytes(path) || is_space(path.first_end() - 1)))
      drop_last_pair(path);
    while (!path.blocks.empty() && is_space(path.first_begin())) drop_first_pair(path);
    if (path.blocks.empty() || path.shorter_side() < limits_.min_tokens) return;
    token_match match = measure(path);
    match.series = series;
    if (match.score() >= limits_.min_score) return matches_.push_back(match);
    for (alignment& part : parts_(path, pair_, limits_.min_score)) keep(std::move(part), series);
  }

  // Tokens that one segment of the text folds to share its bytes ("fi" of a ligature), and the first side may
  // end on one of them where the second begins on the next.
  [[nodiscard]] bool sides_share_bytes(const alignment& path) const noexcept {
    if (a_ != b_) return false;
    const token& last = tokens_[a_][path.first_end() - 1];
    return last.begin + last.length > tokens_[a_][path.second_begin()].begin;
  }

  // A passage neither begins nor ends with a space.
  [[nodiscard]] bool is_space(std::uint32_t i) const noexcept { return tokens_[a_][i].hash == limits_.space; }

  // Not inlined: where g++ 12 sees that there is one block, it takes erase() for a read behind it.
  [[gnu::noinline]] static void drop_first_pair(alignment& path) noexcept {
    block& first = path.blocks.front();
    ++first.i, ++first.j;
    if (--first.length == 0) path.blocks.erase(path.blocks.begin());
  }

  static void drop_last_pair(alignment& path) noexcept {
    if (--path.blocks.back().length == 0) path.blocks.pop_back();
  }

  [[nodiscard]] token_match measure(const alignment& path) const {
    token_match match{a_, b_, path.first_begin(), path.first_end(), path.second_begin(), path.second_end()};
    match.matched = matched_tokens(path, pair_);
    match.longer = path.longer_side();
    match.coverage = a_ == b_ ? matched_places(path, match.matched) : 2 * std::uint64_t{match.matched};
    match.capped =
        std::all_of(path.blocks.begin(), path.blocks.end(), [](const block& x) { return x.capped; });
    return match;
  }

  [[nodiscard]] bool reaches_limits(const token_match& match, const alignment& path) const noexcept {
    return path.shorter_side() >= limits_.min_tokens && match.score() >= limits_.min_score;
  }

  std::span<const token_list> tokens_;
  std::span<const std::string_view> texts_;
  match_limits limits_;
  std::uint32_t a_ = 0, b_ = 0, series_ = 0;
  token_pair pair_;
  chain_finder chains_;
  chain_splitter splitter_;
  chain_extender extender_;
  part_finder parts_;
  match_selection select_;
  long_stretches stretches_;
  std::vector<token_match> matches_;
  std::vector<alignment> overlapping_;
};

}  // namespace neardup::inline v0::detail
