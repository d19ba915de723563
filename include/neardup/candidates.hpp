#pragma once

#include <algorithm>
#include <compare>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <iterator>
#include <mutex>
#include <span>
#include <utility>
#include <vector>

#include <neardup/detail/large_vector.hpp>
#include <neardup/detail/parallel.hpp>
#include <neardup/detail/radix_sort.hpp>
#include <neardup/detail/xxhash.hpp>
#include <neardup/pair_rule.hpp>
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
  /// Distinct pairs that met in a bucket, before that screen; again where a large bucket was listed.
  std::uint64_t met = 0;
  /// Buckets that are too large to list their pairs, see find_candidates; each ascending.
  std::vector<std::vector<std::uint32_t>> linked;
};

/// Bucket of a signature in band `band`: a hash of the band's rows with the band's number mixed in.
[[nodiscard]] inline std::uint64_t band_key(std::span<const std::uint32_t> signature, lsh_shape shape,
                                            std::uint32_t band) noexcept {
  return detail::xxh3_64(signature.data() + std::size_t{band} * shape.rows,
                         shape.rows * sizeof(std::uint32_t), band);
}

namespace detail {

/// A row with half of its band key, which is enough to bring the rows of a bucket together.
struct bucket_entry {
  std::uint32_t key;
  std::uint32_t row;
};

/// One band with its entries sorted by key, then row. A run of equal keys is a bucket, or, seldom, several.
struct sorted_band {
  std::uint32_t band = 0;
  large_vector<bucket_entry> entries;

  /// Calls `use(run)` with a span of entries for each run of at least two.
  template <class Use>
  void for_each_run(Use&& use) {
    for (std::size_t begin = 0, end = 0; begin < entries.size(); begin = end) {
      for (end = begin + 1; end < entries.size() && entries[end].key == entries[begin].key;) ++end;
      if (end - begin > 1) use(std::span(entries).subspan(begin, end - begin));
    }
  }
};

/// Finds candidates band after band, a few bands at a time.
class band_scan {
 public:
  /// `bands_in_hand`: how many bands to hold at a time, or one a thread where that is more.
  band_scan(signature_rows signatures, lsh_shape shape, std::uint32_t minimum_equal, std::uint32_t pair_limit,
            pair_rule rule, std::uint32_t bands_in_hand = 16)
      : signatures_(signatures),
        shape_(shape),
        minimum_equal_(minimum_equal),
        pair_limit_(pair_limit),
        rule_(rule),
        bands_in_hand_(bands_in_hand) {}

  [[nodiscard]] candidate_set run(const run_control& control) {
    linked_rows_.resize(shape_.bands);
    const std::uint32_t together = bands_together(control);
    std::vector<sorted_band> bands(together);
    std::vector<candidate_set> found(together);
    std::vector<large_vector<bucket_entry>> scratch(worker_count(control, together, 1));
    for (std::uint32_t first = 0; first < shape_.bands; first += together) {
      const std::size_t count = std::min(together, shape_.bands - first);
      make_entries(first, std::span(bands).first(count), control);
      // Links of all bands in hand must stand before the pairs of any are made: see met_before().
      parallel_for("candidates", count, 1, control, [&](std::size_t i, std::size_t, std::size_t worker) {
        radix_sort(bands[i].entries, scratch[worker], [](const bucket_entry& entry) { return entry.key; });
        take_linked(bands[i], found[i]);
      });
      parallel_for("candidates", count, 1, control,
                   [&](std::size_t i, std::size_t, std::size_t) { take_pairs(bands[i], found[i], control); });
    }
    return merged(found);
  }

 private:
  [[nodiscard]] std::uint32_t bands_together(const run_control& control) const noexcept {
    return std::min(std::max(bands_in_hand_, thread_count(control.threads)), shape_.bands);
  }

  /// Keys of all bands in hand in one pass over the signatures: band after band took four times the time.
  void make_entries(std::uint32_t first_band, std::span<sorted_band> bands,
                    const run_control& control) const {
    for (std::size_t i = 0; i < bands.size(); ++i) {
      bands[i].band = first_band + static_cast<std::uint32_t>(i);
      bands[i].entries.resize(signatures_.count);
    }
    parallel_for(
        "candidates", signatures_.count, 1024, control, [&](std::size_t begin, std::size_t end, std::size_t) {
          for (std::size_t row = begin; row < end; ++row)
            for (sorted_band& in : bands)
              in.entries[row] = {static_cast<std::uint32_t>(band_key(signatures_[row], shape_, in.band)),
                                 static_cast<std::uint32_t>(row)};
        });
  }

