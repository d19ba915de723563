#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

#include <neardup/detail/line_ends.hpp>
#include <neardup/detail/line_joins.hpp>
#include <neardup/detail/passage_snap.hpp>
#include <neardup/detail/passage_windows.hpp>
#include <neardup/detail/unicode.hpp>

// A text to its sentences or paragraphs.
namespace neardup::inline v0::detail {

enum class unit_kind { sentence, paragraph };

/// A sentence or paragraph: bytes [begin, end), which neither begin nor end with white space, and the tokens
/// in them.
struct text_unit {
  std::uint32_t begin = 0, end = 0;
  std::uint32_t first_token = 0, last_token = 0;  ///< [first_token, last_token)
};

/// Letters that a sentence does not begin with, as far as writing can tell: lower case of the scripts that
/// have both. Georgian, which hardly uses its capitals, and rarer scripts count as having none.
[[nodiscard]] inline bool is_lower_case(char32_t c) noexcept {
  const bool cased = c < 0x0590 || (c >= 0x1E00 && c < 0x2000);  // Latin, Greek, Cyrillic, Armenian
  if (!cased || is_digit(c)) return false;
  const code_point_properties found = properties_of(c);
  return found.is_letter() && found.fold() == fold_kind::self;
}

/// Parts a text, code point by code point, in linear time.
///
/// Paragraphs are parted by blank lines; for what ends a line see line_ends_at(). A sentence ends
/// - behind its marks and the quotes and brackets that close after them, where white space follows; none need
///   follow the marks of scripts that are written without (U+3002 and the like). Not where the next letter is
///   in lower case: "etc. and", "'Why?' she asked" (rule SB8 of UAX #29, for all marks);
/// - at a line's end, unless the next line begins with a letter in lower case, as in the midst of a wrapped
///   paragraph. This parts headlines from what follows, and scripts without sentence marks, as Thai.
/// Abbreviations are not known ("Dr. Who" is two sentences), nor the Greek question mark written as ";".
class unit_splitter {
 public:
  unit_splitter(std::string_view text, unit_kind kind) : text_(text), kind_(kind) {}

  [[nodiscard]] std::vector<text_unit> split() {
    while (at_ < text_.size()) {
      const decoded next = first_code_point(text_.substr(at_));
      const code_point_class kind =
          next.code_point == ill_formed ? code_point_class::separator : properties_of(next.code_point).kind();
      if (kind == code_point_class::space)
        read_space(next.code_point);
      else if (kind != code_point_class::transparent && (kind != code_point_class::mark || spaced_))
        read_visible(next);
      else if (!spaced_)
        end_ = at_ + next.length;  // marks and invisible characters go with what they follow
      at_ += next.length;
      if (kind == code_point_class::letter && next_begin_ == none) pass_letters();
    }
    if (begin_ != none) part_at_border();
    return std::move(units_);
  }

 private:
  static constexpr std::size_t none = SIZE_MAX;

  /// Goes to the end of a word, as far as it is ASCII: nothing else changes there.
  void pass_letters() noexcept {
    const auto is_plain = [](char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); };
    std::size_t at = at_;
    while (at < text_.size() && is_plain(text_[at])) ++at;
    if (at != at_) at_ = end_ = at;
  }

  void read_space(char32_t c) noexcept {
    spaced_ = true;
    lines_ += line_ends_at(c, at_ > 0 && text_[at_ - 1] == '\r' ? U'\r' : 0);
  }

  void read_visible(decoded c) {
    if (begin_ == none)
      begin_ = at_;
    else if (lines_ > 1 || (lines_ == 1 && kind_ == unit_kind::sentence && !is_lower_case(c.code_point)))
      part_at_border();
    if (kind_ == unit_kind::sentence) read_sentence(c);
    end_ = at_ + c.length;
    spaced_ = false;
    lines_ = 0;
  }

