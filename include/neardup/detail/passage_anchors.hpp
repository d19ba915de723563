#pragma once

#include <algorithm>
#include <atomic>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <functional>
#include <mutex>
#include <span>
#include <tuple>
#include <utility>
#include <vector>

#include <neardup/detail/parallel.hpp>
#include <neardup/detail/passage_seeds.hpp>
#include <neardup/detail/passage_windows.hpp>
#include <neardup/detail/xxhash.hpp>

// Groups of equal seeds to anchors: the pairs of a group grow to maximal exact matches.
namespace neardup::inline v0::detail {

/// Most tokens that there may be between two neighbours of a chain, whose diagonals are no further apart: a
/// gap is compared in one machine word.
inline constexpr std::uint32_t most_passage_gap = 64;

/// Equal tokens [i, i + length) of document a and [j, j + length) of document b; a < b, or a == b and i < j.
struct anchor {
  std::uint32_t a = 0, b = 0, i = 0, j = 0, length = 0;
  bool capped = false;  ///< known only from links of a group above the limit
  bool stray = false;   ///< with what stands around it too short for a match, unless other anchors join it
  friend bool operator==(const anchor&, const anchor&) = default;
};

[[nodiscard]] constexpr std::int64_t diagonal(const anchor& x) noexcept {
  return static_cast<std::int64_t>(x.j) - x.i;
}

/// How seeds are chosen and joined.
struct anchor_rule {
  std::uint32_t seed_tokens = 5;
  std::uint32_t window = 1;
  std::uint64_t seed = 1;
  /// A group of more seeds than this is linked, not paired: a phrase in 5,000 texts gives 5,000 links, not
  /// twelve million pairs.
  std::uint64_t group_limit = 64;
  std::uint64_t pair_limit = UINT64_MAX;  ///< more pairs of equal seeds are errc::too_large
  std::uint64_t seeds_at_a_time = detail::seeds_at_a_time;
  /// Whether an anchor of two documents is a stray one; asked by a worker (see parallel_for) while it has
  /// their tokens at hand, which are costly to fetch again.
  std::function<bool(const anchor&, std::size_t)> is_stray{};
};

struct anchor_statistics {
  std::uint64_t seeds = 0;
  std::uint64_t capped_groups = 0;
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
  const auto key = [](const anchor& x) { return std::tuple(x.a, x.b, diagonal(x), x.i, x.length, x.capped); };
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
        last.stray = false;
        continue;
      }
    }
    anchors[kept++] = next;
  }
  anchors.resize(kept);
}

/// Drops the stray anchors that no other one can join: none of the same documents is on a diagonal near by.
/// In a script of a few dozen letters they are nearly all of many. A few stay, where different cells share a
/// slot. O(n).
inline void drop_strays(std::vector<anchor>& anchors) {
  if (std::none_of(anchors.begin(), anchors.end(), [](const anchor& x) { return x.stray; })) return;
  constexpr std::int64_t half = most_passage_gap;  // of a cell
  const std::uint64_t mask = std::bit_ceil(16 * anchors.size() + 64) - 1;
  std::vector<std::uint64_t> words(
      static_cast<std::size_t>(mask / 32 + 1));  // in two bits each slot's anchors
  const auto slot_of = [&](const anchor& x, std::int64_t cell) {
    const std::uint64_t document_pair = std::uint64_t{x.a} << 32 | x.b;
    return mix_window(document_pair * 0x9E3779B97F4A7C15u + static_cast<std::uint64_t>(cell)) & mask;
  };
  const auto count_of = [&](std::uint64_t slot) { return words[slot / 32] >> slot % 32 * 2 & 3; };
  for (const anchor& x : anchors) {
    const std::uint64_t slot = slot_of(x, diagonal(x) >> 7);
    if (count_of(slot) < 2) words[slot / 32] += std::uint64_t{1} << slot % 32 * 2;
  }
  static_assert(2 * half == 1 << 7);
  std::erase_if(anchors, [&](const anchor& x) {
    const std::int64_t nearer = (diagonal(x) >> 6 & 1) == 0 ? -1 : 1, cell = diagonal(x) >> 7;
    return x.stray && count_of(slot_of(x, cell)) < 2 && count_of(slot_of(x, cell + nearer)) == 0;
  });
}

