#include "core/base/check.h"

#include <cstdio>
#include <cstdlib>
#include <string_view>

namespace barnabas {
namespace {

// The file in the repository: where that lay on the machine that built this says nothing.
std::string_view in_repository(std::string_view file) {
  constexpr std::string_view kOwn = "core/base/check.cpp";
  const std::string_view here = __FILE__;
  const std::string_view root = here.substr(0, here.size() - kOwn.size());
  if (file.substr(0, root.size()) == root) file.remove_prefix(root.size());
  return file;
}

}  // namespace

void check_failed(const char* file, int line, const char* expression, const std::string& detail) {
  const std::string place(in_repository(file));
  std::fprintf(stderr, "internal check failed: %s:%d: %s%s%s\n", place.c_str(), line, expression,
               detail.empty() ? "" : ": ", detail.c_str());
  std::fflush(stderr);
  std::_Exit(70);
}

std::string check_value(std::int64_t value) { return std::to_string(value); }
std::string check_value(std::uint64_t value) { return std::to_string(value); }

}  // namespace barnabas
