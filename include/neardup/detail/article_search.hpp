#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include <neardup/candidates.hpp>
#include <neardup/cluster.hpp>
#include <neardup/detail/corpus.hpp>
#include <neardup/detail/exact_comparison.hpp>
#include <neardup/detail/stopwatch.hpp>
#include <neardup/document.hpp>
#include <neardup/lsh_params.hpp>
#include <neardup/verify.hpp>

namespace neardup::inline v0::detail {

/// Kept documents that one of a linked bucket is compared with: half of what one of the largest bucket that
/// is not linked is compared with on average.
[[nodiscard]] constexpr std::size_t kept_limit(const near_duplicate_options& options) noexcept {
  return std::max<std::size_t>(1, options.bucket_pair_limit / 4);
}

/// Which documents may form pairs: those of different groups and, where there are queries, one of these with
/// one that is not.
struct document_rule {
  std::span<const std::uint32_t> groups{};  ///< by document, or none
  std::uint32_t queries = 0;                ///< the first documents

  [[nodiscard]] bool tells_apart() const noexcept { return !groups.empty() || queries != 0; }
  /// One number a document: those of different numbers must not be taken for one. Empty: all may.
  [[nodiscard]] std::vector<std::uint64_t> apart(std::size_t documents) const {
    std::vector<std::uint64_t> numbers(tells_apart() ? documents : 0);
    for (std::size_t i = 0; i < numbers.size(); ++i)
      numbers[i] = std::uint64_t{groups.empty() ? no_group : groups[i]} << 1 | (i < queries);
    return numbers;
  }
};

/// From signatures to similar pairs of distinct sequences, called rows, and their clusters.
class article_search {
 public:
  article_search(corpus& read, const sequence_groups& groups, document_rule rule, lsh_shape shape,
                 const near_duplicate_options& options, const run_control& control,
                 run_statistics& statistics)
      : corpus_(read),
        groups_(groups),
        shape_(shape),
        options_(options),
        control_(control),
        statistics_(statistics),
        minimum_equal_(screening_minimum(options.threshold, options.num_hashes)) {
    for (const std::uint32_t document : groups.representative) {
      rule_.queries += document < rule.queries;
      if (!rule.groups.empty()) row_groups_.push_back(rule.groups[document]);
    }
    rule_.groups = row_groups_;
  }

  void run() {
    stopwatch watch;
    rows_ = compact_signatures();
    candidate_set candidates =
        find_candidates(rows_, shape_, minimum_equal_, options_.bucket_pair_limit, control_, rule_);
    meet_identical(candidates);
    statistics_.seconds_candidates = watch.lap();

    const row_hashes hashes(corpus_, groups_, options_);
    if (exact()) set_sizes_.resize(rows_.count);
    pairs_ = similar(candidates.pairs, hashes);
    statistics_.candidates = candidates.met;
    if (exact()) statistics_.verified = candidates.pairs.size();
    statistics_.linked_buckets = candidates.linked.size();
    candidates.pairs = {};
    statistics_.seconds_verify = watch.lap();

    // A linked bucket's pairs are those with kept documents, so it takes this stage even where no clusters
    // do.
    if (wants_representatives() || !candidates.linked.empty()) represent(candidates.linked, hashes);
    if (options_.clusters == clustering::components && rule_.queries == 0)
      components_ = connect_components(rows_.count, pairs_);
    statistics_.seconds_cluster = watch.lap();
  }

  /// Similar pairs of rows, sorted.
  [[nodiscard]] const std::vector<similar_pair>& pairs() const noexcept { return pairs_; }
  [[nodiscard]] const representatives& chosen() const noexcept { return representatives_; }
  [[nodiscard]] const components& connected() const noexcept { return components_; }
  /// Shingles in the set of a row that has a verified pair.
  [[nodiscard]] std::uint32_t set_size(std::uint32_t row) const noexcept { return set_sizes_[row]; }

 private:
  [[nodiscard]] bool exact() const noexcept { return options_.verify == verification::exact; }
  [[nodiscard]] bool wants_representatives() const noexcept {
    return options_.clusters == clustering::representative && rule_.queries == 0;
  }

  /// Moves the signatures of sequences together, in place: a sequence's number never exceeds its document's.
  [[nodiscard]] signature_rows compact_signatures() {
    const std::uint32_t k = options_.num_hashes;
    std::uint32_t* data = corpus_.signatures.data();
    for (std::size_t sequence = 0; sequence < groups_.size(); ++sequence) {
      const std::size_t from = groups_.representative[sequence];
      if (from != sequence) std::memcpy(data + sequence * k, data + from * k, k * sizeof *data);
    }
    return {data, groups_.size(), k};
  }

  /// Rows of one sequence that the rule keeps apart meet, however crowded the linked buckets are in which
  /// alone they did: the sequence is a bucket of its own, listed or, where it is large itself, linked.
  void meet_identical(candidate_set& candidates) const {
    if (candidates.linked.empty() || rule_.allows_all()) return;
    const auto digest = [&](std::uint32_t row) { return corpus_.digests[groups_.representative[row]]; };
    std::vector<std::uint32_t> rows = in_linked_buckets(groups_.survivor_order, candidates.linked);
    std::sort(rows.begin(), rows.end(), [&](std::uint32_t a, std::uint32_t b) {
      return std::pair(digest(a), a) < std::pair(digest(b), b);
    });
    std::vector<candidate_pair> met;
    for (std::size_t begin = 0, end = 0; begin < rows.size(); begin = end) {
      for (end = begin + 1; end < rows.size() && digest(rows[end]) == digest(rows[begin]);) ++end;
      if (end - begin < 2) continue;
      const std::span same = std::span(rows).subspan(begin, end - begin);
      if (has_many_pairs(same, options_.bucket_pair_limit, rule_)) {
        candidates.linked.emplace_back(same.begin(), same.end());
        continue;
      }
      allowed_pairs(same, rule_).for_each([&](std::uint32_t row, std::span<const std::uint32_t> others) {
        for (const std::uint32_t other : others) met.push_back({std::min(row, other), std::max(row, other)});
        return true;
      });
    }
    candidates.met += met.size();
    distinct_pairs all(std::move(candidates.pairs));
    all.add(met);
    candidates.pairs = all.take();
  }

