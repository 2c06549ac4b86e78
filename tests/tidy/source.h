// A C++ source seen twice, line by line: as written, and as code alone.
//
// Bans speak of code, so comments and the insides of literals are blanked in the second view; lines
// and columns stay where they were. It is a scanner, not a parser: macros and trigraphs are no
// topic.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace barnabas::tidy {

// The text with comments, and the insides of string and character literals, turned into spaces.
std::string blank_comments_and_literals(std::string_view text);

struct Include {
  std::size_t line = 0;  // From 1.
  std::string target;    // "core/base/ids.h" or "<vector>", the latter with its brackets.
};

struct Source {
  std::string path;               // Relative to the repository's root, with '/'.
  std::vector<std::string> raw;   // As written.
  std::vector<std::string> code;  // As blank_comments_and_literals leaves it; as many lines.
  std::vector<Include> includes;
};

Source scan_source(std::string path, std::string_view text);

}  // namespace barnabas::tidy
