#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <numeric>
#include <random>
#include <string>
#include <type_traits>
#include <unordered_map>
#include <utility>
#include <vector>

#include <benchmark/benchmark.h>

#include <neardup/candidates.hpp>
#include <neardup/lsh_index.hpp>

#include "support/benchmarks.hpp"
#include "support/cpu_time.hpp"

// Signatures into buckets and out of them: lsh_index, and beside it what one writes without it, a
// std::unordered_map from band keys to documents for each band. Both get the same 64-bit band keys, made in
// the timed loop.
namespace neardup_bench {
namespace {

constexpr std::uint32_t num_hashes = 128;
constexpr neardup::lsh_shape shape{16, 8};
constexpr std::size_t query_count = 10000;

using entries = std::vector<std::uint32_t>;
using id_list = std::vector<std::uint64_t>;

neardup::signature_rows rows_of(const entries& data) {
  return {data.data(), data.size() / num_hashes, num_hashes};
}

/// Random signatures; one in five is a near copy of an earlier one, which it agrees with in nine of ten
/// entries.
struct planted_signatures {
  entries documents;
  entries hits;    ///< near copies of documents
  entries misses;  ///< of nothing
  id_list ids;
};

class planter {
 public:
  explicit planter(std::size_t documents) {
    made_.documents = fresh(documents);
    for (std::size_t i = 1; i < documents; ++i)
      if (random_() % 5 == 0) copy(random_() % i, &made_.documents[i * num_hashes]);
    made_.hits = fresh(query_count);
    for (std::size_t i = 0; i < query_count; ++i) copy(random_() % documents, &made_.hits[i * num_hashes]);
    made_.misses = fresh(query_count);
    made_.ids.resize(documents);
    std::iota(made_.ids.begin(), made_.ids.end(), std::uint64_t{0});
  }
  [[nodiscard]] planted_signatures take() { return std::move(made_); }

 private:
  [[nodiscard]] entries fresh(std::size_t count) {
    entries data(count * num_hashes);
    for (std::uint32_t& entry : data) entry = static_cast<std::uint32_t>(random_());
    return data;
  }
  void copy(std::size_t from, std::uint32_t* to) {
    for (std::size_t i = 0; i < num_hashes; ++i)
      if (random_() % 10 != 0) to[i] = made_.documents[from * num_hashes + i];
  }

  std::mt19937_64 random_{1};
  planted_signatures made_;
};

/// Both under one interface: insert(), and query(rows, use) with use(ids, ascending and without repeats).
class neardup_buckets {
 public:
  void insert(const planted_signatures& from) { index_.insert(from.ids, rows_of(from.documents)); }
  template <class Use>
  void query(const entries& data, Use&& use) const {
    index_.query(rows_of(data), [&](std::size_t, const neardup::lsh_candidates& found) { use(found.ids); });
  }

 private:
  neardup::lsh_index index_{num_hashes, shape};
};

class map_buckets {
 public:
  void insert(const planted_signatures& from) {
    const neardup::signature_rows rows = rows_of(from.documents);
    for (std::uint32_t row = 0; row < rows.count; ++row)
      for (std::uint32_t band = 0; band < shape.bands; ++band)
        maps_[band][neardup::band_key(rows[row], shape, band)].push_back(row);
  }
  template <class Use>
  void query(const entries& data, Use&& use) const {
    const neardup::signature_rows rows = rows_of(data);
    id_list found;
    for (std::size_t row = 0; row < rows.count; ++row) {
      found.clear();
      for (std::uint32_t band = 0; band < shape.bands; ++band)
        if (const auto bucket = maps_[band].find(neardup::band_key(rows[row], shape, band));
            bucket != maps_[band].end())
          found.insert(found.end(), bucket->second.begin(), bucket->second.end());
      std::sort(found.begin(), found.end());
      found.erase(std::unique(found.begin(), found.end()), found.end());
      use(found);
    }
  }

