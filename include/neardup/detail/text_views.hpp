#pragma once

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <ranges>
#include <span>
#include <string_view>
#include <type_traits>
#include <vector>

#include <neardup/document.hpp>
#include <neardup/error.hpp>

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
