#include "io/documents.hpp"

#include <algorithm>
#include <mutex>
#include <optional>
#include <utility>

#include <neardup/detail/parallel.hpp>
#include <neardup/detail/xxhash.hpp>

#include "io/failure.hpp"
#include "io/input_queue.hpp"
#include "io/piece_reader.hpp"
#include "io/printable.hpp"
#include "io/repeated_id.hpp"

namespace neardup::io {

namespace {

/// Texts have no fields to take scores or groups from.
void require_fields(const std::vector<input_path>& inputs, const json_fields& fields) {
  const char* const option = !fields.score.empty()   ? "--score-field"
                             : !fields.group.empty() ? "--group-field"
                                                     : nullptr;
  if (option == nullptr) return;
  for (const input_path& input : inputs)
    if (!input.json_lines)
      throw failure(input.path + ": a text has no fields; allowed with " + option + ": JSON Lines");
}

/// Reads all inputs on several threads; then puts what they found together in input order.
class reading {
 public:
  reading(input_paths inputs, const reading_options& options) : options_(options), control_{options.threads} {
    documents_.files = std::move(inputs.files);
    documents_.statistics.other_files = inputs.other_files;
    if (options.remember_lines) documents_.lines.resize(documents_.files.size());
  }

  [[nodiscard]] documents run() && {
    read_pieces();
    cut_at_first_problem();
    join();
    if (const auto same = find_repeated_id(documents_.ids, control_)) throw repeated(*same);
    if (!problem_.empty()) throw failure(problem_);
    return std::move(documents_);
  }

 private:
  /// Most pieces there may be: more threads than that would have nothing to do.
  [[nodiscard]] std::size_t most_pieces() const {
    const std::uint64_t bytes = size_of(documents_.files);
    if (bytes == 0) return detail::thread_count(options_.threads);  // a pipe among them does not tell
    return static_cast<std::size_t>(bytes / chunk_reader::usual_bytes) + documents_.files.size();
  }

  void read_pieces() {
    input_queue queue(documents_.files, options_);
    const std::size_t workers = detail::worker_count(control_, most_pieces(), 1);
    detail::parallel_for("", workers, 1, control_, [&](std::size_t, std::size_t, std::size_t) {
      try {
        work(queue);
      } catch (...) {
        queue.stop();
        throw;
      }
    });
    std::sort(pieces_.begin(), pieces_.end(),
              [](const piece_documents& a, const piece_documents& b) { return a.order < b.order; });
  }

  void work(input_queue& queue) {
    piece_reader reader(documents_.files, options_);
    input_piece piece;
    for (bool more = true; more;) {
      piece_documents found;
      try {
        more = queue.take(piece);
        if (more) reader.read(piece, found);
      } catch (const failure& problem) {
        found.problem = problem.what();
      }
      if (!more) break;
      found.order = piece.order;
      found.file = piece.file;
      queue.count(found.texts.size(), found.lines == 0 ? found.statistics.bytes_read : 0);
      if (!found.problem.empty()) queue.stop();
      const std::lock_guard lock(mutex_);
      pieces_.push_back(std::move(found));
    }
    const std::lock_guard lock(mutex_);
    documents_.store.take(std::move(reader).store());
  }

  /// Pieces are given out in input order, so that all before the first problem are there.
  void cut_at_first_problem() {
    const auto bad = std::find_if(pieces_.begin(), pieces_.end(),
                                  [](const piece_documents& piece) { return !piece.problem.empty(); });
    if (bad != pieces_.end()) pieces_.erase(bad + 1, pieces_.end());
  }

