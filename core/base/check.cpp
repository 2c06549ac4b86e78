#include "core/base/check.h"

#include <cstdio>
#include <cstdlib>

namespace barnabas {

void check_failed(const char* file, int line, const char* expression, const std::string& detail) {
  std::fprintf(stderr, "internal check failed: %s:%d: %s%s%s\n", file, line, expression,
               detail.empty() ? "" : ": ", detail.c_str());
  std::fflush(stderr);
  std::_Exit(70);
}

std::string check_value(std::int64_t value) { return std::to_string(value); }
std::string check_value(std::uint64_t value) { return std::to_string(value); }

}  // namespace barnabas
