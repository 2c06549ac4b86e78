// The built command, called as people call it.
#pragma once

#include <string>

namespace barnabas::test {

bool has_command();  // false: the build made none

struct Ended {
  int code = -1;
  std::string text;  // standard output and standard error, as they came
};

// Runs `barnabas ARGUMENTS` in the repository's root, by the shell. REQUIRES: has_command()
Ended run_command(const std::string& arguments);

}  // namespace barnabas::test
