#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <numeric>
#include <span>
#include <utility>
#include <vector>

#include <neardup/detail/article_search.hpp>
#include <neardup/detail/inverse_order.hpp>
#include <neardup/result.hpp>

namespace neardup::inline v0::detail {

/// Turns what was found about sequences into records about documents.
class article_records {
 public:
  article_records(const corpus& read, const sequence_groups& groups, const article_search& search,
                  document_rule rule, const near_duplicate_options& options)
      : digests_(read.digests),
        groups_(groups),
        search_(search),
        rule_(rule),
        options_(options),
        exact_(options.verify == verification::exact) {}

  void write(near_duplicate_result& result) const {
    write_pairs(result);
    if (options_.clusters == clustering::representative) write_representatives(result);
    if (options_.clusters == clustering::components) write_components(result);
  }

  /// Pairs of a query and another document, the latter numbered from 0.
  void write_matches(near_duplicate_result& result) const {
    std::vector<match> matches;  // of one query row
    const auto& pairs = search_.pairs();
    for (std::size_t i = 0; i < pairs.size(); ++i) {
      for (const std::uint32_t document : named(pairs[i].second)) matches.push_back({pairs[i], document});
      if (i + 1 < pairs.size() && pairs[i + 1].first == pairs[i].first) continue;
      keep_top(matches);
      for (const std::uint32_t query : groups_.members(pairs[i].first))
        for (const match& each : matches) add_pair(result, each.pair, query, each.document, false);
      matches.clear();
    }
    for (auto& pair : result.pairs) pair.second -= rule_.queries;
    for (auto& pair : result.estimated_pairs) pair.second -= rule_.queries;
    sort_pairs(result);
  }

 private:
  struct match {
    similar_pair pair;
    std::uint32_t document;
  };

  void keep_top(std::vector<match>& matches) const {
    if (!options_.top || matches.size() <= *options_.top) return;
    std::sort(matches.begin(), matches.end(), [](const match& a, const match& b) {
      if (more_similar(a.pair, b.pair) || more_similar(b.pair, a.pair)) return more_similar(a.pair, b.pair);
      return a.document < b.document;
    });
    matches.resize(*options_.top);
  }

  /// The documents of a sequence that pairs name.
  [[nodiscard]] std::span<const std::uint32_t> named(std::uint32_t sequence) const noexcept {
    if (options_.expand_identical) return groups_.members(sequence);
    return std::span(groups_.representative).subspan(sequence, 1);
  }

  /// Whether the two are told apart by their groups alone: their documents are in one identical_group.
  [[nodiscard]] bool are_identical(const similar_pair& pair) const noexcept {
    return rule_.tells_apart() &&
           digests_[groups_.representative[pair.first]] == digests_[groups_.representative[pair.second]];
  }

  /// Whether the documents of a sequence, which are identical, may form pairs among themselves.
  [[nodiscard]] bool pairs_within(std::uint32_t sequence) const noexcept {
    return rule_.groups.empty() || rule_.groups[groups_.representative[sequence]] == no_group;
  }

  void write_pairs(near_duplicate_result& result) const {
    for (const similar_pair& pair : search_.pairs()) {
      if (are_identical(pair) && !options_.expand_identical) continue;
      for (const std::uint32_t a : named(pair.first))
        for (const std::uint32_t b : named(pair.second)) add_pair(result, pair, a, b, a > b);
    }
    if (options_.expand_identical) {
      for (std::uint32_t sequence = 0; sequence < groups_.size(); ++sequence) {
        if (!pairs_within(sequence)) continue;
        const auto members = groups_.members(sequence);
        for (std::size_t i = 0; i < members.size(); ++i)
          for (std::size_t j = i + 1; j < members.size(); ++j)
            exact_ ? result.pairs.push_back({members[i], members[j], 1, 1, 1})
                   : add_estimate(result, members[i], members[j], 1);
      }
    }
    sort_pairs(result);
  }

  static void sort_pairs(near_duplicate_result& result) {
    std::sort(result.pairs.begin(), result.pairs.end(), pair_order);
    std::sort(result.estimated_pairs.begin(), result.estimated_pairs.end(), pair_order);
    result.statistics.pairs = result.pairs.size() + result.estimated_pairs.size();
  }

  /// `a` is a document of pair.first, `b` of pair.second; `swapped`: the record names b first.
  void add_pair(near_duplicate_result& result, const similar_pair& pair, std::uint32_t a, std::uint32_t b,
                bool swapped) const {
    if (swapped) std::swap(a, b);
    if (!exact_) return add_estimate(result, a, b, pair.ratio());
    double in_first = static_cast<double>(pair.shared) / search_.set_size(pair.first);
    double in_second = static_cast<double>(pair.shared) / search_.set_size(pair.second);
    if (swapped) std::swap(in_first, in_second);
    result.pairs.push_back({a, b, pair.ratio(), in_first, in_second});
  }