  void join() {
    struct start {
      std::size_t document;
      std::uint64_t line;
    };
    std::vector<start> starts;
    std::size_t documents = 0;
    std::uint64_t line = 0;
    for (const piece_documents& piece : pieces_) {
      if (&piece != pieces_.data() && piece.file != (&piece)[-1].file) line = 0;
      starts.push_back({documents, line});
      documents += piece.texts.size();
      line += piece.lines;
      documents_.statistics += piece.statistics;
    }
    if (options_.remember_lines) join_lines(documents);
    if (!pieces_.empty() && !pieces_.back().problem.empty()) problem_ = message(pieces_.back(), line);
    documents_.texts.resize(documents);
    documents_.ids.resize(documents);
    documents_.places.resize(documents);
    if (!options_.fields.score.empty()) documents_.scores.resize(documents);
    if (!options_.fields.group.empty()) documents_.groups.resize(documents);
    std::vector<text_store> stores(detail::worker_count(control_, pieces_.size(), 1));
    detail::parallel_for("", pieces_.size(), 1, control_,
                         [&](std::size_t i, std::size_t, std::size_t worker) {
                           place(pieces_[i], starts[i].document, starts[i].line, stores[worker]);
                           pieces_[i] = {};
                         });
    for (text_store& store : stores) documents_.store.take(std::move(store));
  }

  void join_lines(std::size_t documents) {
    documents_.line_digests.resize(documents);
    for (piece_documents& piece : pieces_) {
      remembered_lines& lines = documents_.lines[piece.file];
      lines.stamp = piece.stamp;
      if (!piece.stamp) lines.bytes.push_back(std::move(piece.bytes));
    }
  }

  void place(const piece_documents& piece, std::size_t document, std::uint64_t first_line,
             text_store& store) {
    for (std::size_t i = 0; i < piece.texts.size(); ++i, ++document) {
      document_place& where = documents_.places[document];
      where = {piece.file, piece.places.empty() ? 0 : first_line + piece.places[i] + 1};
      documents_.texts[document] = piece.texts[i];
      if (!piece.scores.empty()) documents_.scores[document] = piece.scores[i];
      if (!piece.groups.empty()) documents_.groups[document] = piece.groups[i];
      if (!piece.digests.empty()) documents_.line_digests[document] = piece.digests[i];
      documents_.ids[document] =
          has_no_id(piece.ids[i]) ? document_id{store.add(describe(where)), true} : piece.ids[i];
    }
  }

  [[nodiscard]] std::string message(const piece_documents& piece, std::uint64_t line) const {
    return piece.problem_in_line ? describe({piece.file, line}) + ": " + piece.problem : piece.problem;
  }

  [[nodiscard]] failure repeated(const repeated_id& same) const {
    const document_id& id = documents_.ids[same.again];
    const std::string quote = id.is_string ? "\"" : "";
    return failure(describe(documents_.places[same.again]) + ": the id " + quote + excerpt(id.text, 120) +
                   quote + " is already that of " + describe(documents_.places[same.before]));
  }

  [[nodiscard]] std::string describe(const document_place& where) const {
    const std::string& file = documents_.files[where.file].path;
    return where.line == 0 ? file : file + ":" + std::to_string(where.line);
  }

  const reading_options& options_;
  run_control control_;
  documents documents_;
  std::mutex mutex_;  // of what follows and documents_.store, while pieces are read
  std::vector<piece_documents> pieces_;
  std::string problem_;
};

}  // namespace

reading_statistics& reading_statistics::operator+=(const reading_statistics& more) {
  bytes_read += more.bytes_read;
  repaired += more.repaired;
  replaced += more.replaced;
  skipped_lines += more.skipped_lines;
  blank_lines += more.blank_lines;
  other_files += more.other_files;
  return *this;
}

documents read_documents(const std::vector<std::string>& paths, const reading_options& options) {
  return read_documents(list_inputs(paths, options.all_files), options);
}

documents read_documents(input_paths inputs, const reading_options& options) {
  require_fields(inputs.files, options.fields);
  return reading(std::move(inputs), options).run();
}

std::uint64_t line_digest(std::string_view line) { return detail::xxh3_64(line.data(), line.size(), 0); }

}  // namespace neardup::io
