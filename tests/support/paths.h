// Where a test finds committed data, and the built command.
#pragma once

#include <string>

namespace barnabas::test {

// The absolute path of a file given relative to the repository's root, as in
// source_path("tests/vectors/x.bin"). The build bakes the root in; the environment's
// BARNABAS_SOURCE_DIR goes before it; without either, the root is ".".
std::string source_path(const std::string& relative);

// The path of the built `barnabas` command, or an empty text when the build made none.
std::string command_path();

}  // namespace barnabas::test
