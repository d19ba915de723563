#pragma once

#include <string_view>

#include <neardup/options.hpp>

#include "support/icu_oracle.hpp"

namespace icu_oracle {

/// The oracle's reading for one of the library's kinds of tokens.
inline result by_kind(std::string_view text, neardup::token_kind kind) {
  switch (kind) {
    case neardup::token_kind::characters:
      return characters(text);
    case neardup::token_kind::whitespace:
      return whitespace(text);
    case neardup::token_kind::words:
      break;
  }
  return words(text);
}

}  // namespace icu_oracle
