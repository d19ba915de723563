#include "io/json_repair.hpp"

#include <optional>

#include <neardup/detail/utf8.hpp>

namespace neardup::io {

namespace {

/// Value of the escape \uXXXX that `text` begins with; nullopt where it does not begin with one.
std::optional<std::uint32_t> unicode_escape(std::string_view text) noexcept {
  if (text.size() < 6 || text[0] != '\\' || text[1] != 'u') return std::nullopt;
  std::uint32_t value = 0;
  for (const char digit : text.substr(2, 4)) {
    const auto lower = static_cast<unsigned char>(digit | 0x20);
    if (digit >= '0' && digit <= '9')
      value = value * 16 + static_cast<std::uint32_t>(digit - '0');
    else if (lower >= 'a' && lower <= 'f')
      value = value * 16 + lower - 'a' + 10u;
    else
      return std::nullopt;
  }
  return value;
}

bool is_high_surrogate(std::uint32_t value) noexcept { return value >= 0xD800 && value < 0xDC00; }
bool is_low_surrogate(std::uint32_t value) noexcept { return value >= 0xDC00 && value < 0xE000; }

}  // namespace

repaired_line repair_json_line(std::string_view line) {
  repaired_line out;
  out.line.reserve(line.size() + line.size() / 8 + 64);
  while (!line.empty()) {
    std::size_t length = 1;
    bool keep = true;
    if (line[0] == '\\') {
      const auto value = unicode_escape(line);
      const auto after = value ? unicode_escape(line.substr(6)) : std::nullopt;
      if (value && is_high_surrogate(*value) && after && is_low_surrogate(*after)) {
        length = 12;
      } else if (value) {
        length = 6;
        keep = !is_high_surrogate(*value) && !is_low_surrogate(*value);
      } else if (line.size() > 1 && static_cast<unsigned char>(line[1]) < 0x80) {
        length = 2;  // the second backslash of a pair begins nothing
      }
    } else {
      const auto* const bytes = neardup::detail::as_bytes(line.data());
      const auto unit = neardup::detail::decode(bytes, bytes + line.size());
      length = unit.length;
      keep = unit.code_point != neardup::detail::ill_formed;
    }
    if (keep) {
      out.line.append(line.substr(0, length));
    } else {
      out.line += "\xEF\xBF\xBD";
      ++out.replaced;
    }
    line.remove_prefix(length);
  }
  return out;
}

}  // namespace neardup::io
