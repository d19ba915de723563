#pragma once

#include <algorithm>
#include <atomic>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <span>
#include <utility>
#include <vector>

#include <neardup/detail/large_vector.hpp>
#include <neardup/detail/parallel.hpp>
#include <neardup/detail/passage_windows.hpp>
#include <neardup/detail/radix_sort.hpp>

// Seeds to groups: the seeds of a corpus that may stand twice, those of equal hash side by side.
namespace neardup::inline v0::detail {

/// Where a seed begins: a token of a document.
struct token_place {
  std::uint32_t document, position;
};

/// The tokens of all documents in a row, numbered.
class token_numbering {
 public:
  explicit token_numbering(std::span<const token_list> texts) : starts_(texts.size() + 1) {
    for (std::size_t n = 0; n < texts.size(); ++n) starts_[n + 1] = starts_[n] + texts[n].size();
    while (tokens() >> shift_ > texts.size()) ++shift_;
    first_.resize(static_cast<std::size_t>(tokens() >> shift_) + 2);
    std::uint32_t document = 0;
    for (std::size_t cell = 0; cell < first_.size(); ++cell) {
      while (document + 1 < texts.size() && starts_[document + 1] <= std::uint64_t{cell} << shift_)
        ++document;
      first_[cell] = document;
    }
  }

  [[nodiscard]] std::uint64_t tokens() const noexcept { return starts_.back(); }
  [[nodiscard]] std::uint64_t number(std::uint32_t document, std::uint32_t position) const noexcept {
    return starts_[document] + position;
  }
  [[nodiscard]] token_place place(std::uint64_t number) const noexcept {
    const auto cell = static_cast<std::size_t>(number >> shift_);
    const auto begin = starts_.begin() + first_[cell] + 1, end = starts_.begin() + first_[cell + 1] + 1;
    const auto behind = std::upper_bound(begin, end, number);
    return {static_cast<std::uint32_t>(behind - starts_.begin() - 1),
            static_cast<std::uint32_t>(number - *(behind - 1))};
  }

  /// The documents [from(part, parts), from(part + 1, parts)) are a part of about as many tokens as any
  /// other.
  [[nodiscard]] std::size_t from(std::size_t part, std::size_t parts) const noexcept {
    if (part >= parts) return starts_.size() - 1;
    const std::uint64_t token = tokens() / parts * part;
    return static_cast<std::size_t>(std::lower_bound(starts_.begin(), starts_.end() - 1, token) -
                                    starts_.begin());
  }

 private:
  std::vector<std::uint64_t> starts_;
  unsigned shift_ = 0;
  std::vector<std::uint32_t> first_;  // the document of each 2^shift_-th token; documents are about as many
};

/// Some of the tokens of a corpus, by their numbers: one bit each, set from several threads.
class token_set {
 public:
  explicit token_set(std::uint64_t tokens) : words_(static_cast<std::size_t>(tokens / 64 + 1)) {}

  void insert(std::uint64_t number) noexcept {
    std::atomic_ref(words_[static_cast<std::size_t>(number / 64)])
        .fetch_or(std::uint64_t{1} << number % 64, std::memory_order_relaxed);
  }
  [[nodiscard]] bool contains(std::uint64_t number) const noexcept {
    return (words_[static_cast<std::size_t>(number / 64)] >> number % 64 & 1) != 0;
  }

