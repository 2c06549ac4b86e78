#include "tests/support/vector_text.h"

#include <cstdio>

#include "core/base/check.h"
#include "core/base/crc32c.h"

namespace barnabas::test {

std::vector<std::string> split(const std::string& text, char by) {
  std::vector<std::string> parts(1);
  for (const char c : text) {
    if (c == by) {
      parts.emplace_back();
    } else {
      parts.back().push_back(c);
    }
  }
  return parts;
}

std::vector<VectorLine> parse_lines(const std::string& text) {
  std::vector<VectorLine> lines;
  for (const std::string& line : split(text, '\n')) {
    if (line.empty() || line[0] == '#') continue;
    VectorLine parsed;
    for (const std::string& part : split(line, ' ')) {
      const std::size_t equals = part.find('=');
      if (parsed.word.empty()) {
        parsed.word = part;
      } else if (equals != std::string::npos) {
        parsed.fields[part.substr(0, equals)] = part.substr(equals + 1);
      }
    }
    lines.push_back(std::move(parsed));
  }
  return lines;
}

std::vector<VectorBlock> parse_blocks(const std::string& text) {
  std::vector<VectorBlock> blocks(1);
  for (const std::string& line : split(text, '\n')) {
    if (!line.empty() && line[0] == '#') continue;
    const std::size_t equals = line.find(" =");
    if (equals == std::string::npos) {
      if (!blocks.back().empty()) blocks.emplace_back();
      continue;
    }
    const std::string value = line.size() > equals + 3 ? line.substr(equals + 3) : "";
    blocks.back().emplace_back(line.substr(0, equals), value);
  }
  if (blocks.back().empty()) blocks.pop_back();
  return blocks;
}

std::string value_of(const VectorBlock& block, const std::string& name) {
  for (const auto& [key, value] : block) {
    if (key == name) return value;
  }
  BARNABAS_CHECK_MSG(false, name);
}

ByteVector bytes_of_hex(const std::string& hex) {
  BARNABAS_CHECK(hex.size() % 2 == 0);
  ByteVector bytes;
  for (std::size_t i = 0; i < hex.size(); i += 2) {
    bytes.push_back(static_cast<std::uint8_t>(std::stoi(hex.substr(i, 2), nullptr, 16)));
  }
  return bytes;
}

std::optional<std::string> bytes_of(const std::string& text) {
  if (text == "null") return std::nullopt;
  BARNABAS_CHECK_MSG(!text.empty() && text[0] == 'x', text);
  const ByteVector bytes = bytes_of_hex(text.substr(1));
  return std::string(as_text(bytes));
}

std::string show_bytes(const std::optional<std::string>& bytes) {
  if (!bytes) return "null";
  char part[32];
  if (bytes->size() > 16) {
    const std::uint32_t crc = crc32c(0, as_bytes(*bytes));
    std::snprintf(part, sizeof part, ",crc32c:%08x", crc);
    return "length:" + std::to_string(bytes->size()) + part;
  }
  std::string text = "x";
  for (const std::uint8_t byte : as_bytes(*bytes)) {
    std::snprintf(part, sizeof part, "%02x", byte);
    text += part;
  }
  return text;
}

std::string show_again(const std::string& text) {
  return text.rfind("length:", 0) == 0 ? text : show_bytes(bytes_of(text));
}

}  // namespace barnabas::test
