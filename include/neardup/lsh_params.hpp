#pragma once

#include <cmath>
#include <cstdint>
#include <string>
#include <vector>

#include <neardup/options.hpp>

namespace neardup::inline v0 {

namespace detail {

/// The value itself, rounded to a double here: the compiler cannot fuse what produced it with what follows
/// into one multiply-add. Shapes, and so answers, would else depend on compiler flags.
[[nodiscard]] inline double rounded(double value) noexcept {
  volatile double stored = value;
  return stored;
}

/// base^exponent by repeated multiplication, the same on every machine.
[[nodiscard]] inline double power(double base, std::uint32_t exponent) noexcept {
  double product = 1;
  for (std::uint32_t i = 0; i < exponent; ++i) product = rounded(product * base);
  return product;
}

/// Rounding may leave a shape that reaches min_recall exactly a few ulps below it.
inline constexpr double recall_slack = 1e-12;

/// Smallest multiple of 32 at which single-row bands reach `min_recall`; 0 where 4096 does not do.
[[nodiscard]] inline std::uint32_t sufficient_num_hashes(double threshold, double min_recall) noexcept {
  for (std::uint32_t k = 32; k <= 4096; k += 32)
    if (1 - power(rounded(1 - threshold), k) >= min_recall - recall_slack) return k;
  return 0;
}

}  // namespace detail

/// Probability that two sets of Jaccard similarity `s` share at least one bucket: 1 - (1 - s^rows)^bands.
/// `s` in [0, 1]; result in [0, 1], non-decreasing in `s`. Steepest near (1 / bands)^(1 / rows).
/// Source: Leskovec, Rajaraman, Ullman, "Mining of Massive Datasets", section 3.4.
[[nodiscard]] inline double candidate_probability(double s, lsh_shape shape) noexcept {
  return 1 - detail::power(detail::rounded(1 - detail::power(s, shape.rows)), shape.bands);
}

/// The shape that finds a pair at `threshold` with probability at least `min_recall` and, among those of at
/// most `num_hashes` entries, lets the fewest dissimilar pairs through: the most rows, then the fewest bands.
/// Throws error(errc::invalid_options) with the best recall within reach where there is none.
/// O(num_hashes log num_hashes). `threshold` in (0, 1], `min_recall` in (0, 1), `num_hashes` in 1..4096.
[[nodiscard]] inline lsh_shape choose_lsh_shape(double threshold, double min_recall,
                                                std::uint32_t num_hashes) {
  if (num_hashes < 1 || num_hashes > 4096) detail::refuse_option("num_hashes", num_hashes, "1 to 4096");
  const double enough = min_recall - detail::recall_slack;
  std::vector<double> agree(num_hashes + 1, 1.0);  // agree[r]: one band of r rows finds the pair
  for (std::uint32_t r = 1; r <= num_hashes; ++r) agree[r] = detail::rounded(agree[r - 1] * threshold);
  for (std::uint32_t rows = num_hashes; rows >= 1; --rows) {
    const double miss = detail::rounded(1 - agree[rows]);
    double all_miss = 1;
    for (std::uint32_t bands = 1; bands <= num_hashes / rows; ++bands) {
      all_miss = detail::rounded(all_miss * miss);
      if (1 - all_miss >= enough) return {bands, rows};
    }
  }
  const std::uint32_t needed = detail::sufficient_num_hashes(threshold, min_recall);
  throw error(
      errc::invalid_options,
      detail::concatenated("min_recall is ", min_recall, "; with threshold ", threshold, " and ", num_hashes,
                           " hashes at most ", candidate_probability(threshold, {num_hashes, 1}),
                           " is within reach; allowed: ",
                           needed != 0 ? detail::concatenated("num_hashes at least ", needed)
                                       : "a higher threshold, since num_hashes 4096 is not enough either"));
}

/// The largest m with P(X < m) <= 1e-6 for X ~ Binomial(num_hashes, threshold): a pair at the threshold has
/// fewer than m equal signature entries once in a million times, so that candidates with fewer need no exact
/// comparison. O(num_hashes).
[[nodiscard]] inline std::uint32_t screening_minimum(double threshold, std::uint32_t num_hashes) {
  if (threshold >= 1) return num_hashes;
  // Weights relative to the mode's: only ratios of neighbours are needed, and what underflows is nothing.
  const double odds = detail::rounded(threshold / (1 - threshold));
  const auto mode = static_cast<std::uint32_t>(threshold * num_hashes);
  std::vector<double> weight(num_hashes + 1);
  weight[mode] = 1;
  for (std::uint32_t i = mode; i < num_hashes; ++i)
    weight[i + 1] = detail::rounded(weight[i] * detail::rounded(odds * ((num_hashes - i) / (i + 1.0))));
  for (std::uint32_t i = mode; i > 0; --i)
    weight[i - 1] = detail::rounded(weight[i] * detail::rounded(i / (num_hashes - i + 1.0) / odds));
  double total = 0;
  for (const double w : weight) total += w;
  double below = 0;
  for (std::uint32_t m = 0; m <= num_hashes; ++m) {
    below += weight[m];  // P(X < m + 1), unnormalised
    if (below > 1e-6 * total) return m;
  }
  return num_hashes;
}

}  // namespace neardup::inline v0
