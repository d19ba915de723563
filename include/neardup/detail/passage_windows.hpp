#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <span>

#include <neardup/token.hpp>

// Tokens to seeds: the windows of a text that are looked for in other places, each with its hash.
namespace neardup::inline v0::detail {

using token_list = std::span<const token>;

/// Most windows of which a seed is chosen, and most tokens of a window.
inline constexpr std::uint32_t most_seed_tokens = 64, most_passage_window = 64;

/// Which windows of a text are seeds.
struct seed_rule {
  std::uint32_t tokens = 5;  ///< of a window; 1..most_seed_tokens
  std::uint32_t window = 1;  ///< of so many windows in a row one is a seed; 1..most_passage_window
  std::uint64_t base = 1;    ///< of the hash; odd
  /// Equal tokens in a row before a window of the same token that leave it out; see for_each_run.
  std::uint64_t longest_run = UINT64_MAX;
};

/// Hash of a window: a polynomial in `base` modulo 2^64, to be rolled in two multiplications a token, of
/// which one waits for the token before, then mixed. Equal windows are equal in it, and whoever needs the
/// converse compares tokens.
[[nodiscard]] inline std::uint64_t mix_window(std::uint64_t sum) noexcept {
  const std::uint64_t mixed = (sum ^ sum >> 32) * 0x9E3779B97F4A7C15u;
  return mixed ^ mixed >> 29;
}

[[nodiscard]] inline std::uint64_t window_hash(token_list window, std::uint64_t base) noexcept {
  std::uint64_t sum = 0;
  for (const token& each : window) sum = sum * base + each.hash;
  return mix_window(sum);
}

/// Calls visit(position, hash) for each window of a text but those in its runs, in text order.
template <class Visit>
void for_each_window(token_list tokens, const seed_rule rule, Visit visit) {
  const std::size_t size = rule.tokens;
  if (tokens.size() < size) return;
  std::uint64_t top = 1, sum = 0, last = ~tokens[0].hash, repeats = 0;
  for (std::size_t n = 0; n < size; ++n) top *= rule.base;
  const auto take = [&](std::size_t n, std::uint64_t leaving) {
    const std::uint64_t hash = tokens[n].hash;
    sum = sum * rule.base + (hash - leaving * top);
    repeats = hash == last ? repeats + 1 : 0;
    last = hash;
    if (n + 1 < size) return;
    const bool in_run = repeats >= rule.longest_run && n + 1 < tokens.size() && tokens[n + 1].hash == hash;
    if (!in_run) visit(static_cast<std::uint32_t>(n + 1 - size), mix_window(sum));
  };
  for (std::size_t n = 0; n < size; ++n) take(n, 0);
  for (std::size_t n = size; n < tokens.size(); ++n) take(n, tokens[n - size].hash);
}

/// Chooses seeds among windows: of each `window` windows in a row the one of the least hash, of equal ones
/// the rightmost (Schleimer, Wilkerson, Aiken, "Winnowing", 2003); of a text with fewer windows, of all.
/// Texts that share so many windows in a row share a seed there.
///
/// The least of a sliding row is that of two parts, what is left of the block of `window` windows before and
/// what there is of the block at hand (van Herk 1992; Gil, Werman 1993): no branch depends on a hash.
template <class Visit>
class winnower {
 public:
  winnower(std::uint32_t window, Visit& visit) noexcept : size_(window), visit_(visit) { begin_row(0); }

  void operator()(std::uint32_t position, std::uint64_t hash) {
    if (position != block_ + filled_) {
      finish();
      begin_row(position);
    }
    hashes_[position % hashes_.size()] = hash;
    keys_[filled_] = key(hash, filled_);
    least_ = std::min(least_, key(hash, size_ + filled_));
    ++filled_;
    full_row_ = full_row_ || filled_ == size_;
    if (full_row_) choose(std::min(least_, before_[filled_]));
    if (filled_ == size_) begin_block();
  }

  /// Ends a row of windows: of a text, or before a run.
  void finish() {
    if (!full_row_ && filled_ > 0) choose(least_);
    deliver();
  }

