#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <numeric>
#include <span>
#include <utility>
#include <vector>

#include <neardup/detail/disjoint_sets.hpp>
#include <neardup/result.hpp>

// Matches to clusters: every place where one passage stands.
namespace neardup::inline v0::detail {

/// Spans of one document that share two thirds of the longer are one occurrence, their union. Not half: that
/// is what either copy of a doubled body shares with both together, where a second text matches all of it,
/// and the two copies would be one place.
[[nodiscard]] inline bool same_occurrence(const text_span& x, const text_span& y) noexcept {
  const std::uint32_t begin = std::max(x.begin, y.begin), end = std::min(x.end, y.end);
  if (begin >= end) return false;
  return 3 * std::uint64_t{end - begin} >= 2 * std::uint64_t{std::max(x.end - x.begin, y.end - y.begin)};
}

/// The distinct occurrences among `spans`, in text order, and for each span the number of its occurrence.
struct occurrence_list {
  std::vector<text_span> occurrences;
  std::vector<std::size_t> of_span;

  explicit occurrence_list(std::span<const text_span> spans)
      : occurrences(spans.begin(), spans.end()), of_span(spans.size()) {
    std::iota(of_span.begin(), of_span.end(), std::size_t{0});
    // An occurrence grows by what joins it, and may then be the same as one that it was not: until none is.
    for (std::size_t before = SIZE_MAX; occurrences.size() < before;) {
      before = occurrences.size();
      join_once();
    }
  }

 private:
  /// Joins each span with the first before it that is the same occurrence by then.
  void join_once() {
    std::vector<std::size_t> order(occurrences.size()), joined_to(occurrences.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::sort(order.begin(), order.end(),
              [this](std::size_t x, std::size_t y) { return occurrences[x] < occurrences[y]; });
    std::vector<text_span> joined;
    std::vector<std::size_t> open;  // numbers in `joined` that the next span may overlap
    for (const std::size_t n : order) {
      const text_span& span = occurrences[n];
      std::erase_if(open, [&](std::size_t x) {
        return joined[x].document != span.document || joined[x].end <= span.begin;
      });
      const auto same = std::find_if(open.begin(), open.end(),
                                     [&](std::size_t x) { return same_occurrence(joined[x], span); });
      if (same == open.end()) {
        open.push_back(joined.size());
        joined_to[n] = joined.size();
        joined.push_back(span);
      } else {
        joined_to[n] = *same;
        joined[*same].end = std::max(joined[*same].end, span.end);
      }
    }
    for (std::size_t& number : of_span) number = joined_to[number];
    occurrences = std::move(joined);
  }
};

/// Clusters of the occurrences that sorted `matches` connect, by smallest member. Sets `link` of each match
/// that joined two parts, a spanning forest, and of what no cluster shows: periodic stretches, and matches
/// whose two sides drifted into one occurrence.
/// O(n log n) where passages do not nest deeply.
[[nodiscard]] inline std::vector<passage_cluster> cluster_passages(std::span<passage_match> matches) {
  std::vector<text_span> spans;
  for (const passage_match& match : matches) {
    if (!match.second) continue;
    spans.push_back(match.first);
    spans.push_back(*match.second);
  }
  const occurrence_list found(spans);
  disjoint_sets sets(found.occurrences.size());
  std::size_t n = 0;
  for (passage_match& match : matches) {
    match.link = !match.second || found.of_span[n] == found.of_span[n + 1] ||
                 sets.unite(found.of_span[n], found.of_span[n + 1]);
    if (match.second) n += 2;
  }
  // Two sides that drift into one occurrence leave a set of one, which says nothing.
  std::vector<std::size_t> members(found.occurrences.size()), cluster_of(found.occurrences.size(), SIZE_MAX);
  for (std::size_t x = 0; x < found.occurrences.size(); ++x) ++members[sets.find(x)];
  std::vector<passage_cluster> clusters;
  for (std::size_t x = 0; x < found.occurrences.size(); ++x) {
    const std::size_t root = sets.find(x);
    if (members[root] < 2) continue;
    if (cluster_of[root] == SIZE_MAX) {
      cluster_of[root] = clusters.size();
      clusters.emplace_back();
    }
    clusters[cluster_of[root]].members.push_back(found.occurrences[x]);
  }
  n = 0;
  for (passage_match& match : matches) {
    if (!match.second) continue;
    if (const std::size_t cluster = cluster_of[sets.find(found.of_span[n])]; cluster != SIZE_MAX)
      match.cluster = cluster;
    n += 2;
  }
  return clusters;
}

}  // namespace neardup::inline v0::detail
