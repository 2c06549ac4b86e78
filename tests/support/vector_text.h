// Reads the line-based renderings of tests/data/kafka: "word name=value ..." lines, and blocks of
// "name = value".
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "core/base/bytes.h"

namespace barnabas::test {

struct VectorLine {
  std::string word;
  std::map<std::string, std::string> fields;

  const std::string& text(const std::string& name) const { return fields.at(name); }
  std::int64_t number(const std::string& name) const { return std::stoll(fields.at(name)); }
};

std::vector<VectorLine> parse_lines(const std::string& text);

// Blocks parted by blank lines; a block is a list of (name, value), in order.
using VectorBlock = std::vector<std::pair<std::string, std::string>>;
std::vector<VectorBlock> parse_blocks(const std::string& text);
std::string value_of(const VectorBlock& block, const std::string& name);

std::vector<std::string> split(const std::string& text, char by);
ByteVector bytes_of_hex(const std::string& hex);
// `x` and hex, or `null`.
std::optional<std::string> bytes_of(const std::string& text);
// As the renderings show it: hex, or length and checksum when it is longer than 16 bytes.
std::string show_bytes(const std::optional<std::string>& bytes);
// The same limit for a rendering, whichever limit it was made with.
std::string show_again(const std::string& text);

}  // namespace barnabas::test
