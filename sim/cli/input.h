// Reading scenarios from files and standard input.
#pragma once

#include <string>
#include <vector>

#include "core/base/result.h"
#include "sim/scenario/parse.h"

namespace barnabas::sim {

// The whole text of a file; "-" is standard input. Never more than a scenario can be.
Result<std::string> read_input(const std::string& path);

// The *.json files of a folder, by name.
Result<std::vector<std::string>> scenario_files(const std::string& folder);

struct LoadedFile {
  std::string path;
  Parsed parsed;
};

// Reads and parses. A file that cannot be read is told on standard error and gives nothing; a
// missing one is told with the nearest name in its folder.
struct Loaded {
  std::vector<LoadedFile> files;
  bool all_read = true;
};
Loaded load_scenarios(const std::vector<std::string>& paths);

// All problems, one per line, with the file's name before each. Notes only when asked for.
std::string problems_text(const LoadedFile& file, bool with_notes);

}  // namespace barnabas::sim
