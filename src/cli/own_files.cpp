#include "cli/own_files.hpp"

#include <filesystem>
#include <string>
#include <system_error>
#include <utility>

#include <fmt/core.h>
#include <sys/stat.h>
#include <unistd.h>

namespace neardup::cli {

namespace {

/// What tells whether two names lead to one file.
struct file_identity {
  bool exists = false;
  bool is_shared = false;  // a device, say: no one loses anything
  dev_t device = 0;
  ino_t inode = 0;
  std::string path;  // without links, of what does not exist
};

file_identity identity_of(const struct stat& status) {
  return {true, !S_ISREG(status.st_mode) && !S_ISFIFO(status.st_mode), status.st_dev, status.st_ino, ""};
}

file_identity identify(int descriptor) {
  struct stat status {};
  return ::fstat(descriptor, &status) == 0 ? identity_of(status) : file_identity{};
}

file_identity identify(const std::string& path) {
  struct stat status {};
  if (::stat(path.c_str(), &status) == 0) return identity_of(status);
  std::error_code unknown;
  return {false, false, 0, 0, std::filesystem::weakly_canonical(path, unknown).string()};
}

bool are_one(const file_identity& a, const file_identity& b) {
  if (a.is_shared || b.is_shared || a.exists != b.exists) return false;
  if (a.exists) return a.device == b.device && a.inode == b.inode;
  return !a.path.empty() && a.path == b.path;
}

struct output {
  const char* option;
  std::string path;
  file_identity identity;
};

[[noreturn]] void refuse(const output& which, const std::string& what) {
  throw usage_error(fmt::format("{} is {}, which is {}; allowed: a file of its own", which.option,
                                which.path.empty() ? "standard output" : which.path, what));
}

}  // namespace

void require_own_files(const request& asked, const std::vector<io::input_path>& inputs) {
  std::vector<output> outputs;
  for (const auto& [option, path] : {std::pair("--kept", asked.kept), std::pair("--removed", asked.removed),
                                     std::pair("--curve-csv", asked.curve_csv)})
    if (!path.empty()) outputs.push_back({option, path, identify(path)});
  outputs.push_back(
      {"--output", asked.output, asked.output.empty() ? identify(STDOUT_FILENO) : identify(asked.output)});
  for (const io::input_path& input : inputs) {
    const file_identity identity = input.path == "-" ? identify(STDIN_FILENO) : identify(input.path);
    for (const output& each : outputs)
      if (are_one(each.identity, identity)) refuse(each, "an input");
  }
  for (std::size_t i = 0; i < outputs.size(); ++i)
    for (std::size_t j = 0; j < i; ++j)
      if (are_one(outputs[i].identity, outputs[j].identity))
        refuse(outputs[j], outputs[i].path.empty() ? "where results go without --output"
                                                   : std::string("that of ") + outputs[i].option);
}

}  // namespace neardup::cli
