#pragma once

#include <vector>

#include "cli/request.hpp"
#include "io/input_paths.hpp"

namespace neardup::cli {

/// Throws usage_error where a file that will be written is an input, or where two outputs would be one file,
/// under whatever names. Devices may be shared.
void require_own_files(const request& asked, const std::vector<io::input_path>& inputs);

}  // namespace neardup::cli
