#include <atomic>
#include <chrono>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <string>
#include <string_view>
#include <thread>

#include <fcntl.h>
#include <sys/eventfd.h>
#include <sys/stat.h>
#include <unistd.h>

#include <neardup/error.hpp>

#include "io/documents.hpp"
#include "io/failure.hpp"
#include "io/json_lines.hpp"
#include "io/output_file.hpp"
#include "io/printable.hpp"
#include "io/split_lines.hpp"
#include "support/catch.hpp"
#include "support/process.hpp"

// Files and what is shown of texts in them.

using namespace neardup;
using test_support::read_file;
using test_support::temporary_folder;

TEST_CASE("output_file: the name holds the whole answer or what it held before", "[io]") {
  const temporary_folder folder;
  const std::string path = folder.write("out", "before");
  {
    io::output_file out(path);
    out.write(std::string(200000, 'x'));
    CHECK(read_file(path) == "before");
  }
  CHECK(read_file(path) == "before");
  {
    io::output_file out(path);
    out.write("after");
    out.finish();
  }
  CHECK(read_file(path) == "after");
  std::size_t files = 0;
  for (const auto& entry : std::filesystem::directory_iterator(folder.path()))
    files += entry.is_regular_file();
  CHECK(files == 1);
  CHECK_THROWS_AS(io::output_file(folder.path("none/out")), io::failure);
  io::output_file full("/dev/full");
  full.write("x");
  CHECK_THROWS_WITH(full.finish(), "/dev/full: No space left on device");
}

TEST_CASE("output_file: a descriptor is written where it stands, and stays open", "[io]") {
  const temporary_folder folder;
  const std::string path = folder.write("log", "before\n");
  const int log = ::open(path.c_str(), O_WRONLY | O_APPEND);  // as a shell hands it over: not closed by exec
  REQUIRE(log >= 0);
  for (const std::string& name : {"/dev/fd/" + std::to_string(log), "/proc/self/fd/" + std::to_string(log)}) {
    io::output_file out(name);
    out.write("more\n");
    out.finish();
  }
  CHECK(::write(log, "last\n", 5) == 5);
  CHECK(::fcntl(log, F_SETFD, FD_CLOEXEC) == 0);  // as the program opens its own files
  const std::string own = "/dev/fd/" + std::to_string(log);
  CHECK_THROWS_WITH(io::output_file(own), own + ": Bad file descriptor");
  ::close(log);
  CHECK_THROWS_WITH(io::output_file(own), own + ": Bad file descriptor");
  CHECK(read_file(path) == "before\nmore\nmore\nlast\n");
}

TEST_CASE("output_file: a named pipe without a reader can be given up", "[io]") {
  const temporary_folder folder;
  const std::string pipe = folder.path("pipe");
  REQUIRE(::mkfifo(pipe.c_str(), 0600) == 0);
  const int wake = ::eventfd(0, EFD_CLOEXEC);
  std::atomic<bool> given_up = false;
  std::thread opening([&] {
    try {
      io::output_file out(pipe, wake);
    } catch (const error& problem) {
      given_up = problem.code() == errc::cancelled;
    }
  });
  std::this_thread::sleep_for(std::chrono::milliseconds(50));
  CHECK(!given_up);
  const std::uint64_t one = 1;
  CHECK(::write(wake, &one, sizeof one) == sizeof one);
  opening.join();
  CHECK(given_up);
  ::close(wake);
}

TEST_CASE("json_lines: each object is a line of its own", "[io]") {
  const temporary_folder folder;
  io::output_file out(folder.path("lines"));
  io::json_lines lines(out);
  for (const int n : {1, 2}) lines.add([&](io::json_object& line) { line.add("n", n).add("text", "a\nb"); });
  out.finish();
  CHECK(read_file(folder.path("lines")) == "{\"n\":1,\"text\":\"a\\nb\"}\n{\"n\":2,\"text\":\"a\\nb\"}\n");
}

