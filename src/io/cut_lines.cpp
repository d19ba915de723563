#include "io/cut_lines.hpp"

#include <string>

#include "io/input_lines.hpp"
#include "io/json_text_field.hpp"
#include "io/line_chunks.hpp"

namespace neardup::io {

namespace {

/// `text` without the spans at the front of `cuts` that are of `document`, which are taken off.
std::string without(std::string_view text, std::size_t document, std::span<const repeated_span>& cuts) {
  std::string left;
  std::size_t begin = 0;
  for (; !cuts.empty() && cuts.front().where.document == document; cuts = cuts.subspan(1)) {
    const text_span& cut = cuts.front().where;
    left += text.substr(begin, cut.begin - begin);
    begin = cut.end;
  }
  return left += text.substr(begin);
}

}  // namespace

void cut_lines(const documents& read, std::span<const repeated_span> cuts, line_writer& out,
               const reading_options& options) {
  json_text_field field(options.fields.text);
  for_each_input_line(read, options, [&](const input_line& line) {
    if (cuts.empty() || line.document != cuts.front().where.document)
      return out.write(line.bytes, line.starts_file);
    std::string_view json = line.bytes;
    std::string changed;
    if (line.starts_file && json.starts_with(byte_order_mark)) {
      changed = byte_order_mark;
      json.remove_prefix(byte_order_mark.size());
    }
    const std::size_t document = *line.document;
    field.append_with(changed, json, without(read.texts[document], document, cuts));
    out.write(changed, line.starts_file);
  });
}

}  // namespace neardup::io
