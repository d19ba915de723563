#pragma once

#include <algorithm>
#include <compare>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <iterator>
#include <span>
#include <utility>
#include <vector>

#include <neardup/detail/parallel.hpp>
#include <neardup/detail/xxhash.hpp>
#include <neardup/similarity.hpp>

namespace neardup::inline v0 {

/// Signatures of `count` documents, one row of `num_hashes` entries each; a view, the owner must outlive it.
struct signature_rows {
  const std::uint32_t* data = nullptr;
  std::size_t count = 0;
  std::uint32_t num_hashes = 0;
  [[nodiscard]] std::span<const std::uint32_t> operator[](std::size_t row) const noexcept {
    return {data + row * num_hashes, num_hashes};
  }
};

/// Two rows that met in a bucket; first < second.
struct candidate_pair {
  std::uint32_t first = 0;
  std::uint32_t second = 0;
  friend auto operator<=>(const candidate_pair&, const candidate_pair&) = default;
};

/// What the bands propose.
struct candidate_set {
  std::vector<candidate_pair> pairs;  ///< sorted, without repeats, at least `minimum_equal` entries equal
  std::uint64_t met = 0;              ///< distinct pairs that met in a bucket, before that screen
  /// Buckets of more than bucket_pair_limit rows, whose pairs are not listed; each ascending.
  std::vector<std::vector<std::uint32_t>> linked;
};

/// Bucket of a signature in band `band`: a hash of the band's rows with the band's number mixed in.
[[nodiscard]] inline std::uint64_t band_key(std::span<const std::uint32_t> signature, lsh_shape shape,
                                            std::uint32_t band) noexcept {
  return detail::xxh3_64(signature.data() + std::size_t{band} * shape.rows,
                         shape.rows * sizeof(std::uint32_t), band);
}

namespace detail {

/// A row with its bucket in one band.
struct bucket_entry {
  std::uint64_t key;
  std::uint32_t row;
};

/// One band: its entries sorted by key, then row, so that a run of equal keys is a bucket.
struct sorted_band {
  std::uint32_t band = 0;
  std::vector<bucket_entry> entries;

  /// Calls `use(begin, end)` for each bucket of at least two rows.
  template <class Use>
  void for_each_bucket(Use&& use) const {
    for (std::size_t begin = 0, end = 0; begin < entries.size(); begin = end) {
      for (end = begin + 1; end < entries.size() && entries[end].key == entries[begin].key;) ++end;
      if (end - begin > 1) use(begin, end);
    }
  }
};

/// Finds candidates band after band, a few bands at a time.
class band_scan {
 public:
  /// `entries_in_hand`: how many entries of bands to hold at a time where that is more than a band a thread.
  band_scan(signature_rows signatures, lsh_shape shape, std::uint32_t minimum_equal, std::uint32_t pair_limit,
            std::size_t entries_in_hand = std::size_t{1} << 20)
      : signatures_(signatures),
        shape_(shape),
        minimum_equal_(minimum_equal),
        pair_limit_(pair_limit),
        entries_in_hand_(entries_in_hand) {}

  [[nodiscard]] candidate_set run(const run_control& control) {
    linked_rows_.resize(shape_.bands);
    const std::uint32_t together = bands_together(control);
    std::vector<sorted_band> bands(together);
    std::vector<candidate_set> found(together);
    for (std::uint32_t first = 0; first < shape_.bands; first += together) {
      const std::size_t count = std::min(together, shape_.bands - first);
      // Links of all bands in hand must stand before the pairs of any are made: see met_before().
      parallel_for("candidates", count, 1, control, [&](std::size_t i, std::size_t, std::size_t) {
        sort_band(first + static_cast<std::uint32_t>(i), bands[i]);
        take_linked(bands[i], found[i]);
      });
      parallel_for("candidates", count, 1, control,
                   [&](std::size_t i, std::size_t, std::size_t) { take_pairs(bands[i], found[i], control); });
    }
    return merged(found);
  }

 private:
  /// Bands in hand at a time: one a thread, or more where the documents are few.
  [[nodiscard]] std::uint32_t bands_together(const run_control& control) const noexcept {
    const std::size_t fit =
        std::min<std::size_t>(entries_in_hand_ / std::max<std::size_t>(signatures_.count, 1), shape_.bands);
    return std::min(std::max(thread_count(control.threads), static_cast<std::uint32_t>(fit)), shape_.bands);
  }

