#pragma once

#include <algorithm>
#include <cmath>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <ranges>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

#include <neardup/document.hpp>
#include <neardup/error.hpp>
#include <neardup/options.hpp>

namespace neardup::inline v0::detail {

/// A view of a text inside the caller's range: refused where the range makes its texts anew, since they would
/// be gone before they are read. (An input range may lend one buffer again and again: forward ranges only.)
template <class Reference>
concept lasting_text = std::convertible_to<Reference, std::string_view> &&
    (std::is_lvalue_reference_v<Reference> || std::is_pointer_v<Reference> ||
     std::same_as<std::remove_cvref_t<Reference>, std::string_view>);

template <class Reference>
concept lasting_document = std::same_as<std::remove_cvref_t<Reference>, document>;

/// What every function over many texts takes.
template <class Texts>
concept lasting_texts = std::ranges::forward_range<Texts> &&
    (lasting_text<std::ranges::range_reference_t<Texts>> ||
     lasting_document<std::ranges::range_reference_t<Texts>>);

template <lasting_texts Texts>
[[nodiscard]] std::vector<std::string_view> views_of(Texts&& texts) {
  std::vector<std::string_view> views;
  if constexpr (std::ranges::sized_range<Texts>) views.reserve(std::ranges::size(texts));
  for (auto&& text : texts) {
    if constexpr (lasting_document<std::ranges::range_reference_t<Texts>>)
      views.push_back(text.text);
    else
      views.emplace_back(text);
  }
  return views;
}

/// Texts with what is known of them, one entry a text or none at all.
struct text_input {
  std::vector<std::string_view> texts;
  std::vector<std::uint32_t> groups;
  std::vector<double> scores;
};

/// Texts with what they say of themselves, which only `document`s do.
template <lasting_texts Texts>
[[nodiscard]] text_input described(Texts&& texts) {
  text_input input{views_of(texts), {}, {}};
  if constexpr (lasting_document<std::ranges::range_reference_t<Texts>>) {
    for (const document& each : texts) {
      input.groups.push_back(each.group);
      input.scores.push_back(each.score);
    }
    if (std::all_of(input.groups.begin(), input.groups.end(), [](auto group) { return group == no_group; }))
      input.groups.clear();
  }
  return input;
}

/// Numbers that options give for texts in place of what these say.
template <class Value>
void take_given(const char* name, const std::vector<Value>& given, std::size_t texts,
                std::vector<Value>& own) {
  if (given.empty()) return;
  const std::string value = concatenated(given.size(), " numbers");
  if (!own.empty()) refuse_option(name, value, "none where the texts are documents, which have their own");
  if (given.size() != texts)
    refuse_option(name, value, concatenated("one for each of ", texts, " texts, or none"));
  own = given;
}

/// Scores are there, and numbers, if keep = score; else they are dropped.
inline void require_scores(const near_duplicate_options& options, std::vector<double>& scores,
                           std::size_t texts) {
  if (options.keep != keep_policy::score) {
    if (!options.scores.empty())
      refuse_option("scores", concatenated(options.scores.size(), " numbers"), "none, but with keep = score");
    scores.clear();
    return;
  }
  if (scores.size() != texts)
    refuse_option("scores", "empty", "with keep = score one number a text, or texts that are documents");
  for (std::size_t i = 0; i < scores.size(); ++i)
    if (std::isnan(scores[i])) refuse_option("scores", concatenated(scores[i], " for text ", i), "numbers");
}

template <lasting_texts Texts>
[[nodiscard]] text_input input_of(Texts&& texts, const near_duplicate_options& options) {
  text_input input = described(texts);
  take_given("groups", options.groups, input.texts.size(), input.groups);
  if (!options.scores.empty()) input.scores.clear();
  take_given("scores", options.scores, input.texts.size(), input.scores);
  require_scores(options, input.scores, input.texts.size());
  return input;
}

/// Queries, then the texts of a corpus.
template <lasting_texts Queries, lasting_texts Corpus>
[[nodiscard]] text_input joined_input(Queries&& queries, Corpus&& corpus,
                                      const near_duplicate_options& options) {
  constexpr const char* allowed = "none between two ranges, whose documents may have their own";
  if (!options.groups.empty())
    refuse_option("groups", concatenated(options.groups.size(), " numbers"), allowed);
  if (!options.scores.empty())
    refuse_option("scores", concatenated(options.scores.size(), " numbers"), allowed);
  text_input input = described(queries), others = described(corpus);
  const std::size_t first = input.texts.size();
  require_scores(options, others.scores, others.texts.size());  // those of queries decide nothing
  if (!input.groups.empty() || !others.groups.empty()) {
    input.groups.resize(first, no_group);
    others.groups.resize(others.texts.size(), no_group);
  }
  input.scores.assign(options.keep == keep_policy::score ? first : 0, 0.0);
  input.texts.insert(input.texts.end(), others.texts.begin(), others.texts.end());
  input.groups.insert(input.groups.end(), others.groups.begin(), others.groups.end());
  input.scores.insert(input.scores.end(), others.scores.begin(), others.scores.end());
  return input;
}

/// Positions of texts are 32 bits, and so are those of bytes in a text.
inline void require_sizes(std::span<const std::string_view> texts) {
  constexpr std::uint64_t limit = std::uint64_t{1} << 32;
  if (texts.size() >= limit - 1)
    throw error(errc::too_large, concatenated(texts.size(), " documents; allowed: fewer than ", limit - 1));
  for (std::size_t i = 0; i < texts.size(); ++i)
    if (texts[i].size() >= limit)
      throw error(errc::too_large, concatenated("document ", i, " is ", texts[i].size(),
                                                " bytes; allowed: fewer than ", limit));
}

}  // namespace neardup::inline v0::detail
