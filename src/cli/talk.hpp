#pragma once

#include <cstdint>
#include <string>

#include <neardup/detail/stopwatch.hpp>
#include <neardup/options.hpp>

#include "io/documents.hpp"
#include "io/records.hpp"

namespace neardup::cli {

/// What the program says on standard error: lines, and on a terminal a line of progress that changes.
class talk {
 public:
  explicit talk(bool quiet);
  talk(const talk&) = delete;
  talk& operator=(const talk&) = delete;
  ~talk() { clear(); }

  void line(const std::string& text);
  void reading(const io::reading_progress& so_far);
  void read(const io::documents& documents, double seconds);
  void done(const io::program_statistics& program, std::uint64_t bytes);
  void searching(const progress_report& report);
  /// Takes the line of progress away, before anything else is written to the terminal.
  void clear();

 private:
  void show(const std::string& text, bool always);

  bool quiet_;
  bool draws_;  // standard error is a terminal
  bool drawn_ = false;
  detail::stopwatch since_start_;
  double last_drawn_ = 0;
  std::uint64_t bytes_ = 0;  // read so far
  std::string stage_;
  double stage_start_ = 0;
};

/// 1234567 -> "1.2 MB".
[[nodiscard]] std::string human_bytes(std::uint64_t bytes);

}  // namespace neardup::cli
