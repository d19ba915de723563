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

/// One line of JSON Lines. The views live until the next line is parsed.
struct json_line {
  std::string problem;  ///< why the line is no document; empty where it is one
  std::string_view text;
  bool has_id = false;
  document_id id;
  std::uint64_t replaced = 0;  ///< ill-formed subparts and lone surrogates that became U+FFFD
};

/// Parses whole lines; one object for many lines, since it reuses its memory.
class json_line_parser {
 public:
  json_line_parser(std::string text_field, std::string id_field);
  ~json_line_parser();

  /// `line` must be followed by line_chunk::padding readable bytes. Of a repeated key the last one counts.
  [[nodiscard]] json_line parse(std::string_view line);

 private:
  struct state;
  std::unique_ptr<state> state_;
};

}  // namespace neardup::io
