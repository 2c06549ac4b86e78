// Small text tools of the tidy check: lines, words, trimming, scopes of paths.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace barnabas::tidy {

std::vector<std::string> split(std::string_view text, char separator);
std::vector<std::string> split_lines(std::string_view text);
std::vector<std::string> split_words(std::string_view text);
std::string trim(std::string_view text);

// One line of a data file. A '#' at its start or after a space begins a comment; empty lines
// vanish.
struct DataLine {
  std::size_t number = 0;
  std::string text;
};
std::vector<DataLine> read_data(std::string_view text);

bool starts_with(std::string_view text, std::string_view prefix);
bool ends_with(std::string_view text, std::string_view suffix);

// Is the path the folder or file named, or below it? `core/log` holds core/log/x.h, not
// core/logger.h.
bool is_within(std::string_view path, std::string_view folder);

// Scopes are words: a folder or file takes paths in, `-folder` takes them out again, `*` takes all.
// The longest word that fits decides, so that an exception may have an exception.
bool in_scope(std::string_view path, const std::vector<std::string>& scope);

// `*` in the pattern stands for any text.
bool matches_glob(std::string_view text, std::string_view pattern);

}  // namespace barnabas::tidy
