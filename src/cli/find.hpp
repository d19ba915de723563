#pragma once

#include <string>
#include <vector>

namespace neardup::cli {

/// `neardup find` with the arguments after its name. Returns the exit code; throws what main() tells.
[[nodiscard]] int find(const std::vector<std::string>& arguments);

}  // namespace neardup::cli
