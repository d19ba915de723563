#pragma once

#include <stop_token>
#include <thread>

namespace neardup::cli {

/// While it lives, SIGINT and SIGTERM ask for a stop instead of ending the program: `token()` is then stopped
/// and `wake_fd()` readable. One object at a time.
class interrupt_guard {
 public:
  interrupt_guard();
  interrupt_guard(const interrupt_guard&) = delete;
  interrupt_guard& operator=(const interrupt_guard&) = delete;
  ~interrupt_guard();

  [[nodiscard]] std::stop_token token() const { return stop_.get_token(); }
  [[nodiscard]] int wake_fd() const noexcept;
  /// The signal that came, 0 for none.
  [[nodiscard]] int signal() const noexcept;

 private:
  std::stop_source stop_;
  int finished_fd_ = -1;
  std::jthread watcher_;
};

}  // namespace neardup::cli
