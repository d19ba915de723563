#pragma once

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <exception>
#include <mutex>
#include <string_view>
#include <system_error>
#include <thread>
#include <vector>

#include <neardup/run_control.hpp>

namespace neardup::inline v0::detail {

/// Threads that a request for `threads` (0 = all cores) means here.
[[nodiscard]] inline std::uint32_t thread_count(std::uint32_t threads) noexcept {
  return threads != 0 ? threads : std::max(1u, std::thread::hardware_concurrency());
}

/// Workers that parallel_for() has for `count` units in pieces of `grain`: what needs room by worker needs no
/// more. `grain` at least 1. Throws error(errc::invalid_options) for more threads than 1024.
[[nodiscard]] inline std::size_t worker_count(const run_control& control, std::size_t count,
                                              std::size_t grain) {
  require_threads(control.threads);
  const std::size_t pieces = (count + grain - 1) / grain;
  return std::clamp<std::size_t>(pieces, 1, thread_count(control.threads));
}

/// Calls `work(begin, end, worker)` over [0, count) in pieces of at most `grain`, each index once, from up to
/// control.threads threads; `worker` < worker_count(), for scratch space. Which worker gets which
/// piece is not defined: the outcome must not depend on it. The first exception ends the loop and is
/// rethrown; a requested stop ends it with errc::cancelled.
template <class Work>
void parallel_for(std::string_view stage, std::size_t count, std::size_t grain, const run_control& control,
                  Work&& work) {
  grain = std::max<std::size_t>(grain, 1);
  const std::size_t pieces = (count + grain - 1) / grain;
  const std::size_t workers = worker_count(control, count, grain);
  std::atomic<std::size_t> next{0}, done{0};
  std::atomic<bool> failed{false};
  std::mutex mutex;
  std::exception_ptr failure;
  auto last_report = std::chrono::steady_clock::now();

  const auto report = [&](bool always) {
    if (!control.wants_progress()) return;
    const std::unique_lock lock(mutex, std::try_to_lock);
    if (!lock) return;
    const auto now = std::chrono::steady_clock::now();
    if (!always && now - last_report < std::chrono::milliseconds(100)) return;
    last_report = now;
    control.report(stage, std::min(done.load(), count), count);
  };
  const auto run = [&](std::size_t worker) {
    try {
      for (std::size_t piece = next++; piece < pieces && !failed; piece = next++) {
        control.check_stop();
        const std::size_t begin = piece * grain, end = std::min(count, begin + grain);
        work(begin, end, worker);
        done += end - begin;
        report(false);
      }
    } catch (...) {
      const std::lock_guard lock(mutex);
      if (!failed.exchange(true)) failure = std::current_exception();
    }
  };
  {
    std::vector<std::jthread> helpers;
    helpers.reserve(workers - 1);
    for (std::size_t worker = 1; worker < workers; ++worker) {
      try {
        helpers.emplace_back(run, worker);
      } catch (const std::system_error&) {
        break;  // no more threads to be had: the ones we have do the work
      }
    }
    run(0);
  }
  if (failure) std::rethrow_exception(failure);
  control.check_stop();
  report(true);
}

}  // namespace neardup::inline v0::detail
