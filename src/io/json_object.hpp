#pragma once

#include <concepts>
#include <cstddef>
#include <string>
#include <string_view>

#include "io/json_line.hpp"

namespace neardup::io {

/// Appends `text` as a JSON string. Ill-formed UTF-8 becomes U+FFFD: the output is always valid.
void append_json(std::string& out, std::string_view text);
/// Shortest digits that read back equal, always with a fraction or an exponent.
void append_json(std::string& out, double value);
void append_json(std::string& out, const document_id& id);
void append_json(std::string& out, bool value);
/// null.
inline void append_json(std::string& out, std::nullptr_t) { out += "null"; }
template <std::integral Integer>
requires(!std::same_as<Integer, bool>) void append_json(std::string& out, Integer value) {
  out += std::to_string(value);
}

/// Writes one JSON object, keys in the order of the calls.
class json_object {
 public:
  explicit json_object(std::string& out) : out_(out) { out_ += '{'; }

  template <class Value>
  json_object& add(std::string_view key, const Value& value) {
    key_only(key);
    append_json(out_, value);
    return *this;
  }
  json_object& add(std::string_view key, const char* value) { return add(key, std::string_view(value)); }

  /// An object as the value, whose members `fill(object)` adds.
  template <std::invocable<json_object&> Fill>
  json_object& add_object(std::string_view key, Fill&& fill) {
    key_only(key);
    json_object object(out_);
    fill(object);
    object.end();
    return *this;
  }

  /// The key alone: the caller appends the value to the same string.
  json_object& key_only(std::string_view key) {
    if (!first_) out_ += ',';
    first_ = false;
    append_json(out_, key);
    out_ += ':';
    return *this;
  }

  void end() { out_ += '}'; }

 private:
  std::string& out_;
  bool first_ = true;
};

}  // namespace neardup::io
