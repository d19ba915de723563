#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <limits>
#include <optional>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

#include <neardup/error.hpp>

namespace neardup::inline v0 {

/// What to look for.
enum class search_scope { articles, passages, both };

[[nodiscard]] constexpr bool asks_for_articles(search_scope scope) noexcept {
  return scope != search_scope::passages;
}
[[nodiscard]] constexpr bool asks_for_passages(search_scope scope) noexcept {
  return scope != search_scope::articles;
}

/// What a shingle is a window of; docs/scheme-v1.md defines each.
enum class token_kind {
  words,       ///< runs of letters, marks and digits, folded; one token a character in scripts without spaces
  characters,  ///< code points of the folded words joined by single spaces
  whitespace,  ///< maximal runs without Unicode white space, bytes as they are
};

/// Tokens per shingle where nothing else is said; of the caller's own tokens as of words.
[[nodiscard]] constexpr std::uint32_t default_shingle_size(std::optional<token_kind> tokens) noexcept {
  return tokens == token_kind::characters ? 9 : 5;
}

/// How a text becomes tokens; docs/scheme-v1.md defines each part.
struct token_options {
  token_kind kind = token_kind::words;
  /// "caf\u00e9" and "cafe" are equal: accents, points and other attached marks are dropped. Not for
  /// `whitespace`.
  bool fold_diacritics = false;
  /// A hyphen between two letters, the second on the next line, is dropped with the line break. Not for
  /// `whitespace`.
  bool join_hyphenated_line_breaks = false;
  std::uint64_t seed = 1;

  /// Throws error(errc::invalid_options) where an option is set that the kind does not allow.
  void validate() const;
};

/// How signatures are made; docs/scheme-v1.md defines both.
enum class signature_scheme {
  minmax32,  ///< one multiplier gives two entries, its minimum and its maximum
  minhash32  ///< one multiplier an entry: for reference and teaching
};

/// How candidate pairs of articles are judged.
enum class verification {
  exact,  ///< every reported pair carries its exact Jaccard similarity
  none    ///< pairs carry an estimate from their signatures and its standard error
};

/// What a cluster of articles is.
enum class clustering {
  representative,  ///< a kept document and those that are similar to it: no chains
  components,      ///< whatever a chain of reported pairs connects
  none             ///< no clusters
};

/// Which document of a cluster survives; ties go to the smaller XXH3_128 of the bytes, then to the first.
enum class keep_policy {
  first,    ///< the first in input order
  longest,  ///< the one with the most bytes
  score     ///< the one with the greatest score; see near_duplicate_options::scores
};

/// How far the borders of a passage grow beyond its tokens. What they grow over under `sentence` and
/// `paragraph` need not be equal: its tokens count as unmatched, and a border stays where min_score would no
/// longer hold or one side would enter the other. Periodic stretches grow under none.
enum class snapping {
  none,         ///< from the first byte of the first token to the last byte of the last
  punctuation,  ///< and over equal quotes, brackets and sentence marks on both sides
  sentence,     ///< then to the border of a sentence, if on both sides four fifths of its tokens are inside
  paragraph     ///< as `sentence`, but of a paragraph, and nine tenths; blank lines part paragraphs
};

/// Bands and rows of an LSH index: each band is a group of `rows` signature entries.
struct lsh_shape {
  std::uint32_t bands = 0;
  std::uint32_t rows = 0;
  friend bool operator==(const lsh_shape&, const lsh_shape&) = default;
};

/// How far a run has come; see near_duplicate_options::progress.
struct progress_report {
  std::string_view stage;  ///< "sign", "candidates", "verify", "cluster", "seeds", "passages" or "documents"
  std::size_t done = 0;    ///< units finished in this stage
  std::size_t total = 0;   ///< units of this stage
};

/// Everything that decides the answer of find_near_duplicates, with working defaults.
struct near_duplicate_options {
  search_scope scope = search_scope::both;  ///< articles, passages or both
  double threshold = 0.8;                   ///< keep article pairs with Jaccard >= threshold; in (0, 1]
  double min_recall =
      0.99;  ///< least chance that a pair at the threshold is found, in (0, 1); decides the shape
  token_kind tokens = token_kind::words;
  bool fold_diacritics = false;  ///< "caf\u00e9" and "cafe" are equal; see token_options
  bool join_hyphenated_line_breaks =
      false;  ///< words hyphenated at a line's end are joined; see token_options
  std::optional<std::uint32_t> shingle_size{};  ///< tokens per shingle, 1..1024; absent: 5, for characters 9
  signature_scheme scheme = signature_scheme::minmax32;
  std::uint32_t num_hashes = 128;    ///< signature length: a multiple of 32 in 32..4096
  std::optional<lsh_shape> shape{};  ///< bands x rows; derived from threshold and min_recall when absent
  verification verify = verification::exact;
  clustering clusters = clustering::representative;
  keep_policy keep = keep_policy::first;
  /// A bucket with more pairs than so many distinct sequences have is linked: it gives pairs with kept
  /// documents only, unless the run can afford to compare all of it and few of them are alike; see
  /// find_candidates. At least 2.
  std::uint32_t bucket_pair_limit = 1000;
  bool expand_identical = false;  ///< name every document of a group of identical ones in pairs and passages
  /// One number a text: pairs inside one group are skipped, as of the pages of one site. `no_group` is none.
  /// Empty: taken from the texts where they are `document`s, else there are none. Identical texts
  /// are one identical_group whatever their groups. Articles only.
  std::vector<std::uint32_t> groups{};
  /// One number a text, not NaN, for keep = score. Empty: taken from the texts, which must be `document`s.
  std::vector<double> scores{};
  /// Of find_near_duplicates_between alone: each query keeps this many pairs, the most similar ones, equally
  /// similar ones in the order of the corpus. Absent: all; at least 1.
  std::optional<std::uint32_t> top{};

