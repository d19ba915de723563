#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include <benchmark/benchmark.h>

#include "support/aligned_vector.hpp"
#include "support/autovectorised.hpp"
#include "support/benchmarks.hpp"
#include "support/corpus.hpp"
#include "support/pipeline.hpp"
#include "support/plain_loops.hpp"
#include "support/reference.hpp"

// What is done with signatures: one is compared with many others, two become that of the union of their sets.
namespace neardup_bench {
namespace {

/// Kernels and plain loops have the same parameters.
struct comparer {
  count_equal_function* count_equal;
  merge_function* merge;
  const char* label;
};

/// A signature and rows to compare it with, each of which agrees with it in about every fourth entry.
struct comparison {
  aligned_vector<std::uint32_t> signature, rows, counts;

  comparison(std::size_t hashes, std::size_t row_count)
      : signature(random_values<std::uint32_t>(hashes, 1)),
        rows(random_values<std::uint32_t>(hashes * row_count, 2)),
        counts(row_count) {
    for (std::size_t i = 0; i < rows.size(); ++i)
      if (rows[i] % 4 == 0) rows[i] = signature[i % hashes];
  }

  const aligned_vector<std::uint32_t>& run(const comparer& by) {
    by.count_equal(signature.data(), rows.data(), counts.size(), signature.size(), counts.data());
    return counts;
  }
};

/// All lines of a size share what is made of up to 50 MB of random numbers.
comparison& shared_comparison(std::size_t hashes, std::size_t rows) {
  static std::map<std::pair<std::size_t, std::size_t>, comparison> made;
  return made.try_emplace({hashes, rows}, hashes, rows).first->second;
}

const std::vector<std::uint32_t>& expected_counts(const comparison& of) {
  static std::map<const comparison*, std::vector<std::uint32_t>> found;
  auto& answer = found[&of];
  if (answer.empty()) answer = reference::equal_entries(of.signature, of.rows);
  return answer;
}

/// Two signatures, one of which becomes that of the union.
struct merger {
  aligned_vector<std::uint32_t> into, from;

  explicit merger(std::size_t hashes)
      : into(random_values<std::uint32_t>(hashes, 1)), from(random_values<std::uint32_t>(hashes, 2)) {}

  const aligned_vector<std::uint32_t>& run(const comparer& by) {
    by.merge(into.data(), from.data(), into.size());
    return into;
  }
};

aligned_vector<std::uint32_t> expected_minima(merger of) {
  for (std::size_t i = 0; i < of.into.size(); ++i) of.into[i] = std::min(of.into[i], of.from[i]);
  return of.into;
}

/// Of several ways to do the same, each is proved and the fastest is timed.
using ways = std::vector<comparer>;

void add_estimate(const std::string& name, const ways& all, std::size_t hashes, std::size_t rows) {
  add_benchmark(
      "BM_estimate/" + name + "/hashes:" + std::to_string(hashes) + "/rows:" + std::to_string(rows),
      [=]() -> std::string {
        comparison& input = shared_comparison(hashes, rows);
        const auto right = [&](const comparer& by) {
          return std::ranges::equal(input.run(by), expected_counts(input));
        };
        return std::ranges::all_of(all, right) ? "" : "numbers of equal entries differ";
      },
      [=](benchmark::State& state) {
        comparison& input = shared_comparison(hashes, rows);
        const comparer chosen = fastest(all, [&](const comparer& by) { input.run(by); });
        state.SetLabel(chosen.label);
        const double iteration = time_step(
            state, [&]() -> const auto& { return input.run(chosen); });
        state.counters["ns_per_row"] = iteration / static_cast<double>(rows);
        state.SetBytesProcessed(state.iterations() * static_cast<std::int64_t>(rows * hashes * 4));
      });
}

void add_merge(const std::string& name, const ways& all, std::size_t hashes) {
  add_benchmark(
      "BM_merge/" + name + "/hashes:" + std::to_string(hashes),
      [=]() -> std::string {
        const auto right = [&](const comparer& by) {
          return merger(hashes).run(by) == expected_minima(merger(hashes));
        };
        return std::ranges::all_of(all, right) ? "" : "minima differ";
      },
      [=](benchmark::State& state) {
        merger input(hashes);
        const comparer chosen = fastest(all, [&](const comparer& by) {
          for (int i = 0; i < 1000; ++i) input.run(by);
        });
        state.SetLabel(chosen.label);
        const double iteration = time_step(
            state, [&]() -> const auto& { return input.run(chosen); });
        state.counters["ns_per_merge"] = iteration;
      });
}

/// The baselines and the kernels, by name.
std::vector<std::pair<std::string, ways>> all_ways() {
  std::vector<std::pair<std::string, ways>> all{
      {"scalar", {{scalar_loops.count_equal, scalar_loops.merge, ""}}}};
  for (const kernel* with : supported_kernels()) {
    ways vectorised;
    for (const auto& [loops, vectors] : autovectorised_loops(with->name))
      vectorised.push_back({loops->count_equal, loops->merge, vectors});
    if (!vectorised.empty()) all.emplace_back(std::string("autovectorized/") + with->name, vectorised);
  }
  for (const kernel* with : supported_kernels())
    all.push_back({with->name, {{with->count_equal, with->merge, ""}}});
  return all;
}

}  // namespace

void add_comparison_benchmarks() {
  const auto all = all_ways();
  // Half a megabyte, which the second cache holds, then 40 to 50 MB, which come from memory.
  for (const auto& [hashes, rows] : {std::pair{128u, 1000u}, {128u, 100000u}, {1024u, 128u}, {1024u, 10000u}})
    for (const auto& [name, each] : all) add_estimate(name, each, hashes, rows);
  for (const std::size_t hashes : {128u, 1024u})
    for (const auto& [name, each] : all) add_merge(name, each, hashes);
}

}  // namespace neardup_bench
