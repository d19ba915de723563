#pragma once

#include <stdexcept>
#include <string>

namespace neardup::io {

/// Input or output that cannot be used. The message is whole, `FILE:LINE: what` or `FILE: what`.
class failure : public std::runtime_error {
 public:
  explicit failure(const std::string& message) : std::runtime_error(message) {}
};

/// A failure whose reason is the system's text for `error_number`.
[[nodiscard]] failure system_failure(const std::string& name, int error_number);

}  // namespace neardup::io
