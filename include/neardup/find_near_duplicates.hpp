#pragma once

#include <cstddef>
#include <cstdint>
#include <iterator>
#include <span>
#include <utility>
#include <vector>

#include <neardup/detail/article_records.hpp>
#include <neardup/detail/article_search.hpp>
#include <neardup/detail/corpus.hpp>
#include <neardup/detail/repeated_spans.hpp>
#include <neardup/detail/stopwatch.hpp>
#include <neardup/detail/text_views.hpp>
#include <neardup/identical.hpp>
#include <neardup/options.hpp>
#include <neardup/passage.hpp>
#include <neardup/result.hpp>

namespace neardup::inline v0 {

namespace detail {

/// Sequences of a corpus in which the documents that `rule` tells apart are of different ones.
[[nodiscard]] inline sequence_groups group_articles(const corpus& read, const text_input& input,
                                                    document_rule rule,
                                                    const near_duplicate_options& options) {
  return group_identical(read.digests, survivor_order(input.texts, options.keep, input.scores),
                         rule.apart(input.texts.size()));
}

/// Shape of the search; throws before any work where no shape will do.
[[nodiscard]] inline lsh_shape shape_for(const near_duplicate_options& options) {
  if (options.shape) return *options.shape;
  return choose_lsh_shape(options.threshold, options.min_recall, options.num_hashes);
}

/// Everything that the statistics say of a search that has run.
inline void describe_search(lsh_shape shape, const near_duplicate_options& options,
                            run_statistics& statistics) {
  statistics.threshold = options.threshold;
  statistics.bands = shape.bands;
  statistics.rows = shape.rows;
  statistics.recall_at_threshold = candidate_probability(options.threshold, shape);
  if (statistics.documents != 0)
    statistics.candidates_per_document =
        static_cast<double>(statistics.candidates) / static_cast<double>(statistics.documents);
  statistics.advice = candidate_advice(statistics, shape, options);
}

inline void find_articles(corpus& read, const sequence_groups& groups, document_rule rule, lsh_shape shape,
                          const near_duplicate_options& options, const run_control& control,
                          near_duplicate_result& result) {
  article_search search(read, groups, rule, shape, options, control, result.statistics);
  search.run();
  read.signatures = {};
  const article_records records(read, groups, search, rule, options);
  if (rule.queries != 0)
    records.write_matches(result);
  else
    records.write(result);
  describe_search(shape, options, result.statistics);
}

/// Bytes that seeds of passages may take at a time: half of what read_corpus() left, the other half is for
/// what comes of them.
[[nodiscard]] inline std::uint64_t seed_bytes(const near_duplicate_options& options,
                                              std::uint64_t held_bytes) {
  constexpr std::uint64_t most = passage_options{}.seed_bytes;
  return options.memory ? std::min(most, (*options.memory - held_bytes) / 2) : most;
}

[[nodiscard]] inline passage_options passage_options_of(const near_duplicate_options& options,
                                                        std::uint64_t held_bytes) {
  return {.min_tokens = options.min_tokens,
          .min_score = options.min_score,
          .seed_tokens = options.effective_passage_seed_tokens(),
          .window = options.passage_window,
          .max_gap = options.max_gap,
          .seed_group_limit = options.seed_group_limit,
          .exhaustive = options.exhaustive,
          .seed_pair_limit = options.seed_pair_limit,
          .shingle_size = options.effective_shingle_size(),
          .snap = options.snap,
          .seed_bytes = seed_bytes(options, held_bytes),
          .seed = options.seed};
}

inline void find_passages(const corpus& read, const sequence_groups& groups,
                          const near_duplicate_options& options, const run_control& control,
                          near_duplicate_result& result) {
  stopwatch watch;
  std::vector<passage_source> sources(read.texts.size());
  const auto search = [&](std::uint32_t document) {
    sources[document] = {read.texts[document], read.tokens[document]};
  };
  if (options.expand_identical || options.documents)
    for (std::uint32_t document = 0; document < sources.size(); ++document) search(document);
  else
    for (const std::uint32_t document : groups.representative) search(document);
  passage_result found =
      neardup::find_passages(sources, passage_options_of(options, read.held_bytes), control);
  result.passages = std::move(found.matches);
  result.passage_clusters = std::move(found.clusters);
  result.statistics.seeds = found.statistics.seeds;
  result.statistics.anchors = found.statistics.anchors;
  result.statistics.capped_seeds = found.statistics.capped_seeds;
  result.statistics.passages = result.passages.size();
  result.statistics.seconds_passages = watch.lap();
}

[[nodiscard]] inline near_duplicate_result find_near_duplicates(const text_input& input,
                                                                const near_duplicate_options& options) {
  options.validate();
  const bool articles = asks_for_articles(options.scope), passages = asks_for_passages(options.scope);
  if (options.top) refuse_option("top", *options.top, "absent, but for find_near_duplicates_between");
  if (!input.groups.empty() && passages)
    refuse_option("groups", concatenated(input.groups.size(), " numbers"), "with scope = articles");
  const lsh_shape shape = articles ? shape_for(options) : lsh_shape{};
  const run_control control{options.threads, options.stop, &options.progress};
  const document_rule rule{input.groups, 0};
  near_duplicate_result result;
  stopwatch watch;
  corpus read = read_corpus(input.texts, options, control, result.statistics);
  const sequence_groups groups = group_articles(read, input, rule, options);
  // Whatever their groups, the texts are identical.
  result.identical = identical_groups(rule.tells_apart() ? group_articles(read, input, {}, options) : groups);
  result.statistics.seconds_sign = watch.lap();
  if (articles) find_articles(read, groups, rule, shape, options, control, result);
  if (passages) {
    find_passages(read, groups, options, control, result);
    result.repeated = repeated_spans(result.passages, read.tokens);
  }
  if (options.documents) {
    watch.lap();
    result.documents = describe_documents(result.repeated, input.texts, read.tokens, control);
    result.statistics.seconds_documents = watch.lap();
  }
  return result;
}

/// `input`: the queries, of which there are `queries`, then the others.
[[nodiscard]] inline near_duplicate_result find_near_duplicates_between(
    const text_input& input, std::size_t queries, const near_duplicate_options& options) {
  options.validate();
  if (options.scope != search_scope::articles)
    refuse_option("scope", asks_for_articles(options.scope) ? "both" : "passages", "articles");
  const lsh_shape shape = shape_for(options);
  const run_control control{options.threads, options.stop, &options.progress};
  near_duplicate_result result;
  stopwatch watch;
  corpus read = read_corpus(input.texts, options, control, result.statistics);
  const document_rule rule{input.groups, static_cast<std::uint32_t>(queries)};
  const sequence_groups groups = group_articles(read, input, rule, options);
  result.statistics.seconds_sign = watch.lap();
  // Rows of queries come first; without any, as where all queries are empty, nothing can be found.
  if (!groups.representative.empty() && groups.representative.front() < queries)
    find_articles(read, groups, rule, shape, options, control, result);
  else
    describe_search(shape, options, result.statistics);
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
/// Time grows with the text and the candidate pairs. Memory beyond the text is about 4 * num_hashes + 240
/// bytes a document (16 more for each thread beyond 16), 24 bytes a candidate pair, 56 a similar one, for
/// each thread 64 MiB of shingle sets at most (more only where a single pair needs them), where buckets are
/// linked 16 bytes a document and 8 for each band in which its bucket is, and once 64 MiB or 128 bytes a
/// document, whichever is more, and, for passages, 16 bytes a token and the search's own (see find_passages).
/// Throws error(errc::invalid_options), error(errc::too_large) for a text of 4 GiB or more,
/// error(errc::unsupported_kernel) where the environment variable NEARDUP_FORCE_KERNEL names none that this
/// machine runs, and error(errc::cancelled) after a requested stop. Safe to call from several threads at
/// once.
template <detail::lasting_texts Texts>
[[nodiscard]] near_duplicate_result find_near_duplicates(Texts&& texts,
                                                         const near_duplicate_options& options = {}) {
  return detail::find_near_duplicates(detail::input_of(texts, options), options);
}

/// Near-duplicate articles between two ranges of texts: of new against old ones. Pairs have `first`, a
/// position in `queries`, and `second`, one in `corpus`; there are no others, and no clusters. Texts that are
/// identical are pairs with jaccard 1. Each query is named; of identical texts of the corpus the first of
/// each group in the order of `keep` is, or with expand_identical each. `top` bounds the pairs of each query.
///
/// Promises, time, memory and errors are those of find_near_duplicates over both ranges, whose statistics
/// these are. A bucket that has more pairs than bucket_pair_limit texts have is linked: each query in it
/// meets the first bucket_pair_limit / 4 texts of the corpus there that its group lets it meet, and
/// statistics count it as crowded, and say so, where there are more. `clusters` has no effect; `groups` and
/// `scores` are those of `document`s, or none. Throws error(errc::invalid_options) also for another scope
/// than articles.
template <detail::lasting_texts Queries, detail::lasting_texts Corpus>
[[nodiscard]] near_duplicate_result find_near_duplicates_between(Queries&& queries, Corpus&& corpus,
                                                                 const near_duplicate_options& options = {
                                                                     .scope = search_scope::articles}) {
  const auto count = static_cast<std::size_t>(std::ranges::distance(queries));
  return detail::find_near_duplicates_between(detail::joined_input(queries, corpus, options), count, options);
}

}  // namespace neardup::inline v0
