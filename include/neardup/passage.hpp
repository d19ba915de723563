#pragma once

#include <algorithm>
#include <cassert>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <tuple>
#include <utility>
#include <vector>

#include <neardup/detail/parallel.hpp>
#include <neardup/detail/passage_clusters.hpp>
#include <neardup/detail/passage_matcher.hpp>
#include <neardup/detail/passage_seeds.hpp>
#include <neardup/detail/passage_selection.hpp>
#include <neardup/detail/passage_snap.hpp>
#include <neardup/detail/xxhash.hpp>
#include <neardup/result.hpp>
#include <neardup/shingle.hpp>
#include <neardup/similarity.hpp>
#include <neardup/tokenize.hpp>

namespace neardup::inline v0 {

/// One text with its tokens, as find_passages takes it. Both views must outlive the call.
struct passage_source {
  std::string_view text;
  std::span<const token> tokens;  ///< in text order, each within the text; none for a text to leave out
};

/// What counts as a passage.
struct passage_options {
  std::uint32_t min_tokens = 30;   ///< on each side, at least; at least 1
  double min_score = 0.4;          ///< matched tokens / longer side, at least; in (0, 1]
  std::uint32_t seed_tokens = 5;   ///< equal tokens in a row that start the search; 1..64
  std::uint32_t shingle_size = 5;  ///< tokens per shingle for the `jaccard` of a match; 1..1024
  snapping snap = snapping::punctuation;
  std::uint64_t seed = 1;
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

namespace detail {

/// Runs the stages of find_passages over one set of sources.
class passage_search {
 public:
  passage_search(std::span<const passage_source> sources, const passage_options& options,
                 const run_control& control)
      : options_(options), control_(control), shingles_(options.shingle_size, options.seed) {
    for (const passage_source& source : sources) {
      texts_.push_back(source.text);
      tokens_.push_back(source.tokens);
    }
  }

  [[nodiscard]] passage_result run() {
    passage_result result;
    std::vector<anchor> anchors = join(result.statistics);
    const std::vector<token_match> found = match(anchors);
    std::vector<anchor>().swap(anchors);
    result.matches.resize(found.size());
    parallel_for("passages", found.size(), 16, control_,
                 [&](std::size_t begin, std::size_t end, std::size_t) {
                   for (std::size_t n = begin; n < end; ++n) result.matches[n] = record(found[n]);
                 });
    std::sort(
        result.matches.begin(), result.matches.end(), [](const passage_match& x, const passage_match& y) {
          return std::tie(x.first, x.second, x.period_tokens) < std::tie(y.first, y.second, y.period_tokens);
        });
    result.clusters = cluster_passages(result.matches);
    return result;
  }

 private:
  [[nodiscard]] std::vector<anchor> join(passage_statistics& statistics) const {
    seed_join seeds(tokens_, options_.seed_tokens, options_.seed, control_);
    std::vector<anchor> anchors = seeds.run();
    statistics = {seeds.statistics().seeds, anchors.size(), seeds.statistics().capped_groups};
    return anchors;
  }

  /// Matches of all document pairs, sorted, so that the order of work leaves no trace.
  [[nodiscard]] std::vector<token_match> match(std::span<const anchor> anchors) const {
    const auto same_pair = [&](std::size_t x, std::size_t y) {
      return anchors[x].a == anchors[y].a && anchors[x].b == anchors[y].b;
    };
    const auto next_pair = [&](std::size_t n, std::size_t limit) {  // the first that begins at n or later
      while (n > 0 && n < limit && same_pair(n - 1, n)) ++n;
      return n;
    };
    const match_finder finder(tokens_, texts_,
                              {options_.min_tokens, options_.min_score, xxh3_64(" ", 1, options_.seed)});
    std::vector<match_finder> finders(thread_count(control_.threads), finder);
    std::vector<std::vector<token_match>> found(finders.size());
    parallel_for("passages", anchors.size(), 1024, control_,
                 [&](std::size_t begin, std::size_t end, std::size_t worker) {
                   for (std::size_t n = next_pair(begin, end), next = n; n < end; n = next) {
                     next = next_pair(n + 1, anchors.size());
                     finders[worker](anchors.subspan(n, next - n), found[worker]);
                   }
                 });
    for (std::size_t n = 1; n < found.size(); ++n)
      found.front().insert(found.front().end(), found[n].begin(), found[n].end());
    std::sort(found.front().begin(), found.front().end());
    return std::move(found.front());
  }

