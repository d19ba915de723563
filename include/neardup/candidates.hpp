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

#include <neardup/detail/large_vector.hpp>
#include <neardup/detail/parallel.hpp>
#include <neardup/detail/radix_sort.hpp>
#include <neardup/detail/xxhash.hpp>
#include <neardup/document.hpp>
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

/// Which rows may form a pair; all of them where nothing is said.
struct pair_rule {
  /// One number a row, or none: rows of one number form no pair, but for `no_group`.
  std::span<const std::uint32_t> groups{};
  /// Not 0: a pair has one row below it and one that is not.
  std::uint32_t queries = 0;

  [[nodiscard]] bool allows(std::uint32_t a, std::uint32_t b) const noexcept {
    if (queries != 0 && (a < queries) == (b < queries)) return false;
    return groups.empty() || groups[a] != groups[b] || groups[a] == no_group;
  }
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

  /// Rows of a bucket that are queries, where its rows ascend.
  [[nodiscard]] std::size_t queries_in(std::span<const bucket_entry> bucket) const noexcept {
    const auto is_query = [this](const bucket_entry& entry) { return entry.row < rule_.queries; };
    return static_cast<std::size_t>(std::partition_point(bucket.begin(), bucket.end(), is_query) -
                                    bucket.begin());
  }

