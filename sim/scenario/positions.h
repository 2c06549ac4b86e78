// Where each value and key of a JSON text stands, which the JSON library does not tell.
//
// A strict scanner of RFC 8259: it reports syntax errors in plain words, and keys that stand twice
// in one object. Nesting is limited, so that no text can exhaust the stack.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "sim/scenario/problem.h"

namespace barnabas::sim {

struct Position {
  std::int32_t line = 1;
  std::int32_t column = 1;
};

struct PositionIndex {
  // By path: "/faults/0/do"; keys are escaped as in JSON pointers ('~' is "~0", '/' is "~1").
  std::map<std::string, Position> values;
  std::map<std::string, Position> keys;  // of members of objects
  std::vector<Problem> problems;         // syntax errors and duplicate keys
};

inline constexpr std::int32_t kDeepestNesting = 64;

PositionIndex index_positions(std::string_view text);

// The place of a byte of the text; columns count characters of UTF-8.
Position position_of(std::string_view text, std::uint64_t byte);
// One more step of a path, escaped.
std::string child_path(const std::string& path, std::string_view key);

}  // namespace barnabas::sim
