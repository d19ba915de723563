#pragma once

#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <random>
#include <vector>

#include <neardup/neardup.hpp>

#include "figures.hpp"
#include "trials.hpp"

// Bands, rows and buckets: who becomes a candidate, and how many of them are false.
namespace concepts {

inline constexpr std::array shapes_elsewhere{lsh_shape{32, 4}, lsh_shape{16, 8}};

/// Which entries of two sets agree, band after band, for a similar pair and one that is less so.
inline json bands() {
  const lsh_shape shape = chosen_shape(0.8);
  const minhasher hasher(settings_for_ids(signature_scheme::minmax32, num_hashes));
  json list = json::array();
  for (const overlap sets : {overlap{100, 80}, overlap{100, 50}}) {
    std::mt19937_64 random(1);
    const auto pair = random_pairs(hasher, sets, 1, random);
    std::vector<int> equal;
    for (std::size_t i = 0; i < std::size_t{shape.bands} * shape.rows; ++i)
      equal.push_back(pair.rows()[0][i] == pair.rows()[1][i] ? 1 : 0);
    list.push_back({{"similarity", sets.jaccard()},
                    {"bands", shape.bands},
                    {"rows", shape.rows},
                    {"candidate", pair.candidates(shape).front()},
                    {"equal", equal}});
  }
  return list;
}

inline json chosen_shapes() {
  json list = json::array();
  for (const double threshold : thresholds) {
    const lsh_shape shape = chosen_shape(threshold);
    list.push_back({{"threshold", threshold},
                    {"bands", shape.bands},
                    {"rows", shape.rows},
                    {"at_threshold", rounded(neardup::candidate_probability(threshold, shape))},
                    {"below", rounded(neardup::candidate_probability(threshold - 0.1, shape))},
                    {"far_below", rounded(neardup::candidate_probability(threshold - 0.3, shape))}});
  }
  return list;
}

inline json curves() {
  json list = json::array();
  for (const double threshold : thresholds) {
    const lsh_shape shape = chosen_shape(threshold);
    json probabilities = json::array();
    for (int percent = 0; percent <= 100; ++percent)
      probabilities.push_back(rounded(neardup::candidate_probability(percent / 100.0, shape)));
    list.push_back({{"threshold", threshold}, {"probabilities", probabilities}});
  }
  return list;
}

inline constexpr std::size_t curve_trials = 2000;

/// The share of pairs that became candidates, by similarity, for the shape of each threshold.
inline json measured_curves() {
  const minhasher hasher(settings_for_ids(signature_scheme::minmax32, num_hashes));
  std::mt19937_64 random(6);
  json list = json::array();
  for (std::size_t percent = 10; percent <= 95; percent += 5) {
    const overlap sets{200, 2 * percent};
    const auto pairs = random_pairs(hasher, sets, curve_trials, random);
    json shares = json::array();
    for (const double threshold : thresholds)
      shares.push_back(candidate_share(pairs, chosen_shape(threshold)));
    list.push_back({{"similarity", sets.jaccard()}, {"candidates", shares}});
  }
  return list;
}

/// What a curve does wrong around `threshold`: the area below it to the left, and above it to the right.
inline double wrong_area(lsh_shape shape, double threshold) {
  constexpr int steps = 1000;
  double area = 0;
  for (int i = 0; i < steps; ++i) {
    const double s = (i + 0.5) / steps;
    const double found = neardup::candidate_probability(s, shape);
    area += (s < threshold ? found : 1 - found) / steps;
  }
  return area;
}

/// The shape that is least wrong on both sides together.
inline lsh_shape balanced_shape(double threshold) {
  lsh_shape best{1, 1};
  double least = 1;
  for (std::uint32_t rows = 1; rows <= num_hashes; ++rows) {
    for (std::uint32_t bands = 1; bands <= num_hashes / rows; ++bands) {
      const double area = wrong_area({bands, rows}, threshold);
      if (area < least) {
        least = area;
        best = {bands, rows};
      }
    }
  }
  return best;
}

inline json shape_at_08(const char* origin, lsh_shape shape) {
  const auto at = [&](double s) { return rounded(neardup::candidate_probability(s, shape)); };
  return {{"origin", origin}, {"bands", shape.bands}, {"rows", shape.rows}, {"at_08", at(0.8)},
          {"at_09", at(0.9)}, {"at_05", at(0.5)},     {"at_03", at(0.3)}};
}

/// Shapes that one meets elsewhere, at threshold 0.8.
inline json shapes_at_08() {
  json list = json::array();
  list.push_back(shape_at_08("chosen by recall", chosen_shape(0.8)));
  for (const lsh_shape shape : shapes_elsewhere) list.push_back(shape_at_08("fixed", shape));
  list.push_back(shape_at_08("least area", balanced_shape(0.8)));
  return list;
}

/// Pairs of many similarities, judged by their buckets, by their estimates, and exactly.
inline json judged() {
  constexpr double threshold = 0.8;
  constexpr std::size_t pairs_each = 500, least_shared = 60;
  const lsh_shape shape = chosen_shape(threshold);
  const minhasher hasher(settings_for_ids(signature_scheme::minmax32, num_hashes));
  std::mt19937_64 random(8);
  std::int64_t all = 0, similar = 0, found = 0, candidates = 0, estimated_wrongly = 0;
  for (std::size_t shared = least_shared; shared <= 100; ++shared) {
    const auto pairs = random_pairs(hasher, {100, shared}, pairs_each, random);
    const auto met = pairs.candidates(shape);
    const bool is_similar = shared >= 80;
    for (std::size_t i = 0; i < pairs_each; ++i) {
      const bool seems_similar = static_cast<double>(pairs.equal(i)) / num_hashes >= threshold;
      ++all;
      similar += is_similar;
      candidates += met[i];
      found += met[i] && is_similar;
      estimated_wrongly += met[i] && seems_similar != is_similar;
    }
  }
  return {{"lowest", least_shared / 100.0},
          {"pairs", all},
          {"similar", similar},
          {"similar_found", found},
          {"candidates", candidates},
          {"false_candidates", candidates - found},
          {"share_false", share(candidates - found, candidates)},
          {"estimated_wrongly", estimated_wrongly},
          {"share_estimated_wrongly", share(estimated_wrongly, candidates)}};
}

inline constexpr std::int64_t corpus_texts = 100000, corpus_pairs = corpus_texts * (corpus_texts - 1) / 2;

/// Candidates to expect in a corpus where all pairs are of one similarity.
inline json unrelated() {
  const lsh_shape shape = chosen_shape(0.8);
  json list = json::array();
  for (const double similarity : {0.02, 0.05, 0.1, 0.2}) {
    const double expected =
        static_cast<double>(corpus_pairs) * neardup::candidate_probability(similarity, shape);
    list.push_back({{"similarity", similarity}, {"candidates", std::llround(expected)}});
  }
  return list;
}

}  // namespace concepts