  void add_estimate(near_duplicate_result& result, std::size_t a, std::size_t b, double estimate) const {
    result.estimated_pairs.push_back(
        {a, b, estimate, estimate_standard_error(estimate, options_.num_hashes)});
  }

  /// Calls `use(value, sequences)` for each value that `of` maps two sequences or more to, or one that has
  /// documents enough; the sequences ascend.
  template <class Use>
  void for_each_gathered(const std::vector<std::uint32_t>& of, Use&& use) const {
    std::vector<std::uint32_t> begin(of.size() + 1), gathered(of.size());
    for (const std::uint32_t value : of) ++begin[value];
    std::exclusive_scan(begin.begin(), begin.end(), begin.begin(), 0u);
    for (std::uint32_t sequence = 0; sequence < of.size(); ++sequence)
      gathered[begin[of[sequence]]++] = sequence;
    for (std::uint32_t value = 0, from = 0; value < of.size(); from = begin[value++]) {
      const std::uint32_t to = begin[value];
      if (to - from > 1 || (to - from == 1 && groups_.members(gathered[from]).size() > 1))
        use(value, std::span<const std::uint32_t>(gathered).subspan(from, to - from));
    }
  }

  void add_documents(std::vector<std::size_t>& all, std::uint32_t sequence) const {
    const auto members = groups_.members(sequence);
    all.insert(all.end(), members.begin(), members.end());
  }

  void set_minimum(cluster& made, double smallest) const {
    (exact_ ? made.min_jaccard : made.min_estimated_jaccard) = smallest;
  }

  static void sort_clusters(near_duplicate_result& result) {
    std::sort(result.clusters.begin(), result.clusters.end(),
              [](const cluster& a, const cluster& b) { return a.members.front() < b.members.front(); });
  }

  void write_representatives(near_duplicate_result& result) const {
    const representatives& chosen = search_.chosen();
    for_each_gathered(chosen.of, [&](std::uint32_t kept, std::span<const std::uint32_t> sequences) {
      cluster made{groups_.representative[kept], {}, {}, {}, {}};
      double smallest = 1;
      for (const std::uint32_t sequence : sequences) {
        // Documents of one group are all kept where their sequence is: the first stands for the others' sake.
        if (sequence == kept && !pairs_within(kept))
          made.members.push_back(made.representative);
        else
          add_documents(made.members, sequence);
        smallest = std::min(smallest, chosen.evidence[sequence].ratio());
      }
      if (made.members.size() < 2) return;
      std::sort(made.members.begin(), made.members.end());
      set_minimum(made, smallest);
      if (exact_) {
        for (const std::uint32_t sequence : sequences) {
          if (sequence == kept && !pairs_within(kept)) continue;
          for (const std::uint32_t document : groups_.members(sequence))
            if (document != made.representative)
              result.removed.push_back({document, made.representative, chosen.evidence[sequence].ratio()});
        }
      }
      result.clusters.push_back(std::move(made));
    });
    sort_clusters(result);
    std::sort(result.removed.begin(), result.removed.end(),
              [](const auto& a, const auto& b) { return a.document < b.document; });
  }

  void write_components(near_duplicate_result& result) const {
    const components& connected = search_.connected();
    const std::vector<std::uint32_t> rank = inverse_order(groups_.survivor_order);
    for_each_gathered(connected.of, [&](std::uint32_t root, std::span<const std::uint32_t> sequences) {
      if (sequences.size() == 1 && !pairs_within(root)) return;
      cluster made{0, {}, {}, {}, {}};
      for (const std::uint32_t sequence : sequences) add_documents(made.members, sequence);
      std::sort(made.members.begin(), made.members.end());
      const std::uint32_t best =
          *std::min_element(sequences.begin(), sequences.end(),
                            [&](std::uint32_t a, std::uint32_t b) { return rank[a] < rank[b]; });
      made.representative = groups_.representative[best];
      weakest_link weakest{made.members[0], made.members[1], 1};  // identical documents only
      if (sequences.size() > 1) {
        const similar_pair& pair = connected.weakest[root];
        const std::size_t a = groups_.representative[pair.first], b = groups_.representative[pair.second];
        weakest = {std::min(a, b), std::max(a, b), pair.ratio()};
      }
      set_minimum(made, weakest.jaccard);
      if (exact_) made.weakest = weakest;
      result.clusters.push_back(std::move(made));
    });
    sort_clusters(result);
  }

  std::span<const digest128> digests_;
  const sequence_groups& groups_;
  const article_search& search_;
  document_rule rule_;
  const near_duplicate_options& options_;
  bool exact_;
};

}  // namespace neardup::inline v0::detail