 private:
  std::vector<std::uint64_t> words_;
};

/// A seed in 8 bytes: 24 bits of its hash above 40 of its number among all tokens. The rest of the hash is
/// told by the partition that it is in.
using packed_seed = std::uint64_t;

inline constexpr unsigned packed_number_bits = 40;

[[nodiscard]] constexpr std::uint64_t number_of(packed_seed seed) noexcept {
  return seed & ((std::uint64_t{1} << packed_number_bits) - 1);
}

/// Seeds that are held at a time by default: 1 GB.
inline constexpr std::uint64_t seeds_at_a_time = std::uint64_t{1} << 27;

/// Each round reads all tokens twice. Without a bound on their number that is quadratic.
inline constexpr std::uint64_t max_seed_rounds = 64;

/// Seeds of so many tokens, about.
[[nodiscard]] constexpr std::uint64_t expected_seeds(std::uint64_t tokens, std::uint32_t window) noexcept {
  return tokens * 2 / (std::uint64_t{window} + 1) + 1;
}

/// Bytes of the seeds that are held at a time when all rounds are used.
[[nodiscard]] constexpr std::uint64_t least_seed_bytes(std::uint64_t tokens, std::uint32_t window) noexcept {
  return (expected_seeds(tokens, window) / max_seed_rounds + 1) * sizeof(packed_seed);
}

/// Finds the seeds of a corpus whose hash occurs again. Most of a corpus stands there once: each seed is
/// scattered to a partition by bits of its hash, in 8 bytes, and there seeds are counted by some other bits
/// of it, in a table that fits the second cache; those that are alone, nearly all, go no further. To sort
/// them all took four times as long.
///
/// Seeds beyond `at_a_time` wait for another round over the tokens, of which there are max_seed_rounds at
/// most.
class seed_finder {
 public:
  seed_finder(std::span<const token_list> texts, const token_numbering& numbers, const seed_rule& rule,
              const run_control& control, std::uint64_t at_a_time)
      : texts_(texts),
        numbers_(numbers),
        rule_(rule),
        control_(control),
        quiet_(control),
        chosen_(rule.window == 1 ? 0 : numbers.tokens()) {
    quiet_.progress = nullptr;
    const std::uint64_t expected = expected_seeds(numbers.tokens(), rule.window);
    rounds_ = std::clamp<std::uint64_t>((expected + at_a_time - 1) / at_a_time, 1, max_seed_rounds);
    partitions_ = std::clamp<std::uint64_t>(expected / rounds_ / seeds_per_partition, 1, max_partitions);
    chunks_ = std::size_t{8} * thread_count(control.threads);
  }

  /// Calls work(seeds, worker) for each partition with its seeds that may occur again, sorted: those with the
  /// same upper 24 bits are of equal hash, nearly always. wanted(document, position) chooses among the seeds.
  /// Returns how many it chose.
  template <class Wanted, class Work>
  std::uint64_t for_each_partition(Wanted wanted, Work work) {
    struct scratch {
      std::vector<packed_seed> kept, buffer;
      std::vector<std::uint64_t> counters;
    };
    std::vector<scratch> workers(worker_count(control_, partitions_, 1));
    std::uint64_t wanted_seeds = 0;
    for (std::uint64_t round = 0; round < rounds_; ++round) {
      scatter(round, wanted);
      wanted_seeds += scattered_.size();
      parallel_for("seeds", partitions_, 1, quiet_,
                   [&](std::size_t begin, std::size_t end, std::size_t worker) {
                     auto& [kept, buffer, counters] = workers[worker];
                     for (std::size_t n = begin; n < end; ++n) {
                       std::span<packed_seed> seeds = partition(n);
                       seeds = keep_repeated(seeds, packed_number_bits, counters);
                       seeds = keep_repeated(seeds, 64 - slot_bits(seeds.size()), counters);
                       kept.assign(seeds.begin(), seeds.end());
                       radix_sort(kept, buffer, [](packed_seed seed) { return seed; });
                       work(std::span<const packed_seed>(kept), worker);
                     }
                   });
      control_.report("seeds", static_cast<std::size_t>(round + 1), static_cast<std::size_t>(rounds_));
    }
    large_vector<packed_seed>().swap(scattered_);
    return wanted_seeds;
  }

  /// Has a window of a run count as a seed, though for_each_partition does not find it.
  void add(std::uint64_t number) noexcept {
    if (rule_.window > 1) chosen_.insert(number);
  }

  /// Whether a window is a seed. Known from when for_each_partition first calls work().
  [[nodiscard]] bool is_seed(std::uint64_t number) const noexcept {
    return rule_.window == 1 || chosen_.contains(number);
  }

 private:
  static constexpr std::uint64_t seeds_per_partition = 1 << 14, max_partitions = 512;

