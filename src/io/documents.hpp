#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "io/input_file.hpp"
#include "io/input_paths.hpp"
#include "io/json_line.hpp"
#include "io/text_store.hpp"

namespace neardup::io {

/// What reading counted besides the documents.
struct reading_statistics {
  std::uint64_t bytes_read = 0;     ///< of the files
  std::uint64_t repaired = 0;       ///< JSON lines with ill-formed UTF-8 or a lone surrogate
  std::uint64_t replaced = 0;       ///< what became U+FFFD in them
  std::uint64_t skipped_lines = 0;  ///< no documents, left out on request
  std::uint64_t blank_lines = 0;
  std::uint64_t other_files = 0;  ///< in folders, not read

  reading_statistics& operator+=(const reading_statistics& more);
};

/// Where a document stood.
struct document_place {
  std::size_t file = 0;    ///< position in documents::files
  std::uint64_t line = 0;  ///< from 1; 0: it is the whole file
};

/// What it takes to write the lines of a file again.
struct remembered_lines {
  std::optional<file_stamp> stamp{};  ///< the file is read again, if it has not changed
  std::vector<std::string> bytes{};   ///< else (a pipe, standard input) everything that was read
};

/// Documents in input order: texts[i] is named ids[i]. Both are views into `store`.
struct documents {
  text_store store;
  std::vector<std::string_view> texts;
  std::vector<document_id> ids;
  std::vector<double> scores;       ///< of each, where a score field is read
  std::vector<document_id> groups;  ///< its group's name or no_group_key, where a group field is read
  std::vector<document_place> places;
  std::vector<input_path> files;
  std::vector<remembered_lines> lines;      ///< of each file, and ...
  std::vector<std::uint64_t> line_digests;  ///< ... of each document's line, where lines are remembered
  reading_statistics statistics;
};

/// How far the reading has come.
struct reading_progress {
  std::size_t documents = 0;
  std::uint64_t bytes_read = 0;
  std::uint64_t bytes_expected = 0;  ///< size of all files; 0 where a pipe is among them
};

struct reading_options {
  json_fields fields{};  ///< of a JSON line; text files have none, and a score or group is refused for them
  bool skip_malformed = false;                                ///< count lines that are no documents
  std::uint64_t max_document_bytes = std::uint64_t{1} << 30;  ///< of a line or a text file
  bool remember_lines = false;                                ///< so that write_lines() can copy them
  bool all_files = false;                                     ///< folders: every regular file
  int wake_fd = -1;                                           ///< readable = stop with errc::cancelled
  std::uint32_t threads = 1;                                  ///< 0..1024, 0 = all cores
  /// Called now and then, from one thread at a time; must not throw.
  std::function<void(const reading_progress&)> progress{};
};

/// Reads every path (see list_inputs). Throws failure for what cannot be read or is no document, and for an
/// id that two documents share: always for the first of these in input order. error(errc::cancelled) on a
/// stop. What is returned or thrown does not depend on the threads.
[[nodiscard]] documents read_documents(const std::vector<std::string>& paths, const reading_options& options);
[[nodiscard]] documents read_documents(input_paths inputs, const reading_options& options);

/// Digest of a line, which tells whether it is still the same.
[[nodiscard]] std::uint64_t line_digest(std::string_view line);

}  // namespace neardup::io
