#include "sim/cli/machine.h"

#include <fstream>

namespace barnabas::sim {
namespace {

std::string processor_model() {
  std::ifstream info("/proc/cpuinfo");
  for (std::string line; std::getline(info, line);) {
    if (line.rfind("model name", 0) != 0) continue;
    const std::size_t colon = line.find(": ");
    if (colon != std::string::npos) return line.substr(colon + 2);
  }
  return "unknown processor";
}

const char* compiler() {
#if defined(__clang__)
  return "clang " __clang_version__;
#elif defined(__GNUC__)
  return "g++ " __VERSION__;
#else
  return "unknown compiler";
#endif
}

const char* optimisation() {
#if defined(__OPTIMIZE__)
  return "optimised";
#else
  return "NOT optimised: the figure means nothing";
#endif
}

}  // namespace

std::string describe_machine() {
  return "machine: " + processor_model() + "; " + compiler() + ", " + optimisation();
}

}  // namespace barnabas::sim
