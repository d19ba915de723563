#include "io/json_object.hpp"

#include <charconv>

#include <neardup/detail/utf8.hpp>

namespace neardup::io {

void append_json(std::string& out, std::string_view text) {
  constexpr char hex[] = "0123456789abcdef";
  out += '"';
  while (!text.empty()) {
    const auto* const bytes = neardup::detail::as_bytes(text.data());
    const auto unit = neardup::detail::decode(bytes, bytes + text.size());
    const auto c = static_cast<unsigned char>(text[0]);
    if (c == '"' || c == '\\') {
      out += '\\';
      out += text[0];
    } else if (c == '\n') {
      out += "\\n";
    } else if (c == '\t') {
      out += "\\t";
    } else if (c < 0x20) {
      out += "\\u00";
      out += hex[c >> 4];
      out += hex[c & 15];
    } else if (unit.code_point != neardup::detail::ill_formed) {
      out += text.substr(0, unit.length);
    } else {
      out += "\xEF\xBF\xBD";
    }
    text.remove_prefix(unit.length);
  }
  out += '"';
}

void append_json(std::string& out, double value) {
  char digits[32];
  const auto [end, failed] = std::to_chars(digits, digits + sizeof digits, value);
  const std::string_view text(digits, static_cast<std::size_t>(end - digits));
  out += text;
  if (text.find_first_of(".e") == std::string_view::npos) out += ".0";
}

void append_json(std::string& out, const document_id& id) {
  if (id.is_string)
    append_json(out, id.text);
  else
    out += id.text;
}

void append_json(std::string& out, bool value) { out += value ? "true" : "false"; }

}  // namespace neardup::io
