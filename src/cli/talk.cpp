#include "cli/talk.hpp"

#include <algorithm>
#include <cstdio>

#include <fmt/core.h>
#include <unistd.h>

#include "io/printable.hpp"

namespace neardup::cli {

namespace {

/// Texts that are whole files and begin as a JSON line does.
std::size_t count_like_json(const io::documents& documents) {
  std::size_t count = 0;
  for (std::size_t i = 0; i < documents.texts.size(); ++i)
    count += documents.places[i].line == 0 && documents.texts[i].starts_with("{\"");
  return count;
}

}  // namespace

talk::talk(bool quiet) : quiet_(quiet), draws_(!quiet && ::isatty(STDERR_FILENO) == 1) {}

void talk::clear() {
  if (drawn_) std::fputs("\r\x1b[K", stderr);
  drawn_ = false;
}

void talk::line(const std::string& text) {
  if (quiet_) return;
  clear();
  std::fprintf(stderr, "neardup: %s\n", io::printable(text).c_str());
}

void talk::show(const std::string& text, bool always) {
  const double now = since_start_.seconds();
  if (!draws_ || (!always && now - last_drawn_ < 0.1)) return;
  last_drawn_ = now;
  std::fprintf(stderr, "\r%s\x1b[K", text.c_str());
  std::fflush(stderr);
  drawn_ = true;
}

void talk::reading(const io::reading_progress& so_far) {
  if (!draws_) return;
  const std::uint64_t bytes = bytes_ = so_far.bytes_read;
  const double seconds = since_start_.seconds();
  const double rate = static_cast<double>(bytes) / (seconds + 1e-3);
  std::string text = fmt::format("reading: {} documents, {}, {}/s", so_far.documents, human_bytes(bytes),
                                 human_bytes(static_cast<std::uint64_t>(rate)));
  if (const std::uint64_t expected = so_far.bytes_expected; expected > bytes && seconds > 1)
    text += fmt::format(", {:.0f} s left", static_cast<double>(expected - bytes) / rate);
  show(text, false);
}

void talk::read(const io::documents& documents, double seconds) {
  const io::reading_statistics& reading = documents.statistics;
  line(fmt::format("read {} document{}, {}, in {:.2f} s", documents.texts.size(),
                   documents.texts.size() == 1 ? "" : "s", human_bytes(reading.bytes_read), seconds));
  const auto note = [&](std::uint64_t count, const char* one, const char* many) {
    if (count != 0) line(fmt::format("{} {}", count, count == 1 ? one : many));
  };
  note(reading.other_files, "other file in folders was not read", "other files in folders were not read");
  note(count_like_json(documents), "file that begins like JSON was read as one text; name JSON Lines *.jsonl",
       "files that begin like JSON were read as a text each; name JSON Lines *.jsonl");
  note(reading.skipped_lines, "line that is no document was skipped",
       "lines that are no documents were skipped");
  note(reading.repaired, "line held ill-formed UTF-8, which became U+FFFD",
       "lines held ill-formed UTF-8, which became U+FFFD");
}

void talk::done(const io::program_statistics& program, std::uint64_t bytes) {
  const double rate = static_cast<double>(bytes) / std::max(program.seconds_total, 1e-3);
  line(fmt::format("done in {:.2f} s, {}/s, peak memory {}", program.seconds_total,
                   human_bytes(static_cast<std::uint64_t>(rate)), human_bytes(program.peak_memory)));
}

void talk::searching(const progress_report& report) {
  if (!draws_) return;
  const double now = since_start_.seconds();
  const bool is_new = report.stage != stage_;
  if (is_new) {
    stage_ = report.stage;
    stage_start_ = now;
  }
  if (report.total == 0) return;
  const double share = static_cast<double>(report.done) / static_cast<double>(report.total);
  const double elapsed = now - stage_start_;
  std::string text = fmt::format("{}: {:.0f} %", stage_, 100 * share);
  if (stage_ == "sign" && elapsed > 0.2)
    text += fmt::format(
        ", {}/s", human_bytes(static_cast<std::uint64_t>(static_cast<double>(bytes_) * share / elapsed)));
  if (share > 0 && elapsed > 1) text += fmt::format(", {:.0f} s left", elapsed * (1 - share) / share);
  show(text, is_new);
}

std::string human_bytes(std::uint64_t bytes) {
  if (bytes < 1000) return fmt::format("{} bytes", bytes);
  const char* const units[] = {"kB", "MB", "GB", "TB"};
  double value = static_cast<double>(bytes) / 1000;
  std::size_t unit = 0;
  for (; value >= 999.95 && unit < 3; ++unit) value /= 1000;
  return fmt::format("{:.1f} {}", value, units[unit]);
}

}  // namespace neardup::cli
