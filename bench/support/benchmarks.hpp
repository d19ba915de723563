#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>

#include <benchmark/benchmark.h>

#include "support/corpus.hpp"
#include "support/cpu_time.hpp"

namespace neardup_bench {

/// True once an answer was wrong: the program then ends with 1.
inline bool any_wrong_answer = false;

/// Registers a benchmark whose answers are proved once, before it is timed. `check()` says what is wrong,
/// nothing where all is well; `time(state)` runs the loop. Returns the line, which may
/// be told its unit and which time counts.
template <class Check, class Time>
benchmark::internal::Benchmark* add_benchmark(const std::string& name, Check check, Time time) {
  const auto run = [=, wrong = std::optional<std::string>()](benchmark::State& state) mutable {
    if (!wrong) wrong = check();
    if (wrong->empty()) {
      time(state);
    } else {
      any_wrong_answer = true;
      state.SkipWithError(wrong->c_str());
    }
  };
  return benchmark::RegisterBenchmark(name.c_str(), run);
}

/// Runs body() over and over. Returns the nanoseconds of processor time that it took each time, as do the
/// loops below; Google Benchmark's own rates would be printed in seconds.
template <class Body>
double time_loop(benchmark::State& state, Body body) {
  const double begin = cpu_nanoseconds();
  for ([[maybe_unused]] auto _ : state) body();
  return (cpu_nanoseconds() - begin) / static_cast<double>(state.iterations());
}

/// Times step(), which returns what it made, over and over.
template <class Step>
double time_step(benchmark::State& state, Step step) {
  return time_loop(state, [&] {
    benchmark::DoNotOptimize(step().data());
    benchmark::ClobberMemory();
  });
}

/// Times handle(text) for each text of a corpus; an iteration is all of them.
template <class Handle>
double time_corpus(benchmark::State& state, const corpus& texts, Handle handle) {
  return time_loop(state, [&] {
    for (const std::string& text : texts.texts) {
      benchmark::DoNotOptimize(handle(text).data());
      benchmark::ClobberMemory();
    }
  });
}

/// `per_iteration` of something, as a rate.
inline benchmark::Counter per_second(std::size_t per_iteration) {
  return {static_cast<double>(per_iteration), benchmark::Counter::kIsIterationInvariantRate};
}

/// Says how much text an iteration of `nanoseconds` handles.
inline void count(benchmark::State& state, double nanoseconds, std::size_t bytes, std::size_t documents,
                  std::size_t tokens) {
  state.SetBytesProcessed(state.iterations() * static_cast<std::int64_t>(bytes));
  state.counters["docs_per_s"] = per_second(documents);
  state.counters["ns_per_token"] = nanoseconds / static_cast<double>(tokens);
}

inline void count(benchmark::State& state, double nanoseconds, const corpus& texts, std::size_t tokens) {
  count(state, nanoseconds, texts.bytes, texts.texts.size(), tokens);
}

// One for each *_bench.cpp: registers its lines.
void add_signature_benchmarks();
void add_issue_limit_benchmarks();
void add_comparison_benchmarks();
void add_tokenize_benchmarks();
void add_token_hash_benchmarks();
void add_shingle_benchmarks();
void add_front_end_benchmarks();
void add_find_benchmarks();
void add_passage_benchmarks();
void add_verify_benchmarks();
void add_lsh_benchmarks();

}  // namespace neardup_bench
