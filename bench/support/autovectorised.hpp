#pragma once

#include <limits>
#include <string_view>
#include <vector>

#include "support/cpu_time.hpp"
#include "support/plain_loops.hpp"

// The plain loops as the compiler turns them into vectors, with the instructions that the kernels of a name
// use.
namespace neardup_bench {

struct vectorised_loops {
  const plain_loops* loops;
  const char* vectors;
};

/// With AVX-512 a compiler can be asked for vectors of 512 bits or of 256: which is faster depends on the
/// CPU. Zen 4, 128 hashes: 9.7 and 10.7 ns a shingle of 10000, 14.1 and 13.1 of 20.
inline std::vector<vectorised_loops> autovectorised_loops(std::string_view kernel) {
#if defined(__x86_64__)
  if (kernel == "avx512")
    return {{&avx512_loops, "512-bit vectors"}, {&avx512_half_loops, "256-bit vectors"}};
  if (kernel == "avx2") return {{&avx2_loops, "256-bit vectors"}};
  if (kernel == "sse41") return {{&sse41_loops, "128-bit vectors"}};
#else
  if (kernel == "neon") return {{&neon_loops, "128-bit vectors"}};
#endif
  return {};
}

/// The one for which run(one) takes the least time, the best of three.
template <class Candidate, class Run>
Candidate fastest(const std::vector<Candidate>& candidates, Run run) {
  Candidate answer = candidates.front();
  double least = std::numeric_limits<double>::infinity();
  for (int repetition = 0; repetition < 3; ++repetition) {
    for (const Candidate& candidate : candidates) {
      const double begin = cpu_nanoseconds();
      run(candidate);
      const double taken = cpu_nanoseconds() - begin;
      if (taken < least) {
        least = taken;
        answer = candidate;
      }
    }
  }
  return answer;
}

}  // namespace neardup_bench
