#pragma once

#include <cmath>
#include <cstddef>
#include <ostream>
#include <string>

#include <nlohmann/json.hpp>

// What the programs that print the figures of a page share.
namespace figures {

using json = nlohmann::ordered_json;

/// To four decimals: what is below them may depend on the compiler.
inline double rounded(double value) { return std::round(value * 1e4) / 1e4; }

/// Parts, their members and rows have a line each, so that differences can be read.
inline void print(std::ostream& out, const json& value, std::size_t level = 0) {
  if (level == 2 || !value.is_structured()) {
    out << value;
    return;
  }
  std::string new_line(level + 1, ' ');
  new_line.front() = '\n';
  out << (value.is_object() ? "{" : "[");
  const char* separator = "";
  for (const auto& item : value.items()) {
    out << separator << new_line << ' ';
    separator = ",";
    if (value.is_object()) out << json(item.key()) << ": ";
    print(out, item.value(), level + 1);
  }
  out << new_line << (value.is_object() ? "}" : "]");
}

inline void print_document(std::ostream& out, const json& document) {
  print(out, document);
  out << '\n';
}

}  // namespace figures
