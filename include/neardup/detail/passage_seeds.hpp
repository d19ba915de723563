#pragma once

#include <algorithm>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <mutex>
#include <span>
#include <tuple>
#include <vector>

#include <neardup/detail/parallel.hpp>
#include <neardup/detail/radix_sort.hpp>
#include <neardup/detail/xxhash.hpp>
#include <neardup/tokenize.hpp>

// Seeds to anchors. Every window of `seed_tokens` tokens is a seed; seeds with equal hash meet in one sorted
// group; the pairs of a group grow to maximal exact matches, the anchors.
namespace neardup::inline v0::detail {

using token_list = std::span<const token>;

/// Equal tokens [i, i + length) of document a and [j, j + length) of document b; a < b, or a == b and i < j.
struct anchor {
  std::uint32_t a = 0, b = 0, i = 0, j = 0, length = 0;
  bool capped = false;  ///< known only from links of a group above seed_group_limit
  friend bool operator==(const anchor&, const anchor&) = default;
};

/// A group of more seeds than this is linked, not paired: a phrase in 5,000 texts gives 5,000 links, not
/// twelve million pairs.
inline constexpr std::size_t seed_group_limit = 64;

/// Seeds that are sorted at a time, about.
inline constexpr std::uint64_t seeds_per_partition = std::uint64_t{1} << 22;

/// Every partition reads all tokens again. Without a bound on their number that is quadratic.
inline constexpr std::uint64_t max_seed_partitions = 64;

struct anchor_statistics {
  std::uint64_t seeds = 0;
  std::uint64_t capped_groups = 0;
};

struct passage_seed {
  std::uint64_t hash;
  std::uint32_t document, position;
};

/// Calls visit(position, hash) for each window of `size` tokens. The hash is a polynomial in `base` modulo
/// 2^64, rolled in two multiplications a token, then mixed; equal windows are equal in it, and whoever needs
/// the converse compares tokens.
template <class Visit>
void for_each_window(token_list tokens, std::size_t size, std::uint64_t base, Visit visit) {
  if (tokens.size() < size) return;
  std::uint64_t top = 1, sum = 0;
  for (std::size_t n = 1; n < size; ++n) top *= base;
  for (std::size_t n = 0; n + 1 < size; ++n) sum = sum * base + tokens[n].hash;
  for (std::size_t n = size - 1; n < tokens.size(); ++n) {
    sum = sum * base + tokens[n].hash;
    const std::uint64_t mixed = (sum ^ sum >> 32) * 0x9E3779B97F4A7C15u;
    visit(static_cast<std::uint32_t>(n + 1 - size), mixed ^ mixed >> 29);
    sum -= tokens[n + 1 - size].hash * top;
  }
}

/// One bit for each token of the corpus, set from several threads.
class position_set {
 public:
  explicit position_set(std::span<const token_list> texts) : starts_(texts.size() + 1) {
    for (std::size_t n = 0; n < texts.size(); ++n) starts_[n + 1] = starts_[n] + texts[n].size();
    words_.resize(static_cast<std::size_t>(starts_.back() / 64 + 1));
  }
  void insert(std::uint32_t document, std::uint32_t position) noexcept {
    const std::uint64_t bit = starts_[document] + position;
    std::atomic_ref(words_[static_cast<std::size_t>(bit / 64)])
        .fetch_or(std::uint64_t{1} << bit % 64, std::memory_order_relaxed);
  }
  [[nodiscard]] bool contains(std::uint32_t document, std::uint32_t position) const noexcept {
    const std::uint64_t bit = starts_[document] + position;
    return (words_[static_cast<std::size_t>(bit / 64)] >> bit % 64 & 1) != 0;
  }
  [[nodiscard]] std::uint64_t positions() const noexcept { return starts_.back(); }

 private:
  std::vector<std::uint64_t> starts_, words_;
};

/// Equal tokens in a row from x[i] and y[j] on.
[[nodiscard]] inline std::uint32_t match_length(token_list x, std::size_t i, token_list y,
                                                std::size_t j) noexcept {
  const std::size_t limit = std::min(x.size() - i, y.size() - j);
  std::size_t n = 0;
  while (n < limit && x[i + n].hash == y[j + n].hash) ++n;
  return static_cast<std::uint32_t>(n);
}

/// Sorts anchors by documents, diagonal and position and joins those that touch on one diagonal: the links
/// of a phrase that spans many seeds become one anchor.
inline void merge_on_diagonals(std::vector<anchor>& anchors) {
  const auto key = [](const anchor& x) {
    return std::tuple(x.a, x.b, static_cast<std::int64_t>(x.j) - x.i, x.i, x.length, x.capped);
  };
  std::sort(anchors.begin(), anchors.end(),
            [&](const anchor& x, const anchor& y) { return key(x) < key(y); });
  std::size_t kept = 0;
  for (std::size_t n = 0; n < anchors.size(); ++n) {
    const anchor next = anchors[n];
    if (kept > 0) {
      anchor& last = anchors[kept - 1];
      if (last.a == next.a && last.b == next.b && last.j - last.i == next.j - next.i &&
          next.i <= last.i + last.length) {
        last.length = std::max(last.length, next.i + next.length - last.i);
        last.capped = last.capped && next.capped;
        continue;
      }
    }
    anchors[kept++] = next;
  }
  anchors.resize(kept);
}

/// Joins seeds to anchors, a partition of the hashes at a time: about `seeds_at_a_time` seeds, more where
/// max_seed_partitions would be exceeded or one window is very frequent. The anchors do not depend on it.
class seed_join {
 public:
  seed_join(std::span<const token_list> texts, std::uint32_t seed_tokens, std::uint64_t seed,
            const run_control& control, std::uint64_t seeds_at_a_time = seeds_per_partition)
      : texts_(texts),
        size_(seed_tokens),
        base_(xxh3_64(seed_tokens, seed) | 1),
        control_(control),
        capped_(texts) {
    // Each partition is sorted in memory of its own; a handful at a time bounds it on machines of many cores.
    control_.threads = std::min(thread_count(control.threads), 4u);
    partitions_ = std::min(capped_.positions() / seeds_at_a_time + 1, max_seed_partitions);
  }

