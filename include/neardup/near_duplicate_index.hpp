#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <limits>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <neardup/detail/band_buckets.hpp>
#include <neardup/detail/id_numbers.hpp>
#include <neardup/detail/numbered_sets.hpp>
#include <neardup/detail/parallel.hpp>
#include <neardup/detail/text_views.hpp>
#include <neardup/detail/token_codebook.hpp>
#include <neardup/identical.hpp>
#include <neardup/lsh_params.hpp>
#include <neardup/minhash.hpp>
#include <neardup/options.hpp>
#include <neardup/shingle.hpp>
#include <neardup/similarity.hpp>
#include <neardup/tokenize.hpp>

namespace neardup::inline v0 {

/// A document of a near_duplicate_index that is similar to the text asked for; compared exactly.
struct near_duplicate_match {
  std::uint64_t id = 0;
  double jaccard = 0;            ///< |A and B| / |A or B|, A being the shingle set of the text asked for
  double containment_query = 0;  ///< |A and B| / |A|
  double containment_match = 0;  ///< |A and B| / |B|
  friend bool operator==(const near_duplicate_match&, const near_duplicate_match&) = default;
};

/// What a near_duplicate_index has for a text.
struct near_duplicate_answer {
  std::vector<near_duplicate_match> matches;  ///< the most similar first, equally similar ones by id
  std::uint64_t candidates = 0;               ///< distinct texts that share a bucket with it
  std::uint64_t verified = 0;                 ///< of those, the ones that were compared exactly
  /// Buckets of more than bucket_pair_limit distinct texts, of which the last added were looked at. Unless it
  /// is 0, matches may be missing beyond what min_recall allows; a greater bucket_pair_limit finds them.
  std::uint32_t cut_buckets = 0;
};

/// Near-duplicates while documents keep coming: texts are added under ids of the caller's own (any 64-bit
/// numbers) and erased at any time, and every text can be asked for the documents that are similar to it.
/// What find_near_duplicates promises holds for each answer: all matches were compared exactly, one at the
/// threshold is found with probability `min_recall` at least, a more similar one with a higher one, and
/// identical texts always. Texts without tokens count as documents and are never found.
///
/// Texts are not kept, but what a comparison needs: the sequence of their tokens in 2 to 4 bytes each, or
/// nothing where a `text_source` gives texts again. Memory for each distinct token sequence is 4 * num_hashes
/// + 150 bytes and 24 to 40 a band, and for each document 36 to 72 bytes more; for each distinct token (word)
/// 28 to 52.
///
/// A value type; one that was moved from may only be assigned to or destroyed. const members are safe from
/// many threads as long as no other member is called at the same time: let readers hold a std::shared_lock of
/// one std::shared_mutex, and who calls add() or erase() a std::unique_lock. Nothing of an answer refers to
/// the index.
class near_duplicate_index {
 public:
  /// Gives the text of a document again, the same as it was when it was added. Called by find(), from several
  /// threads where that is; what it throws passes through.
  using text_source = std::function<std::string(std::uint64_t id)>;

  /// `options` as for find_near_duplicates. The index makes no clusters, looks for no passages and reports no
  /// progress: what is set for these alone changes nothing, but `verify`, `groups`, `scores` and `top` must
  /// be as they are by default and `scope` include articles. `bucket_pair_limit`: distinct texts of a bucket
  /// that a text is compared with at most, the last added ones. Throws error(errc::invalid_options), and
  /// errc::unsupported_kernel where NEARDUP_FORCE_KERNEL asks for kernels that this machine does not run.
  explicit near_duplicate_index(const near_duplicate_options& options = {})
      : near_duplicate_index(options, {}) {}

  /// The same without any part of the texts in memory: `source` is asked for those that are to be compared.
  near_duplicate_index(const near_duplicate_options& options, text_source source)
      : options_(checked(options)),
        shape_(options.shape ? *options.shape
                             : choose_lsh_shape(options.threshold, options.min_recall, options.num_hashes)),
        minimum_equal_(screening_minimum(options.threshold, options.num_hashes)),
        hasher_(settings_of(options)),
        windows_(options.effective_shingle_size(), options.seed),
        source_(std::move(source)),
        buckets_(shape_) {}

