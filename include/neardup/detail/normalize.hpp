#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <vector>

#include <neardup/detail/unicode.hpp>
#include <neardup/detail/utf8.hpp>

namespace neardup::inline v0::detail {

/// A code point and what the tables say of it, looked up once.
struct known_code_point {
  char32_t code_point;
  code_point_properties is;
};
using known_text = std::vector<known_code_point>;

[[nodiscard]] inline known_code_point look_up(char32_t c) noexcept { return {c, properties_of(c)}; }

/// Canonical ordering: each stretch without rank 0 sorted by rank, equal ranks left in order.
inline void reorder(known_text& text) {
  const auto by_rank = [](known_code_point a, known_code_point b) { return a.is.rank() < b.is.rank(); };
  for (auto first = text.begin(); first != text.end();) {
    if (first->is.rank() == 0) {
      ++first;
      continue;
    }
    const auto last = std::find_if(first, text.end(), [](known_code_point c) { return c.is.rank() == 0; });
    // A stable sort, not insertion: a text may carry any number of marks in the worst order.
    if (!std::is_sorted(first, last, by_rank)) std::stable_sort(first, last, by_rank);
    first = last;
  }
}

/// Canonical composition in place of a text that is decomposed and in canonical order.
inline void compose(known_text& text) {
  std::size_t size = 0, starter = text.size();
  for (const known_code_point c : text) {
    // Blocked: something between the starter and here has rank 0, or the same rank. In canonical order it is
    // enough to look at the last one.
    const std::uint32_t last_rank = size == 0 ? 0 : text[size - 1].is.rank();
    const bool blocked = starter + 1 != size && (last_rank == 0 || last_rank >= c.is.rank());
    if (starter < size && !blocked && !c.is.quiet()) {
      if (const char32_t composed = compose_pair(text[starter].code_point, c.code_point)) {
        text[starter] = look_up(composed);
        continue;
      }
    }
    if (c.is.rank() == 0) starter = size;
    text[size++] = c;
  }
  text.resize(size);
}

/// toNFKC_Casefold(NFD(text)), without diacritics where that is wanted, for stretches of text that are put in
/// code point by code point. The fold of every prefix can be asked for; nothing is decoded twice. Storage is
/// reused.
class casefolder {
 public:
  explicit casefolder(bool drop_diacritics = false) noexcept : drop_diacritics_(drop_diacritics) {}

  void clear() noexcept {
    decomposed_.clear();
    after_empty_ = false;
  }

  /// Appends `c`. `marks` M* in a row stand before it, transparent code points skipped; returns how many
  /// stand behind it, counted in its canonical decomposition.
  std::uint32_t push(char32_t c, std::uint32_t marks) {
    // A code point that folds to nothing still keeps the marks on its two sides apart in canonical ordering,
    // once: of several in a row, dropped marks between them or not, one does as well, which keeps memory
    // bounded by what is folded.
    const known_code_point whole = look_up(c);
    const bool empty = whole.is.fold() == fold_kind::empty, needed = !empty || !after_empty_;
    const std::size_t before = size();
    const auto take = [&](known_code_point d) {
      // Those that only the casefold brings are dropped later; these here, so that they take no memory.
      const bool dropped = drop_diacritics_ && d.is.rank() != 0 && d.is.has_diacritic();
      if (needed && !dropped) decomposed_.push_back(d);
      const auto kind = d.is.kind();
      if (kind != code_point_class::transparent) marks = kind == code_point_class::mark ? marks + 1 : 0;
    };
    if (whole.is.quiet())
      take(whole);
    else
      decompose(c, [&](char32_t d) { take(look_up(d)); });
    if (size() != before) after_empty_ = empty;
    return marks;
  }

  /// Decomposed code points so far: a place to fold up to.
  [[nodiscard]] std::size_t size() const noexcept { return decomposed_.size(); }

  /// Folds the first `count` decomposed code points into folded(); returns its length in bytes of UTF-8.
  std::size_t fold(std::size_t count) {
    ordered_.assign(decomposed_.begin(), decomposed_.begin() + static_cast<std::ptrdiff_t>(count));
    reorder(ordered_);
    folded_.clear();
    for (const known_code_point c : ordered_) {
      if (c.is.fold() == fold_kind::self)
        folded_.push_back(c);
      else
        casefold(c.code_point, [&](char32_t d) { folded_.push_back(look_up(d)); });
    }
    if (drop_diacritics_)
      std::erase_if(folded_, [](known_code_point c) { return c.is.rank() != 0 && c.is.has_diacritic(); });
    reorder(folded_);
    compose(folded_);
    std::size_t bytes = 0;
    for (const known_code_point c : folded_) bytes += encoded_length(c.code_point);
    return bytes;
  }

  /// What fold() made.
  [[nodiscard]] const known_text& folded() const noexcept { return folded_; }

 private:
  known_text decomposed_, ordered_, folded_;
  bool after_empty_ = false;  ///< the last of decomposed_ folds to nothing
  bool drop_diacritics_;
};

}  // namespace neardup::inline v0::detail
