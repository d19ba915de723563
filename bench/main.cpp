#include <cstdio>
#include <exception>
#include <sstream>

#include <benchmark/benchmark.h>

#include "support/benchmarks.hpp"
#include "support/corpus.hpp"
#include "support/pipeline.hpp"

namespace neardup_bench {
namespace {

constexpr const char* compiler =
#if defined(__clang__)
    "clang " __VERSION__;
#else
    "g++ " __VERSION__;
#endif

/// What a figure depends on, for the heading and for the JSON output.
void describe() {
  std::ostringstream kernels, sizes;
  for (const kernel* with : supported_kernels()) kernels << with->name << ' ';
  for (const language& in : languages) sizes << in.name << ' ' << word_list(in).size() << ' ';
  benchmark::AddCustomContext("compiler", compiler);
  benchmark::AddCustomContext("kernels", kernels.str());
  benchmark::AddCustomContext("words", sizes.str());
}

int run(int argc, char** argv) {
  benchmark::Initialize(&argc, argv);
  if (benchmark::ReportUnrecognizedArguments(argc, argv)) return 2;
  describe();
  add_tokenize_benchmarks();
  add_token_hash_benchmarks();
  add_shingle_benchmarks();
  add_signature_benchmarks();
  add_front_end_benchmarks();
  const std::size_t ran = benchmark::RunSpecifiedBenchmarks();
  benchmark::Shutdown();
  return ran == 0 || any_wrong_answer ? 1 : 0;
}

}  // namespace
}  // namespace neardup_bench

int main(int argc, char** argv) {
  try {
    return neardup_bench::run(argc, argv);
  } catch (const std::exception& problem) {
    std::fprintf(stderr, "neardup_bench: %s\n", problem.what());
    return 2;
  }
}