  [[nodiscard]] lsh_shape shape() const noexcept { return shape_; }
  /// Documents, those without tokens included.
  [[nodiscard]] std::size_t size() const noexcept { return ids_.size(); }
  [[nodiscard]] bool contains(std::uint64_t id) const noexcept { return ids_.find(id) != none; }

  /// Time is that of reading the text, however many are like it. Throws error(errc::invalid_options) where
  /// `id` is in the index (erase it first to give it another text), error(errc::too_large) for a text of 4
  /// GiB or more or beyond 2^32 - 1 documents or 2^31 distinct tokens; the index is then as before.
  void add(std::uint64_t id, std::string_view text) {
    require_absent(id);
    reading read;
    read_text(text, read);
    add_read(id, read);
  }

  /// The same for many, all or none: ids[i] gets the i-th of `texts`, any range that find_near_duplicates
  /// takes. Reads them on `options.threads` threads. Throws error(errc::cancelled) besides after a requested
  /// stop.
  template <detail::lasting_texts Texts>
  void add(std::span<const std::uint64_t> ids, Texts&& texts) {
    const std::vector<std::string_view> views = detail::views_of(texts);
    if (ids.size() != views.size())
      detail::refuse_option("number of ids", ids.size(), std::to_string(views.size()));
    const run_control control{options_.threads, options_.stop};
    std::size_t added = 0;
    try {
      std::vector<reading> block(std::min<std::size_t>(1024, views.size()));
      for (std::size_t begin = 0; begin < views.size(); begin += block.size()) {
        const std::size_t count = std::min(block.size(), views.size() - begin);
        detail::parallel_for("sign", count, 16, control,
                             [&](std::size_t first, std::size_t last, std::size_t) {
                               for (std::size_t i = first; i < last; ++i)
                                 read_text(views[begin + i], block[i]);
                             });
        for (std::size_t i = 0; i < count; ++i, ++added) {
          require_absent(ids[added]);
          add_read(ids[added], block[i]);
        }
      }
    } catch (...) {
      for (const std::uint64_t id : ids.first(added)) erase(id);
      throw;
    }
  }

  /// Forgets a document; false where there is none of that id. O(tokens + bands), however many are like it.
  /// Its memory serves later documents.
  bool erase(std::uint64_t id) noexcept {
    const std::uint32_t number = ids_.find(id);
    if (number == none) return false;
    const auto [row, next, previous] = documents_[number];
    ids_.erase(number);
    if (row == none) return true;
    if (next != none) documents_[next].previous = previous;
    if (previous != none)
      documents_[previous].next = next;
    else if (next != none)
      texts_[row].newest = next;
    else
      erase_text(row);
    return true;
  }

  static constexpr std::size_t all = std::numeric_limits<std::size_t>::max();

  /// The documents similar to `text`, or only the `top` most similar of them, where of identical ones the
  /// `top` added last are considered. Time is that of reading the text and of comparing it with its
  /// candidates, at most bands * bucket_pair_limit. Throws error(errc::too_large) for a text of 4 GiB or
  /// more.
  [[nodiscard]] near_duplicate_answer find(std::string_view text, std::size_t top = all) const {
    reading read;
    read_text(text, read);
    return find_read(read, top);
  }

  /// The same for many texts on `options.threads` threads, in their order. Throws error(errc::cancelled)
  /// besides after a requested stop.
  template <detail::lasting_texts Texts>
  [[nodiscard]] std::vector<near_duplicate_answer> find_each(Texts&& texts, std::size_t top = all) const {
    const std::vector<std::string_view> views = detail::views_of(texts);
    std::vector<near_duplicate_answer> answers(views.size());
    const run_control control{options_.threads, options_.stop};
    std::vector<reading> workers(detail::worker_count(control, views.size(), 16));
    detail::parallel_for("verify", views.size(), 16, control,
                         [&](std::size_t begin, std::size_t end, std::size_t worker) {
                           for (std::size_t i = begin; i < end; ++i) {
                             read_text(views[i], workers[worker]);
                             answers[i] = find_read(workers[worker], top);
                           }
                         });
    return answers;
  }

 private:
  static constexpr std::uint32_t none = detail::id_numbers::none;

