// Rules of the house that are not about code: sizes, spaces, headings, lessons, folders.
#pragma once

#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "tests/tidy/offence.h"

namespace barnabas::tidy {

// Files that may be larger than the house allows, each with a reason. The numbers may only go down.
struct Budget {
  std::size_t line = 0;  // Where budgets.txt says so.
  std::size_t lines_max = 0;
  std::size_t bytes_max = 0;
};
using Budgets = std::map<std::string, Budget>;
Budgets parse_budgets(std::string_view text, const std::string& file, Offences& offences);

inline constexpr std::size_t kLinesMax = 400;
inline constexpr std::size_t kBytesMax = 200'000;

// REQUIRES: lines is 0 for a file that is not source code.
void check_size(const std::string& path, std::size_t lines, std::size_t bytes,
                const Budgets& budgets, Offences& offences);

// Budgets of files that are gone, or that fit the house again.
void check_budgets_needed(const std::map<std::string, std::size_t>& lines_of,
                          const std::map<std::string, std::size_t>& bytes_of,
                          const Budgets& budgets, const std::string& file, Offences& offences);

// Tabs, trailing spaces, carriage returns, a missing newline at the end.
void check_spaces(const std::string& path, std::string_view text, Offences& offences);

// A page has one title.
void check_one_title(const std::string& path, std::string_view text, Offences& offences);

// A scenario says why it exists: a non-empty "why" text in its outermost object.
void check_scenario_why(const std::string& path, std::string_view text, Offences& offences);

// The rooms that docs/architecture.md lists are those of the tree. They stand in the fenced block
// with a line `core/ ...`: a house folder at the margin, its rooms indented by two spaces, several
// to a line if need be. A line that says `not yet` is exempt. `rooms` are as in "core/base".
void check_rooms(const std::string& path, std::string_view text, const std::set<std::string>& rooms,
                 Offences& offences);

// Names at the root of the repository: the listed ones, and dot files.
void check_top_level(const std::vector<std::string>& names, const std::set<std::string>& allowed,
                     Offences& offences);

}  // namespace barnabas::tidy
