#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>

#include <benchmark/benchmark.h>

#include "support/corpus.hpp"

namespace neardup_bench {

/// True once an answer was wrong: the program then ends with 1.
inline bool any_wrong_answer = false;

/// Registers a benchmark whose answers are proved once, before it is timed. `check()` says what is wrong,
/// nothing where all is well; `time(state)` runs the loop.
template <class Check, class Time>
void add_benchmark(const std::string& name, Check check, Time time) {
  const auto run = [=, wrong = std::optional<std::string>()](benchmark::State& state) mutable {
    if (!wrong) wrong = check();
    if (wrong->empty()) {
      time(state);
    } else {
      any_wrong_answer = true;
      state.SkipWithError(wrong->c_str());
    }
  };
  benchmark::RegisterBenchmark(name.c_str(), run);
}

/// Times step(), which returns what it made, over and over.
template <class Step>
void time_step(benchmark::State& state, Step step) {
  for ([[maybe_unused]] auto _ : state) {
    benchmark::DoNotOptimize(step().data());
    benchmark::ClobberMemory();
  }
}

/// Times handle(text) for each text of a corpus; an iteration is all of them.
template <class Handle>
void time_corpus(benchmark::State& state, const corpus& texts, Handle handle) {
  for ([[maybe_unused]] auto _ : state)
    for (const std::string& text : texts.texts) {
      benchmark::DoNotOptimize(handle(text).data());
      benchmark::ClobberMemory();
    }
}

/// The nanoseconds that one of the `per_iteration` units of an iteration takes.
inline benchmark::Counter nanoseconds_per_unit(std::size_t per_iteration) {
  using benchmark::Counter;
  return {static_cast<double>(per_iteration) * 1e-9, Counter::kIsIterationInvariantRate | Counter::kInvert};
}

/// Says how much text an iteration handles.
inline void count(benchmark::State& state, std::size_t bytes, std::size_t documents, std::size_t tokens) {
  using benchmark::Counter;
  state.SetBytesProcessed(state.iterations() * static_cast<std::int64_t>(bytes));
  state.counters["docs_per_s"] = Counter(static_cast<double>(documents), Counter::kIsIterationInvariantRate);
  state.counters["ns_per_token"] = nanoseconds_per_unit(tokens);
}

inline void count(benchmark::State& state, const corpus& texts, std::size_t tokens) {
  count(state, texts.bytes, texts.texts.size(), tokens);
}

// One for each *_bench.cpp: registers its lines.
void add_tokenize_benchmarks();
void add_token_hash_benchmarks();
void add_shingle_benchmarks();
void add_signature_benchmarks();
void add_front_end_benchmarks();

}  // namespace neardup_bench
