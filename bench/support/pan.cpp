#include "support/pan.hpp"

#include <algorithm>
#include <charconv>
#include <sstream>
#include <string>
#include <system_error>
#include <utility>

#include <pugixml.hpp>

#include <neardup/detail/utf8.hpp>
#include <neardup/find_near_duplicates.hpp>

#include "io/failure.hpp"
#include "io/input_file.hpp"
#include "io/output_file.hpp"
#include "io/printable.hpp"

namespace neardup_bench {
namespace {

using neardup::io::failure;

constexpr char detection_name[] = "detected-plagiarism";
constexpr std::uint64_t position_limit = std::uint64_t{1} << 32;  // as the library has for texts
constexpr std::uint64_t list_limit = std::uint64_t{1} << 28;      // bytes of a file that is no text

std::string read_file(const std::filesystem::path& path, std::uint64_t limit) {
  auto bytes = neardup::io::input_file(path.string()).read_all(limit);
  if (!bytes) throw failure(path.string() + ": more than " + std::to_string(limit) + " bytes");
  return *std::move(bytes);
}

/// Some detectors leave the suffix out.
std::string_view without_suffix(std::string_view name) {
  if (name.ends_with(".txt")) name.remove_suffix(4);
  return name;
}

std::string at_line(const std::filesystem::path& file, std::size_t line) {
  return file.string() + ":" + std::to_string(line) + ": ";
}

std::size_t line_of(std::string_view bytes, std::ptrdiff_t offset) {
  const std::string_view before =
      bytes.substr(0, static_cast<std::size_t>(std::max<std::ptrdiff_t>(0, offset)));
  return 1 + static_cast<std::size_t>(std::ranges::count(before, '\n'));
}

/// Reads the features of one file.
class feature_reader {
 public:
  feature_reader(const std::filesystem::path& file, const pan_pair& pair) : file_(file), pair_(pair) {
    const std::string bytes = read_file(file, list_limit);
    const auto parsed = document_.load_buffer(bytes.data(), bytes.size());
    if (!parsed) throw failure(at_line(file, line_of(bytes, parsed.offset)) + parsed.description());
  }

  [[nodiscard]] std::vector<reuse> features(pan_feature wanted) const {
    const pugi::xml_node root = document_.child("document");
    if (!root) throw failure(file_.string() + ": no element 'document'");
    require_name(file_.string() + ": ", root, "reference", pair_.suspicious);
    std::vector<reuse> found;
    std::size_t number = 0;
    for (const pugi::xml_node feature : root.children("feature")) {
      const std::string where = file_.string() + ": feature " + std::to_string(++number) + ": ";
      if (kind_matches(feature.attribute("name").value(), wanted)) found.push_back(read(where, feature));
    }
    return found;
  }

 private:
  static bool kind_matches(std::string_view name, pan_feature wanted) {
    if (wanted == pan_feature::detection) return name == detection_name;
    return name.ends_with("plagiarism") && name != detection_name;
  }

  [[nodiscard]] reuse read(const std::string& where, pugi::xml_node feature) const {
    require_name(where, feature, "source_reference", pair_.source);
    return {pair_.suspicious, pair_.source, range(where, feature, "this_offset", "this_length"),
            range(where, feature, "source_offset", "source_length")};
  }

  static pugi::xml_attribute attribute(const std::string& where, pugi::xml_node node, const char* name) {
    const pugi::xml_attribute found = node.attribute(name);
    if (!found) throw failure(where + "no " + name);
    return found;
  }

  static void require_name(const std::string& where, pugi::xml_node node, const char* name,
                           const std::string& expected) {
    const std::string_view value = attribute(where, node, name).value();
    if (without_suffix(value) != without_suffix(expected))
      throw failure(where + name + " is '" + neardup::io::printable(value) + "'; expected: '" + expected +
                    "'");
  }

  static character_range range(const std::string& where, pugi::xml_node node, const char* offset,
                               const char* length) {
    const std::uint64_t begin = number(where, node, offset, 0);
    return {begin, begin + number(where, node, length, 1)};
  }

  static std::uint64_t number(const std::string& where, pugi::xml_node node, const char* name,
                              std::uint64_t least) {
    const std::string_view value = attribute(where, node, name).value();
    std::uint64_t answer = 0;
    const auto [end, problem] = std::from_chars(value.data(), value.data() + value.size(), answer);
    if (problem != std::errc() || end != value.data() + value.size() || answer < least ||
        answer >= position_limit)
      throw failure(where + name + " is '" + neardup::io::printable(value) +
                    "'; allowed: " + std::to_string(least) + " to " + std::to_string(position_limit - 1));
    return answer;
  }

