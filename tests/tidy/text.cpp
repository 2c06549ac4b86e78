#include "tests/tidy/text.h"

namespace barnabas::tidy {

namespace {

constexpr std::string_view kSpaces = " \t\r\n";

}  // namespace

std::vector<std::string> split(std::string_view text, char separator) {
  std::vector<std::string> parts;
  std::size_t begin = 0;
  for (std::size_t i = 0; i <= text.size(); ++i) {
    if (i < text.size() && text[i] != separator) continue;
    parts.emplace_back(text.substr(begin, i - begin));
    begin = i + 1;
  }
  return parts;
}

std::vector<std::string> split_lines(std::string_view text) {
  std::vector<std::string> lines = split(text, '\n');
  if (lines.back().empty()) lines.pop_back();  // The text ended with a newline, as it should.
  return lines;
}

std::vector<std::string> split_words(std::string_view text) {
  std::vector<std::string> words;
  std::size_t end = 0;
  while (true) {
    const std::size_t begin = text.find_first_not_of(kSpaces, end);
    if (begin == std::string_view::npos) return words;
    end = text.find_first_of(kSpaces, begin);
    if (end == std::string_view::npos) end = text.size();
    words.emplace_back(text.substr(begin, end - begin));
  }
}

std::string trim(std::string_view text) {
  const std::size_t begin = text.find_first_not_of(kSpaces);
  if (begin == std::string_view::npos) return "";
  return std::string(text.substr(begin, text.find_last_not_of(kSpaces) - begin + 1));
}

std::vector<DataLine> read_data(std::string_view text) {
  std::vector<DataLine> lines;
  std::size_t number = 0;
  for (const std::string& raw : split_lines(text)) {
    ++number;
    std::string line = raw;
    if (starts_with(line, "#")) continue;
    const std::size_t comment = line.find(" #");
    if (comment != std::string::npos) line.resize(comment);
    line = trim(line);
    if (!line.empty()) lines.push_back({number, line});
  }
  return lines;
}

bool starts_with(std::string_view text, std::string_view prefix) {
  return text.substr(0, prefix.size()) == prefix;
}

bool ends_with(std::string_view text, std::string_view suffix) {
  return text.size() >= suffix.size() && text.substr(text.size() - suffix.size()) == suffix;
}

bool is_within(std::string_view path, std::string_view folder) {
  if (!starts_with(path, folder)) return false;
  return path.size() == folder.size() || path[folder.size()] == '/';
}

bool in_scope(std::string_view path, const std::vector<std::string>& scope) {
  bool inside = false;
  std::size_t longest = 0;
  for (const std::string& word : scope) {
    const bool out = word.front() == '-';
    const std::string_view place = std::string_view(word).substr(out ? 1 : 0);
    const bool all = place == "*";
    const std::size_t length = all ? 1 : place.size() + 1;
    if (length < longest || (!all && !is_within(path, place))) continue;
    longest = length;
    inside = !out;
  }
  return inside;
}

bool matches_glob(std::string_view text, std::string_view pattern) {
  std::size_t t = 0;
  std::size_t p = 0;
  std::size_t star = std::string_view::npos;
  std::size_t retry = 0;
  while (t < text.size()) {
    if (p < pattern.size() && pattern[p] == '*') {
      star = p++;
      retry = t;
    } else if (p < pattern.size() && pattern[p] == text[t]) {
      ++p;
      ++t;
    } else if (star != std::string_view::npos) {
      p = star + 1;
      t = ++retry;
    } else {
      return false;
    }
  }
  while (p < pattern.size() && pattern[p] == '*') ++p;
  return p == pattern.size();
}

}  // namespace barnabas::tidy
