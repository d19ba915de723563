#pragma once

#include <time.h>

namespace neardup_bench {

/// What this thread has used of its core since it began. Time in which others had the core does not count.
inline double cpu_nanoseconds() {
  timespec used{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &used);
  return 1e9 * static_cast<double>(used.tv_sec) + static_cast<double>(used.tv_nsec);
}

}  // namespace neardup_bench
