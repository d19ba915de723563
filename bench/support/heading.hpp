#pragma once

namespace neardup_bench {

/// Tells Google Benchmark what figures depend on and what the counters mean: it prints that above the lines
/// and stores it in its JSON output.
void add_heading();

}  // namespace neardup_bench
