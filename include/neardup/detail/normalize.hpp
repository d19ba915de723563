#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <vector>

#include <neardup/detail/unicode.hpp>
#include <neardup/detail/utf8.hpp>

namespace neardup::inline v0::detail {

/// A code point below its rank (see code_point_properties::rank): what normalisation looks at, in one number.
using ranked = std::uint32_t;
using ranked_text = std::vector<ranked>;

[[nodiscard]] inline ranked with_rank(char32_t c) noexcept { return properties_of(c).rank() << 24 | c; }
[[nodiscard]] inline char32_t code_point_of(ranked c) noexcept { return c & 0xFFFFFF; }
[[nodiscard]] inline std::uint32_t rank_of(ranked c) noexcept { return c >> 24; }

/// Canonical ordering of text[0, count): each stretch without rank 0 sorted by rank, equal ranks left in
/// order.
inline void reorder(ranked_text& text, std::size_t count) {
  const auto by_rank = [](ranked a, ranked b) { return rank_of(a) < rank_of(b); };
  const auto end = text.begin() + static_cast<std::ptrdiff_t>(count);
  for (auto first = text.begin(); first != end;) {
    const auto last = std::find_if(first, end, [](ranked c) { return rank_of(c) == 0; });
    // A stable sort, not insertion: a text may carry any number of marks in the worst order.
    if (!std::is_sorted(first, last, by_rank)) std::stable_sort(first, last, by_rank);
    first = last == end ? end : last + 1;
  }
}

/// Canonical composition in place of a text that is decomposed and in canonical order.
inline void compose(ranked_text& text) noexcept {
  constexpr std::size_t none = static_cast<std::size_t>(-1);
  std::size_t size = 0, starter = none;
  for (const ranked c : text) {
    const std::uint32_t last_rank = size == 0 ? 0 : rank_of(text[size - 1]);
    // Blocked: something between the starter and here has rank 0, or the same rank. In canonical order it is
    // enough to look at the last one.
    if (starter != none && (starter + 1 == size || (last_rank != 0 && last_rank < rank_of(c)))) {
      if (const char32_t composed = compose_pair(code_point_of(text[starter]), code_point_of(c))) {
        text[starter] = composed;  // every primary composite has combining class 0
        continue;
      }
    }
    if (rank_of(c) == 0) starter = size;
    text[size++] = c;
  }
  text.resize(size);
}

/// toNFKC_Casefold(NFD(text)) for stretches of text that are put in code point by code point. The fold of
/// every prefix can be asked for; nothing is decoded twice. Storage is reused.
class casefolder {
 public:
  void clear() noexcept {
    decomposed_.clear();
    after_empty_ = false;
  }

  /// Appends `c`; returns the number of M* in its canonical decomposition.
  std::uint32_t push(char32_t c) {
    // A code point that folds to nothing still keeps the marks on its two sides apart in canonical ordering,
    // once: of several in a row one does as well, which keeps memory bounded by what is folded.
    const bool empty = properties_of(c).fold() == fold_kind::empty;
    if (empty && after_empty_) return properties_of(c).kind() == code_point_class::mark ? 1 : 0;
    after_empty_ = empty;
    std::uint32_t marks = 0;
    decompose(c, [&](char32_t d) {
      marks += properties_of(d).kind() == code_point_class::mark ? 1 : 0;
      decomposed_.push_back(with_rank(d));
    });
    return marks;
  }

  /// Decomposed code points so far: a place to fold up to.
  [[nodiscard]] std::size_t size() const noexcept { return decomposed_.size(); }

  /// Folds the first `count` decomposed code points into folded(); returns its length in bytes of UTF-8.
  std::size_t fold(std::size_t count) {
    ordered_.assign(decomposed_.begin(), decomposed_.begin() + static_cast<std::ptrdiff_t>(count));
    reorder(ordered_, count);
    folded_.clear();
    for (const ranked c : ordered_)
      casefold(code_point_of(c), [&](char32_t d) { folded_.push_back(with_rank(d)); });
    reorder(folded_, folded_.size());
    compose(folded_);
    std::size_t bytes = 0;
    for (const ranked c : folded_) bytes += encoded_length(code_point_of(c));
    return bytes;
  }

  /// What fold() made.
  [[nodiscard]] const ranked_text& folded() const noexcept { return folded_; }

 private:
  ranked_text decomposed_, ordered_, folded_;
  bool after_empty_ = false;
};

}  // namespace neardup::inline v0::detail
