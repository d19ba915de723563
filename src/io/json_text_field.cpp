#include "io/json_text_field.hpp"

#include <new>
#include <stdexcept>
#include <utility>

#include <simdjson.h>

#include "io/json_object.hpp"
#include "io/json_repair.hpp"

namespace neardup::io {

struct json_text_field::state {
  std::string name;
  simdjson::ondemand::parser parser;
};

json_text_field::json_text_field(std::string name) : state_(std::make_unique<state>()) {
  state_->name = std::move(name);
}

json_text_field::~json_text_field() = default;

void json_text_field::append_with(std::string& out, std::string_view line, std::string_view text) {
  // A line without faults is its own repair.
  const simdjson::padded_string padded(repair_json_line(line).line);
  try {
    simdjson::ondemand::document document = state_->parser.iterate(padded);
    std::string_view value;
    for (auto field : document.get_object()) {
      const bool is_text = field.unescaped_key().value() == state_->name;
      if (is_text) value = field.value().raw_json_token();
    }
    if (value.empty()) throw std::logic_error("a line without a text field");
    // What follows the token, up to the next one, may be part of it.
    while (!value.ends_with('"')) value.remove_suffix(1);
    const std::string_view all(padded);
    out += all.substr(0, static_cast<std::size_t>(value.data() - all.data()));
    append_json(out, text);
    out += all.substr(static_cast<std::size_t>(value.data() + value.size() - all.data()));
  } catch (const simdjson::simdjson_error& problem) {
    if (problem.error() == simdjson::MEMALLOC) throw std::bad_alloc();
    throw;
  }
}

}  // namespace neardup::io
