#pragma once

#include <algorithm>
#include <cassert>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include <neardup/detail/parallel.hpp>
#include <neardup/detail/passage_selection.hpp>
#include <neardup/detail/passage_snap.hpp>
#include <neardup/detail/text_units.hpp>
#include <neardup/options.hpp>
#include <neardup/result.hpp>

// The borders of a match, moved outwards to where a reader would draw them.
namespace neardup::inline v0::detail {

/// How the borders of matches grow; see `snapping`.
struct growth_rule {
  snapping snap = snapping::punctuation;
  double min_score = 0;     ///< stays true of what has grown
  std::uint64_t space = 0;  ///< hash of the token that stands for a space among `characters`
};

/// Grows the two sides of matches. Neither side enters the other, and a border grows over tokens on both
/// sides or on none. Const members are safe from many threads.
class passage_growth {
 public:
  /// For growing `matches`, whose texts are read as far as the rule needs it: linear in these texts, 16 bytes
  /// a sentence or paragraph. Keeps `texts` and `tokens`, not `matches`.
  passage_growth(std::span<const std::string_view> texts, std::span<const token_list> tokens,
                 std::span<const token_match> matches, const growth_rule& rule, const run_control& control)
      : texts_(texts), tokens_(tokens), rule_(rule) {
    if (grows_over_tokens()) read_units(documents_of(matches), control);
  }

  /// Grows a match that is not periodic, and `first` and `second`, the bytes of its sides. What it grows over
  /// counts as unmatched.
  void operator()(token_match& match, text_span& first, text_span& second) const noexcept {
    assert(match.a != match.b || first.end <= second.begin);
    if (rule_.snap == snapping::none) return;
    grow_over_marks(match, first, second);
    if (!grows_over_tokens()) return;
    // Before either border moves: how much of a unit a match holds is a question about the match.
    const text_unit* const begins[] = {unit_of(match.a, match.first_begin),
                                       unit_of(match.b, match.second_begin)};
    const text_unit* const ends[] = {unit_of(match.a, match.first_end - 1),
                                     unit_of(match.b, match.second_end - 1)};
    const auto both_held = [&](const text_unit* const(&units)[2]) {
      return is_held(units[0], match.first_begin, match.first_end) &&
             is_held(units[1], match.second_begin, match.second_end);
    };
    const bool begin_held = both_held(begins), end_held = both_held(ends);
    if (begin_held) grow_to_begin(match, first, second, *begins[0], *begins[1]);
    if (end_held) grow_to_end(match, first, second, *ends[0], *ends[1]);
  }

 private:
  [[nodiscard]] bool grows_over_tokens() const noexcept { return rule_.snap >= snapping::sentence; }

  [[nodiscard]] static std::vector<std::uint32_t> documents_of(std::span<const token_match> matches) {
    std::vector<std::uint32_t> documents;
    for (const token_match& match : matches) {
      documents.push_back(match.a);
      documents.push_back(match.b);
    }
    std::sort(documents.begin(), documents.end());
    documents.erase(std::unique(documents.begin(), documents.end()), documents.end());
    return documents;
  }

  void read_units(const std::vector<std::uint32_t>& documents, const run_control& control) {
    units_.resize(texts_.size());
    const unit_kind kind = rule_.snap == snapping::sentence ? unit_kind::sentence : unit_kind::paragraph;
    parallel_for("passages", documents.size(), 1, control,
                 [&](std::size_t begin, std::size_t end, std::size_t) {
                   for (std::size_t n = begin; n < end; ++n) {
                     const std::uint32_t x = documents[n];
                     units_[x] = units_of(texts_[x], tokens_[x], kind, rule_.space);
                   }
                 });
  }

