#pragma once

#include <chrono>

namespace neardup::inline v0::detail {

/// Seconds since a moment, by the steady clock.
class stopwatch {
 public:
  /// Since construction or the last lap.
  [[nodiscard]] double seconds() const noexcept { return since(std::chrono::steady_clock::now()); }

  /// The same, and begins to count anew.
  double lap() noexcept {
    const auto now = std::chrono::steady_clock::now();
    const double seconds = since(now);
    last_ = now;
    return seconds;
  }

 private:
  [[nodiscard]] double since(std::chrono::steady_clock::time_point now) const noexcept {
    return std::chrono::duration<double>(now - last_).count();
  }

  std::chrono::steady_clock::time_point last_ = std::chrono::steady_clock::now();
};

}  // namespace neardup::inline v0::detail
