#include <numeric>

#include <neardup/detail/parallel.hpp>

#include "support/catch.hpp"

using namespace neardup;
using detail::parallel_for;

TEST_CASE("parallel: every index once, whatever the threads and the grain", "[parallel]") {
  for (const std::uint32_t threads : {0u, 1u, 2u, 5u}) {
    for (const std::size_t count : {0u, 1u, 2u, 100u, 1001u}) {
      for (const std::size_t grain : {0u, 1u, 7u, 5000u}) {
        std::vector<int> visits(count);
        const std::uint32_t most = detail::thread_count(threads);
        parallel_for("test", count, grain, {.threads = threads},
                     [&](std::size_t begin, std::size_t end, std::size_t worker) {
                       if (worker >= most || begin >= end) throw std::logic_error("bad piece");
                       for (std::size_t i = begin; i < end; ++i) ++visits[i];
                     });
        CHECK(std::all_of(visits.begin(), visits.end(), [](int v) { return v == 1; }));
      }
    }
  }
}

TEST_CASE("parallel: the first exception comes out and ends the loop", "[parallel]") {
  for (const std::uint32_t threads : {1u, 3u}) {
    std::atomic<int> done{0};
    CHECK_THROWS_AS(parallel_for("test", 100000, 1, {.threads = threads},
                                 [&](std::size_t begin, std::size_t, std::size_t) {
                                   if (begin == 5) throw std::bad_alloc();
                                   ++done;
                                 }),
                    std::bad_alloc);
    CHECK(done < 100000);
  }
}

TEST_CASE("parallel: a requested stop is errc::cancelled, also when it comes in the middle", "[parallel]") {
  for (const std::uint32_t threads : {1u, 3u}) {
    std::stop_source source;
    try {
      parallel_for("test", 100000, 1, {.threads = threads, .stop = source.get_token()},
                   [&](std::size_t begin, std::size_t, std::size_t) {
                     if (begin == 10) source.request_stop();
                   });
      FAIL("no error");
    } catch (const error& e) {
      CHECK(e.code() == errc::cancelled);
    }
  }
}

TEST_CASE("parallel: progress grows to the total", "[parallel]") {
  std::size_t last = 0;
  bool grew = true;
  const std::function<void(const progress_report&)> progress = [&](const progress_report& report) {
    grew &= report.done >= last && report.total == 50 && report.stage == "test";
    last = report.done;
  };
  parallel_for("test", 50, 1, {.threads = 2, .progress = &progress},
               [](std::size_t, std::size_t, std::size_t) {});
  CHECK(grew);
  CHECK(last == 50);
}
