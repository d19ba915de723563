#pragma once

#include <compare>
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

// The measures by which detectors of reused text are compared: recall, precision, granularity and plagdet, of
// Potthast, Stein, Barron-Cedeno, Rosso, "An Evaluation Framework for Plagiarism Detection", COLING 2010.
namespace neardup_bench {

/// Characters (code points) of a text, from `begin` to before `end`; never empty.
struct character_range {
  std::uint64_t begin = 0, end = 0;
  friend auto operator<=>(const character_range&, const character_range&) = default;
};

/// A case of reuse, or what somebody takes for one: a range of one text and the range it is said to come
/// from.
struct reuse {
  std::string suspicious, source;  ///< names of the texts
  character_range in_suspicious, in_source;
  friend auto operator<=>(const reuse&, const reuse&) = default;
};

/// A case is detected by what overlaps it on both sides.
struct plagdet_scores {
  double recall = 0;       ///< characters of cases that are in what detects them
  double precision = 0;    ///< characters of detections that are in what they detect
  double granularity = 1;  ///< detections of a case, on average over those that have any; 1 where none has

  /// The harmonic mean of recall and precision / log2(1 + granularity); 0 where both are 0.
  [[nodiscard]] double plagdet() const;
};

struct plagdet_report {
  std::size_t cases = 0, detections = 0;  ///< equal ones once
  std::size_t detected_cases = 0;
  plagdet_scores macro;  ///< recall of each case and precision of each detection, averaged
  plagdet_scores micro;  ///< of all characters together, each of a text once
};

/// Recall and precision are 1 where there are neither cases nor detections, and 0 where one of them is
/// missing.
[[nodiscard]] plagdet_report score_detections(std::vector<reuse> cases, std::vector<reuse> detections);

}  // namespace neardup_bench
