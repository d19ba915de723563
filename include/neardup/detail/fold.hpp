#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string_view>
#include <vector>

#include <neardup/detail/normalize.hpp>
#include <neardup/detail/unicode.hpp>
#include <neardup/detail/utf8.hpp>

namespace neardup::inline v0::detail {

inline constexpr std::size_t max_folded_bytes = 256;  ///< a longer token text is cut into pieces
inline constexpr std::uint32_t max_marks = 30;  ///< M* in a row after which a cut may stand before the next

[[nodiscard]] constexpr char lower_ascii(char c) noexcept {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c + ('a' - 'A')) : c;
}

/// Folds a token, well-formed UTF-8, and cuts it into pieces of at most 256 folded bytes (docs/scheme-v1.md).
///
/// A text falls into segments, which begin before each code point that starts_segment(). The fold of a text
/// is the folds of its segments one after the other, so most are appended at once: the first code point by a
/// table, quiet() ones as they are. Only segments that compose, reorder or expand go through a casefolder.
/// Work is linear and memory bounded for any token.
class token_folder {
 public:
  explicit token_folder(bool fold_diacritics = false) noexcept
      : segment_(fold_diacritics), fold_diacritics_(fold_diacritics) {}

  /// Calls sink(folded, begin, length) for each piece that is not empty; `folded` is valid during the call.
  template <class Sink>
  void fold(std::string_view text, std::size_t begin, std::size_t end, Sink&& sink) {
    while (begin < end) {
      const std::size_t piece_end = fold_piece(text, begin, end);
      if (size_ != 0) sink(folded(), begin, piece_end - begin);
      begin = piece_end;
    }
  }

  /// The same for a token of ASCII letters and digits.
  template <class Sink>
  void fold_ascii(std::string_view text, std::size_t begin, std::size_t end, Sink&& sink) {
    while (begin < end) {
      size_ = std::min(end - begin, max_folded_bytes);
      for (std::size_t i = 0; i < size_; ++i) out_[i] = lower_ascii(text[begin + i]);
      sink(folded(), begin, size_);
      begin += size_;
    }
  }

 private:
  [[nodiscard]] std::string_view folded() const noexcept { return {out_.data(), size_}; }

  enum class step { appended, full, not_simple };

  /// Folds the first piece of [begin, end) into out_ and returns where it ends.
  std::size_t fold_piece(std::string_view text, std::size_t begin, std::size_t end) {
    const unsigned char* bytes = as_bytes(text.data());
    std::size_t segment = begin, segment_size = 0, p = begin;
    size_ = 0;
    last_rank_ = 0;
    while (p < end) {
      if (bytes[p] < 0x80) {
        if (size_ == max_folded_bytes) return p;
        segment = p, segment_size = size_, last_rank_ = 0;
        out_[size_++] = lower_ascii(text[p++]);
        continue;
      }
      const decoded next = decode(bytes + p, bytes + end);
      const code_point_properties found = properties_of(next.code_point);
      const bool first = found.starts_segment();
      if (first) segment = p, segment_size = size_;
      const step done = fold_diacritics_ && found.has_diacritic() ? step::not_simple
                        : first                                   ? append_first(text.data() + p, next, found)
                                : append_further(text.data() + p, next, found);
      if (done == step::full) return p;
      if (done == step::appended) {
        p += next.length;
        continue;
      }
      size_ = segment_size;
      const segment_end after = fold_segment(text, begin, segment, end);
      if (after.cut) return after.position;
      segment = p = after.position, segment_size = size_;
    }
    return p;
  }

  /// Appends the fold of a code point that begins a segment. The marks that it decomposes to, if any, compose
  /// with it again whatever quiet() marks are sorted in between, so any such mark is in order behind it.
  step append_first(const char* from, decoded next, code_point_properties found) noexcept {
    last_rank_ = 0;
    if (found.fold() == fold_kind::self) {
      if (size_ + next.length > max_folded_bytes) return step::full;
      append(from, next.length);
      return step::appended;
    }
    if (found.fold() != fold_kind::single) return step::not_simple;
    const char32_t single = single_fold(next.code_point);
    if (size_ + encoded_length(single) > max_folded_bytes) return step::full;
    size_ += encode(single, out_.data() + size_);
    return step::appended;
  }