  void read_sentence(decoded c) {
    const bool letter = is_letter(c.code_point), mark = !letter && is_mark(c);
    if (ended_ && (letter || !closes(c))) {
      if (spaced_ || unspaced_) next_end_ = end_, next_begin_ = at_;
      ended_ = unspaced_ = false;
    }
    // Digits, dashes and opening quotes say nothing about the case of what they begin.
    if (next_begin_ != none && (mark || (letter && !is_digit(c.code_point)))) {
      if (!is_lower_case(c.code_point)) part(next_end_, next_begin_);
      next_begin_ = none;
    }
    if (!mark) return;
    ended_ = true;
    unspaced_ = unspaced_ || needs_no_space(c.code_point);
  }

  /// A full-width full stop is a decimal point, too.
  [[nodiscard]] bool is_mark(decoded c) const noexcept {
    return is_one_of(c.code_point, sentence_marks) && (c.code_point != U'\uff0e' || !is_digit(following(c)));
  }

  /// Whether a sentence may end at the mark though the next one follows without a space.
  [[nodiscard]] static bool needs_no_space(char32_t mark) noexcept {
    const bool general = mark >= 0x2000 && mark < 0x2100;
    return mark >= 0x0590 && !general;
  }

  /// Whether `c`, which follows the end of a sentence, belongs to it: a mark, quote or bracket, unless it
  /// faces or touches what comes next.
  [[nodiscard]] bool closes(decoded c) const noexcept {
    if (!is_one_of(c.code_point, quote_marks) && !is_one_of(c.code_point, closing_marks)) return false;
    const bool turned = is_one_of(c.code_point, closing_rule.turned), touches = is_letter(following(c));
    return spaced_ ? !turned && !touches : !turned || !touches;
  }

  [[nodiscard]] char32_t following(decoded c) const noexcept {
    const std::string_view rest = text_.substr(at_ + c.length);
    return rest.empty() ? ill_formed : first_code_point(rest).code_point;
  }

  [[nodiscard]] static bool is_letter(char32_t c) noexcept {
    return c != ill_formed && properties_of(c).is_letter();
  }

  void part_at_border() {
    if (next_begin_ != none) part(next_end_, next_begin_);
    next_begin_ = none;
    ended_ = unspaced_ = false;
    part(end_, at_);
  }

  void part(std::size_t end, std::size_t next_begin) {
    units_.push_back({static_cast<std::uint32_t>(begin_), static_cast<std::uint32_t>(end)});
    begin_ = next_begin;
  }

  const std::string_view text_;
  const unit_kind kind_;
  std::size_t at_ = 0;
  std::size_t begin_ = none, end_ = 0;            ///< of the unit so far
  std::size_t next_end_ = 0, next_begin_ = none;  ///< a border, if what comes next is not in lower case
  std::uint32_t lines_ = 0;                       ///< line ends since the last visible character
  bool spaced_ = true;                            ///< white space since then, or nothing yet
  bool ended_ = false;                            ///< the unit so far ends as a sentence does
  bool unspaced_ = false;                         ///< and needs no space after it
  std::vector<text_unit> units_;
};

/// The units of a text that hold tokens, in text order. `tokens` are in text order as well; those of hash
/// `space` are spaces, which belong to no unit. Units that share a token are one. Linear time.
[[nodiscard]] inline std::vector<text_unit> units_of(std::string_view text, token_list tokens, unit_kind kind,
                                                     std::uint64_t space) {
  std::vector<text_unit> units = unit_splitter(text, kind).split();
  std::size_t kept = 0, n = 0;
  std::uint32_t tokens_end = 0;  // of the bytes of the last unit's tokens
  for (const text_unit& unit : units) {
    const bool shared = kept != 0 && tokens_end > unit.begin;
    if (shared) units[kept - 1].end = unit.end;
    text_unit& current = shared ? units[kept - 1] : units[kept] = unit;
    bool any = shared;
    for (; n < tokens.size() && tokens[n].begin < unit.end; ++n) {
      if (tokens[n].hash == space) continue;
      if (!any) {
        current.first_token = static_cast<std::uint32_t>(n);
        current.begin = std::min(current.begin, tokens[n].begin);
      }
      any = true;
      current.last_token = static_cast<std::uint32_t>(n + 1);
      tokens_end = std::max(tokens_end, tokens[n].begin + tokens[n].length);
    }
    current.end = std::max(current.end, tokens_end);
    if (any && !shared) ++kept;
  }
  units.resize(kept);
  return units;
}

}  // namespace neardup::inline v0::detail
