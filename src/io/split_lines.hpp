#pragma once

#include <string_view>
#include <vector>

#include "io/documents.hpp"
#include "io/output_file.hpp"

namespace neardup::io {

/// Writes the lines of one of the files that a split makes.
class line_writer {
 public:
  explicit line_writer(output_file& out) : out_(out) {}

  /// `line` with the '\n' that it has, if any: a last line without one stays without one, unless another
  /// line follows. A byte order mark, which may come where a file `starts`, is broken JSON in the midst of
  /// lines: it is left out there.
  void write(std::string_view line, bool starts_file);

 private:
  output_file& out_;
  bool begun_ = false;
  bool open_line_ = false;
};

/// Writes every input line, byte for byte and in input order, to `removed` (may be null) where it is that of
/// a document for which is_removed holds, else to `kept`; of text files the paths, a line each. The documents
/// were read with reading_options::remember_lines. Throws failure where a file is not what was read.
void split_lines(const documents& read, const std::vector<bool>& is_removed, line_writer& kept,
                 line_writer* removed, const reading_options& options);

}  // namespace neardup::io
