#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <stop_token>
#include <string_view>

#include <neardup/options.hpp>

namespace neardup::inline v0 {

/// How a stage that is used alone runs: on how many threads, until when, and whom it tells. The answer of a
/// stage depends on none of it. find_near_duplicates makes one from its options.
struct run_control {
  std::uint32_t threads = 1;  ///< 0..1024, 0 = all cores
  std::stop_token stop{};     ///< a requested stop ends the stage with errc::cancelled
  /// Called from one thread at a time; must outlive the stage. None: nobody is told.
  const std::function<void(const progress_report&)>* progress = nullptr;

  /// Throws error(errc::cancelled) once a stop is requested.
  void check_stop() const {
    if (stop.stop_requested()) throw error(errc::cancelled, "a stop was requested");
  }
  [[nodiscard]] bool wants_progress() const noexcept { return progress != nullptr && *progress; }
  void report(std::string_view stage, std::size_t done, std::size_t total) const {
    if (wants_progress()) (*progress)({stage, done, total});
  }
};

}  // namespace neardup::inline v0