  std::uint32_t min_tokens = 30;  ///< tokens on each side of a passage, at least; at least 1
  double min_score = 0.4;         ///< matched tokens / longer side of a passage, at least; in (0, 1]
  /// Equal tokens in a row that start the search for a passage, 1..64. Absent: 5, or min_tokens where that is
  /// less; with max_gap = 0, where a passage is one such row, min_tokens, but not more than 64.
  std::optional<std::uint32_t> passage_seed_tokens{};
  std::uint32_t passage_window = 1;  ///< of so many such rows in a row one starts a search; 1..64
  std::uint32_t max_gap = 60;  ///< tokens between equal ones of a passage, on either side, at most; 0..64
  std::uint32_t seed_group_limit =
      64;                   ///< a row that starts searches in more places is linked, not paired; at least 1
  bool exhaustive = false;  ///< pair every one, however many places have it: quadratic in the places
  std::uint64_t seed_pair_limit =
      200'000'000;  ///< with exhaustive: more pairs are errc::too_large; at least 1
  snapping snap = snapping::punctuation;
  /// Measure what each document repeats, of others and of itself. Passages then name every one of identical
  /// texts, as with expand_identical. Not for scope = articles.
  bool documents = false;

  /// Bytes that the search and the texts may take, about; at least 1, absent: no limit. What must be held all
  /// the time is counted, and errc::too_large where it is more: of each text itself and 64 bytes, 4 *
  /// num_hashes where articles are asked for, and, where passages are, 112 and 17 for each token. Of what is
  /// left half is for the seeds of passages, 8 bytes each, which are found in as many rounds as that takes,
  /// 64 at most, with the same answer. The other half is for what is found, and no limit to that: to lose the
  /// answer for it would be worse. What that is find_near_duplicates and find_passages tell. The most of it
  /// is anchors: prose has one in a hundred tokens, or far fewer, Thai and its like, and log files, two to
  /// five for each token.
  std::optional<std::uint64_t> memory{};

  std::uint64_t seed = 1;     ///< same seed, texts and options give the same result on every machine
  std::uint32_t threads = 1;  ///< 0..1024, 0 = all cores; the result does not depend on it

  /// Called now and then, from one thread at a time, while a stage runs; must not throw.
  std::function<void(const progress_report&)> progress{};
  std::stop_token stop{};  ///< a requested stop ends the call with errc::cancelled

  /// How texts become tokens.
  [[nodiscard]] token_options tokenization() const noexcept {
    return {tokens, fold_diacritics, join_hyphenated_line_breaks, seed};
  }

  /// Tokens per shingle that will be used.
  [[nodiscard]] std::uint32_t effective_shingle_size() const noexcept {
    return shingle_size.value_or(default_shingle_size(tokens));
  }

