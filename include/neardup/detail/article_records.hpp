#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

#include <neardup/detail/article_search.hpp>
#include <neardup/detail/inverse_order.hpp>
#include <neardup/result.hpp>

namespace neardup::inline v0::detail {

/// Turns what was found about sequences into records about documents.
class article_records {
 public:
  article_records(const sequence_groups& groups, const article_search& search,
                  const near_duplicate_options& options)
      : groups_(groups), search_(search), options_(options), exact_(options.verify == verification::exact) {}

  void write(near_duplicate_result& result) const {
    write_pairs(result);
    if (options_.clusters == clustering::representative) write_representatives(result);
    if (options_.clusters == clustering::components) write_components(result);
  }

 private:
  /// Calls `use(a, b, swapped)` for the documents a < b that a pair of sequences names; `swapped`: `a` is of
  /// the second sequence.
  template <class Use>
  void for_each_named(std::uint32_t first, std::uint32_t second, Use&& use) const {
    if (!options_.expand_identical) {
      use(groups_.representative[first], groups_.representative[second], false);
      return;
    }
    for (const std::uint32_t a : groups_.members[first])
      for (const std::uint32_t b : groups_.members[second]) use(std::min(a, b), std::max(a, b), a > b);
  }

  void write_pairs(near_duplicate_result& result) const {
    for (const similar_pair& pair : search_.pairs()) {
      for_each_named(pair.first, pair.second, [&](std::size_t a, std::size_t b, bool swapped) {
        if (!exact_) return add_estimate(result, a, b, pair.ratio());
        double in_first = static_cast<double>(pair.shared) / search_.set_size(pair.first);
        double in_second = static_cast<double>(pair.shared) / search_.set_size(pair.second);
        if (swapped) std::swap(in_first, in_second);
        result.pairs.push_back({a, b, pair.ratio(), in_first, in_second});
      });
    }
    if (options_.expand_identical) {
      for (const auto& members : groups_.members)
        for (std::size_t i = 0; i < members.size(); ++i)
          for (std::size_t j = i + 1; j < members.size(); ++j)
            exact_ ? result.pairs.push_back({members[i], members[j], 1, 1, 1})
                   : add_estimate(result, members[i], members[j], 1);
    }
    std::sort(result.pairs.begin(), result.pairs.end(), pair_order);
    std::sort(result.estimated_pairs.begin(), result.estimated_pairs.end(), pair_order);
    result.statistics.pairs = result.pairs.size() + result.estimated_pairs.size();
  }

  void add_estimate(near_duplicate_result& result, std::size_t a, std::size_t b, double estimate) const {
    result.estimated_pairs.push_back(
        {a, b, estimate, estimate_standard_error(estimate, options_.num_hashes)});
  }

  /// Sequences by what `of` maps them to; the sequences of a list ascend.
  [[nodiscard]] static std::vector<std::vector<std::uint32_t>> collected(
      const std::vector<std::uint32_t>& of) {
    std::vector<std::vector<std::uint32_t>> lists(of.size());
    for (std::uint32_t sequence = 0; sequence < of.size(); ++sequence)
      lists[of[sequence]].push_back(sequence);
    return lists;
  }

  /// All documents of some sequences, ascending.
  [[nodiscard]] std::vector<std::size_t> documents_of(const std::vector<std::uint32_t>& sequences) const {
    std::vector<std::size_t> documents;
    for (const std::uint32_t sequence : sequences)
      documents.insert(documents.end(), groups_.members[sequence].begin(), groups_.members[sequence].end());
    std::sort(documents.begin(), documents.end());
    return documents;
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
    const auto lists = collected(chosen.of);
    for (std::uint32_t kept = 0; kept < lists.size(); ++kept) {
      cluster made{groups_.representative[kept], documents_of(lists[kept]), {}, {}, {}};
      if (made.members.size() < 2) continue;
      double smallest = 1;
      for (const std::uint32_t sequence : lists[kept])
        smallest = std::min(smallest, chosen.evidence[sequence].ratio());
      set_minimum(made, smallest);
      if (exact_) {
        for (const std::uint32_t sequence : lists[kept])
          for (const std::uint32_t document : groups_.members[sequence])
            if (document != made.representative)
              result.removed.push_back({document, made.representative, chosen.evidence[sequence].ratio()});
      }
      result.clusters.push_back(std::move(made));
    }
    sort_clusters(result);
    std::sort(result.removed.begin(), result.removed.end(),
              [](const auto& a, const auto& b) { return a.document < b.document; });
  }

  void write_components(near_duplicate_result& result) const {
    const components& connected = search_.connected();
    const auto lists = collected(connected.of);
    const std::vector<std::uint32_t> rank = inverse_order(groups_.survivor_order);
    for (std::uint32_t root = 0; root < lists.size(); ++root) {
      cluster made{0, documents_of(lists[root]), {}, {}, {}};
      if (made.members.size() < 2) continue;
      const std::uint32_t best =
          *std::min_element(lists[root].begin(), lists[root].end(),
                            [&](std::uint32_t a, std::uint32_t b) { return rank[a] < rank[b]; });
      made.representative = groups_.representative[best];
      weakest_link weakest{made.members[0], made.members[1], 1};  // identical documents only
      if (lists[root].size() > 1) {
        const similar_pair& pair = connected.weakest[root];
        weakest = {groups_.representative[pair.first], groups_.representative[pair.second], pair.ratio()};
      }
      set_minimum(made, weakest.jaccard);
      if (exact_) made.weakest = weakest;
      result.clusters.push_back(std::move(made));
    }
    sort_clusters(result);
  }

  const sequence_groups& groups_;
  const article_search& search_;
  const near_duplicate_options& options_;
  bool exact_;
};

}  // namespace neardup::inline v0::detail