  std::filesystem::path file_;
  const pan_pair& pair_;
  pugi::xml_document document_;
};

}  // namespace

std::string pan_pair::xml_name() const {
  return std::string(without_suffix(suspicious)).append("-").append(without_suffix(source)).append(".xml");
}

std::vector<pan_pair> read_pan_pairs(const std::filesystem::path& file) {
  std::istringstream lines(read_file(file, list_limit));
  std::vector<pan_pair> pairs;
  std::size_t number = 0;
  for (std::string line; std::getline(lines, line);) {
    ++number;
    std::vector<std::string> names;
    std::istringstream words(line);
    for (std::string name; words >> name;) {
      if (name.find('/') != std::string::npos || name.find('\0') != std::string::npos ||
          name.starts_with('.'))
        throw failure(at_line(file, number) + "'" + neardup::io::printable(name) + "' is no name of a text");
      names.push_back(std::move(name));
    }
    if (names.empty()) continue;
    if (names.size() != 2)
      throw failure(at_line(file, number) + std::to_string(names.size()) + " names; expected: 2");
    pairs.push_back({names[0], names[1]});
  }
  return pairs;
}

std::vector<reuse> read_pan_xml(const std::filesystem::path& file, const pan_pair& pair,
                                pan_feature feature) {
  return feature_reader(file, pair).features(feature);
}

void write_pan_xml(const std::filesystem::path& file, const pan_pair& pair,
                   std::span<const reuse> detections) {
  pugi::xml_document document;
  pugi::xml_node root = document.append_child("document");
  root.append_attribute("reference") = pair.suspicious.c_str();
  for (const reuse& found : detections) {
    pugi::xml_node feature = root.append_child("feature");
    const auto add = [&](const char* name, std::uint64_t value) {
      feature.append_attribute(name) = static_cast<unsigned long long>(value);
    };
    feature.append_attribute("name") = detection_name;
    add("this_offset", found.in_suspicious.begin);
    add("this_length", found.in_suspicious.end - found.in_suspicious.begin);
    feature.append_attribute("source_reference") = pair.source.c_str();
    add("source_offset", found.in_source.begin);
    add("source_length", found.in_source.end - found.in_source.begin);
  }
  std::ostringstream text;
  document.save(text, "  ");
  neardup::io::output_file out(file.string());
  out.write(text.str());
  out.finish();
}

character_positions::character_positions(std::string_view text) {
  const unsigned char* const begin = neardup::detail::as_bytes(text.data());
  const unsigned char* const end = begin + text.size();
  for (const unsigned char* at = begin; at != end; at += neardup::detail::decode(at, end).length)
    begins_.push_back(static_cast<std::uint32_t>(at - begin));
}

std::uint64_t character_positions::before(std::uint64_t byte) const {
  return static_cast<std::uint64_t>(std::ranges::lower_bound(begins_, byte) - begins_.begin());
}

pan_corpus::pan_corpus(const std::filesystem::path& folder, const std::string& subset)
    : folder_(folder), xml_folders_{folder / subset} {
  pairs_ = read_pan_pairs(folder / subset / "pairs");
  if (!subset.empty()) return;
  std::error_code problem;
  for (const auto& entry : std::filesystem::directory_iterator(folder, problem))
    // Detections may lie in the corpus as well; a folder of cases has pairs.
    if (std::filesystem::exists(entry.path() / "pairs")) xml_folders_.push_back(entry.path());
  if (problem) throw neardup::io::system_failure(folder.string(), problem.value());
  std::ranges::sort(xml_folders_);  // so that of two errors always the same is told
}

std::string pan_corpus::text(const char* role, const std::string& name) const {
  const std::filesystem::path own = folder_ / role / name;
  return read_file(
      std::filesystem::exists(own) || !std::filesystem::exists(folder_ / name) ? own : folder_ / name,
      position_limit - 1);
}

std::vector<reuse> pan_corpus::cases(const pan_pair& pair) const {
  std::vector<reuse> found;
  bool told = false;
  for (const std::filesystem::path& folder : xml_folders_) {
    const std::filesystem::path file = folder / pair.xml_name();
    if (!std::filesystem::exists(file)) continue;
    told = true;
    const std::vector<reuse> there = read_pan_xml(file, pair, pan_feature::reuse_case);
    found.insert(found.end(), there.begin(), there.end());
  }
  // To take it for a pair without any case would make every detection a false one.
  if (!told) throw failure(folder_.string() + ": no " + pair.xml_name() + " in it or in a folder with pairs");
  return found;
}

std::vector<reuse> find_reuse(const pan_pair& pair, std::string_view suspicious, std::string_view source,
                              const neardup::near_duplicate_options& options) {
  neardup::near_duplicate_options search = options;
  search.scope = neardup::search_scope::passages;
  search.expand_identical = true;  // else one of two equal texts is left out
  const std::vector<std::string_view> texts{suspicious, source};
  const character_positions in_suspicious(suspicious), in_source(source);
  const auto range = [](const character_positions& positions, const neardup::text_span& span) {
    return character_range{positions.before(span.begin), positions.before(span.end)};
  };
  std::vector<reuse> found;
  for (const neardup::passage_match& match : neardup::find_near_duplicates(texts, search).passages)
    if (match.relation == neardup::passage_relation::cross)
      found.push_back(
          {pair.suspicious, pair.source, range(in_suspicious, match.first), range(in_source, *match.second)});
  return found;
}

}  // namespace neardup_bench
