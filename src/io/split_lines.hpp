#pragma once

#include <vector>

#include "io/documents.hpp"
#include "io/line_writer.hpp"

namespace neardup::io {

/// Writes every input line, byte for byte and in input order, to `removed` (may be null) where it is that of
/// a document for which is_removed holds, else to `kept`; of text files the paths, a line each. Requires and
/// throws what for_each_input_line() does.
void split_lines(const documents& read, const std::vector<bool>& is_removed, line_writer& kept,
                 line_writer* removed, const reading_options& options);

}  // namespace neardup::io
