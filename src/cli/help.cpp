#include <string>
#include <string_view>

#include <fmt/core.h>

#include "cli/option_rows.hpp"
#include "cli/options.hpp"

namespace neardup::cli {

namespace {

constexpr const char* find_introduction =
    "Finds near-duplicate articles and passages.\n"
    "\n"
    "Examples:\n"
    "  neardup find articles.jsonl                       both, from JSON Lines with \"text\" and \"id\"\n"
    "  neardup find --scope articles --threshold 0.7 a/  similar articles among the files of a folder\n"
    "  neardup find --format jsonl old.txt new.txt       what two texts share, for a program to read\n"
    "  zcat big.jsonl.gz | neardup find --output dups.jsonl -\n"
    "\n"
    "Usage: neardup find [OPTION]... [PATH]...\n";

constexpr const char* about_paths =
    "\n"
    "A PATH is a .jsonl or .ndjson file (JSON Lines), a file of any other name (one text), a folder\n"
    "(.jsonl, .ndjson, .txt and .md files in and below it), or - (JSON Lines on standard input, which is\n"
    "also read when there is no PATH).\n";

constexpr const char* find_exit_codes =
    "Exit codes: 0 the search ran; 1 duplicates were found and --check was given; 2 an error, told in one\n"
    "line; 130 stopped by Ctrl-C.\n";

const char* introduction(command which) {
  switch (which) {
    case command::find:
      return find_introduction;
  }
  return "";
}

const char* exit_codes(command which) {
  switch (which) {
    case command::find:
      return find_exit_codes;
  }
  return "";
}

}  // namespace

std::string help_of(command which) {
  std::string out = std::string(introduction(which)) + about_paths;
  std::string_view section;
  for (const option_row* row : option_rows(which)) {
    if (section != row->section) out += fmt::format("\n{}:\n", section = row->section);
    std::string note = row->allowed;
    if (row->fallback[0] != '\0')
      note += fmt::format("{}default {}", note.empty() ? "" : "; ", row->fallback);
    const std::string usage = row->flag() + (row->takes_value() ? std::string(" ") + row->value : "");
    out += fmt::format("  {:<29} {}\n", usage, row->help);
    if (!note.empty()) out += fmt::format("  {:<29}   [{}]\n", "", note);
  }
  return out + "\n" + exit_codes(which);
}

}  // namespace neardup::cli
