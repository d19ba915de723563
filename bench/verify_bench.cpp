#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <iterator>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include <benchmark/benchmark.h>

#include <neardup/detail/numbered_sets.hpp>
#include <neardup/verify.hpp>

#include "support/benchmarks.hpp"
#include "support/corpus.hpp"

// What each candidate pair costs: the exact similarity of two sets of shingles.
namespace neardup_bench {
namespace {

/// The identity hashes of two texts' shingles, repeats and order as they come, and the sets they make.
struct set_pair {
  std::vector<std::uint64_t> hashes[2];
  neardup::shingle_set sets[2];
};

/// Two texts whose sets have a Jaccard similarity of 0.8: 8 of 10 shingles are common.
set_pair drawn_pair(std::size_t shingles, std::uint64_t seed) {
  random_numbers random(seed);
  set_pair made;
  for (std::size_t i = 0; i < shingles; ++i) {
    const std::uint64_t common = random.next();
    for (auto& hashes : made.hashes) hashes.push_back(i % 9 == 8 ? random.next() : common);
  }
  for (int side : {0, 1}) made.sets[side] = neardup::shingle_set(made.hashes[side]);
  return made;
}

/// About a megabyte of pairs, so that no branch is foreseen by heart.
const std::vector<set_pair>& shared_pairs(std::size_t shingles) {
  static std::map<std::size_t, std::vector<set_pair>> made;
  auto& pairs = made[shingles];
  for (std::size_t i = pairs.size(); i < 32'000 / shingles; ++i) pairs.push_back(drawn_pair(shingles, i + 1));
  return pairs;
}

using sorted_hashes = std::vector<std::uint64_t>;

sorted_hashes naive_set(const sorted_hashes& hashes) {
  sorted_hashes set = hashes;
  std::ranges::sort(set);
  set.erase(std::unique(set.begin(), set.end()), set.end());
  return set;
}

double naive_jaccard(const sorted_hashes& a, const sorted_hashes& b) {
  sorted_hashes common;
  std::ranges::set_intersection(a, b, std::back_inserter(common));
  return static_cast<double>(common.size()) / static_cast<double>(a.size() + b.size() - common.size());
}

/// As find_near_duplicates compares two documents of a group.
double numbered_jaccard(const set_pair& of) {
  static neardup::detail::numbered_sets sets;
  sets.clear(of.hashes[0].size());
  for (const auto& hashes : of.hashes) sets.add(hashes);
  sets.mark(0);
  const std::uint32_t shared = sets.count_marked(1);
  return neardup::similar_pair{0, 1, shared, sets.set_size(0) + sets.set_size(1) - shared}.ratio();
}

double library_jaccard(const neardup::shingle_set& a, const neardup::shingle_set& b) {
  return neardup::verify({0, 1}, a, b).ratio();
}

/// The ways to verify a pair: from sets, or from hashes of which sets are made first.
constexpr std::pair<const char*, double (*)(const set_pair&)> ways[] = {
    {"sets", [](const set_pair& of) { return library_jaccard(of.sets[0], of.sets[1]); }},
    {"hashes",
     [](const set_pair& of) {
       return library_jaccard(neardup::shingle_set(of.hashes[0]), neardup::shingle_set(of.hashes[1]));
     }},
    {"numbered_sets", numbered_jaccard},
    {"naive_hashes",
     [](const set_pair& of) { return naive_jaccard(naive_set(of.hashes[0]), naive_set(of.hashes[1])); }}};

void add_verify(const char* name, double (*jaccard)(const set_pair&), std::size_t shingles) {
  add_benchmark(
      std::string("BM_verify/") + name + "/shingles:" + std::to_string(shingles),
      [=]() -> std::string {
        const auto right = [&](const set_pair& of) {
          return jaccard(of) == naive_jaccard(naive_set(of.hashes[0]), naive_set(of.hashes[1]));
        };
        return std::ranges::all_of(shared_pairs(shingles), right) ? "" : "similarities differ";
      },
      [=](benchmark::State& state) {
        const auto& pairs = shared_pairs(shingles);
        const double nanoseconds = time_loop(state, [&] {
          for (const set_pair& of : pairs) benchmark::DoNotOptimize(jaccard(of));
        });
        state.counters["ns_per_pair"] = nanoseconds / static_cast<double>(pairs.size());
        state.counters["ns_per_shingle"] = nanoseconds / static_cast<double>(pairs.size() * 2 * shingles);
      });
}

}  // namespace

void add_verify_benchmarks() {
  for (const std::size_t shingles : {100u, 500u, 5000u})
    for (const auto& [name, jaccard] : ways) add_verify(name, jaccard, shingles);
}

}  // namespace neardup_bench
