#pragma once

#include <string>
#include <vector>

#include "cli/interrupt.hpp"
#include "cli/request.hpp"

namespace neardup::cli {

/// A command that is run: what it was asked for, and who may stop it. Returns the exit code.
using command_work = int (*)(request&, const interrupt_guard&);

/// Runs a command with the arguments after its name: help, paths and signals are taken care of here. Returns
/// the exit code; throws what main() tells.
[[nodiscard]] int run(command which, const std::vector<std::string>& arguments, command_work work);

/// Most memory that the process held so far, in bytes.
[[nodiscard]] std::uint64_t peak_memory();

/// True where the result is for a person to read.
[[nodiscard]] bool wants_table(const request& asked);

}  // namespace neardup::cli