/// Calls use(anchors) with the anchors of each pair of documents in turn, which stand side by side.
template <class Use>
void for_each_pair(std::span<const anchor> anchors, Use use) {
  for (std::size_t begin = 0, end = 0; begin < anchors.size(); begin = end) {
    while (end < anchors.size() && anchors[end].a == anchors[begin].a && anchors[end].b == anchors[begin].b)
      ++end;
    use(anchors.subspan(begin, end - begin));
  }
}

/// Joins seeds to anchors, and keeps them by their first document, in parts: about as many tokens a part, so
/// that threads may share what follows. The anchors depend neither on rounds nor on threads.
class seed_join {
 public:
  seed_join(std::span<const token_list> texts, const anchor_rule& rule, const run_control& control)
      : texts_(texts),
        numbers_(texts),
        rule_(rule),
        control_(control),
        windows_{rule.seed_tokens, rule.window, xxh3_64(rule.seed_tokens, rule.seed) | 1, longest_run(rule)},
        capped_(numbers_.tokens()),
        seeds_(texts_, numbers_, windows_, control_, rule_.seeds_at_a_time),
        parts_(std::clamp<std::size_t>(static_cast<std::size_t>(numbers_.tokens() / tokens_per_part), 1,
                                       most_parts)) {}

  /// Finds all maximal exact matches that the groups give.
  void run() {
    link_runs();
    std::vector<scratch> workers(thread_count(control_.threads));
    for (std::size_t n = 0; n < workers.size(); ++n) workers[n].worker = n;
    const auto all = [](std::uint32_t, std::uint32_t) { return true; };
    statistics_.seeds +=
        seeds_.for_each_partition(all, [&](std::span<const packed_seed> found, std::size_t worker) {
          scratch& own = workers[worker];
          for_each_group(found, own, [&](std::span<const place> group) { pair_group(group, own); });
          deliver(own);
        });
    if (statistics_.capped_groups == 0) return;
    const auto behind_capped = [this](std::uint32_t document, std::uint32_t position) {
      return follows_capped(document, position);
    };
    (void)seeds_.for_each_partition(
        behind_capped, [&](std::span<const packed_seed> found, std::size_t worker) {
          scratch& own = workers[worker];
          for_each_group(found, own, [&](std::span<const place> group) { pair_behind_capped(group, own); });
          deliver(own);
        });
  }

  [[nodiscard]] std::size_t parts() const noexcept { return parts_.size(); }

  /// The anchors of a part, sorted by (a, b), touching ones on a diagonal joined; the part is empty then. All
  /// anchors of a pair of documents are in one part. Safe from several threads for different parts.
  [[nodiscard]] std::vector<anchor> take(std::size_t n) {
    const std::vector<anchor> links = std::move(parts_[n].links);
    std::vector<anchor> anchors;
    anchors.reserve(parts_[n].anchors.size() + links.size());
    anchors.assign(parts_[n].anchors.begin(), parts_[n].anchors.end());
    std::deque<anchor>().swap(parts_[n].anchors);
    anchors.insert(anchors.end(), links.begin(), links.end());
    const std::size_t all = anchors.size();
    drop_strays(anchors);
    found_ += all - anchors.size();
    merge_on_diagonals(anchors);
    found_ += anchors.size();
    return anchors;
  }

  /// Maximal exact matches in the parts that were taken.
  [[nodiscard]] std::uint64_t found() const noexcept { return found_; }

  [[nodiscard]] const anchor_statistics& statistics() const noexcept { return statistics_; }

