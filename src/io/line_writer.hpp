#pragma once

#include <string_view>

#include "io/output_file.hpp"

namespace neardup::io {

/// Writes lines of input files, or what became of them, to one file.
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

}  // namespace neardup::io
