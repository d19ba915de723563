#pragma once

#include <cstdio>
#include <exception>

namespace neardup_bench {

/// What main() of a program here does: an error is one line that begins with the program's name, and exit
/// code 2.
inline int run_program(const char* name, int (*run)(int, char**), int argc, char** argv) {
  try {
    return run(argc, argv);
  } catch (const std::exception& problem) {
    std::fprintf(stderr, "%s: %s\n", name, problem.what());
    return 2;
  }
}

}  // namespace neardup_bench
