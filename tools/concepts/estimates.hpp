#pragma once

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <numeric>
#include <random>
#include <span>
#include <vector>

#include <neardup/neardup.hpp>

#include "figures.hpp"
#include "trials.hpp"

// How good estimates are: their spread, the two schemes, ids that nobody mixed.
namespace concepts {

/// How often each number of equal entries occurs.
inline std::vector<std::int64_t> histogram(const signed_pairs& pairs) {
  std::vector<std::int64_t> counts(pairs.rows().num_hashes + 1);
  for (std::size_t i = 0; i < pairs.size(); ++i) ++counts[static_cast<std::size_t>(pairs.equal(i))];
  return counts;
}

/// Pairs whose estimate is in [least, most].
inline std::int64_t between(const std::vector<std::int64_t>& counts, double least, double most) {
  const auto entries = static_cast<double>(counts.size() - 1);
  std::int64_t sum = 0;
  for (std::size_t equal = 0; equal < counts.size(); ++equal) {
    const double estimate = static_cast<double>(equal) / entries;
    if (least <= estimate && estimate <= most) sum += counts[equal];
  }
  return sum;
}

/// A histogram from its first count that is not 0 to its last.
inline json trimmed(const std::vector<std::int64_t>& counts) {
  const auto is_some = [](std::int64_t count) { return count != 0; };
  const auto begin = std::find_if(counts.begin(), counts.end(), is_some);
  const auto end = std::find_if(counts.rbegin(), counts.rend(), is_some).base();
  return {{"fewest", begin - counts.begin()}, {"counts", std::vector(begin, end)}};
}

inline constexpr std::size_t spread_trials = 10000;

inline json spread() {
  constexpr overlap sets{.united = 100, .shared = 80};
  json list = json::array();
  for (const std::uint32_t entries : {32u, 128u, 1024u}) {
    std::mt19937_64 random(entries);
    const minhasher hasher(settings_for_ids(signature_scheme::minmax32, entries));
    const auto pairs = random_pairs(hasher, sets, spread_trials, random);
    const auto counts = histogram(pairs);
    const double error = neardup::estimate_standard_error(sets.jaccard(), entries);
    const auto within = [&](double errors) {
      return share(between(counts, sets.jaccard() - errors * error, sets.jaccard() + errors * error),
                   spread_trials);
    };
    const estimate_errors errors(sets, pairs);
    list.push_back({{"entries", entries},
                    {"standard_error", rounded(error)},
                    {"root_mean_square", rounded(errors.root_mean_square())},
                    {"within_one", within(1)},
                    {"within_two", within(2)},
                    {"equal_entries", trimmed(counts)}});
  }
  return list;
}

/// Share of estimates within a range, of pairs of one similarity.
inline double share_of_estimates(overlap sets, double least, double most) {
  std::mt19937_64 random(sets.shared);
  const minhasher hasher(settings_for_ids(signature_scheme::minmax32, num_hashes));
  return share(between(histogram(random_pairs(hasher, sets, spread_trials, random)), least, most),
               spread_trials);
}

inline json near_the_threshold() {
  constexpr double low_estimate = 100.0 / num_hashes;
  return {{"low_estimate", rounded(low_estimate)},
          {"similar", 0.82},
          {"similar_at_most_low_estimate", share_of_estimates({100, 82}, 0, low_estimate)},
          {"dissimilar", 0.76},
          {"dissimilar_at_least_threshold", share_of_estimates({100, 76}, 0.8, 1)}};
}

// Two entries a multiplication

inline constexpr std::size_t scheme_trials = 5000;

inline double over_theory(signature_scheme scheme, overlap sets) {
  std::mt19937_64 random(sets.united + sets.shared);
  const minhasher hasher(settings_for_ids(scheme, num_hashes));
  return rounded(estimate_errors(sets, random_pairs(hasher, sets, scheme_trials, random)).over_theory());
}

/// What chance does to a root mean square: one part in sqrt(2 * trials), as its standard error.
inline json scheme_chance() { return rounded(1 / std::sqrt(2.0 * scheme_trials)); }

inline json schemes() {
  json list = json::array();
  for (const std::size_t united : {20u, 100u, 500u}) {
    for (const std::size_t percent : {50u, 80u, 95u}) {
      const overlap sets{united, united * percent / 100};
      list.push_back({{"united", united},
                      {"similarity", sets.jaccard()},
                      {"minhash32", over_theory(signature_scheme::minhash32, sets)},
                      {"minmax32", over_theory(signature_scheme::minmax32, sets)}});
    }
  }
  return list;
}

// Ids that are not mixed

inline constexpr std::size_t id_trials = 2000;

/// The smallest (a x + b) >> 32, modulo 2^64, for each of num_hashes pairs a, b: another linear family.
struct multiply_shift {
  std::array<std::uint64_t, num_hashes> factors, addends;

