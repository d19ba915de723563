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

#include <neardup/detail/radix_sort.hpp>
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

namespace detail {

/// Sorts by `before`, a strict weak order, then each run of equal ones by the digest of their bytes. Most
/// texts are alone in their run, and need no digest.
template <class Before>
void sort_then_by_bytes(std::vector<std::uint32_t>& order, std::span<const std::string_view> texts,
                        Before before) {
  std::stable_sort(order.begin(), order.end(), before);
  std::vector<std::pair<digest128, std::uint32_t>> run;
  for (std::size_t begin = 0, end = 0; begin < order.size(); begin = end) {
    for (end = begin + 1; end < order.size() && !before(order[begin], order[end]);) ++end;
    if (end - begin == 1) continue;
    run.clear();
    for (std::size_t i = begin; i < end; ++i)
      run.emplace_back(xxh3_128(texts[order[i]].data(), texts[order[i]].size()), order[i]);
    std::sort(run.begin(), run.end());
    for (std::size_t i = begin; i < end; ++i) order[i] = run[i - begin].second;
  }
}

}  // namespace detail

/// Positions of `texts` from the first choice of survivor to the last; see keep_policy. `scores`: one a text,
/// none of them NaN, for keep = score. O(n log n), and the bytes of texts that only those tell apart.
[[nodiscard]] inline std::vector<std::uint32_t> survivor_order(std::span<const std::string_view> texts,
                                                               keep_policy keep,
                                                               std::span<const double> scores = {}) {
  std::vector<std::uint32_t> order(texts.size());
  std::iota(order.begin(), order.end(), 0u);
  if (keep == keep_policy::longest)
    detail::sort_then_by_bytes(
        order, texts, [&](std::uint32_t a, std::uint32_t b) { return texts[a].size() > texts[b].size(); });
  if (keep == keep_policy::score)
    detail::sort_then_by_bytes(order, texts,
                               [&](std::uint32_t a, std::uint32_t b) { return scores[a] > scores[b]; });
  return order;
}

/// Distinct token sequences of a corpus, numbered by the position of the document that stands for each: the
/// first of its documents in survivor order. Documents without tokens belong to none.
struct sequence_groups {
  std::vector<std::uint32_t> representative;  ///< sequence -> document; ascending
  std::vector<std::uint32_t> begin;           ///< sequence -> where its members begin; one more at the end
  std::vector<std::uint32_t> documents;       ///< the members of all sequences
  std::vector<std::uint32_t> survivor_order;  ///< sequences from the first choice of survivor to the last

  [[nodiscard]] std::size_t size() const noexcept { return representative.size(); }
  /// The documents of a sequence, ascending; at least one.
  [[nodiscard]] std::span<const std::uint32_t> members(std::size_t sequence) const noexcept {
    return std::span(documents).subspan(begin[sequence], begin[sequence + 1] - begin[sequence]);
  }
};

namespace detail {

/// Finds for each document the one that stands for it.
class identity_search {
 public:
  identity_search(std::span<const digest128> digests, std::span<const std::uint32_t> order,
                  std::span<const std::uint64_t> apart)
      : digests_(digests), order_(order), apart_(apart) {}

  /// Document -> the first in survivor order that is identical; `nobody` for one without tokens.
  [[nodiscard]] std::vector<std::uint32_t> leaders() const {
    struct entry {
      std::uint32_t key, document;
    };
    std::vector<entry> entries, scratch;
    entries.reserve(order_.size());
    for (const std::uint32_t document : order_)
      if (digests_[document] != digest128{})
        entries.push_back({static_cast<std::uint32_t>(digests_[document].low), document});
    radix_sort(entries, scratch, [](const entry& e) { return e.key; });
    std::vector<std::uint32_t> leader(digests_.size(), nobody);
    for (std::size_t begin = 0, end = 0; begin < entries.size(); begin = end) {
      for (end = begin + 1; end < entries.size() && entries[end].key == entries[begin].key;) ++end;
      // Half keys may be equal by chance, and identical documents may have to stay apart.
      const auto run = std::span(entries).subspan(begin, end - begin);
      const auto differs = [&](const entry& e) {
        return before(e.document, run.front().document) || before(run.front().document, e.document);
      };
      if (std::any_of(run.begin(), run.end(), differs))
        std::stable_sort(entries.begin() + static_cast<std::ptrdiff_t>(begin),
                         entries.begin() + static_cast<std::ptrdiff_t>(end),
                         [&](const entry& a, const entry& b) { return before(a.document, b.document); });
      std::uint32_t first = entries[begin].document;
      for (std::size_t i = begin; i < end; ++i) {
        if (before(first, entries[i].document)) first = entries[i].document;
        leader[entries[i].document] = first;
      }
    }
    return leader;
  }

  static constexpr std::uint32_t nobody = ~std::uint32_t{0};

 private:
  [[nodiscard]] bool before(std::uint32_t a, std::uint32_t b) const noexcept {
    if (digests_[a] != digests_[b]) return digests_[a] < digests_[b];
    return !apart_.empty() && apart_[a] < apart_[b];
  }

  std::span<const digest128> digests_;
  std::span<const std::uint32_t> order_;
  std::span<const std::uint64_t> apart_;
};

}  // namespace detail

/// Groups documents by `digests` (all zero: no tokens). `order`: their survivor order. `apart`: a number a
/// document, or none; those of different numbers are never of one sequence, as if they were told apart by it.
/// O(n), and O(m log m) for m identical ones.
[[nodiscard]] inline sequence_groups group_identical(std::span<const digest128> digests,
                                                     std::span<const std::uint32_t> order,
                                                     std::span<const std::uint64_t> apart = {}) {
  using search = detail::identity_search;
  std::vector<std::uint32_t> sequence = search(digests, order, apart).leaders();
  sequence_groups found;
  // From "who stands for me" to "which sequence": leaders get their numbers first, in the order of documents.
  std::vector<std::uint32_t> number(digests.size());
  for (std::uint32_t document = 0; document < digests.size(); ++document) {
    if (sequence[document] != document) continue;
    number[document] = static_cast<std::uint32_t>(found.representative.size());
    found.representative.push_back(document);
  }
  for (const std::uint32_t document : order)
    if (sequence[document] == document) found.survivor_order.push_back(number[document]);

  found.begin.resize(found.size() + 1);
  for (std::uint32_t& of : sequence) {
    if (of == search::nobody) continue;
    of = number[of];
    ++found.begin[of];
  }
  std::exclusive_scan(found.begin.begin(), found.begin.end(), found.begin.begin(), 0u);
  found.documents.resize(found.begin.back());
  number.assign(found.begin.begin(), found.begin.end() - 1);  // where the next member of a sequence goes
  for (std::uint32_t document = 0; document < digests.size(); ++document)
    if (sequence[document] != search::nobody) found.documents[number[sequence[document]]++] = document;
  return found;
}

/// Sequences of two documents or more, by their smallest member.
[[nodiscard]] inline std::vector<identical_group> identical_groups(const sequence_groups& groups) {
  std::vector<identical_group> found;
  for (std::size_t sequence = 0; sequence < groups.size(); ++sequence)
    if (const auto members = groups.members(sequence); members.size() > 1)
      found.push_back({{members.begin(), members.end()}});
  std::sort(found.begin(), found.end(),
            [](const auto& a, const auto& b) { return a.members.front() < b.members.front(); });
  return found;
}

}  // namespace neardup::inline v0
