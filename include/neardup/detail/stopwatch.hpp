#pragma once

#include <chrono>

namespace neardup::inline v0::detail {

/// Seconds between calls, by the steady clock.
class stopwatch {
 public:
  /// Seconds since construction or the last lap.
  double lap() noexcept {
    const auto now = std::chrono::steady_clock::now();
    const double seconds = std::chrono::duration<double>(now - last_).count();
    last_ = now;
    return seconds;
  }

 private:
  std::chrono::steady_clock::time_point last_ = std::chrono::steady_clock::now();
};

}  // namespace neardup::inline v0::detail