  [[nodiscard]] passage_match record(const token_match& match) const {
    passage_match result;
    result.matched_tokens = match.matched;
    result.truncated = match.capped;
    result.first = bytes(match.a, match.first_begin, match.first_end);
    result.score = match.score();
    if (match.period != 0) {
      result.relation = passage_relation::periodic;
      result.period_tokens = match.period;
      result.copies = match.copies;
      result.jaccard = result.score;
      return result;
    }
    result.relation = match.a == match.b ? passage_relation::self : passage_relation::cross;
    result.second = bytes(match.b, match.second_begin, match.second_end);
    result.jaccard = jaccard_of(match);
    if (options_.snap == snapping::punctuation) grow(result.first, *result.second);
    return result;
  }

  [[nodiscard]] text_span bytes(std::uint32_t document, std::uint32_t begin,
                                std::uint32_t end) const noexcept {
    const token& last = tokens_[document][end - 1];
    return {document, tokens_[document][begin].begin, last.begin + last.length};
  }

  [[nodiscard]] double jaccard_of(const token_match& match) const {
    if (match.matched == match.first_tokens() && match.matched == match.second_tokens()) return 1;
    const shingle_set first(tokens_[match.a].subspan(match.first_begin, match.first_tokens()), shingles_);
    const shingle_set second(tokens_[match.b].subspan(match.second_begin, match.second_tokens()), shingles_);
    return jaccard(first, second);
  }

  /// Grows both sides over equal quotes, brackets and sentence marks; within one document neither enters the
  /// other, and what could open the second side does not close the first.
  void grow(text_span& first, text_span& second) const noexcept {
    const std::string_view x = texts_[first.document], y = texts_[second.document];
    const bool self = first.document == second.document;
    assert(!self || first.end <= second.begin);
    const std::size_t floor = self ? first.end : 0;
    const std::uint32_t opening =
        equal_opening(x.substr(0, first.begin), y.substr(floor, second.begin - floor));
    first.begin -= opening;
    second.begin -= opening;
    const std::size_t ceiling = self ? second.begin : x.size();
    const std::uint32_t closing =
        equal_closing(x.substr(first.end, ceiling - first.end), y.substr(second.end));
    first.end += closing;
    second.end += closing;
  }

  const passage_options options_;
  const run_control control_;
  shingler shingles_;
  std::vector<std::string_view> texts_;
  std::vector<token_list> tokens_;
};

}  // namespace detail

/// Finds the stretches of text that occur twice, nearly the same, across the sources and inside each: exact
/// runs of seed_tokens tokens, chained over small differences, extended, aligned and verified token by token.
///
/// A match has at least min_tokens tokens on each side and a score of at least min_score. Two copies that
/// share seed_tokens tokens in a row meet, unless more than 64 places share them: then each place is linked
/// to the one before it in its text or to the first text that has it, never to none. A copy of L tokens with
/// e edits of single tokens is met for certain while floor((L - e) / (e + 1)) >= seed_tokens. Document
/// numbers in the result are positions in `sources`. The result depends on the sources, their order and the
/// options, not on threads; progress is reported as stages "seeds" and "passages".
///
/// Time: O(a log a) in the a anchors, and linear in tokens, which are read once for every 4 million of them,
/// twice where a window is capped, but at most 128 times in all. Memory beyond the sources: a few bits a
/// token, 24 bytes an anchor, and for each thread, four at most, 128 MB of seeds, or half a byte a token
/// where that is more. All seeds of one window are sorted together, at 32 bytes each, unless it is one word
/// many times: two words said in turn take that for each second token.
///
/// Throws error(errc::invalid_options) for an option out of range, errc::too_large above 2^32 - 1 sources,
/// errc::cancelled when stopped.
[[nodiscard]] inline passage_result find_passages(std::span<const passage_source> sources,
                                                  const passage_options& options = {},
                                                  const run_control& control = {}) {
  detail::require_passage_limits(options.min_tokens, options.min_score);
  detail::require_seed_tokens("seed_tokens", options.seed_tokens);
  if (sources.size() > UINT32_MAX)
    throw error(errc::too_large, std::to_string(sources.size()) + " texts; allowed: at most 4294967295");
  return detail::passage_search(sources, options, control).run();
}

}  // namespace neardup::inline v0
