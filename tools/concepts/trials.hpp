#pragma once

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <random>
#include <span>
#include <vector>

#include <neardup/neardup.hpp>

// Pairs of sets whose Jaccard similarity is known, and what signatures say of it.
namespace concepts {

/// Two sets that lie in a row of elements one over the end of the other:
///
///   elements  0 1 2 3 4 5 6 7 8 9      united 10
///   first     0 1 2 3 4 5 6            shared  4, so the similarity is 0.4
///   second          3 4 5 6 7 8 9
struct overlap {
  std::size_t united = 0;
  std::size_t shared = 0;

  [[nodiscard]] double jaccard() const { return static_cast<double>(shared) / static_cast<double>(united); }
  template <class Element>
  [[nodiscard]] std::span<const Element> first(const std::vector<Element>& elements) const {
    return std::span(elements).first(alone() + shared);
  }
  template <class Element>
  [[nodiscard]] std::span<const Element> second(const std::vector<Element>& elements) const {
    return std::span(elements).subspan(alone());
  }

 private:
  /// Elements that only the first set has.
  [[nodiscard]] std::size_t alone() const { return (united - shared) / 2; }
};

/// Without repeats, but for a chance of about count^2 / 2^64.
inline std::vector<std::uint64_t> random_ids(std::mt19937_64& random, std::size_t count) {
  std::vector<std::uint64_t> ids(count);
  for (std::uint64_t& id : ids) id = random();
  return ids;
}

inline neardup::signature_settings settings_for_ids(neardup::signature_scheme scheme,
                                                    std::uint32_t num_hashes, std::uint64_t seed = 1) {
  return {.scheme = scheme, .num_hashes = num_hashes, .seed = seed, .tokens = std::nullopt};
}

/// Signatures of pairs, one row a set: rows 2 i and 2 i + 1 are pair i.
class signed_pairs {
 public:
  explicit signed_pairs(std::uint32_t num_hashes) : num_hashes_(num_hashes) {}

  void add(const neardup::minhasher& hasher, const std::vector<std::uint32_t>& hashes, overlap sets) {
    const std::size_t begin = entries_.size();
    entries_.resize(begin + 2 * std::size_t{num_hashes_});
    const auto added = std::span(entries_).subspan(begin);
    hasher.sign(sets.first(hashes), added.first(num_hashes_));
    hasher.sign(sets.second(hashes), added.last(num_hashes_));
  }

  [[nodiscard]] std::size_t size() const { return rows().count / 2; }
  [[nodiscard]] neardup::signature_rows rows() const {
    return {entries_.data(), entries_.size() / num_hashes_, num_hashes_};
  }
  /// Equal entries of pair `i`.
  [[nodiscard]] std::int64_t equal(std::size_t i) const {
    return std::llround(neardup::estimated_jaccard(rows()[2 * i], rows()[2 * i + 1]) * num_hashes_);
  }

  /// Whether each pair shares a bucket under `shape`. Sets of different pairs have nothing in common.
  [[nodiscard]] std::vector<bool> candidates(neardup::lsh_shape shape) const {
    constexpr std::uint32_t unlimited = std::numeric_limits<std::uint32_t>::max();
    std::vector<bool> met(size());
    for (const auto& pair : neardup::find_candidates(rows(), shape, 0, unlimited).pairs)
      if (pair.first % 2 == 0 && pair.second == pair.first + 1) met[pair.first / 2] = true;
    return met;
  }

 private:
  std::uint32_t num_hashes_;
  std::vector<std::uint32_t> entries_;
};

/// Signatures of `count` pairs of random sets.
inline signed_pairs random_pairs(const neardup::minhasher& hasher, overlap sets, std::size_t count,
                                 std::mt19937_64& random) {
  signed_pairs pairs(hasher.num_hashes());
  for (std::size_t i = 0; i < count; ++i)
    pairs.add(hasher, neardup::element_hashes(random_ids(random, sets.united), 1), sets);
  return pairs;
}

/// How estimates of one similarity differ from it. Sums are of integers, so that they are the same
/// everywhere.
class estimate_errors {
 public:
  estimate_errors(overlap sets, std::uint32_t num_hashes) : sets_(sets), num_hashes_(num_hashes) {}
  estimate_errors(overlap sets, const signed_pairs& pairs) : estimate_errors(sets, pairs.rows().num_hashes) {
    for (std::size_t i = 0; i < pairs.size(); ++i) add(pairs.equal(i));
  }

  /// A pair of which so many entries are equal.
  void add(std::int64_t equal) {
    const std::int64_t scaled = equal * signed_size(sets_.united) - signed_size(sets_.shared) * num_hashes_;
    ++count_;
    sum_ += scaled;
    squares_ += scaled * scaled;
  }

  [[nodiscard]] double bias() const {
    return static_cast<double>(sum_) / static_cast<double>(count_) / unit();
  }
  [[nodiscard]] double root_mean_square() const {
    return std::sqrt(static_cast<double>(squares_) / static_cast<double>(count_)) / unit();
  }
  /// The root mean square, where 1 is what independent entries would give.
  [[nodiscard]] double over_theory() const {
    return root_mean_square() / neardup::estimate_standard_error(sets_.jaccard(), num_hashes_);
  }

 private:
  static std::int64_t signed_size(std::size_t size) { return static_cast<std::int64_t>(size); }
  /// What a difference of 1 is in the sums.
  [[nodiscard]] double unit() const { return static_cast<double>(sets_.united) * num_hashes_; }

  overlap sets_;
  std::uint32_t num_hashes_;
  std::int64_t count_ = 0, sum_ = 0, squares_ = 0;
};

}  // namespace concepts