  /// Appends the fold of a code point within a segment.
  step append_further(const char* from, decoded next, code_point_properties found) noexcept {
    if (found.fold() == fold_kind::empty) return step::appended;
    const bool in_order = found.rank() == 0 || found.rank() >= last_rank_;
    // One that does not fit may be cut off elsewhere than before it: fold_segment knows.
    if (!found.quiet() || !in_order || size_ + next.length > max_folded_bytes) return step::not_simple;
    append(from, next.length);
    last_rank_ = found.rank();
    return step::appended;
  }

  void append(const char* from, std::size_t length) noexcept {
    std::memcpy(out_.data() + size_, from, length);
    size_ += length;
  }

  struct segment_end {
    std::size_t position;
    bool cut;  ///< the piece ends here
  };

  /// A longer prefix of a segment may fold to less: "\u1ecd\u0304" has 5 bytes, with U+0328 behind it it is
  /// "\u01ed\u0323" with 4. The marks that a base absorbs, three at most, bound what can be gained.
  static constexpr std::size_t max_gain = 16;

  /// Appends the fold of the segment that begins at `segment`, or as much of it as the piece that begins at
  /// `begin` may hold.
  segment_end fold_segment(std::string_view text, std::size_t begin, std::size_t segment, std::size_t end) {
    const unsigned char* bytes = as_bytes(text.data());
    constexpr std::size_t check_every = 32;  // decomposed code points: bounds what is read past the cut
    std::size_t p = segment, cut = 0, cut_size = 0, next_check = check_every;
    std::uint32_t marks = 0;
    segment_.clear();
    starts_.clear();
    safe_ = 0;
    bool hopeless = false;
    while (!hopeless && p < end) {
      const auto [c, length] = decode(bytes + p, bytes + end);
      const code_point_properties found = properties_of(c);
      if (p != segment && found.starts_segment()) break;
      if (marks >= max_marks && found.kind() == code_point_class::mark) {
        marks = 0;
        if (size_with(segment_.size()) <= max_folded_bytes) cut = p, cut_size = segment_.size();
      }
      starts_.push_back({p, segment_.size()});
      marks = segment_.push(c, marks);
      if (segment_.size() == starts_.back().size) starts_.pop_back();  // folds to nothing, as the one before
      p += length;
      if (segment_.size() >= next_check) {
        next_check += check_every;
        const std::size_t size = size_with(segment_.size());
        hopeless = size > max_folded_bytes + max_gain;
        if (size + max_gain <= max_folded_bytes) safe_ = starts_.size();
      }
    }
    if (!hopeless && size_with(segment_.size()) <= max_folded_bytes) {
      take();
      return {p, false};
    }
    if (cut != 0) {
      size_with(cut_size);
      take();
      return {cut, true};
    }
    if (segment != begin) return {segment, true};
    return cut_anywhere();
  }

  /// The piece is the part of its first segment before the first code point that does not fit. There is one,
  /// and it is not the first of all: no code point alone folds to more than 33 bytes.
  segment_end cut_anywhere() {
    std::size_t i = safe_;
    const auto through = [&] { return i + 1 < starts_.size() ? starts_[i + 1].size : segment_.size(); };
    while (i + 1 < starts_.size() && size_with(through()) <= max_folded_bytes) ++i;
    size_with(starts_[i].size);
    take();
    return {starts_[i].position, true};
  }

  /// Folds the first `count` code points of segment_; returns the size of the piece if they are taken.
  std::size_t size_with(std::size_t count) { return size_ + segment_.fold(count); }

  /// Appends what was folded last.
  void take() noexcept {
    for (const known_code_point c : segment_.folded()) size_ += encode(c.code_point, out_.data() + size_);
  }

  struct start {
    std::size_t position;  ///< of a code point in the text
    std::size_t size;      ///< of segment_ before it
  };

  std::array<char, max_folded_bytes> out_;
  std::size_t size_ = 0;         ///< of out_
  std::uint32_t last_rank_ = 0;  ///< of the last code point in out_, as far as it decides the order
  casefolder segment_;
  bool fold_diacritics_;
  std::vector<start>
      starts_;  ///< of segment_, code points that fold to nothing left out where another stands before
  std::size_t safe_ = 0;  ///< the prefixes up to this one of starts_ fit, whatever they fold to
};

}  // namespace neardup::inline v0::detail
