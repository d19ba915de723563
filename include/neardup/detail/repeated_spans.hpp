#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <tuple>
#include <utility>
#include <vector>

#include <neardup/detail/parallel.hpp>
#include <neardup/repetition.hpp>
#include <neardup/result.hpp>
#include <neardup/token.hpp>

// What the passages of a run mean for each of its documents.
namespace neardup::inline v0::detail {

/// Where the first copy in a periodic stretch ends, which like the stretch has no marks after it: a cut from
/// there to the end of the stretch leaves it with those that the last copy has.
[[nodiscard]] inline std::uint32_t first_copy_end(const passage_match& periodic,
                                                  std::span<const token> tokens) noexcept {
  const auto first =
      std::lower_bound(tokens.begin(), tokens.end(), periodic.first.begin,
                       [](const token& each, std::uint32_t begin) { return each.begin < begin; });
  const token& last = first[periodic.period_tokens - 1];
  return last.begin + last.length;
}

/// Chooses what may be cut of matches; see near_duplicate_result::repeated.
///
/// Second sides are taken in text order. The first side of each lies before it, so that what is cut of that
/// is known, and stays as it is. A side is cut where the other is whole, but for pieces that are themselves
/// copies, token for token, of what is whole. So nothing is cut for the sake of something that is merely
/// similar to it and gone, however long a chain of such. But where both sides are equal token for token, what
/// is similar to a piece of the one is as similar to that of the other: pieces that are gone are then no
/// obstacle, if they lie in the side from end to end.
class repeat_choice {
 public:
  /// `tokens`: by document.
  explicit repeat_choice(std::span<const std::span<const token>> tokens)
      : tokens_(tokens), lost_(tokens.size()) {}

  /// `copy` is `original` again, which lies before it. Copies come in text order.
  void consider(const text_span& original, const text_span& copy, bool exact,
                std::optional<std::size_t> cluster) {
    text_span rest = copy;
    if (!spans_.empty() && spans_.back().where.document == rest.document)
      rest.begin = std::max(rest.begin, spans_.back().where.end);
    if (rest.begin >= rest.end) return;
    const token_range from = tokens_in(original), to = tokens_in(copy);
    const std::vector<lost_piece> lost = lost_of(original.document, from);
    const bool is_equal = exact && from.end - from.begin == to.end - to.begin;
    const bool is_left =
        lost.empty() || (is_equal && std::all_of(lost.begin(), lost.end(), [&](const lost_piece& piece) {
                           return piece.whole >= from.begin && piece.end <= from.end;
                         }));
    if (!is_left) return;
    spans_.push_back({rest, cluster});
    const std::size_t begin = tokens_in(rest).begin;
    if (!exact) add_lost(rest.document, {begin, to.end, to.begin});
    for (const lost_piece& piece : lost) {
      const auto in_copy = [&](std::size_t token) { return token - from.begin + to.begin; };
      add_lost(rest.document,
               {std::max(begin, in_copy(piece.begin)), in_copy(piece.end), in_copy(piece.whole)});
    }
  }

  [[nodiscard]] std::vector<repeated_span> take() noexcept { return std::move(spans_); }

 private:
  struct token_range {
    std::size_t begin, end;
  };
  /// Tokens [begin, end) of a document that were cut, and stand nowhere token for token: with those from
  /// `whole` on, which were cut before, they are similar to what stands.
  struct lost_piece {
    std::size_t begin, end, whole;
  };

  [[nodiscard]] token_range tokens_in(const text_span& span) const noexcept {
    const auto tokens = tokens_[span.document];
    const auto first_from = [&](std::uint32_t byte) {
      return static_cast<std::size_t>(
          std::lower_bound(tokens.begin(), tokens.end(), byte,
                           [](const token& each, std::uint32_t at) { return each.begin < at; }) -
          tokens.begin());
    };
    return {first_from(span.begin), first_from(span.end)};
  }

  void add_lost(std::size_t document, const lost_piece& piece) {
    if (piece.begin < piece.end) lost_[document].push_back(piece);
  }

  [[nodiscard]] std::vector<lost_piece> lost_of(std::size_t document, const token_range& tokens) const {
    const auto& lost = lost_[document];
    const auto first =
        std::upper_bound(lost.begin(), lost.end(), tokens.begin,
                         [](std::size_t at, const lost_piece& piece) { return at < piece.end; });
    const auto last =
        std::lower_bound(first, lost.end(), tokens.end,
                         [](const lost_piece& piece, std::size_t at) { return piece.begin < at; });
    return {first, last};
  }

  std::span<const std::span<const token>> tokens_;
  std::vector<repeated_span> spans_;
  std::vector<std::vector<lost_piece>> lost_;  // by document, ascending, disjoint
};

/// See near_duplicate_result. `tokens`: by document. O(n log n) for n matches, and a step for each piece that
/// was cut of a first side.
[[nodiscard]] inline std::vector<repeated_span> repeated_spans(
    std::span<const passage_match> matches, std::span<const std::span<const token>> tokens) {
  struct repeat {
    text_span original, copy;
    bool exact;
    std::optional<std::size_t> cluster;
  };
  std::vector<repeat> repeats;
  for (const passage_match& match : matches) {
    if (match.second) {
      repeats.push_back({match.first, *match.second, match.score == 1, match.cluster});
    } else if (match.score == 1) {  // else copies far apart may have nothing in common
      const std::size_t document = match.first.document;
      const std::uint32_t end = first_copy_end(match, tokens[document]);
      repeats.push_back({{document, match.first.begin, end}, {document, end, match.first.end}, true, {}});
    }
  }
  // Of copies that begin together those first of which nothing is lost.
  const auto key = [](const repeat& each) {
    return std::tuple(each.copy.document, each.copy.begin, !each.exact, each.copy.end, each.original);
  };
  std::sort(repeats.begin(), repeats.end(),
            [&](const repeat& x, const repeat& y) { return key(x) < key(y); });
  repeat_choice choice(tokens);
  for (const repeat& each : repeats) choice.consider(each.original, each.copy, each.exact, each.cluster);
  return choice.take();
}

/// One record a document. `repeated`: see near_duplicate_result.
[[nodiscard]] inline std::vector<document_repetition> describe_documents(
    std::span<const repeated_span> repeated, std::span<const std::string_view> texts,
    std::span<const std::span<const token>> tokens, const run_control& control) {
  std::vector<document_repetition> found(texts.size());
  for (const repeated_span& each : repeated)
    found[each.where.document].repeat_fraction += each.where.end - each.where.begin;  // bytes, so far
  constexpr std::size_t grain = 16;
  std::vector<repetition_meter> meters(worker_count(control, texts.size(), grain));
  parallel_for("documents", texts.size(), grain, control,
               [&](std::size_t begin, std::size_t end, std::size_t worker) {
                 for (std::size_t i = begin; i < end; ++i) {
                   found[i].document = i;
                   if (!texts[i].empty()) found[i].repeat_fraction /= static_cast<double>(texts[i].size());
                   found[i].ratios = meters[worker].measure(texts[i], tokens[i]);
                 }
               });
  return found;
}

}  // namespace neardup::inline v0::detail
