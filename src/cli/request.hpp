#pragma once

#include <cstddef>
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

/// What the program can be asked to do. Each value is a bit, so that an option names all its commands.
enum class command : unsigned { find = 1, dedup = 2, tune = 4 };

[[nodiscard]] constexpr const char* name_of(command which) noexcept {
  switch (which) {
    case command::find:
      return "find";
    case command::dedup:
      return "dedup";
    case command::tune:
      return "tune";
  }
  return "";
}

enum class output_format { table, json_lines };

/// What a command line asked for.
struct request {
  std::vector<std::string> paths;
  std::vector<std::string> against;  ///< empty: documents are compared among themselves
  near_duplicate_options options;
  io::reading_options reading;
  std::optional<output_format> format;  ///< absent: a table on a terminal, else JSON Lines
  bool all_passages = false;
  std::string output;   ///< empty: standard output
  std::string kept;     ///< file of the lines that are kept
  std::string removed;  ///< and of the others; empty: none
  bool dry_run = false;
  std::size_t sample = 10000;  ///< documents that are audited
  std::string curve_csv;       ///< file of the S-curve; empty: none
  bool check = false;
  bool quiet = false;
  bool help = false;
};

}  // namespace neardup::cli
