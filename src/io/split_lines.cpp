#include "io/split_lines.hpp"

#include "io/input_lines.hpp"

namespace neardup::io {

void split_lines(const documents& read, const std::vector<bool>& is_removed, line_writer& kept,
                 line_writer* removed, const reading_options& options) {
  for_each_input_line(read, options, [&](const input_line& line) {
    if (!line.document || !is_removed[*line.document])
      kept.write(line.bytes, line.starts_file);
    else if (removed != nullptr)
      removed->write(line.bytes, line.starts_file);
  });
}

}  // namespace neardup::io
