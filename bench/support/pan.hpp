#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <neardup/options.hpp>

#include "support/plagdet.hpp"

// The files of the PAN corpora of plagiarism detection (text alignment, 2012 to 2015): a file `pairs`, texts
// in `susp` and `src`, and an XML file for each pair that tells the cases, or what a detector found. Whatever
// cannot be used is a neardup::io::failure that names the file.
namespace neardup_bench {

/// Two texts to be compared, by the names of their files.
struct pan_pair {
  std::string suspicious, source;
  friend bool operator==(const pan_pair&, const pan_pair&) = default;

  /// Of the file that tells about them: both names without `.txt`, joined by a hyphen.
  [[nodiscard]] std::string xml_name() const;
};

/// Lines of two names with white space between. Names that lead to another folder are refused.
[[nodiscard]] std::vector<pan_pair> read_pan_pairs(const std::filesystem::path& file);

/// What a `feature` tells, by its attribute `name`.
enum class pan_feature {
  reuse_case,  ///< ends with "plagiarism"
  detection    ///< "detected-plagiarism"
};

/// The features of one kind in an XML file about the pair; others are left out. Offsets are in characters.
[[nodiscard]] std::vector<reuse> read_pan_xml(const std::filesystem::path& file, const pan_pair& pair,
                                              pan_feature feature);

/// Writes detections of a pair as read_pan_xml() reads them. Replaces the file.
void write_pan_xml(const std::filesystem::path& file, const pan_pair& pair,
                   std::span<const reuse> detections);

/// Positions in a text, counted in characters as the corpora do. A character is a code point; whatever is not
/// UTF-8 is one for each maximal subpart, as where Python replaces it.
class character_positions {
 public:
  explicit character_positions(std::string_view text);

  /// Characters that begin before that byte.
  [[nodiscard]] std::uint64_t before(std::uint64_t byte) const;
  [[nodiscard]] std::uint64_t count() const { return begins_.size(); }

 private:
  std::vector<std::uint32_t> begins_;  ///< byte of each character
};

/// A corpus in a folder.
class pan_corpus {
 public:
  /// `subset`: the folder in it with `pairs` and XML files of its own, as `02-no-obfuscation`. Without one,
  /// the pairs are those of the corpus, and the XML files lie in it or in any folder in it.
  pan_corpus(const std::filesystem::path& folder, const std::string& subset);

  [[nodiscard]] const std::vector<pan_pair>& pairs() const { return pairs_; }
  [[nodiscard]] std::string suspicious_text(const pan_pair& pair) const {
    return text("susp", pair.suspicious);
  }
  [[nodiscard]] std::string source_text(const pan_pair& pair) const { return text("src", pair.source); }

  /// The cases of a pair; equal ones may be there several times.
  [[nodiscard]] std::vector<reuse> cases(const pan_pair& pair) const;

 private:
  /// From the folder `role` or, where that has none of the name, from the corpus itself.
  [[nodiscard]] std::string text(const char* role, const std::string& name) const;

  std::filesystem::path folder_;
  std::vector<std::filesystem::path> xml_folders_;
  std::vector<pan_pair> pairs_;
};

/// What the library finds in the two texts of a pair and nothing else.
[[nodiscard]] std::vector<reuse> find_reuse(const pan_pair& pair, std::string_view suspicious,
                                            std::string_view source,
                                            const neardup::near_duplicate_options& options);

}  // namespace neardup_bench
