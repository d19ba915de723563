#pragma once

#include <span>

#include <neardup/result.hpp>

#include "io/documents.hpp"
#include "io/line_writer.hpp"

namespace neardup::io {

/// Writes every input line in input order: where `cuts` has spans of its document, with a text field that has
/// the other bytes alone, all else in the line as it was; the other lines byte for byte. `cuts` in text
/// order, no byte twice. All inputs are JSON Lines. Requires and throws what for_each_input_line() does.
void cut_lines(const documents& read, std::span<const repeated_span> cuts, line_writer& out,
               const reading_options& options);

}  // namespace neardup::io