  /// Calls `use(bucket)` for each bucket of a large run, whose entries it puts in the buckets' order. Other
  /// runs need not be told apart: their pairs are looked at one by one.
  template <class Use>
  void for_each_bucket(std::span<bucket_entry> run, std::uint32_t band, Use&& use) const {
    const auto compare = [&](const bucket_entry& a, const bucket_entry& b) {
      return compare_in_band({a.row, b.row}, band);
    };
    const auto differs = [&](const bucket_entry& entry) { return compare(entry, run.front()) != 0; };
    if (std::any_of(run.begin(), run.end(), differs))
      std::stable_sort(run.begin(), run.end(),
                       [&](const auto& a, const auto& b) { return compare(a, b) < 0; });
    for (std::size_t begin = 0, end = 0; begin < run.size(); begin = end) {
      for (end = begin + 1; end < run.size() && compare(run[end], run[begin]) == 0;) ++end;
      use(run.subspan(begin, end - begin));
    }
  }

  void take_linked(sorted_band& sorted, candidate_set& found) {
    std::vector<bool>& linked = linked_rows_[sorted.band];
    std::vector<std::uint32_t> rows;
    sorted.for_each_run([&](std::span<bucket_entry> run) {
      if (run.size() <= pair_limit_) return;
      for_each_bucket(run, sorted.band, [&](std::span<const bucket_entry> bucket) {
        rows.clear();
        for (const bucket_entry& entry : bucket) rows.push_back(entry.row);
        if (!has_many_pairs(rows, pair_limit_, rule_)) return;
        found.linked.push_back(rows);
        linked.resize(signatures_.count);
        for (const std::uint32_t row : rows) linked[row] = true;
      });
    });
  }

  void take_pairs(sorted_band& sorted, candidate_set& found, const run_control& control) const {
    // Rows of a bucket lie anywhere in memory: pairs wait until the signatures of the first are in the cache.
    std::vector<candidate_pair> waiting;
    const auto consider_waiting = [&] {
      control.check_stop();
      for (const candidate_pair& pair : waiting) consider(pair, sorted.band, found);
      waiting.clear();
    };
    const auto meet = [&](std::span<const bucket_entry> run) {
      for (const bucket_entry& entry : run) prefetch(entry.row, sorted.band);
      std::size_t firsts = run.size(), others = 0;
      if (rule_.queries != 0) {
        const auto is_query = [&](const bucket_entry& entry) { return rule_.is_query(entry.row); };
        firsts = others =
            static_cast<std::size_t>(std::partition_point(run.begin(), run.end(), is_query) - run.begin());
      }
      for (std::size_t i = 0; i < firsts; ++i) {
        for (std::size_t j = std::max(i + 1, others); j < run.size(); ++j)
          if (rule_.allows(run[i].row, run[j].row)) waiting.push_back({run[i].row, run[j].row});
        if (waiting.size() >= 64) consider_waiting();
      }
    };
    // Few of its pairs are allowed, where it is large.
    const auto meet_allowed = [&](std::span<const bucket_entry> bucket) {
      std::vector<std::uint32_t> rows;
      for (const bucket_entry& entry : bucket) rows.push_back(entry.row);
      allowed_pairs(rows, rule_).for_each([&](std::uint32_t row, std::span<const std::uint32_t> others) {
        for (const std::uint32_t other : others)
          waiting.push_back({std::min(row, other), std::max(row, other)});
        if (waiting.size() >= 64) consider_waiting();
        return true;
      });
    };
    const std::vector<bool>& linked = linked_rows_[sorted.band];
    sorted.for_each_run([&](std::span<bucket_entry> run) {
      if (run.size() <= pair_limit_) return meet(run);
      for_each_bucket(run, sorted.band, [&](std::span<const bucket_entry> bucket) {
        if (!linked.empty() && linked[bucket.front().row]) return;
        if (bucket.size() <= pair_limit_)
          meet(bucket);
        else
          meet_allowed(bucket);
      });
    });
    consider_waiting();
  }

