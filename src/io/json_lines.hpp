#pragma once

#include <concepts>
#include <string>

#include "io/json_object.hpp"
#include "io/output_file.hpp"

namespace neardup::io {

/// Writes JSON Lines, one object a line.
class json_lines {
 public:
  /// `out` outlives this, and is finished by who made it.
  explicit json_lines(output_file& out) : out_(out) {}

  /// `fill(object)` adds the members of one.
  template <std::invocable<json_object&> Fill>
  void add(Fill&& fill) {
    line_.clear();
    json_object object(line_);
    fill(object);
    object.end();
    out_.write(line_ += '\n');
  }

 private:
  output_file& out_;
  std::string line_;
};

}  // namespace neardup::io
