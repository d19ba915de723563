#pragma once

#include <cstddef>
#include <span>
#include <string_view>

// How many multiplications and minima of vectors a core starts in a nanosecond: no signature loop beats that.
namespace neardup_bench {

/// Loops of nothing but one instruction on vectors as wide as those of the kernels of that name. A call with
/// n runs it issue_loop_length * n times, on 16 registers by turns, so that none waits for the one before it.
struct issue_loops {
  std::string_view kernel;
  std::size_t lanes;              ///< 32-bit numbers in a vector
  void (*multiply)(std::size_t);  ///< lower halves of the products
  void (*minimum)(std::size_t);   ///< of numbers without a sign
};
inline constexpr std::size_t issue_loop_length = 64;

/// For the kernels of this architecture that use vectors, whether the CPU can run them or not.
std::span<const issue_loops> all_issue_loops();

/// Null for kernels without vectors.
const issue_loops* issue_loops_of(std::string_view kernel);

/// Instructions of each kind a nanosecond of processor time.
struct issue_rates {
  double multiply, minimum;
};

/// The best of several short runs. Clocks drift, and others disturb: measure before and after what is
/// compared, and take the better.
issue_rates measure_issue_rates(const issue_loops& loops);

issue_rates better(issue_rates a, issue_rates b);

}  // namespace neardup_bench