  /// Fills scattered_ with the seeds of a round, partition by partition.
  template <class Wanted>
  void scatter(std::uint64_t round, Wanted wanted) {
    std::vector<std::uint64_t> next(chunks_ * partitions_);  // counts, then places, by chunk and partition
    // What the innermost loops use is copied to where nothing that they write can change it.
    const auto row_of = [places = next.data(), partitions = partitions_](std::size_t chunk) {
      return places + chunk * partitions;
    };
    const auto count = [=](std::size_t chunk, std::uint64_t partition, packed_seed) {
      ++row_of(chunk)[partition];
    };
    const auto choose_none = [](std::uint64_t) {};
    if (rule_.window > 1 && round == 0)
      for_each_seed_of(round, wanted, count, [this](std::uint64_t number) { chosen_.insert(number); });
    else
      for_each_seed_of(round, wanted, count, choose_none);
    std::uint64_t sum = 0;
    offsets_.assign(1, 0);
    for (std::uint64_t partition = 0; partition < partitions_; ++partition) {
      for (std::size_t chunk = 0; chunk < chunks_; ++chunk) {
        std::uint64_t& place = next[chunk * partitions_ + partition];
        sum += std::exchange(place, sum);
      }
      offsets_.push_back(sum);
    }
    scattered_.resize(static_cast<std::size_t>(sum));
    const auto put = [=, seeds = scattered_.data()](std::size_t chunk, std::uint64_t partition,
                                                    packed_seed seed) {
      seeds[row_of(chunk)[partition]++] = seed;
    };
    for_each_seed_of(round, wanted, put, choose_none);
  }

  /// Calls visit(chunk, partition, seed) for each seed of a round, and choose(number) for each of any round;
  /// each chunk of documents on one thread.
  template <class Wanted, class Visit, class Choose>
  void for_each_seed_of(std::uint64_t round, Wanted wanted, Visit visit, Choose choose) {
    const std::uint64_t slots = rounds_ * partitions_, first_slot = round * partitions_,
                        partitions = partitions_;
    parallel_for("seeds", chunks_, 1, quiet_,
                 [&, slots, first_slot, partitions](std::size_t begin, std::size_t, std::size_t) {
                   const std::size_t end = numbers_.from(begin + 1, chunks_);
                   for (std::size_t n = numbers_.from(begin, chunks_); n < end; ++n) {
                     if (n % 4096 == 0) control_.check_stop();
                     const auto document = static_cast<std::uint32_t>(n);
                     const std::uint64_t first = numbers_.number(document, 0);
                     for_each_seed(texts_[n], rule_, [=](std::uint32_t position, std::uint64_t hash) {
                       choose(first + position);
                       const std::uint64_t partition = ((hash >> 32) * slots >> 32) - first_slot;
                       if (partition < partitions && wanted(document, position))
                         visit(begin, partition, hash << packed_number_bits | (first + position));
                     });
                   }
                 });
  }

  [[nodiscard]] std::span<packed_seed> partition(std::size_t n) noexcept {
    const auto begin = static_cast<std::size_t>(offsets_[n]), end = static_cast<std::size_t>(offsets_[n + 1]);
    return std::span(scattered_).subspan(begin, end - begin);
  }

  [[nodiscard]] static unsigned slot_bits(std::size_t seeds) noexcept {
    return std::min(24u, 3 + static_cast<unsigned>(std::bit_width(seeds)));  // 8 to 16 slots a seed
  }

  /// Moves to the front those seeds that share the bits from `shift` on, as many as slot_bits() says, with
  /// another one, and returns them. Each slot of two bits counts to two.
  [[nodiscard]] static std::span<packed_seed> keep_repeated(std::span<packed_seed> seeds, unsigned shift,
                                                            std::vector<std::uint64_t>& counters) {
    const std::uint64_t mask = (std::uint64_t{1} << slot_bits(seeds.size())) - 1;
    counters.assign(static_cast<std::size_t>(mask / 32 + 1), 0);
    for (const packed_seed seed : seeds) {
      const std::uint64_t slot = seed >> shift & mask;
      std::uint64_t& word = counters[static_cast<std::size_t>(slot / 32)];
      const unsigned at = slot % 32 * 2;
      word += std::uint64_t{(word >> at & 3) < 2} << at;
    }
    std::size_t kept = 0;
    for (const packed_seed seed : seeds) {
      const std::uint64_t slot = seed >> shift & mask;
      seeds[kept] = seed;
      kept += counters[static_cast<std::size_t>(slot / 32)] >> (slot % 32 * 2 + 1) & 1;
    }
    return seeds.first(kept);
  }

  std::span<const token_list> texts_;
  const token_numbering& numbers_;
  seed_rule rule_;
  const run_control control_;
  run_control quiet_;
  token_set chosen_;  // windows that are seeds; not needed where all are
  std::uint64_t rounds_ = 1, partitions_ = 1;
  std::size_t chunks_ = 1;
  std::vector<std::uint64_t> offsets_;  // where each partition begins, and the end of the last
  large_vector<packed_seed> scattered_;
};

}  // namespace neardup::inline v0::detail