  void sort_band(std::uint32_t band, sorted_band& sorted) const {
    sorted.band = band;
    sorted.entries.resize(signatures_.count);
    for (std::uint32_t row = 0; row < signatures_.count; ++row)
      sorted.entries[row] = {band_key(signatures_[row], shape_, band), row};
    std::sort(sorted.entries.begin(), sorted.entries.end(), [](const bucket_entry& a, const bucket_entry& b) {
      return a.key != b.key ? a.key < b.key : a.row < b.row;
    });
  }

  void take_linked(const sorted_band& sorted, candidate_set& found) {
    std::vector<bool>& linked = linked_rows_[sorted.band];
    sorted.for_each_bucket([&](std::size_t begin, std::size_t end) {
      if (end - begin <= pair_limit_) return;
      linked.resize(signatures_.count);
      std::vector<std::uint32_t>& bucket = found.linked.emplace_back();
      for (std::size_t i = begin; i < end; ++i) {
        bucket.push_back(sorted.entries[i].row);
        linked[sorted.entries[i].row] = true;
      }
    });
  }

  void take_pairs(const sorted_band& sorted, candidate_set& found, const run_control& control) const {
    sorted.for_each_bucket([&](std::size_t begin, std::size_t end) {
      if (end - begin > pair_limit_) return;
      control.check_stop();
      for (std::size_t i = begin; i < end; ++i) {
        for (std::size_t j = i + 1; j < end; ++j) {
          const candidate_pair pair{sorted.entries[i].row, sorted.entries[j].row};
          if (met_before(pair, sorted.band)) continue;
          ++found.met;
          if (equal_entries(signatures_[pair.first], signatures_[pair.second]) >= minimum_equal_)
            found.pairs.push_back(pair);
        }
      }
    });
  }

  /// Whether an earlier band has listed the pair: it shares the band's rows there, in a bucket that was not
  /// linked.
  [[nodiscard]] bool met_before(candidate_pair pair, std::uint32_t band) const noexcept {
    const std::uint32_t* a = signatures_[pair.first].data();
    const std::uint32_t* b = signatures_[pair.second].data();
    for (std::uint32_t earlier = 0; earlier < band; ++earlier) {
      const std::size_t begin = std::size_t{earlier} * shape_.rows;
      if (a[begin] != b[begin]) continue;  // settles nearly all
      if (std::memcmp(a + begin, b + begin, shape_.rows * sizeof *a) != 0) continue;
      if (linked_rows_[earlier].empty() || !linked_rows_[earlier][pair.first]) return true;
    }
    return false;
  }

  [[nodiscard]] static candidate_set merged(std::vector<candidate_set>& parts) {
    candidate_set all = std::move(parts.front());
    for (std::size_t i = 1; i < parts.size(); ++i) {
      all.met += parts[i].met;
      all.pairs.insert(all.pairs.end(), parts[i].pairs.begin(), parts[i].pairs.end());
      std::move(parts[i].linked.begin(), parts[i].linked.end(), std::back_inserter(all.linked));
    }
    std::sort(all.pairs.begin(), all.pairs.end());
    // A collision of band keys, once in 2^64, may have listed a pair twice.
    all.pairs.erase(std::unique(all.pairs.begin(), all.pairs.end()), all.pairs.end());
    std::sort(all.linked.begin(), all.linked.end());
    return all;
  }

  signature_rows signatures_;
  lsh_shape shape_;
  std::uint32_t minimum_equal_, pair_limit_;
  std::size_t entries_in_hand_;
  std::vector<std::vector<bool>> linked_rows_;  // by band: rows in linked buckets; empty where there are none
};

}  // namespace detail

/// Pairs of rows that share a bucket in at least one band and have at least `minimum_equal` equal entries.
/// Leave out texts without shingles, whose signatures are all equal.
/// A bucket of more than `pair_limit` rows is handed back whole instead of its quadratically many pairs.
/// O(bands * (count log count) + pairs met * num_hashes) time; beside the answer 16 bytes a row and
/// thread, or 16 MiB.
/// `shape` must fit num_hashes. Throws error(errc::cancelled) when a stop is requested.
[[nodiscard]] inline candidate_set find_candidates(signature_rows signatures, lsh_shape shape,
                                                   std::uint32_t minimum_equal, std::uint32_t pair_limit,
                                                   const run_control& control = {}) {
  return detail::band_scan(signatures, shape, minimum_equal, pair_limit).run(control);
}

}  // namespace neardup::inline v0
