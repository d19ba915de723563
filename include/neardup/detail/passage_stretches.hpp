#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <iterator>
#include <span>
#include <vector>

#include <neardup/detail/passage_anchors.hpp>
#include <neardup/detail/passage_selection.hpp>

// A log file is one long stretch that repeats itself, in which each line has something in common with
// thousands of others. What all these have in common the stretch says.
namespace neardup::inline v0::detail {

/// Tells apart the anchors of a text with itself that long stretches of it, periodic or series, stand for.
/// The stretches show already in the anchors of short lag, whose number is linear in the text; all others
/// together are many times more. Keeps its storage.
class long_stretches {
 public:
  /// Below so many anchors there is nothing to gain.
  static constexpr std::size_t many = 1 << 12;

  /// The anchors that tell of the stretches, a few hundred tokens apart at most.
  [[nodiscard]] std::span<const anchor> near(std::span<const anchor> anchors) {
    anchors_.clear();
    std::copy_if(anchors.begin(), anchors.end(), std::back_inserter(anchors_), is_near);
    return anchors_;
  }

  /// Takes those stretches among the matches of these that are a good part of the text, and returns the
  /// anchors but what lies deep inside one that stands for them. What a match of those gains by its
  /// surroundings lies inside as well: it would be found to say nothing new.
  [[nodiscard]] std::span<const anchor> outside(std::span<const anchor> anchors,
                                                std::span<const token_match> matches, std::size_t tokens) {
    stretches_.clear();
    std::copy_if(matches.begin(), matches.end(), std::back_inserter(stretches_), [&](const token_match& x) {
      return x.period != 0 && most_stretches * std::uint64_t{x.first_tokens()} >= tokens;
    });
    if (stretches_.empty()) return anchors;
    anchors_.clear();
    std::copy_if(anchors.begin(), anchors.end(), std::back_inserter(anchors_),
                 [this](const anchor& x) { return !is_inside(x); });
    return anchors_;
  }

  /// Whether the stretches are among `matches`: what was left out for the sake of one that is not is missing.
  [[nodiscard]] bool are_shown(std::span<const token_match> matches) const noexcept {
    return std::all_of(stretches_.begin(), stretches_.end(), [&](const token_match& x) {
      return std::any_of(matches.begin(), matches.end(), [&](const token_match& y) {
        return y.period == x.period && y.is_series() == x.is_series() &&
               y.first_begin <= x.first_begin + margin && y.first_end + margin >= x.first_end;
      });
    });
  }

 private:
  static constexpr std::uint32_t most_lag = 256, margin = 2 * most_passage_gap;
  static constexpr std::uint64_t most_stretches = 16;  ///< side by side

  [[nodiscard]] static bool is_near(const anchor& x) noexcept { return x.j - x.i <= most_lag; }

  [[nodiscard]] bool is_inside(const anchor& x) const noexcept {
    return std::any_of(stretches_.begin(), stretches_.end(), [&](const token_match& y) {
      const std::uint64_t lag = x.j - x.i;
      return x.i >= y.first_begin + margin && std::uint64_t{x.j} + x.length + margin <= y.first_end &&
             2 * lag >= 3 * std::uint64_t{y.period} && stands_for(y, x.j - x.i);
    });
  }

  std::vector<anchor> anchors_;
  std::vector<token_match> stretches_;
};

}  // namespace neardup::inline v0::detail
