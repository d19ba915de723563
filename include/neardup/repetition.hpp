#pragma once

#include <algorithm>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <span>
#include <string_view>
#include <vector>

#include <neardup/detail/line_ends.hpp>
#include <neardup/detail/unicode.hpp>
#include <neardup/detail/xxhash.hpp>
#include <neardup/result.hpp>
#include <neardup/token.hpp>

namespace neardup::inline v0 {

/// Measures the repetition of one text after another; reuses its memory. O(n) for n tokens, 30 bytes for each
/// of the longest text.
class repetition_meter {
 public:
  /// `tokens`: those of `text`, in text order.
  [[nodiscard]] repetition_ratios measure(std::string_view text, std::span<const token> tokens) {
    text_ = text;
    tokens_ = tokens;
    repetition_ratios found;
    const double characters = static_cast<double>(code_points(0, text.size()));
    if (tokens.empty()) return found;
    const auto share = [&](std::size_t part) { return static_cast<double>(part) / characters; };
    const auto lines = duplicate_pieces(1), paragraphs = duplicate_pieces(2);
    found.duplicate_lines = lines.share();
    found.duplicate_line_characters = share(lines.characters);
    found.duplicate_paragraphs = paragraphs.share();
    found.duplicate_paragraph_characters = share(paragraphs.characters);
    begin_ngrams();
    for (std::uint32_t n = 2; n <= 10 && next_ngrams(n); ++n) {
      if (n <= 4)
        found.top_ngram_characters[n - 2] = share(top_characters(n));
      else
        found.duplicate_ngram_characters[n - 5] = share(duplicate_characters(n));
    }
    return found;
  }

 private:
  struct piece_counts {
    std::size_t all = 0, duplicate = 0, characters = 0;
    [[nodiscard]] double share() const noexcept {
      return static_cast<double>(duplicate) / static_cast<double>(all);
    }
  };
  static constexpr std::uint32_t none = std::numeric_limits<std::uint32_t>::max();

  [[nodiscard]] std::size_t code_points(std::size_t begin, std::size_t end) const noexcept {
    const std::string_view part = text_.substr(begin, end - begin);
    return static_cast<std::size_t>(std::count_if(part.begin(), part.end(), [](char byte) {
      return (static_cast<unsigned char>(byte) & 0xC0) != 0x80;
    }));
  }
  [[nodiscard]] std::size_t end_of(std::size_t token) const noexcept {
    return std::size_t{tokens_[token].begin} + tokens_[token].length;
  }

  /// Whether a token stands for white space, as among `characters`.
  [[nodiscard]] bool is_space(std::size_t token) const noexcept {
    const char32_t first = detail::first_code_point(text_.substr(tokens_[token].begin)).code_point;
    return first != detail::ill_formed &&
           detail::properties_of(first).kind() == detail::code_point_class::space;
  }

  /// Line ends between the words before and behind the border before a token; see count_line_ends().
  [[nodiscard]] std::size_t line_ends_at(std::size_t token) const noexcept {
    const std::size_t begin = end_of(token - 1);
    const std::size_t end = is_space(token) ? end_of(token) : tokens_[token].begin;
    return begin < end ? detail::count_line_ends(text_.substr(begin, end - begin)) : 0;
  }

  /// Pieces of the text that `line_ends` of them, or more, part.
  [[nodiscard]] piece_counts duplicate_pieces(std::size_t line_ends) {
    piece_counts counts;
    begin_table(tokens_.size());
    hashes_.resize(tokens_.size());
    for (std::size_t begin = 0; begin < tokens_.size();) {
      std::size_t end = begin;
      std::uint64_t hash = 0;
      do hash = extended(hash, tokens_[end++].hash);
      while (end < tokens_.size() && line_ends_at(end) < line_ends);
      ++counts.all;
      hashes_[begin] = hash;
      if (first_of(static_cast<std::uint32_t>(begin)) != begin) {
        ++counts.duplicate;
        counts.characters += code_points(tokens_[begin].begin, end_of(end - 1));
      }
      begin = end < tokens_.size() && is_space(end) ? end + 1 : end;
    }
    return counts;
  }

