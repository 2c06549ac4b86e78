#include "tests/support/command.h"

#include <sys/wait.h>

#include <cstdio>

#include "tests/support/paths.h"

namespace barnabas::test {

bool has_command() { return !command_path().empty(); }

Ended run_command(const std::string& arguments) {
  const std::string command =
      "cd '" + source_path("") + "' && { '" + command_path() + "' " + arguments + "; } 2>&1";
  Ended ended;
  FILE* pipe = ::popen(command.c_str(), "r");
  if (pipe == nullptr) return ended;
  char piece[4096];
  std::size_t got = 0;
  while ((got = std::fread(piece, 1, sizeof piece, pipe)) > 0) ended.text.append(piece, got);
  const int status = ::pclose(pipe);
  if (WIFEXITED(status)) ended.code = WEXITSTATUS(status);
  return ended;
}

}  // namespace barnabas::test