 private:
  std::vector<std::unordered_map<std::uint64_t, std::vector<std::uint32_t>>> maps_{shape.bands};
};

/// The lines of one size follow each other and share what is made for it.
struct filled {
  planted_signatures from;
  neardup_buckets neardup;
  map_buckets map;
};

const filled& filled_with(std::size_t documents) {
  static filled made;
  if (made.from.ids.size() != documents) {
    made = {};
    made.from = planter(documents).take();
    made.neardup.insert(made.from);
    made.map.insert(made.from);
  }
  return made;
}

template <class Buckets>
[[nodiscard]] const Buckets& buckets_of(const filled& both) {
  if constexpr (std::is_same_v<Buckets, map_buckets>)
    return both.map;
  else
    return both.neardup;
}

template <class Buckets>
[[nodiscard]] std::vector<id_list> answers(const Buckets& buckets, const entries& queries) {
  std::vector<id_list> all;
  buckets.query(queries, [&](const id_list& found) { all.push_back(found); });
  return all;
}

/// lsh_index tells buckets apart by half of their keys: it has all that the maps have, and seldom one more.
std::string check(std::size_t documents) {
  const filled& both = filled_with(documents);
  for (const entries* queries : {&both.from.hits, &both.from.misses}) {
    const auto found = answers(both.neardup, *queries), right = answers(both.map, *queries);
    std::size_t more = 0;
    for (std::size_t i = 0; i < right.size(); ++i) {
      if (!std::ranges::includes(found[i], right[i])) return "a document of a bucket is missing";
      more += found[i].size() - right[i].size();
    }
    if (more > query_count / 100) return std::to_string(more) + " documents of other buckets";
  }
  return "";
}

[[nodiscard]] std::string line_name(const std::string& what, std::size_t documents) {
  return "BM_lsh_" + what + "/documents:" + std::to_string(documents);
}

void count_documents(benchmark::State& state, double nanoseconds, std::size_t documents,
                     std::size_t candidates) {
  state.counters["ns_per_document"] = nanoseconds / static_cast<double>(documents);
  state.counters["candidates"] = static_cast<double>(candidates) / static_cast<double>(documents);
}

template <class Buckets>
void add_insert(const std::string& name, std::size_t documents) {
  add_benchmark(
      line_name("insert/" + name, documents), [=] { return check(documents); },
      [=](benchmark::State& state) {
        const planted_signatures& from = filled_with(documents).from;
        double nanoseconds = 0;
        for ([[maybe_unused]] auto _ : state) {
          Buckets buckets;  // which grow from nothing
          const double begin = cpu_nanoseconds();
          buckets.insert(from);
          const double took = cpu_nanoseconds() - begin;  // without giving the memory back
          state.SetIterationTime(took * 1e-9);
          nanoseconds += took;
        }
        state.counters["ns_per_document"] =
            nanoseconds / static_cast<double>(documents) / static_cast<double>(state.iterations());
      })
      ->UseManualTime()
      ->Unit(benchmark::kMillisecond);
}

template <class Buckets>
void add_query(const std::string& name, const std::string& kind, entries planted_signatures::*queries,
               std::size_t documents) {
  add_benchmark(
      line_name("query/" + kind + "/" + name, documents), [=] { return check(documents); },
      [=](benchmark::State& state) {
        const filled& both = filled_with(documents);
        std::size_t candidates = 0;
        const double nanoseconds = time_loop(state, [&] {
          candidates = 0;
          buckets_of<Buckets>(both).query(both.from.*queries,
                                          [&](const id_list& found) { candidates += found.size(); });
          benchmark::DoNotOptimize(candidates);
        });
        count_documents(state, nanoseconds, query_count, candidates);
      })
      ->Unit(benchmark::kMillisecond);
}

/// All pairs at once, for which nothing is kept: what the buckets cost in find_near_duplicates.
void add_batch(std::size_t documents) {
  const auto find = [=] {
    return neardup::find_candidates(rows_of(filled_with(documents).from.documents), shape, 0, 1000);
  };
  add_benchmark(
      line_name("batch", documents),
      [=]() -> std::string {
        std::size_t pairs = 0;
        filled_with(documents).map.query(filled_with(documents).from.documents,
                                         [&](const id_list& found) { pairs += found.size() - 1; });
        return find().pairs.size() * 2 == pairs ? "" : "the pairs are not those of the buckets";
      },
      [=](benchmark::State& state) {
        std::size_t pairs = 0;
        const double nanoseconds = time_loop(state, [&] { pairs = find().pairs.size(); });
        count_documents(state, nanoseconds, documents, pairs);
      })
      ->Unit(benchmark::kMillisecond);
}

}  // namespace

void add_lsh_benchmarks() {
  for (const std::size_t documents : {10000u, 1000000u}) {
    add_insert<neardup_buckets>("neardup", documents);
    add_insert<map_buckets>("unordered_map", documents);
    for (const auto& [kind, queries] :
         {std::pair("hit", &planted_signatures::hits), std::pair("miss", &planted_signatures::misses)}) {
      add_query<neardup_buckets>("neardup", kind, queries, documents);
      add_query<map_buckets>("unordered_map", kind, queries, documents);
    }
    add_batch(documents);
  }
}

}  // namespace neardup_bench