 private:
  static constexpr std::uint64_t tokens_per_part = 1 << 14;
  static constexpr std::size_t most_parts = 1024;

  /// A seed of a group.
  struct place {
    std::uint64_t hash;    ///< or the part of it that was packed
    std::uint64_t number;  ///< of its first token among all
    std::uint32_t document, position;
  };
  struct scratch {
    std::vector<place> places;
    std::vector<anchor> anchors, links;
    std::uint64_t capped_groups = 0;
    std::size_t worker = 0;
  };
  struct part {
    std::deque<anchor> anchors;  // no vector, which would have room for twice as many
    std::vector<anchor> links;
    std::size_t merge_at = std::size_t{1} << 16;
  };

  // One word said over and over would be one group of nearly all seeds. Where as many windows before one are
  // equal to it as a group may have and one more, their group is above the limit without it, and what link()
  // would do with this one is known: it follows its own left neighbour. The last of such windows is left to
  // link(), so that the next place is linked to it.
  [[nodiscard]] static std::uint64_t longest_run(const anchor_rule& rule) noexcept {
    const std::uint64_t before = std::uint64_t{rule.seed_tokens} + rule.window - 1;
    return rule.group_limit < UINT64_MAX - before ? rule.group_limit + before : UINT64_MAX;
  }

  void link_runs() {
    for (std::size_t n = 0; n < texts_.size(); ++n) {
      const auto document = static_cast<std::uint32_t>(n);
      for_each_run(texts_[n], windows_, [&](std::uint32_t begin, std::uint32_t end) {
        part_of(document).links.push_back(
            {document, document, begin - 1, begin, end - begin - 1 + rule_.seed_tokens, true});
        for (std::uint32_t p = begin; p < end; ++p) {
          capped_.insert(numbers_.number(document, p));
          seeds_.add(numbers_.number(document, p));
        }
        statistics_.seeds += end - begin;
      });
    }
  }

  /// Calls use(places) with each group of seeds of equal hash, in the order of the corpus.
  template <class Use>
  void for_each_group(std::span<const packed_seed> seeds, scratch& own, Use use) const {
    find_places(seeds, own.places);
    const auto same = [](const place& x, const place& y) { return x.hash == y.hash; };
    for (std::size_t begin = 0, end = 0; begin < own.places.size(); begin = end) {
      while (end < own.places.size() && same(own.places[begin], own.places[end])) ++end;
      use_group(std::span(own.places).subspan(begin, end - begin), use);
    }
  }

  // Tokens lie all over the corpus: they are asked for while the next seeds are looked at (which took a third
  // off the time of a corpus in Chinese).
  void find_places(std::span<const packed_seed> seeds, std::vector<place>& places) const {
    const auto bits = [](packed_seed seed) { return seed >> packed_number_bits; };
    places.clear();
    for (std::size_t n = 0; n < seeds.size(); ++n) {
      const bool alone = (n == 0 || bits(seeds[n - 1]) != bits(seeds[n])) &&
                         (n + 1 == seeds.size() || bits(seeds[n + 1]) != bits(seeds[n]));
      if (alone) continue;
      const auto [document, position] = numbers_.place(number_of(seeds[n]));
      __builtin_prefetch(&texts_[document][position]);
      places.push_back({bits(seeds[n]), number_of(seeds[n]), document, position});
    }
  }

  // What was packed has only part of the hash.
  template <class Use>
  void use_group(std::span<place> group, Use use) const {
    for (place& each : group)
      each.hash = window_hash(texts_[each.document].subspan(each.position, rule_.seed_tokens), windows_.base);
    const auto different = [&](const place& x) { return x.hash != group.front().hash; };
    if (std::none_of(group.begin(), group.end(), different)) return use(std::span<const place>(group));
    std::sort(group.begin(), group.end(), [](const place& x, const place& y) {
      return std::tie(x.hash, x.number) < std::tie(y.hash, y.number);
    });
    for (std::size_t begin = 0, end = 0; begin < group.size(); begin = end) {
      while (end < group.size() && group[end].hash == group[begin].hash) ++end;
      if (end - begin > 1) use(std::span<const place>(group).subspan(begin, end - begin));
    }
  }

