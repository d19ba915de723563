#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include <neardup/candidates.hpp>
#include <neardup/detail/band_buckets.hpp>
#include <neardup/detail/id_numbers.hpp>
#include <neardup/options.hpp>
#include <neardup/signature.hpp>

namespace neardup::inline v0 {

/// What an lsh_index has for a signature.
struct lsh_candidates {
  std::vector<std::uint64_t> ids;  ///< ascending, without repeats
  /// Buckets with more documents than asked for: some of theirs are not in `ids`.
  std::uint32_t cut_buckets = 0;
};

/// Signatures under ids of the caller's own, any 64-bit numbers, to be asked which of them share a bucket
/// with another. Signatures come and go at any time; they are not kept, only where they stand. About once in
/// 2^32 / size() lookups of a band a document of another bucket is among the answers, since half of a band's
/// key tells buckets apart: as with any candidate, comparing signatures or texts decides.
/// Leave out the signatures of empty sets, which are all equal.
///
/// Memory for each document: 24 to 48 bytes, and for each band 8 bytes and 16 to 32 a bucket: 410 to 690
/// bytes with 16 bands and signatures that share no bucket.
///
/// A value type; one that was moved from may only be assigned to or destroyed. const members are safe from
/// many threads as long as no other member is called at the same time.
///
/// Source: Indyk, Motwani, "Approximate nearest neighbors", 1998; Leskovec, Rajaraman, Ullman, "Mining of
/// Massive Datasets", section 3.4.
class lsh_index {
 public:
  /// The bucket limit of a query that wants all.
  static constexpr std::uint32_t no_limit = std::numeric_limits<std::uint32_t>::max();

  /// For signatures of `num_hashes` entries. Throws error(errc::invalid_options) where the shape does not
  /// fit.
  lsh_index(std::uint32_t num_hashes, lsh_shape shape)
      : num_hashes_(num_hashes), shape_(checked(shape, num_hashes)), buckets_(shape) {}

  [[nodiscard]] std::uint32_t num_hashes() const noexcept { return num_hashes_; }
  [[nodiscard]] lsh_shape shape() const noexcept { return shape_; }
  [[nodiscard]] std::size_t size() const noexcept { return documents_.size(); }
  [[nodiscard]] bool contains(std::uint64_t id) const noexcept { return documents_.find(id) != no_row; }

  /// Makes room for `count` documents in all, so that the tables need not grow on the way.
  void reserve(std::size_t count) {
    if (count <= size()) return;
    make_row_room(count - size());
    buckets_.make_bucket_room(count - size(), 0);
  }

  /// O(bands), amortised, however many documents share the buckets. Throws error(errc::invalid_options) where
  /// `id` is in the index (erase it first to give it another signature) or `signature` has another length,
  /// and error(errc::too_large) beyond 2^32 - 1 documents; the index is then as before.
  void insert(std::uint64_t id, std::span<const std::uint32_t> signature) {
    insert(std::span(&id, 1), one_row(signature));
  }

  /// The same for many, all or none: ids[i] gets rows[i]. Faster than one after the other once the
  /// tables do not fit the caches.
  void insert(std::span<const std::uint64_t> ids, signature_rows rows) {
    detail::require_entries(rows.num_hashes, num_hashes_);
    if (ids.size() != rows.count)
      detail::refuse_option("number of ids", ids.size(), std::to_string(rows.count));
    make_row_room(ids.size());
    std::size_t inserted = 0;
    try {
      for_each_row(
          rows, [&](std::size_t i) { documents_.prefetch(ids[i]); }, [](std::span<std::uint32_t>) {},
          [&](std::size_t i, std::span<const std::uint32_t> keys) {
            constexpr std::size_t block = 1024;
            if (const std::size_t left = ids.size() - i; i % block == 0)
              buckets_.make_bucket_room(std::min(block, left), left - std::min(block, left));
            insert_row(ids[i], keys);
            ++inserted;
          });
    } catch (...) {
      for (const std::uint64_t id : ids.first(inserted)) erase(id);
      throw;
    }
  }

  /// Takes a document out of all its buckets; false where there is none of that id. O(bands), however many
  /// documents share them. Its memory serves later documents.
  bool erase(std::uint64_t id) noexcept {
    const std::uint32_t row = documents_.find(id);
    if (row == no_row) return false;
    buckets_.erase(row);
    documents_.erase(row);
    return true;
  }

