#include "io/json_line.hpp"

#include <new>
#include <utility>

#include <simdjson.h>

#include "io/json_repair.hpp"
#include "io/line_chunks.hpp"

namespace neardup::io {

static_assert(line_chunk::padding >= simdjson::SIMDJSON_PADDING);

struct json_line_parser::state {
  std::string text_field;
  std::string id_field;
  simdjson::dom::parser parser;
  std::string integer;  // digits of the last id that was an integer
};

namespace {

std::string describe(simdjson::error_code code) {
  switch (code) {
    case simdjson::NUMBER_ERROR:
      return "broken JSON: a number is malformed or does not fit 64 bits";
    case simdjson::UNESCAPED_CHARS:
      return "broken JSON: a control character stands unescaped in a string";
    case simdjson::UNCLOSED_STRING:
      return "broken JSON: a string is not closed";
    case simdjson::STRING_ERROR:
      return "broken JSON: a string holds an invalid escape";
    case simdjson::DEPTH_ERROR:
      return "broken JSON: nested deeper than 1024 levels";
    case simdjson::CAPACITY:
      return "broken JSON: a line of 4 GiB or more";
    default:
      return "broken JSON";
  }
}

const char* type_name(simdjson::dom::element_type type) {
  using enum simdjson::dom::element_type;
  switch (type) {
    case ARRAY:
      return "an array";
    case OBJECT:
      return "an object";
    case INT64:
    case UINT64:
      return "an integer";
    case DOUBLE:
      return "a number with a fraction or exponent";
    case STRING:
      return "a string";
    case BOOL:
      return "true or false";
    default:
      return "null";
  }
}

}  // namespace

json_line_parser::json_line_parser(std::string text_field, std::string id_field)
    : state_(std::make_unique<state>()) {
  state_->text_field = std::move(text_field);
  state_->id_field = std::move(id_field);
}

json_line_parser::~json_line_parser() = default;

json_line json_line_parser::parse(std::string_view line) {
  json_line out;
  simdjson::dom::element root;
  auto code = state_->parser.parse(line.data(), line.size(), false).get(root);
  if (code == simdjson::UTF8_ERROR || code == simdjson::STRING_ERROR) {
    repaired_line repaired = repair_json_line(line);
    if (repaired.replaced != 0) {
      out.replaced = repaired.replaced;
      repaired.line.reserve(repaired.line.size() + line_chunk::padding);
      code = state_->parser.parse(repaired.line.data(), repaired.line.size(), false).get(root);
    }
  }
  if (code == simdjson::MEMALLOC) throw std::bad_alloc();
  if (code != simdjson::SUCCESS) return out.problem = describe(code), out;
  simdjson::dom::object object;
  if (root.get(object) != simdjson::SUCCESS)
    return out.problem = std::string("not a JSON object but ") + type_name(root.type()), out;

  bool has_text = false;
  for (const auto field : object) {
    const auto type = field.value.type();
    if (field.key == state_->text_field) {
      if (type != simdjson::dom::element_type::STRING)
        return out.problem = "the text field \"" + state_->text_field + "\" is " + type_name(type) +
                             "; allowed: a string",
               out;
      out.text = field.value.get_string().value_unsafe();
      has_text = true;
    }
    if (field.key == state_->id_field) {
      out.has_id = true;
      if (type == simdjson::dom::element_type::STRING) {
        out.id = {field.value.get_string().value_unsafe(), true};
      } else if (type == simdjson::dom::element_type::INT64) {
        state_->integer = std::to_string(field.value.get_int64().value_unsafe());
        out.id = {state_->integer, false};
      } else if (type == simdjson::dom::element_type::UINT64) {
        state_->integer = std::to_string(field.value.get_uint64().value_unsafe());
        out.id = {state_->integer, false};
      } else {
        return out.problem = "the id field \"" + state_->id_field + "\" is " + type_name(type) +
                             "; allowed: a string or an integer",
               out;
      }
    }
  }
  if (!has_text) out.problem = "no text field \"" + state_->text_field + "\"";
  return out;
}

}  // namespace neardup::io