  /// Grows both sides over equal quotes, brackets and sentence marks; within one document what could open the
  /// second side does not close the first. Marks that are of a token (without `words` they may be) are of
  /// that token.
  void grow_over_marks(const token_match& match, text_span& first, text_span& second) const noexcept {
    const std::string_view x = texts_[first.document], y = texts_[second.document];
    const bool self = first.document == second.document;
    const std::size_t floor = self ? first.end : 0;
    const std::uint32_t opening =
        equal_opening(x.substr(0, first.begin), y.substr(floor, second.begin - floor));
    if (opening <=
        std::min(gap_before(match.a, match.first_begin), gap_before(match.b, match.second_begin))) {
      first.begin -= opening;
      second.begin -= opening;
    }
    const std::size_t ceiling = self ? second.begin : x.size();
    const std::uint32_t closing =
        equal_closing(x.substr(first.end, ceiling - first.end), y.substr(second.end));
    if (closing <= std::min(gap_before(match.a, match.first_end), gap_before(match.b, match.second_end))) {
      first.end += closing;
      second.end += closing;
    }
  }

  /// Bytes between token n of a document, or its end, and the token before, or its beginning.
  [[nodiscard]] std::size_t gap_before(std::uint32_t document, std::uint32_t n) const noexcept {
    const token_list tokens = tokens_[document];
    const std::size_t begin = n == 0 ? 0 : std::size_t{tokens[n - 1].begin} + tokens[n - 1].length;
    const std::size_t end = n == tokens.size() ? texts_[document].size() : tokens[n].begin;
    return end - std::min(begin, end);
  }

  /// The unit that a token lies in; none for a token of nothing but white space.
  [[nodiscard]] const text_unit* unit_of(std::uint32_t document, std::uint32_t token) const noexcept {
    const std::vector<text_unit>& units = units_[document];
    const auto found = std::partition_point(
        units.begin(), units.end(), [token](const text_unit& unit) { return unit.last_token <= token; });
    return found != units.end() && found->first_token <= token ? &*found : nullptr;
  }

  /// Whether a side that has tokens [begin, end) holds so much of a unit that it may grow over the rest: four
  /// fifths of the tokens of a sentence, where one edited word weighs much, nine tenths of a paragraph's.
  [[nodiscard]] bool is_held(const text_unit* unit, std::uint32_t begin, std::uint32_t end) const noexcept {
    if (unit == nullptr) return false;
    const std::uint64_t held = std::min(end, unit->last_token) - std::max(begin, unit->first_token);
    const std::uint64_t all = unit->last_token - unit->first_token;
    return rule_.snap == snapping::sentence ? 5 * held >= 4 * all : 10 * held >= 9 * all;
  }

  void grow_to_begin(token_match& match, text_span& first, text_span& second, const text_unit& x,
                     const text_unit& y) const noexcept {
    if (match.a == match.b && y.begin < first.end) return;
    token_match grown = match;
    grown.first_begin = x.first_token;
    grown.second_begin = y.first_token;
    if (!take(grown, match)) return;
    first.begin = std::min(first.begin, x.begin);
    second.begin = std::min(second.begin, y.begin);
  }

  void grow_to_end(token_match& match, text_span& first, text_span& second, const text_unit& x,
                   const text_unit& y) const noexcept {
    if (match.a == match.b && x.end > second.begin) return;
    token_match grown = match;
    grown.first_end = x.last_token;
    grown.second_end = y.last_token;
    if (!take(grown, match)) return;
    first.end = std::max(first.end, x.end);
    second.end = std::max(second.end, y.end);
  }

  /// Puts `grown` in place of `match` unless its score would be too small.
  [[nodiscard]] bool take(token_match& grown, token_match& match) const noexcept {
    grown.longer = std::max(grown.first_tokens(), grown.second_tokens());
    const bool taken = grown.score() >= rule_.min_score;
    if (taken) match = grown;
    return taken;
  }

  std::span<const std::string_view> texts_;
  std::span<const token_list> tokens_;
  growth_rule rule_;
  std::vector<std::vector<text_unit>> units_;  ///< by document; empty where not asked for
};

}  // namespace neardup::inline v0::detail
