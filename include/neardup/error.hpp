#pragma once

#include <charconv>
#include <locale>
#include <sstream>
#include <stdexcept>
#include <string>
#include <string_view>
#include <type_traits>

#include <neardup/detail/platform.hpp>

namespace neardup::inline v0 {

/// What went wrong, for code that must tell cases apart.
enum class errc {
  invalid_options,     ///< an option or argument is outside its allowed range
  incompatible,        ///< signatures that were not made alike
  too_large,           ///< a document of 4 GiB or more, or more documents than can be numbered or held
  cancelled,           ///< a stop was requested; there is no partial answer
  unsupported_kernel,  ///< NEARDUP_FORCE_KERNEL names no kernel that this machine can run
};

/// The only exception that neardup throws besides std::bad_alloc.
/// Its message says what is wrong, the value found, and what is allowed.
class error : public std::runtime_error {
 public:
  error(errc code, const std::string& message) : std::runtime_error(message), code_(code) {}
  [[nodiscard]] errc code() const noexcept { return code_; }

 private:
  errc code_;
};

namespace detail {

/// A double as short as it can be and still read back equal; anything else as streams print it.
template <class Part>
void print(std::ostringstream& text, const Part& part) {
  if constexpr (std::is_same_v<Part, double>) {
    char digits[32];
    text << std::string_view(digits, std::to_chars(digits, digits + sizeof digits, part).ptr);
  } else {
    text << part;
  }
}

/// The parts as one text.
template <class... Parts>
[[nodiscard]] std::string concatenated(const Parts&... parts) {
  std::ostringstream text;
  text.imbue(std::locale::classic());  // no grouping of digits, whatever the program has set
  (print(text, parts), ...);
  return text.str();
}

}  // namespace detail

}  // namespace neardup::inline v0