  /// All maximal exact matches that the groups give, sorted by (a, b); touching ones on a diagonal joined.
  [[nodiscard]] std::vector<anchor> run() {
    for_each_partition([this](std::uint64_t partition, scratch& own) { pair_groups(partition, own); });
    if (statistics_.capped_groups > 0)
      for_each_partition(
          [this](std::uint64_t partition, scratch& own) { pair_behind_capped(partition, own); });
    parts_.push_back(std::move(links_));
    std::size_t count = 0;
    for (const auto& part : parts_) count += part.size();
    std::vector<anchor> anchors;
    anchors.reserve(count);
    for (auto& part : parts_) {
      anchors.insert(anchors.end(), part.begin(), part.end());
      std::vector<anchor>().swap(part);  // so that never two copies of all are in memory
    }
    merge_on_diagonals(anchors);
    return anchors;
  }

  [[nodiscard]] const anchor_statistics& statistics() const noexcept { return statistics_; }

 private:
  struct scratch {
    std::vector<passage_seed> seeds, buffer;
    std::vector<anchor> anchors, links;
    anchor_statistics statistics;
  };

  template <class Work>
  void for_each_partition(Work work) {
    parallel_for("seeds", static_cast<std::size_t>(partitions_), 1, control_,
                 [&](std::size_t begin, std::size_t end, std::size_t) {
                   scratch own;
                   for (std::size_t n = begin; n < end; ++n) work(n, own);
                   deliver(own);
                 });
  }

  /// Fills own.seeds with the windows of `size` tokens in this partition that `wanted` accepts, sorted by
  /// hash, then by place.
  template <class Wanted>
  void collect(std::uint64_t partition, std::size_t size, scratch& own, Wanted wanted) {
    own.seeds.clear();
    for (std::size_t n = 0; n < texts_.size(); ++n) {
      if (n % 4096 == 0) control_.check_stop();
      const auto document = static_cast<std::uint32_t>(n);
      for_each_window(texts_[n], size, base_, [&](std::uint32_t position, std::uint64_t hash) {
        if ((hash >> 32) * partitions_ >> 32 == partition && wanted(document, position))
          own.seeds.push_back({hash, document, position});
      });
    }
    radix_sort(own.seeds, own.buffer, [](const passage_seed& x) { return x.hash; });
    own.statistics.seeds += own.seeds.size();
  }

  template <class Visit>
  static void for_each_group(std::span<const passage_seed> seeds, Visit visit) {
    for (std::size_t begin = 0, end = 0; begin < seeds.size(); begin = end) {
      while (end < seeds.size() && seeds[end].hash == seeds[begin].hash) ++end;
      if (end - begin > 1) visit(seeds.subspan(begin, end - begin));
    }
  }

  void pair_groups(std::uint64_t partition, scratch& own) {
    std::vector<anchor> runs;
    collect(partition, size_, own, [&](std::uint32_t document, std::uint32_t position) {
      return !link_in_run(document, position, runs);
    });
    for (const anchor& run : runs) own.statistics.seeds += run.length - size_ + 1;
    own.links.insert(own.links.end(), runs.begin(), runs.end());
    for_each_group(own.seeds, [&](std::span<const passage_seed> group) {
      if (group.size() > seed_group_limit) return link(group, own);
      for (std::size_t n = 1; n < group.size(); ++n)
        for (std::size_t m = 0; m < n; ++m)
          if (left_differs(group[m], group[n])) add(group[m], group[n], size_, own);
    });
  }

