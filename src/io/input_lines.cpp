#include "io/input_lines.hpp"

#include "io/failure.hpp"
#include "io/input_file.hpp"
#include "io/line_chunks.hpp"

namespace neardup::io {

namespace {

class line_reader {
 public:
  line_reader(const documents& read, const reading_options& options,
              const std::function<void(const input_line&)>& use)
      : read_(read), options_(options), use_(use) {}

  void run() {
    for (file_ = 0; file_ < read_.files.size(); ++file_) {
      line_ = 0;
      if (!read_.files[file_].json_lines)
        take_path();
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
  void take_path() {
    if (is_next_document()) use_({read_.files[file_].path + '\n', false, document_++});
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
      const bool is_ended = line.data() + line.size() != lines.data() + lines.size();
      input_line found{{line.data(), line.size() + is_ended}, line_ == 1, {}};
      if (is_next_document()) {
        require(line_digest(line) == read_.line_digests[document_]);
        found.document = document_++;
      }
      use_(found);
      return true;
    });
  }

  const documents& read_;
  const reading_options& options_;
  const std::function<void(const input_line&)>& use_;
  std::size_t file_ = 0;
  std::uint64_t line_ = 0;
  std::size_t document_ = 0;  // the next one
};

}  // namespace

void for_each_input_line(const documents& read, const reading_options& options,
                         const std::function<void(const input_line&)>& use) {
  line_reader(read, options, use).run();
}

}  // namespace neardup::io