  void pair_group(std::span<const place> group, scratch& own) {
    if (group.size() > rule_.group_limit) return link(group, own);
    count_pairs(group.size());
    for (std::size_t n = 1; n < group.size(); ++n)
      for (std::size_t m = 0; m < n; ++m)
        if (shared_seed_before(group[m], group[n]) == 0) add(group[m], group[n], own);
  }

  // A pair that shares a seed a little to the left lies inside the anchor that this one gave, unless its
  // group was capped. Those pairs, and only those, are found here. So nothing is lost behind a frequent
  // phrase.
  void pair_behind_capped(std::span<const place> group, scratch& own) {
    for (std::size_t n = 1; n < group.size(); ++n)
      for (std::size_t m = 0; m < n; ++m) add_behind_capped(group[m], group[n], own);
  }

  [[nodiscard]] bool follows_capped(std::uint32_t document, std::uint32_t position) const noexcept {
    if (capped_.contains(numbers_.number(document, position))) return false;
    for (std::uint32_t n = 1; n <= std::min(rule_.window, position); ++n)
      if (capped_.contains(numbers_.number(document, position - n))) return true;
    return false;
  }

  void count_pairs(std::uint64_t seeds) {
    const std::uint64_t pairs = seeds * (seeds - 1) / 2;
    if (pairs_.fetch_add(pairs, std::memory_order_relaxed) + pairs <= rule_.pair_limit) return;
    throw error(errc::too_large, concatenated("exhaustive meets more than ", rule_.pair_limit,
                                              " pairs of equal seeds; allowed: at most seed_pair_limit"));
  }

  [[nodiscard]] bool is_seed(std::uint32_t document, std::uint32_t position) const noexcept {
    return seeds_.is_seed(numbers_.number(document, position));
  }

  [[nodiscard]] static place left_of(place seed) noexcept {
    --seed.number, --seed.position;
    return seed;
  }

  [[nodiscard]] bool left_differs(std::uint32_t a, std::uint32_t i, std::uint32_t b,
                                  std::uint32_t j) const noexcept {
    return i == 0 || j == 0 || texts_[a][i - 1].hash != texts_[b][j - 1].hash;
  }

  /// How far to the left of x and y, with nothing but equal tokens between, both have their next seed; 0
  /// where they have none.
  [[nodiscard]] std::uint32_t shared_seed_before(const place& x, const place& y) const noexcept {
    for (std::uint32_t n = 1; n <= rule_.window; ++n) {
      if (left_differs(x.document, x.position + 1 - n, y.document, y.position + 1 - n)) return 0;
      if (is_seed(x.document, x.position - n) && is_seed(y.document, y.position - n)) return n;
    }
    return 0;
  }

  /// The maximal match through the seeds x and y, where their tokens are equal indeed. Its beginning is less
  /// than a window away.
  void add(const place& x, const place& y, scratch& own) const {
    if (!equal_windows(x, y)) return;
    std::uint32_t i = x.position, j = y.position;
    while (!left_differs(x.document, i, y.document, j)) --i, --j;
    const std::uint32_t length = match_length(texts_[x.document], i, texts_[y.document], j);
    anchor found{x.document, y.document, i, j, length};
    found.stray = rule_.is_stray && found.a != found.b && rule_.is_stray(found, own.worker);
    own.anchors.push_back(found);
  }

  /// The same, where all seeds that x and y share before are capped, and there is one.
  void add_behind_capped(const place& x, const place& y, scratch& own) const {
    place left = x, right = y;
    while (const std::uint32_t n = shared_seed_before(left, right)) {
      left.position -= n, right.position -= n;
      if (!capped_.contains(numbers_.number(left.document, left.position))) return;
    }
    if (left.position != x.position) add(x, y, own);
  }