  explicit multiply_shift(std::mt19937_64& random) {
    for (std::uint64_t& factor : factors) factor = random() | 1;
    for (std::uint64_t& addend : addends) addend = random();
  }
  [[nodiscard]] std::array<std::uint64_t, num_hashes> minima(std::span<const std::uint64_t> ids) const {
    std::array<std::uint64_t, num_hashes> smallest;
    smallest.fill(~std::uint64_t{0});
    for (const std::uint64_t id : ids)
      for (std::size_t i = 0; i < num_hashes; ++i)
        smallest[i] = std::min(smallest[i], (factors[i] * id + addends[i]) >> 32);
    return smallest;
  }
  [[nodiscard]] std::int64_t equal(const std::vector<std::uint64_t>& ids, overlap sets) const {
    const auto a = minima(sets.first(ids)), b = minima(sets.second(ids));
    return std::inner_product(a.begin(), a.end(), b.begin(), std::int64_t{0}, std::plus<>(),
                              std::equal_to<>());
  }
};

/// Signatures of pairs of runs of consecutive numbers, each pair with multipliers of its own: the library's
/// of the numbers as they are and mixed, and by another linear family of the numbers as they are.
struct id_pairs {
  signed_pairs raw{num_hashes}, mixed{num_hashes};
  estimate_errors shifted;

  explicit id_pairs(overlap sets) : shifted(sets, num_hashes) {
    std::mt19937_64 random(sets.shared);
    for (std::uint64_t seed = 0; seed < id_trials; ++seed) {
      const minhasher hasher(settings_for_ids(signature_scheme::minmax32, num_hashes, seed));
      std::vector<std::uint64_t> ids(sets.united);
      std::iota(ids.begin(), ids.end(), 1 + random() % 1000000000);
      raw.add(hasher, {ids.begin(), ids.end()}, sets);
      mixed.add(hasher, neardup::element_hashes(ids, seed), sets);
      shifted.add(multiply_shift(random).equal(ids, sets));
    }
  }
};

inline json ids() {
  const lsh_shape shape = chosen_shape(0.8);
  json list = json::array();
  for (const std::size_t shared : {10u, 30u, 50u, 70u, 80u, 90u}) {
    const overlap sets{100, shared};
    const id_pairs pairs(sets);
    const estimate_errors raw(sets, pairs.raw), mixed(sets, pairs.mixed);
    list.push_back({{"similarity", sets.jaccard()},
                    {"raw_mean", rounded(sets.jaccard() + raw.bias())},
                    {"shifted_mean", rounded(sets.jaccard() + pairs.shifted.bias())},
                    {"mixed_mean", rounded(sets.jaccard() + mixed.bias())},
                    {"raw_over_theory", rounded(raw.over_theory())},
                    {"mixed_over_theory", rounded(mixed.over_theory())},
                    {"raw_candidates", candidate_share(pairs.raw, shape)},
                    {"mixed_candidates", candidate_share(pairs.mixed, shape)}});
  }
  return list;
}

}  // namespace concepts
