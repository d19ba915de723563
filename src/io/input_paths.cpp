#include "io/input_paths.hpp"

#include <algorithm>
#include <filesystem>
#include <string_view>
#include <system_error>

#include "io/failure.hpp"

namespace neardup::io {

namespace fs = std::filesystem;

namespace {

bool is_json_lines(std::string_view path) { return path.ends_with(".jsonl") || path.ends_with(".ndjson"); }
bool is_text(std::string_view path) { return path.ends_with(".txt") || path.ends_with(".md"); }

/// Adds what stands directly in `folder`: files to `out`, folders to `folders`.
void list_folder(const std::string& folder, bool all_files, std::vector<std::string>& folders,
                 input_paths& out) {
  std::error_code failed;
  const std::string prefix = folder.ends_with('/') ? folder : folder + '/';
  fs::directory_iterator entry(folder, failed);
  for (; !failed && entry != fs::directory_iterator(); entry.increment(failed)) {
    const std::string name = entry->path().filename().string();
    if (name.starts_with('.')) continue;
    const std::string path = prefix + name;
    std::error_code missing;  // a link into nowhere: reading it will say so
    const bool is_link = entry->is_symlink(missing);
    if (entry->is_directory(missing)) {
      if (!is_link) folders.push_back(path);
      continue;
    }
    const bool readable = entry->is_regular_file(missing) || missing;
    if (readable && (all_files || is_json_lines(name) || is_text(name)))
      out.files.push_back({path, is_json_lines(name), false});
    else
      ++out.other_files;
  }
  if (failed) throw system_failure(folder, failed.value());
}

}  // namespace

input_paths list_inputs(const std::vector<std::string>& paths, bool all_files) {
  input_paths out;
  for (const std::string& path : paths) {
    std::error_code failed;
    const fs::file_status status = path == "-" ? fs::file_status() : fs::status(path, failed);
    if (path != "-" && !fs::exists(status))
      throw system_failure(path.empty() ? "\"\"" : path,
                           failed ? failed.value() : static_cast<int>(std::errc::no_such_file_or_directory));
    if (!fs::is_directory(status)) {
      out.files.push_back({path, path == "-" || is_json_lines(path), true});
      continue;
    }
    const auto first = static_cast<std::ptrdiff_t>(out.files.size());
    std::vector<std::string> folders{path};
    while (!folders.empty()) {
      const std::string folder = folders.back();
      folders.pop_back();
      list_folder(folder, all_files, folders, out);
    }
    std::sort(out.files.begin() + first, out.files.end(),
              [](const input_path& a, const input_path& b) { return a.path < b.path; });
  }
  return out;
}

}  // namespace neardup::io
