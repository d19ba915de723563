#pragma once

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <exception>
#include <mutex>
#include <stop_token>
#include <string_view>
#include <thread>
#include <vector>

#include <neardup/options.hpp>

namespace neardup::inline v0::detail {

/// Threads that a request for `threads` (0 = all cores) means here.
[[nodiscard]] inline std::uint32_t thread_count(std::uint32_t threads) noexcept {
  return threads != 0 ? threads : std::max(1u, std::thread::hardware_concurrency());
}

/// What a parallel loop needs besides its work: how many threads, when to stop, whom to tell.
struct run_control {
  std::uint32_t threads = 1;
  std::stop_token stop{};
  const std::function<void(const progress_report&)>* progress = nullptr;

  void check_stop() const {
    if (stop.stop_requested()) throw error(errc::cancelled, "a stop was requested");
  }
};

/// Calls `work(begin, end, worker)` over [0, count) in pieces of at most `grain`, each index once, from up to
/// control.threads threads; `worker` < the number of threads, for scratch space. Which worker gets which
/// piece is not defined: the outcome must not depend on it. The first exception ends the loop and is
/// rethrown; a requested stop ends it with errc::cancelled.
template <class Work>
void parallel_for(std::string_view stage, std::size_t count, std::size_t grain, const run_control& control,
                  Work&& work) {
  grain = std::max<std::size_t>(grain, 1);
  const std::size_t pieces = (count + grain - 1) / grain;
  const std::size_t workers =
      std::min<std::size_t>(thread_count(control.threads), std::max<std::size_t>(pieces, 1));
  std::atomic<std::size_t> next{0}, done{0};
  std::atomic<bool> failed{false};
  std::mutex mutex;
  std::exception_ptr failure;
  auto last_report = std::chrono::steady_clock::now();

  const auto report = [&](bool always) {
    if (control.progress == nullptr || !*control.progress) return;
    const std::unique_lock lock(mutex, std::try_to_lock);
    if (!lock) return;
    const auto now = std::chrono::steady_clock::now();
    if (!always && now - last_report < std::chrono::milliseconds(100)) return;
    last_report = now;
    (*control.progress)({stage, std::min(done.load(), count), count});
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
