#include "tune/recall_curve.hpp"

#include <algorithm>
#include <cmath>

#include <neardup/lsh_params.hpp>

namespace neardup::tune {

namespace {

/// Integral by Simpson's rule: S-curves are smooth polynomials, and a thousand steps leave no digit that is
/// ever shown wrong.
template <class Function>
double integral(double from, double to, Function&& value) {
  constexpr int steps = 1000;
  const double width = (to - from) / steps;
  double sum = value(from) + value(to);
  for (int i = 1; i < steps; ++i) sum += (i % 2 == 1 ? 4 : 2) * value(from + i * width);
  return sum * width / 3;
}

}  // namespace

std::vector<curve_point> recall_curve(lsh_shape shape) {
  std::vector<curve_point> points;
  for (int i = 0; i <= 100; ++i) points.push_back({i / 100.0, candidate_probability(i / 100.0, shape)});
  return points;
}

curve_areas areas_of(lsh_shape shape, double threshold) {
  return {integral(0, threshold, [&](double s) { return candidate_probability(s, shape); }),
          integral(threshold, 1, [&](double s) { return 1 - candidate_probability(s, shape); })};
}

std::vector<double> around(double threshold) {
  std::vector<double> some;
  for (const int step : {-10, -5, 0, 5, 10}) {
    const double similarity = step == 0 ? threshold : std::round(100 * threshold + step) / 100;
    if (similarity >= 0 && similarity <= 1) some.push_back(similarity);
  }
  return some;
}

std::vector<alternative> alternatives(double threshold, double min_recall) {
  std::vector<alternative> found;
  for (const std::uint32_t num_hashes : alternative_lengths) {
    alternative& one = found.emplace_back(alternative{num_hashes});
    // The best recall is that of bands of one row; below it choose_lsh_shape() always finds a shape.
    if (candidate_probability(threshold, {num_hashes, 1}) >= min_recall)
      one.shape = choose_lsh_shape(threshold, min_recall, num_hashes);
  }
  return found;
}

interval wilson_interval(std::uint64_t hits, std::uint64_t trials) noexcept {
  if (trials == 0) return {};
  constexpr double z = 1.959963984540054;  // of 95 %
  const double n = static_cast<double>(trials), share = static_cast<double>(hits) / n;
  const double scale = 1 + z * z / n, centre = share + z * z / (2 * n);
  const double half = z * std::sqrt(share * (1 - share) / n + z * z / (4 * n * n));
  // Rounding must not push a bound beyond what was counted.
  return {hits == 0 ? 0 : std::max(0.0, (centre - half) / scale),
          hits == trials ? 1 : std::min(1.0, (centre + half) / scale)};
}

}  // namespace neardup::tune