  /// What is read of a text; reused, so that its storage is.
  struct reading {
    token_stream stream;
    digest128 digest;
    std::vector<std::uint32_t> hashes;
    std::vector<std::uint32_t> signature;
    std::vector<std::uint32_t> keys;
    [[nodiscard]] bool empty() const noexcept { return stream.tokens.empty(); }
  };

  /// A document in the list of those with the same token sequence, the one added last first.
  struct document_links {
    std::uint32_t row = none;  // none: it has no tokens
    std::uint32_t next = none;
    std::uint32_t previous = none;
  };

  /// A token sequence, for all documents that have it. Its row in `texts_` is its row in the buckets.
  struct indexed_text {
    digest128 digest;
    std::vector<std::uint32_t> signature;
    std::vector<std::uint16_t> codes;  // empty where there is a source
    std::uint32_t newest = none;       // document; of a free row the row that became free before it
  };

  struct is_digest {
    const std::vector<indexed_text>& texts;
    digest128 digest;
    bool operator()(std::uint32_t row) const noexcept { return texts[row].digest == digest; }
  };

  [[nodiscard]] static near_duplicate_options checked(near_duplicate_options options) {
    options.validate();
    if (!asks_for_articles(options.scope)) detail::refuse_option("scope", "passages", "articles or both");
    if (options.verify != verification::exact) detail::refuse_option("verify", "none", "exact in an index");
    if (!options.groups.empty()) detail::refuse_option("groups", "given", "none in an index");
    if (!options.scores.empty()) detail::refuse_option("scores", "given", "none in an index");
    if (options.top) detail::refuse_option("top", *options.top, "absent; find() takes it");
    return options;
  }

  void require_absent(std::uint64_t id) const {
    if (contains(id))
      detail::refuse_option("id", id, "one that is not in the index; erase() it first to replace it");
  }

  void read_text(std::string_view text, reading& read) const {
    tokenize(text, options_.tokenization(), read.stream);
    read.digest = sequence_digest(read.stream.tokens);
    windows_.signature_hashes(read.stream.tokens, read.hashes);
    read.signature.resize(hasher_.num_hashes());
    hasher_.sign(read.hashes, read.signature);
    read.keys.resize(shape_.bands);
    buckets_.make_keys(read.signature, read.keys);
  }

  [[nodiscard]] std::uint32_t row_of(const digest128& digest) const noexcept {
    return by_digest_.find(static_cast<std::uint32_t>(digest.low), is_digest{texts_, digest});
  }

  void add_read(std::uint64_t id, const reading& read) {
    ids_.make_room(1);
    if (ids_.bound(1) > documents_.capacity())
      documents_.reserve(std::max(ids_.bound(1), 2 * documents_.capacity()));
    std::uint32_t row = none;
    if (!read.empty()) {
      row = row_of(read.digest);
      if (row == none) row = add_text(read);
    }
    // Nothing throws from here on.
    const std::uint32_t number = ids_.add(id);
    if (number == documents_.size()) documents_.emplace_back();
    documents_[number] = {row, none, none};
    if (row == none) return;
    const std::uint32_t next = std::exchange(texts_[row].newest, number);
    documents_[number].next = next;
    if (next != none) documents_[next].previous = number;
  }

  /// Its row, of no document yet.
  [[nodiscard]] std::uint32_t add_text(const reading& read) {
    if (free_row_ == none && texts_.size() == texts_.capacity())
      texts_.reserve(std::max<std::size_t>(16, 2 * texts_.size()));
    by_digest_.make_room(1);
    buckets_.make_row_room(texts_.size() + 1);
    buckets_.make_bucket_room(1, 0);
    indexed_text made{read.digest, read.signature, {}, none};
    if (!source_) made.codes = codebook_.encode(read.stream.tokens);
    // Nothing throws from here on.
    auto row = static_cast<std::uint32_t>(texts_.size());
    if (free_row_ == none) {
      texts_.push_back(std::move(made));
    } else {
      row = std::exchange(free_row_, texts_[free_row_].newest);
      texts_[row] = std::move(made);
    }
    by_digest_.insert(static_cast<std::uint32_t>(read.digest.low), row);
    buckets_.insert(row, read.keys);
    return row;
  }

