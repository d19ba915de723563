#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "cli/interrupt.hpp"
#include "cli/request.hpp"
#include "cli/table.hpp"
#include "cli/talk.hpp"

namespace neardup::cli {

/// A command that is run: what it was asked for, and who may stop it. Returns the exit code.
using command_work = int (*)(request&, const interrupt_guard&);

/// Runs a command with the arguments after its name: help, paths and signals are taken care of here. Returns
/// the exit code; throws what main() tells.
[[nodiscard]] int run(command which, const std::vector<std::string>& arguments, command_work work);

/// Lets the reading and the search be stopped and tell how far they are. Both objects must outlive them.
void connect(request& asked, const interrupt_guard& interrupt, talk& voice);

/// Gives the search the scores and groups that were read.
void use_fields(const io::documents& documents, near_duplicate_options& options);

/// Most memory that the process held so far, in bytes.
[[nodiscard]] std::uint64_t peak_memory();

/// True where the result is for a person to read.
[[nodiscard]] bool wants_table(const request& asked);

/// How wide and how colourful a table is where it goes.
[[nodiscard]] table_options table_layout(const request& asked);

}  // namespace neardup::cli
