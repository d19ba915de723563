#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <string_view>
#include <unordered_map>
#include <vector>

#include <neardup/document.hpp>

#include "io/json_line.hpp"

namespace neardup::io {

/// Gives each name of a group its number, the same in all calls. Names must outlive the object.
class group_numbers {
 public:
  [[nodiscard]] std::vector<std::uint32_t> of(const std::vector<document_id>& names) {
    std::vector<std::uint32_t> numbers;
    numbers.reserve(names.size());
    for (const document_id& name : names) numbers.push_back(number_of(name));
    return numbers;
  }

 private:
  struct hash {
    std::size_t operator()(const document_id& name) const { return std::hash<std::string_view>()(name.text); }
  };

  [[nodiscard]] std::uint32_t number_of(const document_id& name) {
    if (name == no_group_key) return no_group;
    return known_.try_emplace(name, static_cast<std::uint32_t>(known_.size())).first->second;
  }

  std::unordered_map<document_id, std::uint32_t, hash> known_;
};

}  // namespace neardup::io
