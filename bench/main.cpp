#include <cstddef>

#include <benchmark/benchmark.h>

#include "support/benchmarks.hpp"
#include "support/heading.hpp"
#include "support/run_program.hpp"

namespace neardup_bench {
namespace {

int run(int argc, char** argv) {
  benchmark::Initialize(&argc, argv);
  if (benchmark::ReportUnrecognizedArguments(argc, argv)) return 2;
  add_heading();
  add_signature_benchmarks();
  add_issue_limit_benchmarks();
  add_comparison_benchmarks();
  add_tokenize_benchmarks();
  add_token_hash_benchmarks();
  add_shingle_benchmarks();
  add_front_end_benchmarks();
  add_verify_benchmarks();
  add_lsh_benchmarks();
  add_find_benchmarks();
  add_passage_benchmarks();
  const std::size_t ran = benchmark::RunSpecifiedBenchmarks();
  benchmark::Shutdown();
  return ran == 0 || any_wrong_answer ? 1 : 0;
}

}  // namespace
}  // namespace neardup_bench

int main(int argc, char** argv) {
  return neardup_bench::run_program("neardup_bench", neardup_bench::run, argc, argv);
}
