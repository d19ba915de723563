#pragma once

#include <cstddef>
#include <functional>
#include <optional>
#include <string_view>

#include "io/documents.hpp"

namespace neardup::io {

/// A line of the input, as it was read, or the path of a text file as a line.
struct input_line {
  std::string_view bytes;  ///< with the '\n' that it has, if any
  bool starts_file = false;
  std::optional<std::size_t> document{};  ///< position in documents; none for a blank or malformed line
};

/// Calls `use` for every input line in input order. The documents were read with
/// reading_options::remember_lines. Throws failure where a file is not what was read.
void for_each_input_line(const documents& read, const reading_options& options,
                         const std::function<void(const input_line&)>& use);

}  // namespace neardup::io