  /// The documents that share a bucket with `signature`, of each bucket the `bucket_limit` inserted last.
  /// O(bands + c log c) for c documents met, those in several buckets counted several times. Throws
  /// error(errc::invalid_options) for a signature of another length or a limit of 0.
  [[nodiscard]] lsh_candidates query(std::span<const std::uint32_t> signature,
                                     std::uint32_t bucket_limit = no_limit) const {
    lsh_candidates answer;
    query(
        one_row(signature), [&](std::size_t, lsh_candidates& found) { answer = std::move(found); },
        bucket_limit);
    return answer;
  }

  /// The same for many: calls `use(i, lsh_candidates&)` for each row i in turn, whose storage serves the next
  /// one. Faster than one after the other once the tables do not fit the caches.
  template <class Use>
  void query(signature_rows rows, Use&& use, std::uint32_t bucket_limit = no_limit) const {
    detail::require_entries(rows.num_hashes, num_hashes_);
    if (bucket_limit == 0) detail::refuse_option("bucket_limit", bucket_limit, "at least 1");
    std::vector<std::uint32_t> met;
    lsh_candidates found;
    const auto use_row = [&](std::size_t i, std::span<const std::uint32_t> first) {
      met.clear();
      found.cut_buckets = buckets_.collect(first, bucket_limit, met);
      std::sort(met.begin(), met.end());
      met.erase(std::unique(met.begin(), met.end()), met.end());
      found.ids.clear();
      for (const std::uint32_t row : met) found.ids.push_back(documents_.id_of(row));
      std::sort(found.ids.begin(), found.ids.end());
      use(i, found);
    };
    for_each_row(
        rows, [](std::size_t) {},
        [&](std::span<std::uint32_t> keys) {
          buckets_.find_first(keys);
          for (const std::uint32_t row : keys)
            if (row != no_row) documents_.prefetch_id(row);
        },
        use_row);
  }

 private:
  static constexpr std::uint32_t no_row = detail::band_buckets::no_row;

  [[nodiscard]] static lsh_shape checked(lsh_shape shape, std::uint32_t num_hashes) {
    detail::require_shape(shape, num_hashes);
    return shape;
  }
  [[nodiscard]] signature_rows one_row(std::span<const std::uint32_t> signature) const {
    detail::require_entries(signature.size(), num_hashes_);
    return {signature.data(), 1, num_hashes_};
  }
  /// Calls `use(i, keys)` for each row in turn. Some rows before, `prepare(i, keys)` and `follow(i, keys)`
  /// ask for the memory that will be needed: with tables that do not fit the caches waiting would be nearly
  /// all of the time.
  template <class Prepare, class Follow, class Use>
  void for_each_row(signature_rows rows, Prepare&& prepare, Follow&& follow, Use&& use) const {
    constexpr std::size_t ahead = 8, in_flight = 2 * ahead + 1;
    std::vector<std::uint32_t> ring(in_flight * shape_.bands);
    const auto keys_of = [&](std::size_t i) {
      return std::span(ring).subspan(i % in_flight * shape_.bands, shape_.bands);
    };
    for (std::size_t step = 0; step < rows.count + 2 * ahead; ++step) {
      if (step < rows.count) {
        buckets_.make_keys(rows[step], keys_of(step));
        buckets_.prefetch(keys_of(step));
        prepare(step);
      }
      if (const std::size_t i = step - ahead; step >= ahead && i < rows.count) follow(keys_of(i));
      if (const std::size_t i = step - 2 * ahead; step >= 2 * ahead) use(i, keys_of(i));
    }
  }

  void make_row_room(std::size_t more) {
    documents_.make_room(more);
    buckets_.make_row_room(documents_.bound(more));
  }

  /// Needs room for one more.
  void insert_row(std::uint64_t id, std::span<const std::uint32_t> keys) {
    if (contains(id))
      detail::refuse_option("id", id, "one that is not in the index; erase() it first to replace it");
    buckets_.insert(documents_.add(id), keys);
  }

  std::uint32_t num_hashes_;
  lsh_shape shape_;
  detail::id_numbers documents_;  // their numbers are the rows of the buckets
  detail::band_buckets buckets_;
};

}  // namespace neardup::inline v0
