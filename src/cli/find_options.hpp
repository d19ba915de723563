#pragma once

#include <optional>
#include <stdexcept>
#include <string>
#include <vector>

#include <neardup/options.hpp>

#include "io/documents.hpp"

namespace neardup::cli {

/// A command line that asks for something that does not exist or is not allowed.
class usage_error : public std::runtime_error {
 public:
  explicit usage_error(const std::string& message) : std::runtime_error(message) {}
};

enum class output_format { table, json_lines };

/// What `neardup find` was asked for.
struct find_request {
  std::vector<std::string> paths;
  near_duplicate_options options;
  io::reading_options reading;
  std::optional<output_format> format;  ///< absent: a table on a terminal, else JSON Lines
  bool all_passages = false;
  std::string output;  ///< empty: standard output
  bool check = false;
  bool quiet = false;
  bool help = false;
};

/// Reads the arguments after `find`. Throws usage_error with one line: what, value, allowed.
[[nodiscard]] find_request parse_find(const std::vector<std::string>& arguments);

/// What `neardup find --help` prints.
[[nodiscard]] std::string find_help();

/// An option error of the library in the program's words: `min_recall is 2; ...` becomes `--min-recall is 2;
/// ...`.
[[nodiscard]] std::string with_option_names(const std::string& message);

}  // namespace neardup::cli
