#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <iterator>
#include <span>
#include <string_view>
#include <utility>
#include <vector>

#include <neardup/detail/passage_alignment.hpp>
#include <neardup/detail/passage_chains.hpp>
#include <neardup/detail/passage_chance.hpp>
#include <neardup/detail/passage_selection.hpp>
#include <neardup/detail/passage_self.hpp>
#include <neardup/detail/passage_stretches.hpp>
#include <neardup/detail/passage_unshown.hpp>

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
    if (a_ == b_ && anchors.size() >= long_stretches::many)
      anchors = match_around_stretches(anchors);
    else
      match(anchors);
    std::erase_if(matches_, [](const token_match& x) { return x.is_series(); });
    if (candidates_.empty()) return;
    const bool alone =
        candidates_.size() == 1 && matches_.size() == 1 && !sides_overlap(candidates_.front()) &&
        stretched(candidates_.front()).longer_side() <= 2 * std::uint64_t{matches_.front().longer};
    if (!alone && !is_log(anchors)) show_rest(anchors);
    found.insert(found.end(), matches_.begin(), matches_.end());
  }

 private:
  using iterator = std::vector<block>::const_iterator;

  /// A series, and where its copies begin.
  struct row {
    token_match whole;
    std::vector<std::uint32_t> begins;
  };

  void begin(const anchor& of) noexcept {
    a_ = of.a, b_ = of.b;
    pair_ = {tokens_[a_], tokens_[b_], a_ == b_};
  }

  /// Puts the matches of anchors into matches_, series included.
  void match(std::span<const anchor> anchors) {
    matches_.clear();
    candidates_.clear();
    rows_.clear();
    chains_(anchors, [&](const std::vector<block>& chain) { match_chain(chain); });
    select_(matches_);
  }

  /// The same for many anchors of a text with itself. Returns those that are not passed over.
  [[nodiscard]] std::span<const anchor> match_around_stretches(std::span<const anchor> anchors) {
    match(stretches_.near(anchors));
    const std::span<const anchor> outside = stretches_.outside(anchors, matches_, pair_.a.size());
    if (outside.size() != anchors.size()) {
      match(outside);
      if (stretches_.are_shown(matches_)) return outside;
    }
    match(anchors);
    return anchors;
  }

  /// Whether thousands of places are so alike that seeds are capped and nothing is promised. What each pair
  /// of lines adds to the others is too much to ask there.
  [[nodiscard]] static bool is_log(std::span<const anchor> anchors) {
    return anchors.size() >= long_stretches::many &&
           std::any_of(anchors.begin(), anchors.end(), [](const anchor& x) { return x.capped; });
  }

  // A match that was left out, for more than half of it lies inside a better one, may say something new with
  // the rest, and a series shows only neighbours.
  void show_rest(std::span<const anchor> anchors) {
    std::vector<std::pair<std::uint64_t, const alignment*>> order;
    for (const alignment& x : candidates_)
      order.emplace_back(tokens_in_blocks(x.blocks.begin(), x.blocks.end()), &x);
    std::stable_sort(order.begin(), order.end(),
                     [](const auto& x, const auto& y) { return x.first > y.first; });
    std::vector<token_match> doubled;
    std::copy_if(matches_.begin(), matches_.end(), std::back_inserter(doubled),
                 [](const token_match& x) { return x.rank() == 1; });
    std::sort(doubled.begin(), doubled.end(),
              [](const token_match& x, const token_match& y) { return x.first_end < y.first_end; });
    unshown_.clear();
    for (const auto& [tokens, path] : order) show_rest_of(stretched(*path), doubled);
    // An alignment of more, of which no part will do, may have gone over edits where one of less does not.
    for (const anchor& x : anchors) {
      const block run{x.i, x.j, x.length, x.capped};
      if (x.length >= limits_.run && !sides_overlap({{run}}) && !unshown_.holds(matches_, run))
        show_rest_of(regrown({{run}}), doubled);
    }
  }

  void show_rest_of(const alignment& path, const std::vector<token_match>& doubled) {
    const std::vector<alignment> pieces = cut_at_borders(path, doubled);
    for (const alignment& piece : pieces)
      unshown_(piece, a_ == b_, matches_, limits_.min_tokens, [&](const alignment& x) {
        return (pieces.size() == 1 && keep_new(regrown(x))) || keep_new(x) || keep_new(regrown(x));
      });
  }

  /// Keeps what is as equal as a copy that is met, and lies not inside what was kept. Whether there was any.
  bool keep_new(const alignment& path) {
    const std::size_t before = matches_.size();
    keep_met(path);
    const std::vector<token_match> found(matches_.begin() + static_cast<std::ptrdiff_t>(before),
                                         matches_.end());
    matches_.resize(before);
    for (const token_match& x : found)
      if (!unshown_.holds(matches_, x) && !(a_ == b_ && select_.contents().knows(x))) matches_.push_back(x);
    return matches_.size() != before;
  }

  /// `doubled`: ordered by where their first sides end.
  [[nodiscard]] std::vector<alignment> cut_at_borders(const alignment& path,
                                                      const std::vector<token_match>& doubled) const {
    if (a_ != b_ || (doubled.empty() && rows_.empty())) return {path};
    std::vector<std::uint32_t> seams;
    const auto collect_between = [&](std::uint32_t begin, std::uint32_t end) {
      const auto is_before = [begin](const token_match& x) { return x.first_end <= begin; };
      for (auto x = std::partition_point(doubled.begin(), doubled.end(), is_before);
           x != doubled.end() && x->first_end < end; ++x)
        if (2 * std::uint64_t{x->longer} >= path.longer_side()) seams.push_back(x->first_end);
    };
    collect_between(path.first_begin(), path.first_end());
    collect_between(std::max(path.first_end() - 1, path.second_begin()), path.second_end());
    std::vector<std::uint32_t> borders = seams;
    const std::uint32_t lag = rows_.empty() ? 0 : main_lag(path.blocks);
    for (const row& each : rows_) {
      if (path.second_end() > each.whole.second_end + each.whole.period ||
          each.whole.first_begin > path.first_begin() + each.whole.period || !stands_for(each.whole, lag))
        continue;
      const auto from = std::upper_bound(each.begins.begin(), each.begins.end(), path.first_begin());
      borders.insert(borders.end(), from, std::lower_bound(from, each.begins.end(), path.first_end()));
    }
    if (borders.empty()) return {path};
    std::sort(borders.begin(), borders.end());
    std::vector<alignment> pieces;
    std::uint64_t last_first = UINT64_MAX, last_second = UINT64_MAX;
    for (block x : path.blocks) {
      while (x.length > 0) {
        const auto first = std::upper_bound(borders.begin(), borders.end(), x.i);
        const auto second = std::upper_bound(seams.begin(), seams.end(), x.j);
        std::uint32_t length = x.length;
        if (first != borders.end()) length = std::min(length, *first - x.i);
        if (second != seams.end()) length = std::min(length, *second - x.j);
        const auto at_first = static_cast<std::uint64_t>(first - borders.begin());
        const auto at_second = static_cast<std::uint64_t>(second - seams.begin());
        if (at_first != last_first || at_second != last_second) pieces.emplace_back();
        last_first = at_first, last_second = at_second;
        pieces.back().blocks.push_back({x.i, x.j, length, x.capped});
        x.i += length, x.j += length, x.length -= length;
      }
    }
    return pieces;
  }

  [[nodiscard]] alignment stretched(const alignment& path) {
    extender_.stretch(path.blocks.begin(), path.blocks.end(), pair_);
    return extender_.extended(path.blocks.begin(), path.blocks.end());
  }

  /// What was cut out of an alignment, grown as far as its sides stay apart.
  [[nodiscard]] alignment regrown(const alignment& piece) {
    const auto begin = piece.blocks.begin(), end = piece.blocks.end();
    extender_.measure(begin, end, pair_, a_ == b_);
    if (extender_.shorter_side() < limits_.min_tokens) extender_.stretch(begin, end, pair_, a_ == b_);
    return extender_.extended(begin, end);
  }

  void match_chain(const std::vector<block>& chain) {
    if (chain.size() == 1 && chain.front().stray) return;
    const iterator copy = a_ == b_ ? exact_copy(chain) : chain.end();
    if (copy == chain.end()) return split(chain);
    const alignment path{{*copy}};
    candidates_.push_back(path);
    sides_overlap(path) ? resolve(path) : keep(path);
    if (copy != chain.begin()) split({chain.begin(), copy});
    if (copy + 1 != chain.end()) split({copy + 1, chain.end()});
  }

  void split(const std::vector<block>& chain) {
    std::size_t pieces = 0;
    splitter_(chain, pair_, [&](auto begin, auto end) {
      ++pieces;
      align(begin, end);
    });
    if (pieces == 1) return;
    // A cut may go through a copy where another gap beside it differs, too.
    const std::uint64_t equal = tokens_in_blocks(chain.begin(), chain.end());
    if (2 * equal >= limits_.run * static_cast<std::uint64_t>(splitter_.least_cut()))
      candidates_.push_back({chain});
  }

  // A stretch that is followed by itself at once, word for word, is a whole: no headline that shares a phrase
  // with its end, and no footer that begins like it, belongs to it. Not so in a row of many copies.
  [[nodiscard]] iterator exact_copy(const std::vector<block>& chain) const {
    const iterator longest = std::max_element(
        chain.begin(), chain.end(), [](const block& x, const block& y) { return x.length < y.length; });
    const std::uint64_t sum = tokens_in_blocks(chain.begin(), chain.end());
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
      if (!may_stretch(tokens_in_blocks(begin, end))) return;
      extender_.stretch(begin, end, pair_);
      if (extender_.shorter_side() < limits_.min_tokens) return;
    }
    alignment path = extender_.extended(begin, end);
    candidates_.push_back(path);
    if (!sides_overlap(path)) {
      // What was taken in may be no edits of a copy but other words.
      return !is_short || is_met_copy(path) ? keep(std::move(path)) : keep_met(path);
    }
    resolve(path);
  }

  /// Of a copy that is met for certain, the share of equal tokens.
  [[nodiscard]] double met_share() const noexcept { return limits_.run / (limits_.run + 1.0); }

  /// Keeps of an alignment what is as equal as a copy that is met for certain.
  void keep_met(const alignment& path) {
    for (alignment& part : parts_(path, pair_, met_share())) keep(std::move(part));
  }

  /// Whether a match says more than that both sides consist of the same words.
  [[nodiscard]] bool is_beyond_chance(const token_match& match, const alignment& path) {
    const auto side = [](token_list text, std::uint32_t begin, std::uint32_t end) {
      return text.subspan(begin, end - begin);
    };
    return match.score() >= met_share() ||
           chance_.is_beyond(side(pair_.a, path.first_begin(), path.first_end()),
                             side(pair_.b, path.second_begin(), path.second_end()), match.matched,
                             pair_.a.size(), pair_.b.size());
  }

  [[nodiscard]] bool sides_overlap(const alignment& path) const noexcept {
    return a_ == b_ && path.first_end() > path.second_begin();
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
    if (match.copies >= 3 && reaches_limits(match, path) && is_beyond_chance(match, path))
      matches_.push_back(match);
  }

  // Copies long enough to stand alone, with gaps between them, or two with a chance overhang.
  void keep_pieces(const alignment& path, std::uint32_t lag) {
    token_match whole = measure(path);
    const std::size_t place = matches_.size();
    if ((whole.second_end - whole.first_begin + lag / 2) / lag >= 3) {
      whole.first_end = whole.second_end;
      whole.second_begin = whole.first_begin;
      whole.period = lag;
      rows_.push_back({whole, {}});
      whole.series = static_cast<std::uint32_t>(rows_.size());
      matches_.push_back(whole);
    }
    std::vector<std::uint32_t> begins;
    overlap_cutter(path, tokens_[a_], texts_[a_])(lag, [&](alignment piece) {
      begins.push_back(piece.first_begin());
      keep(std::move(piece), whole.series);
    });
    std::uint64_t equal = 0, longer = 0;
    for (std::size_t n = place + 1; n < matches_.size(); ++n)
      equal += matches_[n].matched, longer += matches_[n].longer;
    if (whole.series != 0 && equal * (limits_.run + 1) >= longer * limits_.run)
      rows_.back().begins = std::move(begins);
    if (whole.series != 0 && matches_.size() == place + 1) matches_.pop_back();  // it would stand for nothing
  }

  void keep(alignment path, std::uint32_t series = 0) {
    while (!path.blocks.empty() && (sides_share_bytes(path) || is_space(path.first_end() - 1)))
      drop_last_pair(path);
    while (!path.blocks.empty() && is_space(path.first_begin())) drop_first_pair(path);
    if (path.blocks.empty() || path.shorter_side() < limits_.min_tokens) return;
    straighten(path);
    token_match match = measure(path);
    match.series = series;
    if (match.score() >= limits_.min_score)
      return is_beyond_chance(match, path) ? matches_.push_back(match) : keep_met(path);
    for (alignment& part : parts_(path, pair_, limits_.min_score)) keep(std::move(part), series);
  }

  /// Aligns sides that are equal token for token as such: among a few words chains may go another way.
  void straighten(alignment& path) const {
    const std::uint32_t length = path.longer_side();
    if (path.blocks.size() == 1 || path.shorter_side() != length) return;
    const std::uint32_t i = path.first_begin(), j = path.second_begin();
    if (match_length(pair_.a.first(path.first_end()), i, pair_.b, j) != length) return;
    const bool capped = is_capped(path);
    path.blocks.assign(1, {i, j, length, capped});
  }

  [[nodiscard]] static bool is_capped(const alignment& path) noexcept {
    return std::all_of(path.blocks.begin(), path.blocks.end(), [](const block& x) { return x.capped; });
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
    match.capped = is_capped(path);
    return match;
  }

  [[nodiscard]] bool reaches_limits(const token_match& match, const alignment& path) const noexcept {
    return path.shorter_side() >= limits_.min_tokens && match.score() >= limits_.min_score;
  }

  std::span<const token_list> tokens_;
  std::span<const std::string_view> texts_;
  match_limits limits_;
  std::uint32_t a_ = 0, b_ = 0;
  token_pair pair_;
  chain_finder chains_;
  chain_splitter splitter_;
  chain_extender extender_;
  part_finder parts_;
  chance_measure chance_;
  match_selection select_;
  long_stretches stretches_;
  std::vector<token_match> matches_;
  std::vector<alignment> candidates_;  ///< whatever may have given a match
  std::vector<row> rows_;              ///< by series number, from 1 on
  unshown_finder unshown_;
};

}  // namespace neardup::inline v0::detail
