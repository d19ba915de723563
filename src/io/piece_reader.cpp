#include "io/piece_reader.hpp"

#include <utility>

#include "io/failure.hpp"
#include "io/input_file.hpp"

namespace neardup::io {

namespace {

bool is_blank(std::string_view line) { return line.find_first_not_of(" \t\r") == std::string_view::npos; }

std::string over_the_limit(const char* what, std::uint64_t limit) {
  return std::string(what) + " of over " + std::to_string(limit) +
         " bytes; allowed: up to --max-document-bytes";
}

void refuse_compressed(const input_path& input, std::string_view head) {
  if (const auto format = compression_of(head); !format.empty())
    throw failure(input.path + ": " + std::string(format) + "-compressed; allowed: plain text");
}

}  // namespace

piece_reader::piece_reader(const std::vector<input_path>& inputs, const reading_options& options)
    : inputs_(inputs), options_(options), parser_(options.fields) {}

void piece_reader::read(const input_piece& piece, piece_documents& out) {
  const input_path& input = inputs_[piece.file];
  if (!input.json_lines) return read_text(input, out);
  if (piece.starts_file) refuse_compressed(input, piece.lines.bytes());
  read_lines(piece.lines.bytes(), piece.starts_file, out);
  if (!options_.remember_lines) return;
  out.stamp = piece.stamp;
  if (!piece.stamp) out.bytes = piece.lines.bytes();
}

void piece_reader::read_text(const input_path& input, piece_documents& out) {
  input_file file(input.path, options_.wake_fd);
  auto text = file.read_all(options_.max_document_bytes);
  if (!text) throw failure(input.path + ": " + over_the_limit("a text", options_.max_document_bytes));
  if (!input.named && !compression_of(*text).empty()) {
    ++out.statistics.other_files;  // only under all_files: no text, so not taken for one
    return;
  }
  refuse_compressed(input, *text);
  out.statistics.bytes_read = text->size();
  out.texts.push_back(store_.add(std::move(*text)));
  out.ids.push_back({input.path, true});
}

void piece_reader::read_lines(std::string_view lines, bool starts_file, piece_documents& out) {
  out.statistics.bytes_read = lines.size();
  for_each_line(lines, [&](std::string_view whole) {
    std::string_view line = whole;
    if (starts_file && out.lines == 0 && line.starts_with(byte_order_mark))
      line.remove_prefix(byte_order_mark.size());
    ++out.lines;
    if (read_line(line, out) && options_.remember_lines) out.digests.push_back(line_digest(whole));
    return out.problem.empty();
  });
}

bool piece_reader::read_line(std::string_view line, piece_documents& out) {
  out.problem_in_line = true;
  if (line.size() > options_.max_document_bytes) {
    out.problem = over_the_limit("a line", options_.max_document_bytes);
    return false;
  }
  if (is_blank(line)) {
    ++out.statistics.blank_lines;
    return false;
  }
  json_line parsed = parser_.parse(line);
  if (!parsed.problem.empty()) {
    if (options_.skip_malformed)
      ++out.statistics.skipped_lines;
    else
      out.problem = std::move(parsed.problem);
    return false;
  }
  out.statistics.repaired += parsed.replaced != 0;
  out.statistics.replaced += parsed.replaced;
  out.texts.push_back(store_.add(parsed.text));
  out.ids.push_back(parsed.has_id ? document_id{store_.add(parsed.id.text), parsed.id.is_string}
                                  : document_id{{}, false});
  if (!options_.fields.score.empty()) out.scores.push_back(parsed.score);
  if (!options_.fields.group.empty())
    out.groups.push_back({store_.add(parsed.group.text), parsed.group.is_string});
  out.places.push_back(static_cast<std::uint32_t>(out.lines - 1));
  return true;
}

}  // namespace neardup::io
