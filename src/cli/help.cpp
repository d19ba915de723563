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
    "  neardup find today.jsonl --against archive.jsonl  which new articles the archive has already\n"
    "\n"
    "Usage: neardup find [OPTION]... [PATH]...\n"
    "       neardup find [OPTION]... [PATH]... --against OLD [--against OLD]... [--top K]\n";

constexpr const char* dedup_introduction =
    "Removes near-duplicate articles: of those that are similar one is kept. Each removed one was compared\n"
    "exactly with the one that is kept for it. With --scope passages cuts from the articles what stands in "
    "an\n"
    "earlier one, or earlier in the same one.\n"
    "\n"
    "Examples:\n"
    "  neardup dedup articles.jsonl --dry-run                 what would be removed\n"
    "  neardup dedup articles.jsonl --kept kept.jsonl --removed removed.jsonl\n"
    "  neardup dedup texts/ --keep longest --kept paths.txt   of files: the paths of those to keep\n"
    "  neardup dedup articles.jsonl --scope passages --kept cut.jsonl --removed cuts.jsonl\n"
    "\n"
    "Usage: neardup dedup [OPTION]... [PATH]... --kept FILE [--removed FILE]\n"
    "       neardup dedup [OPTION]... [PATH]... --dry-run\n";

constexpr const char* tune_introduction =
    "Tells what a threshold finds, misses and costs. Given texts, runs the search on a sample of them and\n"
    "counts what it finds of all similar pairs, which are found by other means.\n"
    "\n"
    "Examples:\n"
    "  neardup tune --threshold 0.7\n"
    "  neardup tune --threshold 0.7 --sample 50000 articles.jsonl\n"
    "  neardup tune --curve-csv curve.csv\n"
    "\n"
    "Usage: neardup tune [OPTION]... [PATH]...\n"
    "\n"
    "A PATH is what it is for 'neardup find'; without one nothing is read.\n";

constexpr const char* about_dedup_paths =
    "Inputs are of one kind: JSON Lines or texts. The files that are written hold input lines byte for byte "
    "in\n"
    "input order, or the paths of texts; they appear when everything is done, and an error leaves none. "
    "With\n"
    "--scope passages inputs are JSON Lines, the kept file has all lines, and the removed file the cuts.\n";

constexpr const char* about_paths =
    "\n"
    "A PATH is a .jsonl or .ndjson file (JSON Lines), a file of any other name (one text), a folder\n"
    "(.jsonl, .ndjson, .txt and .md files in and below it), or - (JSON Lines on standard input, which is\n"
    "also read when there is no PATH).\n";

constexpr const char* find_exit_codes =
    "Exit codes: 0 the search ran; 1 duplicates were found and --check was given; 2 an error, told in one\n"
    "line; 130 stopped by Ctrl-C.\n";

constexpr const char* dedup_exit_codes =
    "Exit codes: 0 it is done; 1 it is done, something was removed, and --check was given; 2 an error, told "
    "in\n"
    "one line; 130 stopped by Ctrl-C.\n";

constexpr const char* tune_exit_codes =
    "Exit codes: 0 it is done; 2 an error, told in one line; 130 stopped by Ctrl-C.\n";

/// What stands before and after the options.
struct help_frame {
  std::string before;
  const char* after;
};

help_frame frame_of(command which) {
  switch (which) {
    case command::find:
      return {std::string(find_introduction) + about_paths, find_exit_codes};
    case command::dedup:
      return {std::string(dedup_introduction) + about_paths + about_dedup_paths, dedup_exit_codes};
    case command::tune:
      return {tune_introduction, tune_exit_codes};
  }
  return {};
}

}  // namespace

std::string help_of(command which) {
  const help_frame frame = frame_of(which);
  std::string out = frame.before;
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
  return out + "\n" + frame.after;
}

}  // namespace neardup::cli
