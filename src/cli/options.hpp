#pragma once

#include <string>
#include <vector>

#include "cli/request.hpp"

namespace neardup::cli {

/// Reads the arguments after the command's name. Throws usage_error with one line: what, value, allowed.
[[nodiscard]] request parse(command which, const std::vector<std::string>& arguments);

/// What `neardup COMMAND --help` prints.
[[nodiscard]] std::string help_of(command which);

/// An option error of the library in the program's words: `min_recall is 2; ...` becomes `--min-recall is 2;
/// ...`.
[[nodiscard]] std::string with_option_names(const std::string& message);

}  // namespace neardup::cli
