#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <tuple>
#include <utility>
#include <vector>

#include <neardup/detail/parallel.hpp>
#include <neardup/detail/passage_anchors.hpp>
#include <neardup/detail/passage_clusters.hpp>
#include <neardup/detail/passage_growth.hpp>
#include <neardup/detail/passage_matcher.hpp>
#include <neardup/detail/passage_selection.hpp>
#include <neardup/detail/shingle_overlap.hpp>
#include <neardup/detail/xxhash.hpp>
#include <neardup/result.hpp>
#include <neardup/shingle.hpp>
#include <neardup/tokenize.hpp>

namespace neardup::inline v0 {

/// One text with its tokens, as find_passages takes it. Both views must outlive the call.
struct passage_source {
  std::string_view text;
  std::span<const token> tokens;  ///< in text order, each within the text; none for a text to leave out
};

/// What counts as a passage.
struct passage_options {
  std::uint32_t min_tokens = 30;  ///< on each side, at least; at least 1
  double min_score = 0.4;         ///< matched tokens / longer side, at least; in (0, 1]
  std::uint32_t seed_tokens = 5;  ///< equal tokens in a row that start the search; 1..64
  std::uint32_t window = 1;       ///< of so many such windows in a row one starts a search; 1..64
  std::uint32_t max_gap = 60;     ///< tokens between equal ones of a match, on either side, at most; 0..64
  std::uint32_t seed_group_limit = 64;          ///< a seed in more places is linked, not paired; at least 1
  bool exhaustive = false;                      ///< pair every seed, however many places have it
  std::uint64_t seed_pair_limit = 200'000'000;  ///< with exhaustive: more pairs of equal seeds are an error
  std::uint32_t shingle_size = 5;               ///< tokens per shingle for the `jaccard` of a match; 1..1024
  snapping snap = snapping::punctuation;
  std::uint64_t seed_bytes = std::uint64_t{1}
                             << 30;  ///< seeds beyond are found in further rounds, 64 at most
  std::uint64_t seed = 1;

  /// Throws error(errc::invalid_options) naming the first field outside its range, its value and the range.
  void validate() const;
};

struct passage_statistics {
  std::uint64_t seeds = 0;         ///< windows of seed_tokens tokens
  std::uint64_t anchors = 0;       ///< maximal exact matches that they grew to
  std::uint64_t capped_seeds = 0;  ///< distinct windows that occur too often and were linked, not paired
};

struct passage_result {
  std::vector<passage_match> matches;     ///< by first, then second
  std::vector<passage_cluster> clusters;  ///< by smallest member
  passage_statistics statistics;
};

inline void passage_options::validate() const {
  detail::require_passage_limits(min_tokens, min_score);
  detail::require_seeds("seed_tokens", seed_tokens, "window", window);
  detail::require_passage_search(max_gap, seed_group_limit, seed_pair_limit);
  detail::require_shingle_size(shingle_size);
}

namespace detail {

[[nodiscard]] inline anchor_rule anchors_of(const passage_options& options) noexcept {
  anchor_rule rule{options.seed_tokens, options.window, options.seed, options.seed_group_limit};
  rule.seeds_at_a_time = std::max<std::uint64_t>(1, options.seed_bytes / sizeof(packed_seed));
  if (options.exhaustive) {
    rule.group_limit = UINT64_MAX;
    rule.pair_limit = options.seed_pair_limit;
  }
  return rule;
}

/// Runs the stages of find_passages over one set of sources.
class passage_search {
 public:
  passage_search(std::span<const passage_source> sources, const passage_options& options,
                 const run_control& control)
      : options_(options),
        control_(control),
        shingles_(options.shingle_size, options.seed),
        space_(xxh3_64(" ", 1, options.seed)) {
    for (const passage_source& source : sources) {
      texts_.push_back(source.text);
      tokens_.push_back(source.tokens);
    }
  }

  [[nodiscard]] passage_result run() {
    passage_result result;
    const std::vector<token_match> found = match(result.statistics);
    const passage_growth grow(texts_, tokens_, found, {options_.snap, options_.min_score, space_}, control_);
    result.matches.resize(found.size());
    constexpr std::size_t grain = 16;
    std::vector<shingle_overlap> overlaps(worker_count(control_, found.size(), grain),
                                          shingle_overlap(shingles_));
    parallel_for("passages", found.size(), grain, control_,
                 [&](std::size_t begin, std::size_t end, std::size_t worker) {
                   for (std::size_t n = begin; n < end; ++n)
                     result.matches[n] = record(found[n], grow, overlaps[worker]);
                 });
    std::sort(
        result.matches.begin(), result.matches.end(), [](const passage_match& x, const passage_match& y) {
          return std::tie(x.first, x.second, x.period_tokens) < std::tie(y.first, y.second, y.period_tokens);
        });
    result.clusters = cluster_passages(result.matches);
    return result;
  }