  void erase_text(std::uint32_t row) noexcept {
    indexed_text& text = texts_[row];
    by_digest_.erase(static_cast<std::uint32_t>(text.digest.low), is_digest{texts_, text.digest});
    buckets_.erase(row);
    codebook_.release(text.codes);
    text = {};
    text.newest = std::exchange(free_row_, row);
  }

  [[nodiscard]] near_duplicate_answer find_read(const reading& read, std::size_t top) const {
    near_duplicate_answer answer;
    if (read.empty() || top == 0) return answer;
    std::vector<std::uint32_t> rows;
    std::vector<std::uint32_t> first = read.keys;
    buckets_.find_first(first);
    answer.cut_buckets = buckets_.collect(first, options_.bucket_pair_limit, rows);
    const std::uint32_t identical = row_of(read.digest);
    if (identical != none) rows.push_back(identical);  // it may stand where a bucket was cut
    std::sort(rows.begin(), rows.end());
    rows.erase(std::unique(rows.begin(), rows.end()), rows.end());
    answer.candidates = rows.size();
    if (identical != none) {
      take({0, 1, 1, 1}, identical, top, answer);
      std::erase(rows, identical);
    }
    std::erase_if(rows, [&](std::uint32_t row) {
      return detail::equal_entries(texts_[row].signature, read.signature) < minimum_equal_;
    });
    answer.verified = rows.size();
    if (!rows.empty()) verify(read, rows, top, answer);
    sort(answer, top);
    return answer;
  }

  /// Compares with each of `rows` and takes those at the threshold.
  void verify(const reading& read, std::span<const std::uint32_t> rows, std::size_t top,
              near_duplicate_answer& answer) const {
    constexpr std::size_t most_bytes = std::size_t{1} << 20;  // of sets that are held together
    std::vector<std::uint64_t> query, other;
    windows_.identity_hashes(read.stream.tokens, query);
    detail::numbered_sets sets;
    token_stream stream;
    for (const std::uint32_t row : rows) {
      if (sets.size() == 0 || sets.bytes() > most_bytes) {
        sets.clear(query.size());
        sets.add(query);
      }
      read_again(row, stream);
      windows_.identity_hashes(stream.tokens, other);
      const std::size_t set = sets.size();
      sets.add(other);
      sets.mark(0);
      const double shared = sets.count_marked(set), in_query = sets.set_size(0),
                   in_other = sets.set_size(set);
      const double jaccard = shared / (in_query + in_other - shared);
      if (jaccard >= options_.threshold)
        take({0, jaccard, shared / in_query, shared / in_other}, row, top, answer);
    }
  }

  /// The tokens of a text in the index.
  void read_again(std::uint32_t row, token_stream& stream) const {
    if (source_)
      tokenize(source_(ids_.id_of(texts_[row].newest)), options_.tokenization(), stream);
    else
      codebook_.decode(texts_[row].codes, stream.tokens);
  }

  /// Adds the documents of a row to the matches, with what `match` says of all of them.
  void take(near_duplicate_match match, std::uint32_t row, std::size_t top,
            near_duplicate_answer& answer) const {
    std::uint32_t number = texts_[row].newest;
    for (std::size_t left = top; number != none && left != 0; --left) {
      match.id = ids_.id_of(number);
      answer.matches.push_back(match);
      number = documents_[number].next;
    }
  }

  static void sort(near_duplicate_answer& answer, std::size_t top) {
    std::sort(answer.matches.begin(), answer.matches.end(), [](const auto& a, const auto& b) {
      return a.jaccard != b.jaccard ? a.jaccard > b.jaccard : a.id < b.id;
    });
    if (answer.matches.size() > top) answer.matches.resize(top);
  }

  near_duplicate_options options_;
  lsh_shape shape_;
  std::uint32_t minimum_equal_;
  minhasher hasher_;
  shingler windows_;
  text_source source_;
  detail::id_numbers ids_;
  std::vector<document_links> documents_;  // by number of the id
  std::vector<indexed_text> texts_;
  std::uint32_t free_row_ = none;
  detail::band_table by_digest_;
  detail::band_buckets buckets_;
  detail::token_codebook codebook_;
};

}  // namespace neardup::inline v0