TEST_CASE("split_lines: a file that is not what was read is refused", "[io]") {
  const temporary_folder folder;
  const std::string before = "{\"text\":\"one\"}\n\n{\"text\":\"two\"}\n";
  const std::string path = folder.write("in.jsonl", before);
  io::reading_options options;
  options.remember_lines = true;
  const io::documents read = io::read_documents({path}, options);
  const auto time = std::filesystem::last_write_time(path);
  const auto kept_after = [&](const std::string& content, std::filesystem::file_time_type when) {
    std::ofstream(path, std::ios::binary) << content;  // the same file, written anew
    std::filesystem::last_write_time(path, when);
    io::output_file out(folder.path("kept"));
    io::line_writer kept(out);
    io::split_lines(read, {false, true}, kept, nullptr, options);
    out.finish();
    return read_file(folder.path("kept"));
  };
  const std::string what = path + ": changed since it was read; no file of lines was written";
  CHECK(kept_after(before, time) == "{\"text\":\"one\"}\n\n");
  std::filesystem::remove(folder.path("kept"));
  CHECK_THROWS_WITH(kept_after(before, time + std::chrono::hours(1)), what);
  CHECK_THROWS_WITH(kept_after(before + "\n", time), what);
  // Written anew within the time's own grain, with as many bytes.
  CHECK_THROWS_WITH(kept_after("{\"text\":\"one\"}\n\n{\"text\":\"owt\"}\n", time), what);
  CHECK_THROWS_WITH(kept_after("\n{\"text\":\"one\"}\n{\"text\":\"two\"}\n", time), what);
  CHECK(!std::filesystem::exists(folder.path("kept")));
}

TEST_CASE("printable: nothing that reaches the terminal can move, hide or reorder", "[io]") {
  CHECK(io::printable("caf\xC3\xA9 \xE4\xB8\xAD") == "caf\xC3\xA9 \xE4\xB8\xAD");
  CHECK(io::printable("a\nb\tc\r") == "a\\nb\\tc\\r");
  CHECK(io::printable("\x1b[31m") == "\\x1b[31m");
  CHECK(io::printable("\xC2\x9B"
                      "31m") == "\\x9b31m");  // the one-character form of ESC [
  CHECK(io::printable("\xE2\x80\xAE") == "\\u202e");
  CHECK(io::printable("\xEF\xBB\xBF") == "\\ufeff");
  CHECK(io::printable("\xFF\xE2\x82") == "\\xff\\xe2\\x82");
  CHECK(io::printable("\xC2\xA0") == "\xC2\xA0");  // a no-break space is harmless
  CHECK(io::display_width("caf\xC3\xA9") == 4);
  CHECK(io::display_width("cafe\xCC\x81") == 4);
  CHECK(io::display_width("\xE4\xB8\xAD\xE6\x96\x87") == 4);
}

TEST_CASE("printable: an excerpt fits and shows both ends", "[io]") {
  CHECK(io::excerpt("short", 8) == "short");
  CHECK(io::excerpt("exactly8", 8) == "exactly8");
  CHECK(io::excerpt("abcdefghijklmnopqrstuvwxyz", 15) == "abcdef ... wxyz");
  CHECK(io::excerpt("abcdefghijklmnopqrstuvwxyz", 15, 0.8) == "ab ... stuvwxyz");
  CHECK(io::excerpt("the first words stand here, and the last words stand here", 40) ==
        "the first words stand ... stand here");  // cut at blanks
  std::mt19937 random(5);
  for (int round = 0; round < 2000; ++round) {
    std::string text;
    for (auto i = random() % 200; i > 0; --i) {
      const char* const pieces[] = {"a",    "\n",      "\xC3\xA9", "\xE4\xB8\xAD", "\xF0\x9F\x98\x80",
                                    "\xFF", "\xCC\x81"};
      text += pieces[random() % 7];
    }
    const std::size_t columns = 8 + random() % 100;
    const std::string shown = io::excerpt(text, columns);
    CHECK(io::display_width(shown) <= columns);
    CHECK(shown.find('\n') == std::string::npos);
    if (io::display_width(io::printable(text)) <= columns) CHECK(shown == io::printable(text));
  }
  std::string marks = "a";
  for (int i = 0; i < 100000; ++i) marks += "\xCC\x81";
  CHECK(io::excerpt(marks, 80).size() < 5000);
}
