// A small reader of JSON texts, and the quoting a writer needs: enough for the contents of znodes.
//
// Tolerant where ZooKeeper's contents are old or foreign: a wrong text gives an error value, an
// absent or mistyped member gives the fallback that the caller names. Numbers are integers (a
// fraction is cut off); nothing in this project's znodes has another kind.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/result.h"

namespace barnabas {

class JsonValue {
 public:
  enum class Kind : std::uint8_t { Null, Boolean, Integer, Text, List, Object };

  Kind kind = Kind::Null;
  std::int64_t integer = 0;  // also a boolean's: 0 or 1
  std::string text;
  std::vector<JsonValue> items;    // of a list, or an object's values
  std::vector<std::string> names;  // an object's names, one per item, in the text's order

  const JsonValue* find(std::string_view name) const;
  std::int64_t integer_of(std::string_view name, std::int64_t fallback) const;
  std::string text_of(std::string_view name, std::string_view fallback) const;
};

// REQUIRES of the text: one JSON value, at most 32 deep, nothing behind it but spaces.
Result<JsonValue> parse_json(std::string_view text);

// The text in quotes, escaped as JSON wants it.
std::string json_quoted(std::string_view text);

}  // namespace barnabas
