#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "cli/request.hpp"

namespace neardup::cli {

/// One option: which commands have it, what it is called, how the help describes it, and how its value is
/// taken. `set` returns false for a value that cannot be one; ranges are checked by
/// near_duplicate_options::validate().
struct option_row {
  unsigned commands;  // bits of `command`
  const char* section;
  const char* name;
  const char* value;  // what the help calls the value; "" for a flag
  const char* allowed;
  const char* fallback;
  const char* help;
  std::function<bool(request&, std::string_view)> set;
  bool repeats = false;  // may be given several times

  [[nodiscard]] bool takes_value() const noexcept { return value[0] != '\0'; }
  [[nodiscard]] std::string flag() const { return std::string("--") + name; }
};

/// Every option there is, in the order of the help.
[[nodiscard]] const std::vector<option_row>& all_option_rows();

/// Those of one command.
[[nodiscard]] std::vector<const option_row*> option_rows(command which);

}  // namespace neardup::cli
