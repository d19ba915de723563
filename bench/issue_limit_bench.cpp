#include <cstddef>
#include <string>

#include <benchmark/benchmark.h>

#include "support/benchmarks.hpp"
#include "support/issue_limit.hpp"
#include "support/pipeline.hpp"

// What the signature loops are held against: nothing but multiplications, nothing but minima.
namespace neardup_bench {
namespace {

void add_issue_limit(const std::string& kernel_name, const std::string& instruction,
                     void (*loop)(std::size_t)) {
  benchmark::RegisterBenchmark(
      ("BM_issue_limit/" + kernel_name + "/" + instruction).c_str(), [=](benchmark::State& state) {
        constexpr std::size_t rounds = 1000;
        const double iteration = time_loop(state, [&] { loop(rounds); });
        state.counters["instructions_per_ns"] = rounds * issue_loop_length / iteration;
      });
}

}  // namespace

void add_issue_limit_benchmarks() {
  for (const kernel* with : supported_kernels()) {
    if (const issue_loops* loops = issue_loops_of(with->name); loops != nullptr) {
      add_issue_limit(with->name, "multiply", loops->multiply);
      add_issue_limit(with->name, "minimum", loops->minimum);
    }
  }
}

}  // namespace neardup_bench
