#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <iterator>
#include <numeric>
#include <span>
#include <string_view>
#include <utility>
#include <vector>

#include <neardup/detail/inverse_order.hpp>
#include <neardup/detail/xxhash.hpp>
#include <neardup/result.hpp>
#include <neardup/tokenize.hpp>

namespace neardup::inline v0 {

/// 128-bit digest; ordered, equal for equal content.
using digest128 = detail::digest128;

/// Digest of a token sequence: documents with equal digests are taken for identical. No tokens: all zero.
[[nodiscard]] inline digest128 sequence_digest(std::span<const token> tokens) {
  if (tokens.empty()) return {};
  std::uint64_t hashes[512];
  detail::xxh3_128_stream sequence;
  while (!tokens.empty()) {
    const std::size_t count = std::min(tokens.size(), std::size(hashes));
    for (std::size_t i = 0; i < count; ++i) hashes[i] = tokens[i].hash;
    sequence.add(hashes, count * sizeof hashes[0]);
    tokens = tokens.subspan(count);
  }
  return sequence.digest();
}

/// Positions of `texts` from the first choice of survivor to the last; see keep_policy. O(n log n).
[[nodiscard]] inline std::vector<std::uint32_t> survivor_order(std::span<const std::string_view> texts,
                                                               keep_policy keep) {
  std::vector<std::uint32_t> order(texts.size());
  std::iota(order.begin(), order.end(), 0u);
  if (keep == keep_policy::first) return order;
  std::vector<digest128> digests(texts.size());
  for (std::size_t i = 0; i < texts.size(); ++i)
    digests[i] = detail::xxh3_128(texts[i].data(), texts[i].size());
  std::stable_sort(order.begin(), order.end(), [&](std::uint32_t a, std::uint32_t b) {
    return texts[a].size() != texts[b].size() ? texts[a].size() > texts[b].size() : digests[a] < digests[b];
  });
  return order;
}

/// Distinct token sequences of a corpus, numbered by the position of the document that stands for each: the
/// first of its documents in survivor order. Documents without tokens belong to none.
struct sequence_groups {
  std::vector<std::uint32_t> representative;        ///< sequence -> document; ascending
  std::vector<std::vector<std::uint32_t>> members;  ///< sequence -> its documents, ascending
  std::vector<std::uint32_t> survivor_order;  ///< sequences from the first choice of survivor to the last
};

/// Groups documents by `digests` (all zero: no tokens). `order`: their survivor order. O(n log n).
[[nodiscard]] inline sequence_groups group_identical(std::span<const digest128> digests,
                                                     std::span<const std::uint32_t> order) {
  const std::vector<std::uint32_t> rank = detail::inverse_order(order);
  std::vector<std::uint32_t> documents;
  for (const std::uint32_t document : order)
    if (digests[document] != digest128{}) documents.push_back(document);
  std::stable_sort(documents.begin(), documents.end(),
                   [&](std::uint32_t a, std::uint32_t b) { return digests[a] < digests[b]; });

  std::vector<std::vector<std::uint32_t>> groups;  // each led by its representative
  for (std::size_t i = 0; i < documents.size(); ++i) {
    if (i == 0 || digests[documents[i]] != digests[documents[i - 1]]) groups.emplace_back();
    groups.back().push_back(documents[i]);
  }
  std::sort(groups.begin(), groups.end(), [](const auto& a, const auto& b) { return a.front() < b.front(); });

  sequence_groups found;
  for (auto& group : groups) {
    found.representative.push_back(group.front());
    std::sort(group.begin(), group.end());
  }
  found.members = std::move(groups);
  found.survivor_order.resize(found.members.size());
  std::iota(found.survivor_order.begin(), found.survivor_order.end(), 0u);
  std::sort(found.survivor_order.begin(), found.survivor_order.end(), [&](std::uint32_t a, std::uint32_t b) {
    return rank[found.representative[a]] < rank[found.representative[b]];
  });
  return found;
}

/// Groups of two documents or more, by their smallest member.
[[nodiscard]] inline std::vector<identical_group> identical_groups(const sequence_groups& groups) {
  std::vector<identical_group> found;
  for (const auto& members : groups.members)
    if (members.size() > 1) found.push_back({{members.begin(), members.end()}});
  std::sort(found.begin(), found.end(),
            [](const auto& a, const auto& b) { return a.members.front() < b.members.front(); });
  return found;
}

}  // namespace neardup::inline v0