  // Linear in the group: each seed to the one before it in its text, the first of each text to the very
  // first. A periodic text is thereby linked at its smallest period, and one phrase of many texts to one of
  // them.
  void link(std::span<const place> group, scratch& own) {
    ++own.capped_groups;
    const place* before = nullptr;
    for (const place& seed : group) {
      capped_.insert(seed.number);
      if (before != nullptr) {
        place partner = before->document == seed.document ? *before : group.front();
        if (follows_run(seed)) partner = left_of(seed);
        if (equal_windows(partner, seed)) own.links.push_back(grown_link(partner, seed));
      }
      before = &seed;
    }
  }

  /// Less than a window of seeds to the left and right there are links as well, or the match ends.
  [[nodiscard]] anchor grown_link(const place& x, const place& y) const noexcept {
    const token_list a = texts_[x.document], b = texts_[y.document];
    anchor link{x.document, y.document, x.position, y.position, rule_.seed_tokens, true};
    for (std::uint32_t n = 1; n < rule_.window && !left_differs(link.a, link.i, link.b, link.j); ++n)
      --link.i, --link.j, ++link.length;
    for (std::uint32_t n = 1; n < rule_.window; ++n) {
      const std::size_t i = std::size_t{link.i} + link.length, j = std::size_t{link.j} + link.length;
      if (i >= a.size() || j >= b.size() || a[i].hash != b[j].hash) break;
      ++link.length;
    }
    return link;
  }

  /// Whether link_runs() took the window one to the left.
  [[nodiscard]] bool follows_run(const place& seed) const noexcept {
    const token_list text = texts_[seed.document];
    const std::size_t last = std::size_t{seed.position} + rule_.seed_tokens - 1;
    if (last <= windows_.longest_run) return false;
    for (std::size_t n = last; n >= last - windows_.longest_run; --n)
      if (text[n].hash != text[n - 1].hash) return false;
    return true;
  }

  [[nodiscard]] bool equal_windows(const place& x, const place& y) const noexcept {
    const auto a = texts_[x.document].subspan(x.position, rule_.seed_tokens),
               b = texts_[y.document].subspan(y.position);
    return std::equal(a.begin(), a.end(), b.begin(),
                      [](const token& s, const token& t) { return s.hash == t.hash; });
  }

  [[nodiscard]] part& part_of(std::uint32_t document) noexcept {
    const std::uint64_t number = numbers_.number(document, 0), tokens = numbers_.tokens();
    return parts_[tokens == 0 ? 0 : static_cast<std::size_t>(number / (tokens / parts_.size() + 1))];
  }

  void deliver(scratch& own) {
    const std::lock_guard lock(mutex_);
    for (const anchor& each : own.anchors) part_of(each.a).anchors.push_back(each);
    for (const anchor& each : own.links) {
      part& into = part_of(each.a);
      into.links.push_back(each);
      // Links of one phrase come from all partitions: to merge now and then keeps memory linear in distinct
      // runs.
      if (into.links.size() <= into.merge_at) continue;
      merge_on_diagonals(into.links);
      into.merge_at = 2 * into.links.size() + (std::size_t{1} << 16);
    }
    statistics_.capped_groups += own.capped_groups;
    own.anchors.clear();
    own.links.clear();
    own.capped_groups = 0;
  }

  std::span<const token_list> texts_;
  token_numbering numbers_;
  anchor_rule rule_;
  const run_control control_;
  seed_rule windows_;
  token_set capped_;
  seed_finder seeds_;
  std::atomic<std::uint64_t> pairs_{0}, found_{0};
  std::mutex mutex_;
  std::vector<part> parts_;
  anchor_statistics statistics_;
};

}  // namespace neardup::inline v0::detail
