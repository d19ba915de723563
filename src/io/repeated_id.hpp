#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>

#include <neardup/run_control.hpp>

#include "io/json_line.hpp"

namespace neardup::io {

/// Two documents with the same id.
struct repeated_id {
  std::size_t before = 0;
  std::size_t again = 0;
};

/// Of all documents the first whose id came before, and the one that has it; nullopt where ids are
/// unique. Fewer than 2^32 of them. O(n log n) whatever the ids are.
[[nodiscard]] std::optional<repeated_id> find_repeated_id(std::span<const document_id> ids,
                                                          const run_control& control);

}  // namespace neardup::io
