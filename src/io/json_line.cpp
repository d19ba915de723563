#include "io/json_line.hpp"

#include <new>
#include <utility>

#include <simdjson.h>

#include "io/json_repair.hpp"
#include "io/line_chunks.hpp"

namespace neardup::io {

static_assert(line_chunk::padding >= simdjson::SIMDJSON_PADDING);

struct json_line_parser::state {
  json_fields fields;
  simdjson::dom::parser parser;
  std::string id_digits, group_digits;  // of the last integers
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
      return "broken JSON; allowed: one object a line";
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

std::string refused(const char* what, const std::string& name, simdjson::dom::element_type type,
                    const char* allowed) {
  return std::string("the ") + what + " field \"" + name + "\" is " + type_name(type) +
         "; allowed: " + allowed;
}

/// A string or an integer, whose digits go to `digits`; false for anything else.
bool read_key(const simdjson::dom::element& value, std::string& digits, document_id& key) {
  using enum simdjson::dom::element_type;
  switch (value.type()) {
    case STRING:
      key = {value.get_string().value_unsafe(), true};
      return true;
    case INT64:
      digits = std::to_string(value.get_int64().value_unsafe());
      break;
    case UINT64:
      digits = std::to_string(value.get_uint64().value_unsafe());
      break;
    default:
      return false;
  }
  key = {digits, false};
  return true;
}

bool read_score(const simdjson::dom::element& value, double& score) {
  return value.type() != simdjson::dom::element_type::BOOL && value.get(score) == simdjson::SUCCESS;
}

}  // namespace

json_line_parser::json_line_parser(json_fields fields) : state_(std::make_unique<state>()) {
  state_->fields = std::move(fields);
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

  const json_fields& fields = state_->fields;
  bool has_text = false, has_score = fields.score.empty();
  for (const auto field : object) {
    const auto type = field.value.type();
    if (field.key == fields.text) {
      if (field.value.get(out.text) != simdjson::SUCCESS)
        return out.problem = refused("text", fields.text, type, "a string"), out;
      has_text = true;
    }
    if (field.key == fields.id) {
      if (!read_key(field.value, state_->id_digits, out.id))
        return out.problem = refused("id", fields.id, type, "a string or an integer"), out;
      out.has_id = true;
    }
    if (!fields.score.empty() && field.key == fields.score) {
      if (!read_score(field.value, out.score))
        return out.problem = refused("score", fields.score, type, "a number"), out;
      has_score = true;
    }
    if (!fields.group.empty() && field.key == fields.group) {
      if (type == simdjson::dom::element_type::NULL_VALUE)
        out.group = no_group_key;
      else if (!read_key(field.value, state_->group_digits, out.group))
        return out.problem = refused("group", fields.group, type, "a string, an integer or null"), out;
    }
  }
  if (!has_text)
    out.problem = "no text field \"" + fields.text + "\"; --text-field names another one";
  else if (!has_score)
    out.problem = "no score field \"" + fields.score + "\"";
  return out;
}

}  // namespace neardup::io