 private:
  struct seed {
    std::uint32_t position;
    std::uint64_t hash;
  };

  void begin_row(std::uint32_t position) noexcept {
    block_ = position;
    filled_ = 0;
    least_ = UINT64_MAX;
    full_row_ = false;
    last_ = UINT32_MAX;
    before_.fill(UINT64_MAX);
  }

  void begin_block() noexcept {
    before_[size_] = UINT64_MAX;
    for (std::uint32_t n = size_; n-- > 0;) before_[n] = std::min(before_[n + 1], keys_[n]);
    block_ += size_;
    filled_ = 0;
    least_ = UINT64_MAX;
  }

  /// A hash with its place in the block before (less than size_) or the block at hand in the lowest bits,
  /// greatest first.
  [[nodiscard]] static std::uint64_t key(std::uint64_t hash, std::uint32_t place) noexcept {
    return (hash | place_mask) - place;
  }

  void choose(std::uint64_t least) {
    const std::uint32_t place = place_mask - static_cast<std::uint32_t>(least & place_mask);
    const std::uint32_t position = block_ + place - size_;
    chosen_[count_] = {position, hashes_[position % hashes_.size()]};
    count_ += position != last_;
    last_ = position;
    if (count_ == chosen_.size()) deliver();
  }

  void deliver() {
    for (std::size_t n = 0; n < count_; ++n) visit_(chosen_[n].position, chosen_[n].hash);
    count_ = 0;
  }

  static constexpr std::uint32_t place_mask = 2 * most_passage_window - 1;

  std::uint32_t size_;
  Visit& visit_;
  std::uint32_t block_ = 0, filled_ = 0;  ///< position of the block at hand, and how many windows it has
  std::uint64_t least_ = UINT64_MAX;      ///< key of it
  bool full_row_ = false;                 ///< whether as many windows in a row were seen
  std::uint32_t last_ = UINT32_MAX;       ///< position that was chosen last
  std::array<std::uint64_t, 2 * most_passage_window> hashes_{};  ///< of the last windows, by position
  std::array<std::uint64_t, most_passage_window> keys_{};        ///< of the block at hand
  std::array<std::uint64_t, most_passage_window + 1>
      before_{};  ///< least key from each place of the block before
  std::array<seed, 64> chosen_{};
  std::size_t count_ = 0;
};

/// Calls visit(position, hash) for each seed of a text, in text order. O(tokens).
template <class Visit>
void for_each_seed(token_list tokens, const seed_rule rule, Visit visit) {
  if (rule.window == 1) return for_each_window(tokens, rule, visit);
  winnower<Visit> winnow(rule.window, visit);
  for_each_window(tokens, rule, [&](std::uint32_t position, std::uint64_t hash) { winnow(position, hash); });
  winnow.finish();
}

/// Calls visit(begin, end) with the positions of the windows that for_each_window leaves out: those of one
/// token said over and over, behind rule.longest_run equal neighbours, but for the last such window.
template <class Visit>
void for_each_run(token_list tokens, const seed_rule& rule, Visit visit) {
  if (rule.longest_run >= tokens.size()) return;
  const auto step = static_cast<std::size_t>(rule.longest_run);  // no run is so short that it is stepped over
  for (std::size_t n = step; n < tokens.size();) {
    const std::uint64_t hash = tokens[n].hash;
    if (tokens[n - 1].hash != hash) {
      n += step;
      continue;
    }
    std::size_t begin = n, end = n + 1;
    while (begin > 0 && tokens[begin - 1].hash == hash) --begin;
    while (end < tokens.size() && tokens[end].hash == hash) ++end;
    // The window at p is left out where its last token has longest_run repeats up to it, and one behind it.
    const std::uint64_t from = begin + rule.longest_run + 1 - rule.tokens;
    if (from + rule.tokens < end)
      visit(static_cast<std::uint32_t>(from), static_cast<std::uint32_t>(end - rule.tokens));
    n = end + step - 1;
  }
}

}  // namespace neardup::inline v0::detail
