#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace neardup::io {

/// `text` for a terminal or a one-line message: whatever could move the cursor, hide or reorder what is
/// around it (control characters, line ends, bidirectional controls, invisible characters, ill-formed bytes)
/// is written as an escape such as \n, \x1b or \u202e.
[[nodiscard]] std::string printable(std::string_view text);

/// Columns that printable(text) takes on a terminal: two for East Asian wide characters and emoji, none for
/// common combining marks.
[[nodiscard]] std::size_t display_width(std::string_view text);

/// printable(text) in at most `columns` (at least 8): where it is longer, something gives way to " ... ", so
/// that `end_share` of what is left is from the end. Looks at no more of `text` than about that many
/// characters from either end.
[[nodiscard]] std::string excerpt(std::string_view text, std::size_t columns, double end_share = 0.4);

}  // namespace neardup::io
