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
/// Work is linear and memory bounded for any token. The folded length of a prefix never shrinks as the prefix
/// grows, so the first one that is too long ends every search.
class token_folder {
 public:
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
      const step done =
          first ? append_first(text.data() + p, next, found) : append_further(text.data() + p, next, found);
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

  /// Appends the fold of the segment that begins at `segment`, or as much of it as the piece that begins at
  /// `begin` may hold.
  segment_end fold_segment(std::string_view text, std::size_t begin, std::size_t segment, std::size_t end) {
    const unsigned char* bytes = as_bytes(text.data());
    constexpr std::size_t check_every = 32;  // decomposed code points: bounds what is read past the cut
    std::size_t p = segment, cut = 0, cut_size = 0, next_check = check_every;
    std::uint32_t marks = 0;
    segment_.clear();
    starts_.clear();
    bool fits = true;
    while (fits && p < end) {
      const auto [c, length] = decode(bytes + p, bytes + end);
      const code_point_properties found = properties_of(c);
      if (p != segment && found.starts_segment()) break;
      if (marks >= max_marks && found.kind() == code_point_class::mark) {
        fits = fits_up_to(segment_.size());
        if (!fits) break;
        cut = p, cut_size = segment_.size(), marks = 0;
      }
      starts_.push_back({p, segment_.size()});
      marks = segment_.push(c, marks);
      if (segment_.size() == starts_.back().size) starts_.pop_back();  // folds to nothing, as the one before
      p += length;
      if (segment_.size() >= next_check) {
        fits = fits_up_to(segment_.size());
        next_check += check_every;
      }
    }
    if (fits && fits_up_to(segment_.size())) {
      take();
      return {p, false};
    }
    if (cut != 0) {
      take(cut_size);
      return {cut, true};
    }
    if (segment != begin) return {segment, true};
    return cut_anywhere();
  }

  /// The piece is the part of its first segment before the first code point that does not fit.
  segment_end cut_anywhere() {
    std::size_t low = 1,
                high = starts_.size();  // the first is at most 33 bytes long; some prefix is too long
    while (low < high) {
      const std::size_t middle = (low + high) / 2;
      const std::size_t through = middle + 1 < starts_.size() ? starts_[middle + 1].size : segment_.size();
      if (fits_up_to(through))
        low = middle + 1;
      else
        high = middle;
    }
    take(starts_[low].size);
    return {starts_[low].position, true};
  }

  [[nodiscard]] bool fits_up_to(std::size_t count) {
    return size_ + segment_.fold(count) <= max_folded_bytes;
  }

  /// Appends what was folded last.
  void take() noexcept {
    for (const known_code_point c : segment_.folded()) size_ += encode(c.code_point, out_.data() + size_);
  }

  void take(std::size_t count) {
    segment_.fold(count);
    take();
  }

  struct start {
    std::size_t position;  ///< of a code point in the text
    std::size_t size;      ///< of segment_ before it
  };

  std::array<char, max_folded_bytes> out_;
  std::size_t size_ = 0;         ///< of out_
  std::uint32_t last_rank_ = 0;  ///< of the last code point in out_, as far as it decides the order
  casefolder segment_;
  std::vector<start> starts_;
};

}  // namespace neardup::inline v0::detail