  [[nodiscard]] std::vector<similar_pair> similar(std::span<const candidate_pair> candidates,
                                                  const row_hashes& hashes) {
    if (exact())
      return exact_comparison(hashes, control_, set_sizes_).similar(candidates, options_.threshold);
    return keep_similar(candidates, options_.threshold, control_,
                        [this](candidate_pair pair) { return estimate(pair.first, pair.second); });
  }

  [[nodiscard]] similar_pair estimate(std::uint32_t a, std::uint32_t b) const {
    return {std::min(a, b), std::max(a, b), equal_entries(rows_[a], rows_[b]), rows_.num_hashes};
  }

  void represent(const std::vector<std::vector<std::uint32_t>>& linked, const row_hashes& hashes) {
    const std::vector<std::uint32_t> order = row_order();
    std::optional<linked_comparison> comparison;
    if (exact() && !linked.empty())
      comparison.emplace(hashes, control_, in_linked_buckets(order, linked), set_sizes_, linked_set_bytes());
    representatives_ =
        choose_representatives(order, pairs_, {linked, kept_limit(options_), rule_}, options_.threshold,
                               control_, [&](std::uint32_t row, std::uint32_t kept) {
                                 const similar_pair unlike{std::min(row, kept), std::max(row, kept), 0, 1};
                                 ++statistics_.candidates;
                                 const similar_pair estimated = estimate(row, kept);
                                 if (estimated.shared < minimum_equal_) return unlike;
                                 if (!exact()) return estimated;
                                 ++statistics_.verified;
                                 return comparison->compare(row, kept);
                               });
    statistics_.crowded_buckets = representatives_.crowded;
    pairs_.insert(pairs_.end(), representatives_.linked.begin(), representatives_.linked.end());
    std::sort(pairs_.begin(), pairs_.end(), pair_order);
  }

  /// Room for the sets of kept rows: what the bands took, which are gone by then.
  [[nodiscard]] std::size_t linked_set_bytes() const noexcept {
    return std::max(set_bytes_at_a_time, rows_.count * 128);
  }

  /// Rows in the order in which they are placed; queries last, so that all of the corpus stands when they
  /// come.
  [[nodiscard]] std::vector<std::uint32_t> row_order() const {
    std::vector<std::uint32_t> order = groups_.survivor_order;
    if (rule_.queries != 0)
      std::stable_partition(order.begin(), order.end(),
                            [this](std::uint32_t row) { return row >= rule_.queries; });
    return order;
  }

  [[nodiscard]] std::vector<std::uint32_t> in_linked_buckets(
      const std::vector<std::uint32_t>& order, const std::vector<std::vector<std::uint32_t>>& linked) const {
    std::vector<bool> is_linked(rows_.count);
    for (const auto& bucket : linked)
      for (const std::uint32_t row : bucket) is_linked[row] = true;
    std::vector<std::uint32_t> rows;
    for (const std::uint32_t row : order)
      if (is_linked[row]) rows.push_back(row);
    return rows;
  }

  corpus& corpus_;
  const sequence_groups& groups_;
  std::vector<std::uint32_t> row_groups_;
  pair_rule rule_;  // of rows
  lsh_shape shape_;
  const near_duplicate_options& options_;
  const run_control& control_;
  run_statistics& statistics_;
  std::uint32_t minimum_equal_;
  signature_rows rows_{};
  std::vector<std::uint32_t> set_sizes_;
  std::vector<similar_pair> pairs_;
  representatives representatives_;
  components components_;
};

/// What to raise where a run met too many candidates, or more kept documents in a bucket than one is compared
/// with; empty where it did not.
[[nodiscard]] inline std::string candidate_advice(const run_statistics& statistics, lsh_shape shape,
                                                  const near_duplicate_options& options) {
  if (!(statistics.candidates_per_document > 1000) && statistics.crowded_buckets == 0) return {};
  std::string advice =
      statistics.crowded_buckets == 0
          ? "more than 1000 candidates per document"
          : concatenated(statistics.crowded_buckets, " buckets hold more than ", kept_limit(options),
                         " kept documents, so that pairs may be missed");
  advice += concatenated(": raise shingle_size above ", options.effective_shingle_size());
  if (statistics.crowded_buckets != 0)
    advice += concatenated(", or bucket_pair_limit above ", options.bucket_pair_limit);
  if (options.threshold < 0.9) advice += concatenated(", or threshold above ", options.threshold);
  for (std::uint32_t k = options.num_hashes + 32; !options.shape && k <= 4096; k += 32) {
    const lsh_shape larger = choose_lsh_shape(options.threshold, options.min_recall, k);
    if (larger.rows <= shape.rows) continue;
    advice += concatenated(", or num_hashes to ", k, " (", larger.rows, " rows a band instead of ",
                           shape.rows, ")");
    break;
  }
  return advice;
}

}  // namespace neardup::inline v0::detail
