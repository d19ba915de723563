#include "io/line_writer.hpp"

#include "io/line_chunks.hpp"

namespace neardup::io {

void line_writer::write(std::string_view line, bool starts_file) {
  if (open_line_) out_.write("\n");
  if (begun_ && starts_file && line.starts_with(byte_order_mark)) line.remove_prefix(byte_order_mark.size());
  out_.write(line);
  begun_ = true;
  open_line_ = !line.ends_with('\n');
}

}  // namespace neardup::io