  /// The first rows, which tell most pairs that met before, and those of the band.
  void prefetch(std::uint32_t row, std::uint32_t band) const noexcept {
    const std::uint32_t* signature = signatures_[row].data();
    __builtin_prefetch(signature);
    __builtin_prefetch(signature + std::size_t{band} * shape_.rows);
  }

  void consider(candidate_pair pair, std::uint32_t band, candidate_set& found) const {
    if (compare_in_band(pair, band) != 0 || met_before(pair, band)) return;
    ++found.met;
    if (equal_entries(signatures_[pair.first], signatures_[pair.second]) >= minimum_equal_)
      found.pairs.push_back(pair);
  }

  /// 0 where both rows are in one bucket.
  [[nodiscard]] int compare_in_band(candidate_pair pair, std::uint32_t band) const noexcept {
    const std::size_t begin = std::size_t{band} * shape_.rows;
    const std::uint32_t *a = signatures_[pair.first].data() + begin,
                        *b = signatures_[pair.second].data() + begin;
    return std::memcmp(a, b, shape_.rows * sizeof *a);
  }

  /// Whether an earlier band has listed the pair: it shares the band's rows there, in a bucket that was not
  /// linked.
  [[nodiscard]] bool met_before(candidate_pair pair, std::uint32_t band) const noexcept {
    const std::uint32_t* a = signatures_[pair.first].data();
    const std::uint32_t* b = signatures_[pair.second].data();
    for (std::uint32_t earlier = 0; earlier < band; ++earlier) {
      const std::size_t begin = std::size_t{earlier} * shape_.rows;
      if (a[begin] != b[begin]) continue;  // settles nearly all
      if (compare_in_band(pair, earlier) != 0) continue;
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
    std::sort(all.linked.begin(), all.linked.end());
    all.linked.erase(std::unique(all.linked.begin(), all.linked.end()), all.linked.end());
    return all;
  }

  signature_rows signatures_;
  lsh_shape shape_;
  std::uint32_t minimum_equal_, pair_limit_;
  pair_rule rule_;
  std::uint32_t bands_in_hand_;
  std::vector<std::vector<bool>> linked_rows_;  // by band: rows in linked buckets; empty where there are none
};

/// Pairs of a large bucket with enough equal entries; none, and false, where they would be more than `most`,
/// or where the bucket is a mass of near-copies: more than a quarter of its pairs, as far as seen, have more
/// equal entries than lie half way between enough and all. Queries have no kept row that could stand for such
/// a mass, and are listed.
[[nodiscard]] inline bool list_bucket(signature_rows signatures, const allowed_pairs& bucket,
                                      std::uint32_t minimum_equal, bool masses, std::uint64_t most,
                                      const run_control& control, std::vector<candidate_pair>& pairs) {
  constexpr std::uint64_t enough_seen = 1000;
  const std::uint32_t alike_equal = (minimum_equal + signatures.num_hashes) / 2;
  std::uint64_t seen = 0, alike = 0;
  return bucket.for_each([&](std::uint32_t row, std::span<const std::uint32_t> others) {
    control.check_stop();
    for (const std::uint32_t other : others) {
      const std::uint32_t equal = equal_entries(signatures[row], signatures[other]);
      alike += equal > alike_equal;
      if (equal >= minimum_equal) pairs.push_back({std::min(row, other), std::max(row, other)});
    }
    seen += others.size();
    return pairs.size() <= most && (masses || seen <= enough_seen || alike <= seen / 4);
  });
}

/// Sorted pairs without repeats, of lists that may have many in common: held at once are at most twice as
/// many as there are in the end, and the list that comes.
class distinct_pairs {
 public:
  explicit distinct_pairs(std::vector<candidate_pair> sorted)
      : pairs_(std::move(sorted)), distinct_(pairs_.size()) {}

  void add(std::span<const candidate_pair> more) {
    pairs_.insert(pairs_.end(), more.begin(), more.end());
    if (pairs_.size() > 2 * distinct_ + few) unite();
  }
  [[nodiscard]] std::vector<candidate_pair> take() {
    unite();
    return std::move(pairs_);
  }

 private:
  static constexpr std::size_t few = std::size_t{1} << 18;

