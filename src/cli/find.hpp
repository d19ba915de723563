#pragma once

#include "cli/interrupt.hpp"
#include "cli/request.hpp"

namespace neardup::cli {

/// `neardup find`. Returns the exit code; throws what main() tells.
[[nodiscard]] int find(request& asked, const interrupt_guard& interrupt);

}  // namespace neardup::cli