  /// Whether a bucket has too many pairs to list them. One query may so meet very many rows.
  [[nodiscard]] bool is_large(std::span<const bucket_entry> bucket) const noexcept {
    if (bucket.size() <= pair_limit_) return false;
    if (rule_.queries == 0) return true;
    const auto is_query = [this](const bucket_entry& entry) { return entry.row < rule_.queries; };
    const auto queries = static_cast<std::uint64_t>(std::count_if(bucket.begin(), bucket.end(), is_query));
    const std::uint64_t limit = pair_limit_;
    return queries * (bucket.size() - queries) > limit * (limit - 1) / 2;
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
    sorted.for_each_run([&](std::span<bucket_entry> run) {
      if (!is_large(run)) return;
      for_each_bucket(run, sorted.band, [&](std::span<const bucket_entry> bucket) {
        if (!is_large(bucket)) return;
        linked.resize(signatures_.count);
        std::vector<std::uint32_t>& rows = found.linked.emplace_back();
        for (const bucket_entry& entry : bucket) {
          rows.push_back(entry.row);
          linked[entry.row] = true;
        }
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
    const auto meet = [&](std::span<const bucket_entry> bucket) {
      if (is_large(bucket)) return;
      for (const bucket_entry& entry : bucket) prefetch(entry.row, sorted.band);
      const std::size_t queries = queries_in(bucket);
      const std::size_t firsts = rule_.queries != 0 ? queries : bucket.size();
      for (std::size_t i = 0; i < firsts; ++i) {
        for (std::size_t j = std::max(i + 1, queries); j < bucket.size(); ++j)
          if (rule_.allows(bucket[i].row, bucket[j].row)) waiting.push_back({bucket[i].row, bucket[j].row});
        if (waiting.size() >= 64) consider_waiting();
      }
    };
    sorted.for_each_run([&](std::span<bucket_entry> run) {
      if (!is_large(run))
        meet(run);
      else
        for_each_bucket(run, sorted.band, meet);
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
/// equal entries than lie half way between enough and all.
[[nodiscard]] inline bool list_bucket(signature_rows signatures, std::span<const std::uint32_t> bucket,
                                      std::uint32_t minimum_equal, pair_rule rule, std::uint64_t most,
                                      const run_control& control, std::vector<candidate_pair>& pairs) {
  constexpr std::uint64_t enough_seen = 1000;
  const std::uint32_t alike_equal = (minimum_equal + signatures.num_hashes) / 2;
  std::uint64_t seen = 0, alike = 0;
  for (std::size_t i = 0; i < bucket.size(); ++i) {
    control.check_stop();
    for (std::size_t j = i + 1; j < bucket.size(); ++j) {
      if (!rule.allows(bucket[i], bucket[j])) continue;
      const std::uint32_t equal = equal_entries(signatures[bucket[i]], signatures[bucket[j]]);
      ++seen;
      alike += equal > alike_equal;
      if (equal >= minimum_equal) pairs.push_back({bucket[i], bucket[j]});
    }
    if (pairs.size() > most || (seen > enough_seen && alike > seen / 4)) return pairs.clear(), false;
  }
  return true;
}

/// Large buckets that a run can afford to list after all: the smallest ones, as long as all of them together
/// have no more than pair_limit pairs for each row of the run, and each of them no more that pass the screen
/// for each of its own. So texts that have only some boilerplate in common, of which few pairs are similar,
/// are found as promised, and a mass of near-copies stays linked.
inline void list_affordable(signature_rows signatures, std::uint32_t minimum_equal, std::uint32_t pair_limit,
                            pair_rule rule, const run_control& control, candidate_set& found) {
  if (found.linked.empty()) return;
  const auto pairs_of = [](const std::vector<std::uint32_t>& bucket) {
    return std::uint64_t{bucket.size()} * (bucket.size() - 1) / 2;
  };
  std::vector<std::uint64_t> pairs;
  for (const auto& bucket : found.linked) pairs.push_back(pairs_of(bucket));
  std::sort(pairs.begin(), pairs.end());
  std::uint64_t left = std::uint64_t{pair_limit} * signatures.count, largest = 0;  // in pairs
  for (std::size_t begin = 0, end = 0; begin < pairs.size(); begin = end) {
    for (end = begin + 1; end < pairs.size() && pairs[end] == pairs[begin];) ++end;
    if (pairs[begin] > left / (end - begin)) break;  // equally large ones all or none, whatever their order
    left -= pairs[begin] * (end - begin);
    largest = pairs[begin];
  }
  std::vector<std::vector<candidate_pair>> listed(found.linked.size());
  std::vector<char> stays(found.linked.size(), true);  // not of bool: written by several threads
  parallel_for("candidates", found.linked.size(), 1, control, [&](std::size_t i, std::size_t, std::size_t) {
    if (pairs_of(found.linked[i]) > largest) return;
    const std::uint64_t most = std::uint64_t{found.linked[i].size()} * pair_limit;
    stays[i] = !list_bucket(signatures, found.linked[i], minimum_equal, rule, most, control, listed[i]);
  });
  std::size_t kept = 0;
  for (std::size_t i = 0; i < listed.size(); ++i) {
    if (stays[i] != 0) {
      if (kept != i) found.linked[kept] = std::move(found.linked[i]);
      ++kept;
      continue;
    }
    found.met += pairs_of(found.linked[i]);
    found.pairs.insert(found.pairs.end(), listed[i].begin(), listed[i].end());
  }
  found.linked.resize(kept);
  std::sort(found.pairs.begin(), found.pairs.end());
  found.pairs.erase(std::unique(found.pairs.begin(), found.pairs.end()), found.pairs.end());
}

}  // namespace detail

/// Pairs of rows that share a bucket in at least one band and have at least `minimum_equal` equal entries, as
/// far as `rule` allows them. Leave out texts without shingles, whose signatures are all equal.
/// A bucket of more than `pair_limit` rows is handed back whole instead of its quadratically many pairs;
/// where the rule knows queries, one with more pairs of a query and another row than pair_limit rows have.
/// O(bands * count + pairs met * num_hashes) time; beside the answer 8 bytes a row for each of 16 bands (one
/// a thread where that is more) and for each thread. Throws error(errc::invalid_options) for a shape that
/// does not fit num_hashes, error(errc::too_large) for 2^32 rows or more, errc::unsupported_kernel where
/// NEARDUP_FORCE_KERNEL asks for kernels that this machine does not run, and error(errc::cancelled) when a
/// stop is requested.
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
