#pragma once

#include <memory>
#include <string>
#include <string_view>

namespace neardup::io {

/// Gives lines of JSON another text.
class json_text_field {
 public:
  explicit json_text_field(std::string name);
  ~json_text_field();

  json_text_field(const json_text_field&) = delete;
  json_text_field& operator=(const json_text_field&) = delete;

  /// Appends `line`, which json_line_parser took for a document, with `text` as the value of its text field
  /// (of a repeated one the last), and all other bytes as they are; where the line had to be repaired, those
  /// of the repaired one.
  void append_with(std::string& out, std::string_view line, std::string_view text);

 private:
  struct state;
  std::unique_ptr<state> state_;
};

}  // namespace neardup::io
