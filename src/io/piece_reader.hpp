#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "io/documents.hpp"
#include "io/input_queue.hpp"
#include "io/json_line.hpp"
#include "io/text_store.hpp"

namespace neardup::io {

/// The documents of one piece. Lines are counted from the piece's beginning: how many came before is known
/// when all pieces are there.
struct piece_documents {
  std::size_t order = 0;
  std::size_t file = 0;
  std::uint64_t lines = 0;
  std::vector<std::string_view> texts;
  std::vector<document_id> ids;        // an empty integer: the line gave none
  std::vector<std::uint32_t> places;   // line of each, from 0; of a text file none
  std::vector<double> scores;          // where they are read
  std::vector<document_id> groups;     // where they are read
  std::vector<std::uint64_t> digests;  // of the line of each, where lines are remembered, as are ...
  std::optional<file_stamp> stamp;     // ... the file, or else ...
  std::string bytes;                   // ... all of the piece
  reading_statistics statistics;
  std::string problem;           // what ended the reading here; empty for nothing
  bool problem_in_line = false;  // it is that of line `lines` - 1
};

/// What is given as the id of a line that gave none.
[[nodiscard]] inline bool has_no_id(const document_id& id) { return !id.is_string && id.text.empty(); }

/// Makes documents of pieces; one object a thread.
class piece_reader {
 public:
  piece_reader(const std::vector<input_path>& inputs, const reading_options& options);

  /// Throws failure where a text file cannot be read. A line that is no document is the piece's `problem`.
  void read(const input_piece& piece, piece_documents& out);

  /// Owns the texts and ids of all pieces that were read.
  [[nodiscard]] text_store&& store() && { return std::move(store_); }

 private:
  void read_text(const input_path& input, piece_documents& out);
  void read_lines(std::string_view lines, bool starts_file, piece_documents& out);
  /// Whether the line is a document.
  bool read_line(std::string_view line, piece_documents& out);

  const std::vector<input_path>& inputs_;
  const reading_options& options_;
  json_line_parser parser_;
  text_store store_;
};

}  // namespace neardup::io