  [[nodiscard]] static std::uint64_t extended(std::uint64_t hash, std::uint64_t token_hash) noexcept {
    const std::uint64_t both[2] = {hash, token_hash};
    return detail::xxh3_64(both, sizeof both, 0);
  }

  void begin_ngrams() {
    hashes_.resize(tokens_.size());
    positions_.resize(tokens_.size());
    for (std::uint32_t i = 0; i < tokens_.size(); ++i) hashes_[i] = tokens_[i].hash, positions_[i] = i;
  }

  /// From the n-1-grams that stand twice to the n-grams that do, which begin where those do; false where
  /// there are none.
  [[nodiscard]] bool next_ngrams(std::uint32_t n) {
    std::erase_if(positions_, [&](std::uint32_t i) { return i + std::size_t{n} > tokens_.size(); });
    for (const std::uint32_t i : positions_) hashes_[i] = extended(hashes_[i], tokens_[i + n - 1].hash);
    begin_table(positions_.size());
    counts_.assign(tokens_.size(), 0);
    for (const std::uint32_t i : positions_) ++counts_[first_of(i)];
    std::erase_if(positions_, [&](std::uint32_t i) { return counts_[first_of(i)] < 2; });
    return !positions_.empty();
  }

  /// Characters in the n-grams at positions_ for which `counts(position)` holds.
  template <class Counts>
  [[nodiscard]] std::size_t characters_of(std::uint32_t n, Counts counts) const {
    std::size_t characters = 0, covered = 0;  // up to this byte
    for (const std::uint32_t i : positions_) {
      if (!counts(i)) continue;
      const std::size_t begin = std::max<std::size_t>(tokens_[i].begin, covered), end = end_of(i + n - 1);
      if (begin >= end) continue;
      characters += code_points(begin, end);
      covered = end;
    }
    return characters;
  }

  [[nodiscard]] std::size_t duplicate_characters(std::uint32_t n) const {
    return characters_of(n, [&](std::uint32_t i) { return first_of(i) != i; });
  }

  /// Of equally frequent n-grams the first counts.
  [[nodiscard]] std::size_t top_characters(std::uint32_t n) const {
    const std::uint32_t top =
        *std::max_element(positions_.begin(), positions_.end(), [&](std::uint32_t a, std::uint32_t b) {
          return counts_[a] < counts_[b];
        });  // 0 where i is no first one
    return characters_of(n, [&](std::uint32_t i) { return first_of(i) == top; });
  }

  void begin_table(std::size_t most) { slots_.assign(std::bit_ceil(2 * most + 1), none); }

  [[nodiscard]] std::size_t slot_of(std::uint32_t position) const noexcept {
    const std::size_t mask = slots_.size() - 1;
    std::size_t at = hashes_[position] & mask;
    while (slots_[at] != none && hashes_[slots_[at]] != hashes_[position]) at = (at + 1) & mask;
    return at;
  }
  /// The first position that came with the same hash.
  [[nodiscard]] std::uint32_t first_of(std::uint32_t position) noexcept {
    std::uint32_t& slot = slots_[slot_of(position)];
    if (slot == none) slot = position;
    return slot;
  }
  [[nodiscard]] std::uint32_t first_of(std::uint32_t position) const noexcept {
    return slots_[slot_of(position)];
  }

  std::string_view text_;
  std::span<const token> tokens_;
  std::vector<std::uint64_t> hashes_;     // by position: of the piece or n-gram that begins there
  std::vector<std::uint32_t> positions_;  // where n-grams begin that stand twice
  std::vector<std::uint32_t> counts_;     // by the first position of an n-gram
  std::vector<std::uint32_t> slots_;      // open addressing: first positions
};

}  // namespace neardup::inline v0