 private:
  /// Matches of all document pairs, sorted, so that the order of work leaves no trace.
  [[nodiscard]] std::vector<token_match> match(passage_statistics& statistics) const {
    const match_finder finder(tokens_, texts_,
                              {options_.min_tokens, options_.min_score, options_.max_gap, space_,
                               options_.seed_tokens + options_.window - 1});
    std::vector<match_finder> finders(thread_count(control_.threads), finder);
    anchor_rule rule = anchors_of(options_);
    rule.is_stray = [&](const anchor& x, std::size_t worker) { return finders[worker].is_stray(x); };
    seed_join seeds(tokens_, rule, control_);
    seeds.run();
    std::vector<std::vector<token_match>> found(finders.size());
    parallel_for("passages", seeds.parts(), 1, control_,
                 [&](std::size_t begin, std::size_t end, std::size_t worker) {
                   for (std::size_t n = begin; n < end; ++n) {
                     const std::vector<anchor> part = seeds.take(n);
                     for_each_pair(part, [&](std::span<const anchor> pair) {
                       prefetch(part, static_cast<std::size_t>(pair.data() - part.data()) + 8);
                       finders[worker](pair, found[worker]);
                     });
                   }
                 });
    statistics = {seeds.statistics().seeds, seeds.found(), seeds.statistics().capped_groups};
    for (std::size_t n = 1; n < found.size(); ++n)
      found.front().insert(found.front().end(), found[n].begin(), found[n].end());
    std::sort(found.front().begin(), found.front().end());
    return std::move(found.front());
  }

  /// Asks for the tokens of an anchor that comes a little later, of which the machine cannot guess where they
  /// lie.
  void prefetch(std::span<const anchor> anchors, std::size_t n) const noexcept {
    if (n >= anchors.size() || anchors[n].stray) return;
    const token_list tokens = tokens_[anchors[n].b];
    const std::size_t begin = anchors[n].j, end = begin + anchors[n].length;
    __builtin_prefetch(&tokens[begin == 0 ? 0 : begin - 1]);
    __builtin_prefetch(&tokens[end == tokens.size() ? end - 1 : end]);
  }

  [[nodiscard]] passage_match record(token_match match, const passage_growth& grow,
                                     shingle_overlap& overlap) const {
    passage_match result;
    result.matched_tokens = match.matched;
    result.truncated = match.capped;
    result.first = bytes(match.a, match.first_begin, match.first_end);
    if (match.period != 0) {
      result.relation = passage_relation::periodic;
      result.period_tokens = match.period;
      result.copies = match.copies;
      result.jaccard = result.score = match.score();
      return result;
    }
    result.relation = match.a == match.b ? passage_relation::self : passage_relation::cross;
    result.second = bytes(match.b, match.second_begin, match.second_end);
    grow(match, result.first, *result.second);
    result.score = match.score();
    result.jaccard = jaccard_of(match, overlap);
    return result;
  }

  [[nodiscard]] text_span bytes(std::uint32_t document, std::uint32_t begin,
                                std::uint32_t end) const noexcept {
    const token& last = tokens_[document][end - 1];
    return {document, tokens_[document][begin].begin, last.begin + last.length};
  }

  [[nodiscard]] double jaccard_of(const token_match& match, shingle_overlap& overlap) const {
    if (match.matched == match.first_tokens() && match.matched == match.second_tokens()) return 1;
    return overlap.jaccard(tokens_[match.a].subspan(match.first_begin, match.first_tokens()),
                           tokens_[match.b].subspan(match.second_begin, match.second_tokens()));
  }

  const passage_options options_;
  const run_control control_;
  shingler shingles_;
  const std::uint64_t space_;  ///< hash of the token that stands for a space among `characters`
  std::vector<std::string_view> texts_;
  std::vector<token_list> tokens_;
};

}  // namespace detail

/// Finds the stretches of text that occur twice, nearly the same, across the sources and inside each: exact
/// runs of seed_tokens tokens, chained over small differences, extended, aligned and verified token by token.
///
/// A match has at least min_tokens tokens on each side and a score of at least min_score. Two copies that
/// share `window` seeds in a row, which is window + seed_tokens - 1 tokens, meet, unless more than
/// seed_group_limit places share them: then each place is linked to the one before it in its text or to the
/// first text that has it, never to none. A copy of L tokens with e edits of single tokens, none at its ends,
/// is met for certain where (L - e) / (e + 1), rounded down, is window + seed_tokens - 1. What is met and
/// reaches the limits is reported: a match, or a periodic stretch, covers half of each side at least. That is
/// tested, not proved: of 8,000 single copies, and of 3,000 copies among copies in texts of one word and
/// more, none is missed; where many copies stand in a row, or texts have two or three words, one in some
/// thousands is. What repeats inside the period of a periodic stretch is reported once, not for each period.
/// A match with less in common than a copy that is met for certain is reported where chance would not give
/// it.
///
/// Document numbers in the result are positions in `sources`. The
/// result depends on the sources, their order and the options, not on threads; progress is reported as stages
/// "seeds" and "passages".
///
/// Time: linear in tokens, which are read twice, and again where a window is capped and for each further 2^27
/// seeds, though 64 times that at most; O(a log a) in the a anchors. Memory beyond the sources: 8 bytes a
/// seed, 1 GB at most unless there are more than 64 times as many, two bits a token, 24 bytes an anchor, and
/// on each thread 100 for each anchor that the two texts at hand have in common (of one long log file all).
/// Where borders grow to sentences or paragraphs the texts with matches are read again, for 16 bytes each.
///
/// Throws error(errc::invalid_options) for an option out of range, errc::too_large above 2^32 - 1 sources,
/// or, with exhaustive, above seed_pair_limit pairs, errc::cancelled when stopped.
[[nodiscard]] inline passage_result find_passages(std::span<const passage_source> sources,
                                                  const passage_options& options = {},
                                                  const run_control& control = {}) {
  options.validate();
  if (sources.size() > UINT32_MAX)
    throw error(errc::too_large, std::to_string(sources.size()) + " texts; allowed: at most 4294967295");
  return detail::passage_search(sources, options, control).run();
}

}  // namespace neardup::inline v0
