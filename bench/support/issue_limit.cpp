#include "support/issue_limit.hpp"

#include <algorithm>

#include <neardup/detail/platform.hpp>

#include "support/cpu_time.hpp"

namespace neardup_bench {
namespace {

// `instruction` is repeated for each of 16 registers, whose number the assembler puts for \r (or \r\(),
// where a dot follows); four times.
#define NEARDUP_BENCH_ISSUE_LOOP(instruction, at_the_end)                                                 \
  for (; rounds != 0; --rounds)                                                                           \
    asm volatile(                                                                                         \
        ".rept 4\n\t.irp r,0,1,2,3,4,5,6,7,8,9,10,11,12,13,14,15\n\t" instruction "\n\t.endr\n\t.endr" :: \
            : NEARDUP_BENCH_REGISTER("0"), NEARDUP_BENCH_REGISTER("1"), NEARDUP_BENCH_REGISTER("2"),      \
              NEARDUP_BENCH_REGISTER("3"), NEARDUP_BENCH_REGISTER("4"), NEARDUP_BENCH_REGISTER("5"),      \
              NEARDUP_BENCH_REGISTER("6"), NEARDUP_BENCH_REGISTER("7"), NEARDUP_BENCH_REGISTER("8"),      \
              NEARDUP_BENCH_REGISTER("9"), NEARDUP_BENCH_REGISTER("10"), NEARDUP_BENCH_REGISTER("11"),    \
              NEARDUP_BENCH_REGISTER("12"), NEARDUP_BENCH_REGISTER("13"), NEARDUP_BENCH_REGISTER("14"),   \
              NEARDUP_BENCH_REGISTER("15"));                                                              \
  asm volatile(at_the_end)

#if defined(__x86_64__)
// Wide registers must not stay in use: narrow instructions after them could be slower.
#define NEARDUP_BENCH_REGISTER(number) "xmm" number
NEARDUP_TARGET("avx512f") void multiply_avx512(std::size_t rounds) {
  NEARDUP_BENCH_ISSUE_LOOP("vpmulld %%zmm\\r, %%zmm\\r, %%zmm\\r", "vzeroupper");
}
NEARDUP_TARGET("avx512f") void minimum_avx512(std::size_t rounds) {
  NEARDUP_BENCH_ISSUE_LOOP("vpminud %%zmm\\r, %%zmm\\r, %%zmm\\r", "vzeroupper");
}
NEARDUP_TARGET("avx2") void multiply_avx2(std::size_t rounds) {
  NEARDUP_BENCH_ISSUE_LOOP("vpmulld %%ymm\\r, %%ymm\\r, %%ymm\\r", "vzeroupper");
}
NEARDUP_TARGET("avx2") void minimum_avx2(std::size_t rounds) {
  NEARDUP_BENCH_ISSUE_LOOP("vpminud %%ymm\\r, %%ymm\\r, %%ymm\\r", "vzeroupper");
}
NEARDUP_TARGET("sse4.1") void multiply_sse41(std::size_t rounds) {
  NEARDUP_BENCH_ISSUE_LOOP("pmulld %%xmm\\r, %%xmm\\r", "");
}
NEARDUP_TARGET("sse4.1") void minimum_sse41(std::size_t rounds) {
  NEARDUP_BENCH_ISSUE_LOOP("pminud %%xmm\\r, %%xmm\\r", "");
}
constexpr issue_loops all_loops[] = {{"avx512", 16, multiply_avx512, minimum_avx512},
                                     {"avx2", 8, multiply_avx2, minimum_avx2},
                                     {"sse41", 4, multiply_sse41, minimum_sse41}};
#else
#define NEARDUP_BENCH_REGISTER(number) "v" number
void multiply_neon(std::size_t rounds) {
  NEARDUP_BENCH_ISSUE_LOOP("mul v\\r\\().4s, v\\r\\().4s, v\\r\\().4s", "");
}
void minimum_neon(std::size_t rounds) {
  NEARDUP_BENCH_ISSUE_LOOP("umin v\\r\\().4s, v\\r\\().4s, v\\r\\().4s", "");
}
constexpr issue_loops all_loops[] = {{"neon", 4, multiply_neon, minimum_neon}};
#endif

/// Instructions a nanosecond, the best of several runs of about 0.1 ms each.
double best_rate(void (*loop)(std::size_t)) {
  constexpr std::size_t rounds = 5000;
  double least = 1e9;
  for (int run = 0; run < 8; ++run) {
    const double begin = cpu_nanoseconds();
    loop(rounds);
    least = std::min(least, cpu_nanoseconds() - begin);
  }
  return static_cast<double>(rounds * issue_loop_length) / least;
}

}  // namespace

std::span<const issue_loops> all_issue_loops() { return all_loops; }

const issue_loops* issue_loops_of(std::string_view kernel) {
  for (const issue_loops& loops : all_loops)
    if (loops.kernel == kernel) return &loops;
  return nullptr;
}

issue_rates measure_issue_rates(const issue_loops& loops) {
  return {best_rate(loops.multiply), best_rate(loops.minimum)};
}

issue_rates better(issue_rates a, issue_rates b) {
  return {std::max(a.multiply, b.multiply), std::max(a.minimum, b.minimum)};
}

}  // namespace neardup_bench
