#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include <neardup/candidates.hpp>
#include <neardup/cluster.hpp>
#include <neardup/detail/corpus.hpp>
#include <neardup/detail/stopwatch.hpp>
#include <neardup/lsh_params.hpp>
#include <neardup/verify.hpp>

namespace neardup::inline v0::detail {

/// Kept documents that one of a linked bucket is compared with: half of what one of the largest bucket that
/// is not linked is compared with on average.
[[nodiscard]] constexpr std::size_t kept_limit(const near_duplicate_options& options) noexcept {
  return std::max<std::size_t>(1, options.bucket_pair_limit / 4);
}

/// From signatures to similar pairs of distinct sequences and their clusters.
class article_search {
 public:
  article_search(corpus& read, const sequence_groups& groups, lsh_shape shape,
                 const near_duplicate_options& options, const run_control& control,
                 run_statistics& statistics)
      : corpus_(read),
        groups_(groups),
        shape_(shape),
        options_(options),
        control_(control),
        statistics_(statistics),
        minimum_equal_(screening_minimum(options.threshold, options.num_hashes)) {}

  void run() {
    stopwatch watch;
    rows_ = compact_signatures();
    candidate_set candidates =
        find_candidates(rows_, shape_, minimum_equal_, options_.bucket_pair_limit, control_);
    statistics_.seconds_candidates = watch.lap();

    if (options_.verify == verification::exact) make_shingle_sets(candidates);
    pairs_ = keep_similar(candidates.pairs, options_.threshold, control_,
                          [&](candidate_pair pair) { return compare(pair); });
    statistics_.candidates = candidates.met;
    if (options_.verify == verification::exact) statistics_.verified = candidates.pairs.size();
    statistics_.linked_buckets = candidates.linked.size();
    statistics_.seconds_verify = watch.lap();

    // A linked bucket's pairs are those with kept documents, so it takes this stage even where no clusters
    // do.
    if (options_.clusters == clustering::representative || !candidates.linked.empty())
      represent(candidates.linked);
    if (options_.clusters == clustering::components) components_ = connect_components(rows_.count, pairs_);
    statistics_.seconds_cluster = watch.lap();
    sets_ = {};
  }

  /// Similar pairs of sequences, sorted.
  [[nodiscard]] const std::vector<similar_pair>& pairs() const noexcept { return pairs_; }
  [[nodiscard]] const representatives& chosen() const noexcept { return representatives_; }
  [[nodiscard]] const components& connected() const noexcept { return components_; }
  /// Shingles in the set of a sequence that has a verified pair.
  [[nodiscard]] std::uint32_t set_size(std::uint32_t sequence) const noexcept { return set_sizes_[sequence]; }

 private:
  /// Moves the signatures of sequences together, in place: a sequence's number never exceeds its document's.
  [[nodiscard]] signature_rows compact_signatures() {
    const std::uint32_t k = options_.num_hashes;
    std::uint32_t* data = corpus_.signatures.data();
    for (std::size_t sequence = 0; sequence < groups_.representative.size(); ++sequence) {
      const std::size_t from = groups_.representative[sequence];
      if (from != sequence) std::memcpy(data + sequence * k, data + from * k, k * sizeof *data);
    }
    return {data, groups_.representative.size(), k};
  }

  void make_shingle_sets(const candidate_set& candidates) {
    std::vector<bool> wanted(rows_.count);
    for (const candidate_pair& pair : candidates.pairs) wanted[pair.first] = wanted[pair.second] = true;
    for (const auto& bucket : candidates.linked)
      for (const std::uint32_t row : bucket) wanted[row] = true;
    sets_.resize(rows_.count);
    set_sizes_.resize(rows_.count);
    const shingler windows(options_.effective_shingle_size(), options_.seed);
    std::vector<token_stream> scratch(thread_count(control_.threads));
    parallel_for("verify", rows_.count, 16, control_,
                 [&](std::size_t begin, std::size_t end, std::size_t worker) {
                   for (std::size_t row = begin; row < end; ++row) {
                     if (!wanted[row]) continue;
                     const std::uint32_t document = groups_.representative[row];
                     std::span<const token> tokens;
                     if (!corpus_.tokens.empty()) {
                       tokens = corpus_.tokens[document];
                     } else {
                       tokenize(corpus_.texts[document], options_.tokenization(), scratch[worker]);
                       tokens = scratch[worker].tokens;
                     }
                     sets_[row] = shingle_set(tokens, windows);
                     set_sizes_[row] = static_cast<std::uint32_t>(sets_[row].size());
                   }
                 });
  }

  [[nodiscard]] similar_pair compare(candidate_pair pair) const {
    if (options_.verify == verification::exact) return verify(pair, sets_[pair.first], sets_[pair.second]);
    return {pair.first, pair.second, equal_entries(rows_[pair.first], rows_[pair.second]), rows_.num_hashes};
  }

  void represent(const std::vector<std::vector<std::uint32_t>>& linked) {
    representatives_ =
        choose_representatives(groups_.survivor_order, pairs_, {linked, kept_limit(options_)},
                               options_.threshold, control_, [&](candidate_pair pair) {
                                 ++statistics_.candidates;
                                 if (equal_entries(rows_[pair.first], rows_[pair.second]) < minimum_equal_)
                                   return similar_pair{pair.first, pair.second, 0, 1};
                                 if (options_.verify == verification::exact) ++statistics_.verified;
                                 return compare(pair);
                               });
    statistics_.crowded_buckets = representatives_.crowded;
    pairs_.insert(pairs_.end(), representatives_.linked.begin(), representatives_.linked.end());
    std::sort(pairs_.begin(), pairs_.end(), pair_order);
  }

  corpus& corpus_;
  const sequence_groups& groups_;
  lsh_shape shape_;
  const near_duplicate_options& options_;
  const run_control& control_;
  run_statistics& statistics_;
  std::uint32_t minimum_equal_;
  signature_rows rows_{};
  std::vector<shingle_set> sets_;
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
