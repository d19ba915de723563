#include "io/documents.hpp"

#include <filesystem>
#include <functional>
#include <optional>
#include <system_error>
#include <unordered_set>
#include <utility>

#include "io/failure.hpp"
#include "io/input_file.hpp"
#include "io/printable.hpp"

namespace neardup::io {

namespace {

constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";

bool is_blank(std::string_view line) { return line.find_first_not_of(" \t\r") == std::string_view::npos; }

/// Collects documents and remembers where each stood, for the message about an id that comes twice.
class collector {
 public:
  explicit collector(const reading_options& options)
      : options_(options), parser_(options.text_field, options.id_field) {}

  void read(const input_path& input) {
    input_file file(input.path, options_.wake_fd);
    files_.push_back(input.path);
    if (input.json_lines)
      read_lines(file);
    else
      read_text(file, input.named);
    if (options_.progress) options_.progress(documents_);
  }

  void expect(std::uint64_t bytes) { documents_.statistics.bytes_expected = bytes; }

  [[nodiscard]] documents finish(std::uint64_t other_files) && {
    documents_.statistics.other_files += other_files;
    return std::move(documents_);
  }

 private:
  struct place {
    std::size_t file;
    std::uint64_t line;  // 0: the whole file
  };
  struct id_hash {
    const std::vector<document_id>* ids;
    std::size_t operator()(std::size_t document) const {
      return std::hash<std::string_view>()((*ids)[document].text);
    }
  };
  struct id_equal {
    const std::vector<document_id>* ids;
    bool operator()(std::size_t a, std::size_t b) const { return (*ids)[a] == (*ids)[b]; }
  };

  static void refuse_compressed(const input_file& file, std::string_view head) {
    if (const auto format = compression_of(head); !format.empty())
      throw failure(file.name() + ": " + std::string(format) + "-compressed; allowed: plain text");
  }

  void read_text(input_file& file, bool named) {
    auto text = file.read_all(options_.max_document_bytes);
    if (!text)
      throw failure(file.name() + ": a text of over " + std::to_string(options_.max_document_bytes) +
                    " bytes; allowed: up to --max-document-bytes");
    if (!named && !compression_of(*text).empty()) {
      ++documents_.statistics.other_files;  // only under all_files: no text, so not taken for one
      return;
    }
    refuse_compressed(file, *text);
    documents_.statistics.bytes_read += text->size();
    add(documents_.store.add(std::move(*text)), {documents_.store.add(std::string_view(file.name())), true},
        0);
  }

  void read_lines(input_file& file) {
    line_reader lines(file, options_.max_document_bytes);
    refuse_compressed(file, lines.head());
    const std::uint64_t before = documents_.statistics.bytes_read;
    while (auto line = lines.next()) {
      if (lines.line_number() == 1 && line->starts_with(byte_order_mark))
        line->remove_prefix(byte_order_mark.size());
      read_line(*line, lines.line_number());
      documents_.statistics.bytes_read = before + lines.bytes_read();
      if (lines.line_number() % 4096 == 0 && options_.progress) options_.progress(documents_);
    }
  }

  void read_line(std::string_view line, std::uint64_t number) {
    if (is_blank(line)) {
      ++documents_.statistics.blank_lines;
      return;
    }
    const json_line parsed = parser_.parse(line);
    const place here{files_.size() - 1, number};
    if (!parsed.problem.empty()) {
      if (!options_.skip_malformed) throw failure(describe(here) + ": " + parsed.problem);
      ++documents_.statistics.skipped_lines;
      return;
    }
    documents_.statistics.repaired += parsed.replaced != 0;
    documents_.statistics.replaced += parsed.replaced;
    const document_id id = parsed.has_id ? parsed.id : document_id{default_id(here), true};
    add(documents_.store.add(parsed.text), {documents_.store.add(id.text), id.is_string}, number);
  }

  void add(std::string_view text, document_id id, std::uint64_t line) {
    const std::size_t document = documents_.texts.size();
    documents_.texts.push_back(text);
    documents_.ids.push_back(id);
    places_.push_back({files_.size() - 1, line});
    const auto [other, is_new] = known_.insert(document);
    if (is_new) return;
    const std::string quote = id.is_string ? "\"" : "";
    throw failure(describe(places_[document]) + ": the id " + quote + excerpt(id.text, 120) + quote +
                  " is already that of " + describe(places_[*other]));
  }

  std::string_view default_id(const place& where) { return scratch_ = describe(where); }

  [[nodiscard]] std::string describe(const place& where) const {
    return where.line == 0 ? files_[where.file] : files_[where.file] + ":" + std::to_string(where.line);
  }

  const reading_options& options_;
  json_line_parser parser_;
  documents documents_;
  std::vector<std::string> files_;
  std::vector<place> places_;
  std::unordered_set<std::size_t, id_hash, id_equal> known_{16, id_hash{&documents_.ids},
                                                            id_equal{&documents_.ids}};
  std::string scratch_;
};

/// Bytes of all files, 0 where one of them does not tell.
std::uint64_t size_of(const std::vector<input_path>& files) {
  std::uint64_t bytes = 0;
  for (const input_path& file : files) {
    std::error_code unknown;
    const std::uintmax_t size = std::filesystem::file_size(file.path, unknown);
    if (unknown) return 0;
    bytes += size;
  }
  return bytes;
}

}  // namespace

documents read_documents(const std::vector<std::string>& paths, const reading_options& options) {
  const input_paths inputs = list_inputs(paths, options.all_files);
  collector collected(options);
  if (options.progress) collected.expect(size_of(inputs.files));
  for (const input_path& input : inputs.files) collected.read(input);
  return std::move(collected).finish(inputs.other_files);
}

}  // namespace neardup::io
