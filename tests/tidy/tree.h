// The whole repository under all rules of the house.
#pragma once

#include <string>

#include "tests/tidy/offence.h"

namespace barnabas::tidy {

// Reads the rules from tests/tidy/*.txt below the root, walks the house's folders and the files at
// the root (never the build folder or .git), and returns every offence, ordered by file.
Offences check_tree(const std::string& root);

// The text of a file; a missing one is an offence.
std::string read_file(const std::string& path, Offences& offences);

}  // namespace barnabas::tidy