  void unite() {
    const auto middle = pairs_.begin() + static_cast<std::ptrdiff_t>(distinct_);
    std::sort(middle, pairs_.end());
    std::inplace_merge(pairs_.begin(), middle, pairs_.end());
    pairs_.erase(std::unique(pairs_.begin(), pairs_.end()), pairs_.end());
    distinct_ = pairs_.size();
  }

  std::vector<candidate_pair> pairs_;
  std::size_t distinct_;  // so many at the front are sorted, without repeats
};

/// Large buckets that a run can afford to list after all: the smallest ones, as long as all of them together
/// have no more than pair_limit pairs for each row of the run, and each of them no more that pass the screen
/// than a quarter of that for each of its own. So texts that have only some boilerplate in common, of which
/// few pairs are similar, are found as promised, and a mass of near-copies stays linked.
inline void list_affordable(signature_rows signatures, std::uint32_t minimum_equal, std::uint32_t pair_limit,
                            pair_rule rule, const run_control& control, candidate_set& found) {
  if (found.linked.empty()) return;
  std::vector<std::uint64_t> pairs;
  for (const auto& bucket : found.linked) pairs.push_back(allowed_pairs(bucket, rule).count());
  std::vector<std::uint64_t> ascending = pairs;
  std::sort(ascending.begin(), ascending.end());
  std::uint64_t left = std::uint64_t{pair_limit} * signatures.count, largest = 0;  // in pairs
  for (std::size_t begin = 0, end = 0; begin < ascending.size(); begin = end) {
    for (end = begin + 1; end < ascending.size() && ascending[end] == ascending[begin];) ++end;
    if (ascending[begin] > left / (end - begin))
      break;  // equally large ones all or none, whatever their order
    left -= ascending[begin] * (end - begin);
    largest = ascending[begin];
  }
  distinct_pairs listed(std::move(found.pairs));
  std::mutex mutex;
  parallel_for("candidates", found.linked.size(), 1, control, [&](std::size_t i, std::size_t, std::size_t) {
    std::vector<std::uint32_t>& bucket = found.linked[i];
    if (pairs[i] > largest) return;
    const std::uint64_t most = std::uint64_t{bucket.size()} * pair_limit / 4;
    std::vector<candidate_pair> own;
    if (!list_bucket(signatures, allowed_pairs(bucket, rule), minimum_equal, rule.queries != 0, most, control,
                     own))
      return;
    bucket.clear();  // which is how a listed one is told from the others
    const std::lock_guard lock(mutex);
    found.met += pairs[i];
    listed.add(own);
  });
  found.pairs = listed.take();
  std::erase_if(found.linked, [](const auto& bucket) { return bucket.empty(); });
}

}  // namespace detail

/// Pairs of rows that share a bucket in at least one band and have at least `minimum_equal` equal entries, as
/// far as `rule` allows them. Leave out texts without shingles, whose signatures are all equal.
/// A bucket of more than `pair_limit` rows is handed back whole instead of its quadratically many pairs,
/// unless `rule` allows no more of them than pair_limit rows have, or it is one of the smallest that together
/// have no more than pair_limit for each row, and few of its pairs are alike (queries are spared that
/// question). O(bands * count + pairs met * num_hashes) time; beside the answer 8 bytes a row for each of 16
/// bands (one a thread where that is more) and for each thread. Throws error(errc::invalid_options) for a
/// shape that does not fit num_hashes, error(errc::too_large) for 2^32 rows or more, errc::unsupported_kernel
/// where NEARDUP_FORCE_KERNEL asks for kernels that this machine does not run, and error(errc::cancelled)
/// when a stop is requested.
[[nodiscard]] inline candidate_set find_candidates(signature_rows signatures, lsh_shape shape,
                                                   std::uint32_t minimum_equal, std::uint32_t pair_limit,
                                                   const run_control& control = {}, pair_rule rule = {}) {
  detail::require_shape(shape, signatures.num_hashes);
  if (signatures.count >> 32 != 0)
    throw error(errc::too_large, detail::concatenated(signatures.count, " signatures; allowed: fewer than ",
                                                      std::uint64_t{1} << 32));
  static_cast<void>(detail::kernels());  // throws now or never, not only where a pair meets
  candidate_set found = detail::band_scan(signatures, shape, minimum_equal, pair_limit, rule).run(control);
  detail::list_affordable(signatures, minimum_equal, pair_limit, rule, control, found);
  return found;
}

}  // namespace neardup::inline v0
