#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>
#include <tuple>
#include <vector>

#include <neardup/detail/parallel.hpp>
#include <neardup/repetition.hpp>
#include <neardup/result.hpp>
#include <neardup/tokenize.hpp>

// What the passages of a run mean for each of its documents.
namespace neardup::inline v0::detail {

/// Where the first copy in a periodic stretch ends, which like the stretch has no marks after it: a cut from
/// there to the end of the stretch leaves it with those that the last copy has.
[[nodiscard]] inline std::uint32_t first_copy_end(const passage_match& periodic,
                                                  std::span<const token> tokens) noexcept {
  const auto first =
      std::lower_bound(tokens.begin(), tokens.end(), periodic.first.begin,
                       [](const token& each, std::uint32_t begin) { return each.begin < begin; });
  const token& last = first[periodic.period_tokens - 1];
  return last.begin + last.length;
}

/// Everything but the first occurrence of each passage and the first copy in each periodic stretch, in text
/// order; no byte twice. Of places in several clusters the earlier one's are named.
/// O(n log n) in the occurrences, and the texts with periodic stretches once.
[[nodiscard]] inline std::vector<repeated_span> repeated_spans(const near_duplicate_result& result,
                                                               std::span<const std::string_view> texts,
                                                               const token_options& tokenization) {
  std::vector<repeated_span> spans;
  for (std::size_t cluster = 0; cluster < result.passage_clusters.size(); ++cluster) {
    const auto& members = result.passage_clusters[cluster].members;
    const text_span& first = members.front();
    for (text_span later : std::span(members).subspan(1)) {
      // They may overlap: what the first one has stays.
      if (later.document == first.document) later.begin = std::max(later.begin, first.end);
      if (later.begin < later.end) spans.push_back({later, cluster});
    }
  }
  token_stream stream;
  std::size_t tokenized = texts.size();
  for (const passage_match& match : result.passages) {
    if (match.relation != passage_relation::periodic) continue;
    const std::size_t document = match.first.document;
    if (document != tokenized) tokenize(texts[document], tokenization, stream);
    tokenized = document;
    spans.push_back({{document, first_copy_end(match, stream.tokens), match.first.end}, {}});
  }
  std::sort(spans.begin(), spans.end(), [](const repeated_span& x, const repeated_span& y) {
    return std::tuple(x.where, x.cluster.value_or(SIZE_MAX)) <
           std::tuple(y.where, y.cluster.value_or(SIZE_MAX));
  });
  std::size_t kept = 0;
  for (repeated_span span : spans) {
    if (kept != 0 && spans[kept - 1].where.document == span.where.document)
      span.where.begin = std::max(span.where.begin, spans[kept - 1].where.end);
    if (span.where.begin < span.where.end) spans[kept++] = span;
  }
  spans.resize(kept);
  return spans;
}

/// One record a document. `repeated`: see near_duplicate_result.
[[nodiscard]] inline std::vector<document_repetition> describe_documents(
    std::span<const repeated_span> repeated, std::span<const std::string_view> texts,
    const token_options& tokenization, const run_control& control) {
  std::vector<document_repetition> found(texts.size());
  for (const repeated_span& each : repeated)
    found[each.where.document].repeat_fraction += each.where.end - each.where.begin;  // bytes, so far
  constexpr std::size_t grain = 16;
  struct worker_state {
    token_stream stream;
    repetition_meter meter;
  };
  std::vector<worker_state> workers(worker_count(control, texts.size(), grain));
  parallel_for("documents", texts.size(), grain, control,
               [&](std::size_t begin, std::size_t end, std::size_t worker) {
                 auto& [stream, meter] = workers[worker];
                 for (std::size_t i = begin; i < end; ++i) {
                   tokenize(texts[i], tokenization, stream);
                   found[i].document = i;
                   if (!texts[i].empty()) found[i].repeat_fraction /= static_cast<double>(texts[i].size());
                   found[i].ratios = meter.measure(texts[i], stream.tokens);
                 }
               });
  return found;
}

}  // namespace neardup::inline v0::detail
