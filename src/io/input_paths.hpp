#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace neardup::io {

/// A file to read, and how.
struct input_path {
  std::string path;  ///< "-" is standard input
  bool json_lines = false;
  bool named = true;  ///< stood on the command line; false: found in a folder
};

struct input_paths {
  std::vector<input_path> files;  ///< in reading order
  std::uint64_t other_files = 0;  ///< files in folders that are not read
};

/// Files as they are; folders replaced by the files below them in bytewise order of their paths. Names that
/// begin with a dot are skipped; links to files are followed, links to folders are not. Without `all_files` a
/// folder gives only .jsonl, .ndjson, .txt and .md; what is no regular file is never read from a folder.
/// Throws failure for a path that does not exist or a folder that cannot be read.
[[nodiscard]] input_paths list_inputs(const std::vector<std::string>& paths, bool all_files);

}  // namespace neardup::io
