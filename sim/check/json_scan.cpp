#include "sim/check/json_scan.h"

#include <charconv>

namespace barnabas::sim::check {
namespace {

bool is_space(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }

void skip_spaces(std::string_view& text) {
  while (!text.empty() && is_space(text.front())) text.remove_prefix(1);
}

bool take(std::string_view& text, char wanted) {
  skip_spaces(text);
  if (text.empty() || text.front() != wanted) return false;
  text.remove_prefix(1);
  return true;
}

bool take_integer(std::string_view& text, std::int64_t& value) {
  skip_spaces(text);
  const auto [stop, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc()) return false;
  text.remove_prefix(static_cast<std::size_t>(stop - text.data()));
  return true;
}

bool take_quoted(std::string_view& text, std::string_view& content) {
  if (!take(text, '"')) return false;
  const std::size_t end = text.find('"');
  if (end == std::string_view::npos) return false;
  content = text.substr(0, end);
  text.remove_prefix(end + 1);
  return true;
}

std::vector<std::int32_t> take_list(std::string_view& text) {
  std::vector<std::int32_t> list;
  if (!take(text, '[')) return list;
  std::int64_t value = 0;
  while (take_integer(text, value)) {
    list.push_back(static_cast<std::int32_t>(value));
    if (!take(text, ',')) break;
  }
  take(text, ']');
  return list;
}

// What follows "key":; empty when the key is not there.
std::string_view behind(std::string_view json, std::string_view key) {
  std::size_t at = json.find(key);
  for (; at != std::string_view::npos; at = json.find(key, at + 1)) {
    const std::size_t end = at + key.size();
    if (at == 0 || json[at - 1] != '"' || end >= json.size() || json[end] != '"') continue;
    std::string_view rest = json.substr(end + 1);
    if (take(rest, ':')) return rest;
  }
  return {};
}

}  // namespace

std::int64_t scan_integer(std::string_view json, std::string_view key, std::int64_t fallback) {
  std::string_view rest = behind(json, key);
  std::int64_t value = 0;
  return take_integer(rest, value) ? value : fallback;
}

std::string_view scan_text(std::string_view json, std::string_view key) {
  std::string_view rest = behind(json, key);
  std::string_view content;
  return take_quoted(rest, content) ? content : std::string_view();
}

std::vector<std::int32_t> scan_list(std::string_view json, std::string_view key) {
  std::string_view rest = behind(json, key);
  return take_list(rest);
}

std::map<std::int32_t, std::vector<std::int32_t>> scan_lists(std::string_view json,
                                                             std::string_view key) {
  std::map<std::int32_t, std::vector<std::int32_t>> lists;
  std::string_view rest = behind(json, key);
  if (!take(rest, '{')) return lists;
  std::string_view name;
  while (take_quoted(rest, name) && take(rest, ':')) {
    lists[static_cast<std::int32_t>(scan_number(name, -1))] = take_list(rest);
    if (!take(rest, ',')) break;
  }
  return lists;
}

std::int64_t scan_number(std::string_view text, std::int64_t fallback) {
  std::int64_t value = 0;
  if (!take_integer(text, value)) return fallback;
  skip_spaces(text);
  return text.empty() ? value : fallback;
}

}  // namespace barnabas::sim::check