  /// Equal tokens in a row that start the search for a passage.
  [[nodiscard]] std::uint32_t effective_passage_seed_tokens() const noexcept {
    return passage_seed_tokens.value_or(std::min(min_tokens, max_gap == 0 ? 64u : 5u));
  }

  /// Throws error(errc::invalid_options) naming the first field outside its range, its value and the range.
  void validate() const;
};

namespace detail {

template <class Value>
[[noreturn]] void refuse_option(const char* name, const Value& value, std::string_view allowed) {
  throw error(errc::invalid_options, concatenated(name, " is ", value, "; allowed: ", allowed));
}

// Ranges that a stage used alone checks as well.

inline void require_shingle_size(std::uint32_t size) {
  if (size < 1 || size > 1024) refuse_option("shingle_size", size, "1 to 1024");
}

inline void require_num_hashes(std::uint32_t count) {
  if (count < 32 || count > 4096 || count % 32 != 0)
    refuse_option("num_hashes", count, "a multiple of 32 from 32 to 4096");
}

/// With two bands or more this also keeps a multiplier's two entries out of one band.
inline void require_shape(lsh_shape shape, std::uint32_t num_hashes) {
  if (shape.bands < 1 || shape.rows < 1 || std::uint64_t{shape.bands} * shape.rows > num_hashes)
    refuse_option("shape", concatenated(shape.bands, "x", shape.rows),
                  "at least 1x1, and bands * rows at most num_hashes");
}

inline void require_threads(std::uint32_t threads) {
  if (threads > 1024) refuse_option("threads", threads, "0 to 1024");
}

/// Written so that NaN fails the comparison and is refused.
inline void require_passage_limits(std::uint32_t min_tokens, double min_score) {
  if (min_tokens < 1) refuse_option("min_tokens", min_tokens, "at least 1");
  if (!(min_score > 0 && min_score <= 1)) refuse_option("min_score", min_score, "above 0, at most 1");
}

/// By the names that the caller has for them.
inline void require_seeds(const char* tokens_name, std::uint32_t tokens, const char* window_name,
                          std::uint32_t window) {
  if (tokens < 1 || tokens > 64) refuse_option(tokens_name, tokens, "1 to 64");
  if (window < 1 || window > 64) refuse_option(window_name, window, "1 to 64");
}

inline void require_passage_search(std::uint32_t max_gap, std::uint32_t seed_group_limit,
                                   std::uint64_t seed_pair_limit) {
  if (max_gap > 64) refuse_option("max_gap", max_gap, "0 to 64");
  if (seed_group_limit < 1) refuse_option("seed_group_limit", seed_group_limit, "at least 1");
  if (seed_pair_limit < 1) refuse_option("seed_pair_limit", seed_pair_limit, "at least 1");
}

}  // namespace detail

inline void token_options::validate() const {
  constexpr const char* allowed = "false with tokens = whitespace, which keep their bytes";
  if (kind != token_kind::whitespace) return;
  if (fold_diacritics) detail::refuse_option("fold_diacritics", "true", allowed);
  if (join_hyphenated_line_breaks) detail::refuse_option("join_hyphenated_line_breaks", "true", allowed);
}

inline void near_duplicate_options::validate() const {
  using detail::refuse_option;
  // Written so that NaN fails each comparison and is refused.
  if (!(threshold > 0 && threshold <= 1)) refuse_option("threshold", threshold, "above 0, at most 1");
  if (!(min_recall > 0 && min_recall < 1)) refuse_option("min_recall", min_recall, "above 0, below 1");
  tokenization().validate();
  if (shingle_size) detail::require_shingle_size(*shingle_size);
  detail::require_num_hashes(num_hashes);
  if (shape) detail::require_shape(*shape, num_hashes);
  if (top && *top < 1) refuse_option("top", *top, "at least 1");
  if (bucket_pair_limit < 2) refuse_option("bucket_pair_limit", bucket_pair_limit, "at least 2");
  detail::require_passage_limits(min_tokens, min_score);
  detail::require_seeds("passage_seed_tokens", effective_passage_seed_tokens(), "passage_window",
                        passage_window);
  detail::require_passage_search(max_gap, seed_group_limit, seed_pair_limit);
  if (memory && *memory < 1) refuse_option("memory", *memory, "at least 1");
  detail::require_threads(threads);
  if (documents && scope == search_scope::articles)
    refuse_option("documents", "true", "with scope = passages or both");
}

}  // namespace neardup::inline v0
