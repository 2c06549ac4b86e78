#include "core/log/checkpoint_text.h"

#include <charconv>

namespace barnabas::log {
namespace {

Error corrupt(std::size_t line, const std::string& what) {
  return {Errc::Corrupt, "line " + std::to_string(line) + ": " + what};
}

std::vector<std::string_view> split_lines(std::string_view text) {
  std::vector<std::string_view> lines;
  while (!text.empty()) {
    const std::size_t end = text.find('\n');
    lines.push_back(text.substr(0, end));
    text = end == std::string_view::npos ? std::string_view() : text.substr(end + 1);
  }
  return lines;
}

bool is_space(char c) { return c == ' ' || c == '\t' || c == '\r'; }

std::vector<std::string_view> split_fields(std::string_view line) {
  std::vector<std::string_view> fields;
  std::size_t at = 0;
  while (at < line.size()) {
    while (at < line.size() && is_space(line[at])) ++at;
    const std::size_t begin = at;
    while (at < line.size() && !is_space(line[at])) ++at;
    if (at > begin) fields.push_back(line.substr(begin, at - begin));
  }
  return fields;
}

bool parse_integer(std::string_view text, std::int64_t& value) {
  const char* end = text.data() + text.size();
  const auto [stop, error] = std::from_chars(text.data(), end, value);
  return error == std::errc() && stop == end && !text.empty();
}

}  // namespace

Result<std::int64_t> CheckpointLine::integer(std::size_t at, std::int64_t low,
                                             std::int64_t high) const {
  std::int64_t value = 0;
  if (!parse_integer(fields[at], value)) {
    return corrupt(number, "'" + std::string(fields[at]) + "' is not an integer");
  }
  if (value < low || value > high) {
    return corrupt(number, std::to_string(value) + " is out of range");
  }
  return value;
}

std::string checkpoint_header(std::size_t count) { return "0\n" + std::to_string(count) + "\n"; }

Result<std::vector<CheckpointLine>> parse_checkpoint(std::string_view text, std::size_t fields) {
  std::vector<CheckpointLine> entries;
  if (text.empty()) return entries;
  const std::vector<std::string_view> lines = split_lines(text);
  std::int64_t version = 0;
  if (!parse_integer(lines[0], version)) {
    return corrupt(1, "the version is not an integer: '" + std::string(lines[0]) + "'");
  }
  if (version != 0) return corrupt(1, "version " + std::to_string(version) + " is not 0");
  std::int64_t count = 0;
  if (lines.size() < 2 || !parse_integer(lines[1], count) || count < 0) {
    return corrupt(2, "the number of entries is missing or wrong");
  }
  for (std::size_t i = 2; i < lines.size(); ++i) {
    CheckpointLine entry{i + 1, split_fields(lines[i])};
    if (entry.fields.size() != fields) {
      return corrupt(i + 1, "'" + std::string(lines[i]) + "' has " +
                                std::to_string(entry.fields.size()) + " fields, expected " +
                                std::to_string(fields));
    }
    entries.push_back(std::move(entry));
  }
  if (static_cast<std::int64_t>(entries.size()) != count) {
    return corrupt(2, std::to_string(count) + " entries promised, " +
                          std::to_string(entries.size()) + " found");
  }
  return entries;
}

}  // namespace barnabas::log
