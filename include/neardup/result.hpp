#pragma once

#include <array>
#include <compare>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include <neardup/options.hpp>

namespace neardup::inline v0 {

/// Two articles whose shingle sets were compared exactly. Positions are those of the input; first < second.
struct near_duplicate_pair {
  std::size_t first = 0;
  std::size_t second = 0;
  double jaccard = 0;             ///< |A and B| / |A or B| of the shingle sets
  double containment_first = 0;   ///< |A and B| / |A|
  double containment_second = 0;  ///< |A and B| / |B|
  friend bool operator==(const near_duplicate_pair&, const near_duplicate_pair&) = default;
};

/// Two articles compared by their signatures alone (verify = none).
struct estimated_pair {
  std::size_t first = 0;
  std::size_t second = 0;
  double estimated_jaccard = 0;  ///< share of equal signature entries
  double standard_error = 0;     ///< sqrt(J (1 - J) / num_hashes) at the estimate
  friend bool operator==(const estimated_pair&, const estimated_pair&) = default;
};

/// Documents with the same token sequence, in input order; at least two.
struct identical_group {
  std::vector<std::size_t> members;
  friend bool operator==(const identical_group&, const identical_group&) = default;
};

/// The pair with the smallest similarity that holds a connected component together.
struct weakest_link {
  std::size_t first = 0;
  std::size_t second = 0;
  double jaccard = 0;
  friend bool operator==(const weakest_link&, const weakest_link&) = default;
};

/// Documents that belong together, in input order, the representative and identical ones included.
struct cluster {
  std::size_t representative = 0;  ///< the member that survives
  std::vector<std::size_t> members;
  /// Smallest similarity of a member to the representative; under `components`, of a verified pair inside.
  std::optional<double> min_jaccard{};
  std::optional<double> min_estimated_jaccard{};  ///< in place of min_jaccard when verify = none
  std::optional<weakest_link> weakest{};          ///< under `components` with verify = exact
  friend bool operator==(const cluster&, const cluster&) = default;
};

/// A document that representative clustering removes, and the kept one that stands for it.
struct removed_document {
  std::size_t document = 0;
  std::size_t kept = 0;
  double jaccard = 0;  ///< verified, at least the threshold
  friend bool operator==(const removed_document&, const removed_document&) = default;
};

/// Bytes [begin, end) of a document's text. Borders never split a UTF-8 sequence.
struct text_span {
  std::size_t document = 0;
  std::uint32_t begin = 0;
  std::uint32_t end = 0;
  friend auto operator<=>(const text_span&, const text_span&) = default;
};

enum class passage_relation {
  self,     ///< both sides in one document, disjoint
  cross,    ///< in two documents
  periodic  ///< one stretch that repeats itself with a fixed period, three times or more
};

/// A stretch of text that occurs twice, nearly the same.
struct passage_match {
  text_span first;
  std::optional<text_span> second{};  ///< absent for a periodic stretch
  double score = 0;    ///< matched_tokens / tokens of the longer side, with those that `snap` took in
  double jaccard = 0;  ///< of the two sides' shingle sets; of a periodic stretch the score again
  std::uint32_t matched_tokens = 0;  ///< tokens that an order-preserving alignment pairs with an equal one;
                                     ///< periodic: with the one a period earlier
  passage_relation relation = passage_relation::cross;
  std::uint32_t period_tokens = 0;  ///< periodic only: tokens after which the text repeats
  std::uint32_t copies = 0;         ///< periodic only: whole periods in the stretch
  bool truncated = false;           ///< a frequency cap may have hidden links or a longer extent
  bool link = false;                ///< one of the matches that built the clusters (the others are implied)
  std::optional<std::size_t> cluster{};  ///< position in passage_clusters of the one that has both sides
  friend bool operator==(const passage_match&, const passage_match&) = default;
};

/// Occurrences of one passage, in text order; the first is the canonical one. At least two.
struct passage_cluster {
  std::vector<text_span> members;
  friend bool operator==(const passage_cluster&, const passage_cluster&) = default;
};

/// A stretch of text that may go, as what it says stays: it is the second side of a match whose first side
/// stays, or a later copy in a periodic stretch that repeats itself token for token.
struct repeated_span {
  text_span where;
  std::optional<std::size_t> cluster{};  ///< position in passage_clusters; absent in a periodic stretch
  friend bool operator==(const repeated_span&, const repeated_span&) = default;
};

/// How much of one text says what the same text has said before: the measures of Gopher (Rae et al., "Scaling
/// Language Models", 2021, appendix A.1.1), each in [0, 1]. Lines, paragraphs and n-grams are equal where
/// their tokens are; lines and paragraphs without tokens do not count. Characters are code points, of the
/// text and of what lies between the first and last token of each piece; those in two pieces count once.
/// Duplicate is what was there before: the first of its kind is not.
struct repetition_ratios {
  double duplicate_lines = 0;            ///< of all lines
  double duplicate_paragraphs = 0;       ///< of all paragraphs, which blank lines part
  double duplicate_line_characters = 0;  ///< of all characters, as all below
  double duplicate_paragraph_characters = 0;
  std::array<double, 3> top_ngram_characters{};  ///< in the most frequent 2-, 3-, 4-gram, if it stands twice
  std::array<double, 6> duplicate_ngram_characters{};  ///< in duplicate 5-, 6-, ... 10-grams
  friend bool operator==(const repetition_ratios&, const repetition_ratios&) = default;
};

/// What one document repeats, of others and of itself.
struct document_repetition {
  std::size_t document = 0;
  double repeat_fraction = 0;  ///< bytes in its repeated spans / all of its bytes
  repetition_ratios ratios;
  friend bool operator==(const document_repetition&, const document_repetition&) = default;
};

/// What a run did, so that a slow or lossy one explains itself.
struct run_statistics {
  std::size_t documents = 0;
  std::size_t empty = 0;         ///< documents without tokens: never a duplicate
  std::size_t short_texts = 0;   ///< some tokens, but fewer than a shingle holds
  std::size_t malformed = 0;     ///< documents with ill-formed UTF-8
  std::uint64_t ill_formed = 0;  ///< maximal ill-formed subparts in them
  std::uint64_t bytes = 0;       ///< of text
  std::uint64_t tokens = 0;
  std::uint64_t shingles = 0;  ///< windows, repeats counted
  /// Pairs of distinct sequences that met in a bucket, each once; again where a linked bucket compared it
  /// anew.
  std::uint64_t candidates = 0;
  std::uint64_t verified = 0;  ///< candidates compared exactly
  std::uint64_t pairs = 0;     ///< article pairs reported
  double threshold = 0;        ///< this and the next three: 0 when articles are not asked for
  std::uint32_t bands = 0;
  std::uint32_t rows = 0;
  double recall_at_threshold = 0;  ///< chance that a pair exactly at the threshold becomes a candidate
  std::uint64_t linked_buckets =
      0;  ///< too large to compare all in them, see bucket_pair_limit: pairs with kept documents only
  std::uint64_t crowded_buckets =
      0;  ///< of those with many kept documents: pairs may be missed, see `advice`
  double candidates_per_document = 0;
  std::string advice{};            ///< which option to raise, where candidates_per_document is above 1000 or
                                   ///< a bucket is crowded
  std::uint64_t seeds = 0;         ///< positions that started the search for passages
  std::uint64_t anchors = 0;       ///< maximal exact matches that the seeds grew to
  std::uint64_t capped_seeds = 0;  ///< distinct seeds that occur too often and were linked, not paired
  std::uint64_t passages = 0;
  double seconds_sign = 0;  ///< tokenise, shingle, sign
  double seconds_candidates = 0;
  double seconds_verify = 0;
  double seconds_cluster = 0;
  double seconds_passages = 0;
  double seconds_documents = 0;  ///< the measures of options.documents
};

/// The answer of find_near_duplicates. Every list is sorted: pairs by (first, second), groups and clusters by
/// their smallest member, passages by first, then second.
struct near_duplicate_result {
  std::vector<near_duplicate_pair> pairs;
  std::vector<estimated_pair> estimated_pairs;  ///< in place of `pairs` when verify = none
  std::vector<identical_group> identical;
  std::vector<cluster> clusters;
  std::vector<removed_document>
      removed;  ///< representative clustering with verify = exact: every other member
  std::vector<passage_match> passages;
  std::vector<passage_cluster> passage_clusters;
  /// What a cut that keeps the first occurrence of each passage takes, in text order, no byte twice. Of each
  /// span a text at min_score or above stays, in one piece or, where that was cut as well, token for token in
  /// others; of one that is equal to it token for token, pieces may also stay in what is similar to them. An
  /// occurrence that is only similar to what is cut stays. Of identical texts but one the spans are known
  /// only with expand_identical or documents.
  std::vector<repeated_span> repeated;
  std::vector<document_repetition> documents;  ///< one for each, where options.documents is set
  run_statistics statistics;
};

}  // namespace neardup::inline v0
