#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

namespace neardup::io {

/// A document's name as its source gave it: a JSON string or a JSON integer, so that 1 and "1" differ.
struct document_id {
  std::string_view text;  ///< of a string its decoded bytes, of an integer its decimal digits
  bool is_string = true;
  friend bool operator==(const document_id&, const document_id&) = default;
};

/// Of a document that is in no group.
inline constexpr document_id no_group_key{{}, false};

/// Names of the fields that are read.
struct json_fields {
  std::string text = "text";
  std::string id = "id";
  std::string score{};  ///< empty: none is read
  std::string group{};  ///< empty: none is read
};

/// One line of JSON Lines. The views live until the next line is parsed.
struct json_line {
  std::string problem;  ///< why the line is no document; empty where it is one
  std::string_view text;
  bool has_id = false;
  document_id id;
  double score = 0;
  document_id group = no_group_key;
  std::uint64_t replaced = 0;  ///< ill-formed subparts and lone surrogates that became U+FFFD
};

/// Parses whole lines; one object for many lines, since it reuses its memory.
class json_line_parser {
 public:
  explicit json_line_parser(json_fields fields);
  ~json_line_parser();

  json_line_parser(const json_line_parser&) = delete;
  json_line_parser& operator=(const json_line_parser&) = delete;

  /// `line` must be followed by line_chunk::padding readable bytes. Of a repeated key the last one counts.
  [[nodiscard]] json_line parse(std::string_view line);

 private:
  struct state;
  std::unique_ptr<state> state_;
};

}  // namespace neardup::io
