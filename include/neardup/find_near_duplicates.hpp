#pragma once

#include <cstddef>
#include <span>
#include <string_view>
#include <utility>
#include <vector>

#include <neardup/detail/article_records.hpp>
#include <neardup/detail/article_search.hpp>
#include <neardup/detail/corpus.hpp>
#include <neardup/detail/stopwatch.hpp>
#include <neardup/detail/text_views.hpp>
#include <neardup/identical.hpp>
#include <neardup/options.hpp>
#include <neardup/passage.hpp>
#include <neardup/result.hpp>

namespace neardup::inline v0 {

namespace detail {

inline void find_articles(corpus& read, const sequence_groups& groups, lsh_shape shape,
                          const near_duplicate_options& options, const run_control& control,
                          near_duplicate_result& result) {
  run_statistics& statistics = result.statistics;
  article_search search(read, groups, shape, options, control, statistics);
  search.run();
  article_records(groups, search, options).write(result);
  statistics.threshold = options.threshold;
  statistics.bands = shape.bands;
  statistics.rows = shape.rows;
  statistics.recall_at_threshold = candidate_probability(options.threshold, shape);
  if (statistics.documents != 0)
    statistics.candidates_per_document =
        static_cast<double>(statistics.candidates) / static_cast<double>(statistics.documents);
  statistics.advice = candidate_advice(statistics, shape, options);
}

inline void find_passages(const corpus& read, const sequence_groups& groups,
                          const near_duplicate_options& options, const run_control& control,
                          near_duplicate_result& result) {
  stopwatch watch;
  std::vector<passage_source> sources(read.texts.size());
  const auto search = [&](std::uint32_t document) {
    sources[document] = {read.texts[document], read.tokens[document]};
  };
  if (options.expand_identical)
    for (std::uint32_t document = 0; document < sources.size(); ++document) search(document);
  else
    for (const std::uint32_t document : groups.representative) search(document);
  passage_result found =
      neardup::find_passages(sources,
                             {options.min_tokens, options.min_score, options.passage_seed_tokens,
                              options.effective_shingle_size(), options.snap, options.seed},
                             control);
  result.passages = std::move(found.matches);
  result.passage_clusters = std::move(found.clusters);
  result.statistics.seeds = found.statistics.seeds;
  result.statistics.anchors = found.statistics.anchors;
  result.statistics.capped_seeds = found.statistics.capped_seeds;
  result.statistics.passages = result.passages.size();
  result.statistics.seconds_passages = watch.lap();
}

[[nodiscard]] inline near_duplicate_result find_near_duplicates(std::span<const std::string_view> texts,
                                                                const near_duplicate_options& options) {
  options.validate();
  const run_control control{options.threads, options.stop, &options.progress};
  const bool articles = asks_for_articles(options.scope), passages = asks_for_passages(options.scope);
  lsh_shape shape{};
  if (articles)
    shape = options.shape ? *options.shape
                          : choose_lsh_shape(options.threshold, options.min_recall, options.num_hashes);
  near_duplicate_result result;
  stopwatch watch;
  corpus read = read_corpus(texts, options, control, result.statistics);
  const sequence_groups groups = group_identical(read.digests, survivor_order(texts, options.keep));
  result.identical = identical_groups(groups);
  result.statistics.seconds_sign = watch.lap();
  if (articles) find_articles(read, groups, shape, options, control, result);
  read.signatures = {};
  if (passages) find_passages(read, groups, options, control, result);
  return result;
}

}  // namespace detail

/// Near-duplicate articles and passages among `texts`, which is any range of lasting things convertible to
/// std::string_view, or of `document`s. Results hold positions in it. The caller keeps the texts alive and
/// unchanged during the call; nothing of the result refers to them.
///
/// Every reported pair was compared exactly (unless verify = none): no false one is among them, and a pair at
/// the threshold is found with probability `min_recall` at least, a more similar one with a higher one. The
/// answer depends on the texts and options alone, not on threads or the machine. Texts without tokens
/// are counted and never duplicates.
///
/// Time grows with the text and the candidate pairs; memory beyond the text is about 4 * num_hashes + 240
/// bytes a document (16 more for each thread beyond 16), 8 bytes a shingle of documents that have candidates
/// and, for passages, 16 bytes a token and the search's own (see find_passages). Throws
/// error(errc::invalid_options), error(errc::too_large) for a text of 4 GiB or more,
/// error(errc::unsupported_kernel) where the environment variable NEARDUP_FORCE_KERNEL names none that this
/// machine runs, and error(errc::cancelled) after a requested stop. Safe to call from several threads at
/// once.
template <detail::lasting_texts Texts>
[[nodiscard]] near_duplicate_result find_near_duplicates(Texts&& texts,
                                                         const near_duplicate_options& options = {}) {
  const std::vector<std::string_view> views = detail::views_of(texts);
  return detail::find_near_duplicates(std::span<const std::string_view>(views), options);
}

}  // namespace neardup::inline v0
