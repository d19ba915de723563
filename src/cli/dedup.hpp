#pragma once

#include "cli/interrupt.hpp"
#include "cli/request.hpp"

namespace neardup::cli {

/// `neardup dedup`. Returns the exit code; throws what main() tells.
[[nodiscard]] int dedup(request& asked, const interrupt_guard& interrupt);

}  // namespace neardup::cli
