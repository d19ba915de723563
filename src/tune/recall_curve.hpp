#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <vector>

#include <neardup/options.hpp>

namespace neardup::tune {

/// A point of the S-curve: the chance that a pair of this similarity becomes a candidate.
struct curve_point {
  double jaccard = 0;
  double recall = 0;
};

/// The S-curve of a shape at 0, 0.01, ..., 1.
[[nodiscard]] std::vector<curve_point> recall_curve(lsh_shape shape);

/// What a shape costs and loses: areas under and over the S-curve, as if pairs of every similarity were
/// equally many. Both in [0, 1].
struct curve_areas {
  double false_candidates = 0;  ///< under the curve, from 0 to the threshold: pairs compared in vain
  double missed = 0;            ///< over the curve, from the threshold to 1: pairs not found
};

[[nodiscard]] curve_areas areas_of(lsh_shape shape, double threshold);

/// Similarities at and around a threshold, 0.1 and 0.05 to either side, none outside [0, 1].
[[nodiscard]] std::vector<double> around(double threshold);

/// What the same threshold and recall take with signatures of another length.
struct alternative {
  std::uint32_t num_hashes = 0;
  std::optional<lsh_shape> shape{};  ///< absent: the recall is not within reach of so few hashes
  [[nodiscard]] std::uint32_t bytes_per_document() const noexcept { return 4 * num_hashes; }
};

inline constexpr std::array<std::uint32_t, 6> alternative_lengths{64, 96, 128, 192, 256, 512};

/// One for each of alternative_lengths.
[[nodiscard]] std::vector<alternative> alternatives(double threshold, double min_recall);

/// Bounds of a share that was counted.
struct interval {
  double low = 0;
  double high = 1;
};

/// Where the true share lies with 95 % confidence when `hits` of `trials` were counted; [0, 1] for none.
/// Source: Wilson, "Probable Inference, the Law of Succession, and Statistical Inference", 1927.
[[nodiscard]] interval wilson_interval(std::uint64_t hits, std::uint64_t trials) noexcept;

}  // namespace neardup::tune
