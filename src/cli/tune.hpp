#pragma once

#include "cli/interrupt.hpp"
#include "cli/request.hpp"

namespace neardup::cli {

/// `neardup tune`: what a choice of options finds, misses and costs. Returns the exit code; throws what
/// main() tells.
[[nodiscard]] int tune(request& asked, const interrupt_guard& interrupt);

}  // namespace neardup::cli
