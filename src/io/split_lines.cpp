#include "io/split_lines.hpp"

#include "io/failure.hpp"
#include "io/input_file.hpp"
#include "io/line_chunks.hpp"

namespace neardup::io {

void line_writer::write(std::string_view line, bool starts_file) {
  if (open_line_) out_.write("\n");
  if (begun_ && starts_file && line.starts_with(byte_order_mark)) line.remove_prefix(byte_order_mark.size());
  out_.write(line);
  begun_ = true;
  open_line_ = !line.ends_with('\n');
}

namespace {

class line_splitter {
 public:
  line_splitter(const documents& read, const std::vector<bool>& is_removed, line_writer& kept,
                line_writer* removed, const reading_options& options)
      : read_(read), is_removed_(is_removed), kept_(kept), removed_(removed), options_(options) {}

  void run() {
    for (file_ = 0; file_ < read_.files.size(); ++file_) {
      line_ = 0;
      if (!read_.files[file_].json_lines)
        write_path();
      else if (read_.lines[file_].stamp)
        read_again(*read_.lines[file_].stamp);
      else
        for (const std::string& bytes : read_.lines[file_].bytes) take(bytes);
      require(document_ == read_.places.size() || read_.places[document_].file != file_);
    }
  }

 private:
  void require(bool is_unchanged) const {
    if (!is_unchanged)
      throw failure(read_.files[file_].path + ": changed since it was read; no file of lines was written");
  }

  [[nodiscard]] bool is_next_document() const {
    return document_ < read_.places.size() && read_.places[document_].file == file_ &&
           read_.places[document_].line == line_;
  }

  /// None where the file turned out to be no text.
  void write_path() {
    if (is_next_document()) write(read_.files[file_].path + '\n', is_removed_[document_++]);
  }

  void read_again(const file_stamp& stamp) {
    input_file file(read_.files[file_].path, options_.wake_fd);
    require(file.stamp() == stamp);
    chunk_reader chunks(file, options_.max_document_bytes);
    line_chunk chunk;
    std::uint64_t bytes = 0;
    while (chunks.next(chunk)) {
      bytes += chunk.bytes().size();
      take(chunk.bytes());
    }
    require(bytes == stamp.size && file.stamp() == stamp);
  }

  void take(std::string_view lines) {
    for_each_line(lines, [&](std::string_view line) {
      ++line_;
      const bool is_document = is_next_document();
      if (is_document) require(line_digest(line) == read_.line_digests[document_]);
      const bool is_ended = line.data() + line.size() != lines.data() + lines.size();
      write({line.data(), line.size() + is_ended}, is_document && is_removed_[document_]);
      document_ += is_document;
      return true;
    });
  }

  void write(std::string_view line, bool is_removed) {
    if (!is_removed)
      kept_.write(line, line_ == 1);
    else if (removed_ != nullptr)
      removed_->write(line, line_ == 1);
  }

  const documents& read_;
  const std::vector<bool>& is_removed_;
  line_writer& kept_;
  line_writer* removed_;
  const reading_options& options_;
  std::size_t file_ = 0;
  std::uint64_t line_ = 0;
  std::size_t document_ = 0;  // the next one
};

}  // namespace

void split_lines(const documents& read, const std::vector<bool>& is_removed, line_writer& kept,
                 line_writer* removed, const reading_options& options) {
  line_splitter(read, is_removed, kept, removed, options).run();
}

}  // namespace neardup::io