  // One word said over and over would be one group of nearly all seeds. Where seed_group_limit + 1 windows
  // before this one are equal to it, their group is above the limit without it, and what link() would do with
  // this one is known: it follows its own left neighbour. The last of such windows is left to link(), so that
  // the next place is linked to it. `runs` ends with the latest run of such windows.
  [[nodiscard]] bool link_in_run(std::uint32_t document, std::uint32_t position, std::vector<anchor>& runs) {
    const token_list text = texts_[document];
    const std::size_t last = std::size_t{position} + size_ - 1;
    const auto repeats = [text](std::size_t n) { return text[n].hash == text[n - 1].hash; };
    if (last + 1 == text.size() || !repeats(last + 1)) return false;
    const bool goes_on =
        !runs.empty() && runs.back().a == document && std::size_t{runs.back().j} + runs.back().length == last;
    if (goes_on && repeats(last)) {
      ++runs.back().length;
    } else {
      if (position <= seed_group_limit) return false;
      for (std::size_t n = last; n > position - (seed_group_limit + 1); --n)
        if (!repeats(n)) return false;
      runs.push_back({document, document, position - 1, position, size_, true});
    }
    capped_.insert(document, position);
    return true;
  }

  // A pair whose left neighbours are equal lies inside an anchor that begins further left, unless the
  // neighbours' group was capped. Those pairs, and only those, are found here: both share the window that
  // begins one token earlier. So nothing is lost behind a frequent phrase.
  void pair_behind_capped(std::uint64_t partition, scratch& own) {
    collect(partition, size_ + 1, own, [this](std::uint32_t document, std::uint32_t position) {
      return capped_.contains(document, position) && !capped_.contains(document, position + 1);
    });
    own.statistics = {};
    for_each_group(own.seeds, [&](std::span<const passage_seed> group) {
      for (std::size_t n = 1; n < group.size(); ++n)
        for (std::size_t m = 0; m < n; ++m) add_behind_capped(group[m], group[n], own);
    });
  }

  [[nodiscard]] bool left_differs(const passage_seed& x, const passage_seed& y) const noexcept {
    return x.position == 0 || y.position == 0 ||
           texts_[x.document][x.position - 1].hash != texts_[y.document][y.position - 1].hash;
  }

  /// The anchor that begins at x and y, where at least `least` tokens are equal indeed.
  void add(const passage_seed& x, const passage_seed& y, std::uint32_t least, scratch& own) const {
    const std::uint32_t length = match_length(texts_[x.document], x.position, texts_[y.document], y.position);
    if (length >= least)
      own.anchors.push_back({x.document, y.document, x.position, y.position, length, false});
  }

  /// The anchor through x and y, which begins where the capped seeds before them begin to be equal; none
  /// where that is behind an uncapped seed, whose own anchor reaches over all of this.
  void add_behind_capped(passage_seed x, passage_seed y, scratch& own) const {
    std::uint32_t least = size_ + 1;
    for (; !left_differs(x, y); --x.position, --y.position, ++least)
      if (!capped_.contains(x.document, x.position - 1)) return;
    add(x, y, least, own);
  }

  // Linear in the group: each seed to the one before it in its text, the first of each text to the very
  // first. A periodic text is thereby linked at its smallest period, and one phrase of many texts to one of
  // them.
  void link(std::span<const passage_seed> group, scratch& own) {
    ++own.statistics.capped_groups;
    const passage_seed* before = nullptr;
    for (const passage_seed& seed : group) {
      capped_.insert(seed.document, seed.position);
      if (before != nullptr) {
        passage_seed partner = before->document == seed.document ? *before : group.front();
        if (follows_run(partner, seed)) partner = {seed.hash, seed.document, seed.position - 1};
        if (equal_windows(partner, seed))
          own.links.push_back(
              {partner.document, seed.document, partner.position, seed.position, size_, true});
      }
      before = &seed;
    }
  }

  /// Whether between the two seeds of a text are equal ones that link_in_run() took.
  [[nodiscard]] bool follows_run(const passage_seed& before, const passage_seed& seed) const noexcept {
    return before.document == seed.document && before.position + 1 < seed.position &&
           equal_windows({seed.hash, seed.document, seed.position - 1}, seed);
  }

  [[nodiscard]] bool equal_windows(const passage_seed& x, const passage_seed& y) const noexcept {
    const auto a = texts_[x.document].subspan(x.position, size_), b = texts_[y.document].subspan(y.position);
    return std::equal(a.begin(), a.end(), b.begin(),
                      [](const token& s, const token& t) { return s.hash == t.hash; });
  }

  void deliver(scratch& own) {
    const std::lock_guard lock(mutex_);
    parts_.push_back(std::move(own.anchors));
    links_.insert(links_.end(), own.links.begin(), own.links.end());
    statistics_.seeds += own.statistics.seeds;
    statistics_.capped_groups += own.statistics.capped_groups;
    // Links of one phrase lie in all partitions: merging now and then keeps memory linear in distinct runs.
    if (links_.size() > merge_at_) {
      merge_on_diagonals(links_);
      merge_at_ = 2 * links_.size() + (std::size_t{1} << 20);
    }
  }

  std::span<const token_list> texts_;
  std::uint32_t size_;
  std::uint64_t base_;
  run_control control_;
  position_set capped_;
  std::uint64_t partitions_ = 1;
  std::mutex mutex_;
  std::vector<std::vector<anchor>> parts_;
  std::vector<anchor> links_;
  std::size_t merge_at_ = std::size_t{1} << 20;
  anchor_statistics statistics_;
};

}  // namespace neardup::inline v0::detail
