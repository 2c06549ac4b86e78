#include "tests/support/paths.h"

#include <cstdlib>

#ifndef BARNABAS_SOURCE_DIR
#define BARNABAS_SOURCE_DIR "."
#endif
#ifndef BARNABAS_COMMAND
#define BARNABAS_COMMAND ""
#endif

namespace barnabas::test {

namespace {

std::string from_environment_or(const char* name, const char* fallback) {
  const char* value = std::getenv(name);
  return value != nullptr ? value : fallback;
}

}  // namespace

std::string source_path(const std::string& relative) {
  return from_environment_or("BARNABAS_SOURCE_DIR", BARNABAS_SOURCE_DIR) + "/" + relative;
}

std::string command_path() { return from_environment_or("BARNABAS_COMMAND", BARNABAS_COMMAND); }

}  // namespace barnabas::test
