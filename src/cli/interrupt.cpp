#include "cli/interrupt.hpp"

#include <atomic>
#include <cerrno>
#include <csignal>
#include <cstdint>
#include <system_error>

#include <poll.h>
#include <sys/eventfd.h>
#include <unistd.h>

namespace neardup::cli {

namespace {

// A handler may only touch such as these. The event is never read, so it stays readable once raised.
std::atomic<int> caught_signal{0};
std::atomic<int> wake_event{-1};
static_assert(std::atomic<int>::is_always_lock_free);

void raise_event(int fd) noexcept {
  const std::uint64_t one = 1;
  // Nothing to be done about a failure, and it cannot fail before 2^64 - 2 of them.
  [[maybe_unused]] const ssize_t wrote = ::write(fd, &one, sizeof one);
}

extern "C" void neardup_on_signal(int number) {
  const int saved = errno;
  caught_signal = number;
  raise_event(wake_event);
  errno = saved;
}

int open_event() {
  const int fd = ::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
  if (fd < 0) throw std::system_error(errno, std::generic_category(), "eventfd");
  return fd;
}

void handle(int number, void (*handler)(int)) {
  struct sigaction action {};
  action.sa_handler = handler;
  action.sa_flags = SA_RESTART;
  ::sigaction(number, &action, nullptr);
}

}  // namespace

interrupt_guard::interrupt_guard() : finished_fd_(open_event()) {
  caught_signal = 0;
  wake_event = open_event();
  handle(SIGINT, neardup_on_signal);
  handle(SIGTERM, neardup_on_signal);
  // request_stop() is not for handlers: a thread of its own calls it.
  watcher_ = std::jthread([this] {
    pollfd waits[2] = {{wake_event, POLLIN, 0}, {finished_fd_, POLLIN, 0}};
    while (::poll(waits, 2, -1) < 0) {
    }
    if (waits[0].revents != 0) stop_.request_stop();
  });
}

interrupt_guard::~interrupt_guard() {
  handle(SIGINT, SIG_DFL);
  handle(SIGTERM, SIG_DFL);
  raise_event(finished_fd_);
  watcher_.join();
  ::close(finished_fd_);
  ::close(wake_event);
}

int interrupt_guard::wake_fd() const noexcept { return wake_event; }
int interrupt_guard::signal() const noexcept { return caught_signal; }

}  // namespace neardup::cli
