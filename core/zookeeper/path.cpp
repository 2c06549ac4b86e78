#include "core/zookeeper/path.h"

#include <cstddef>

#include "core/base/check.h"

namespace barnabas::zookeeper {
namespace {

bool is_control(char c) {
  const auto byte = static_cast<unsigned char>(c);
  return byte < 0x20 || byte == 0x7f;
}

bool is_valid_part(std::string_view part) {
  if (part.empty() || part == "." || part == "..") return false;
  for (const char c : part) {
    if (is_control(c)) return false;
  }
  return true;
}

}  // namespace

bool is_valid_path(std::string_view path) {
  if (path.empty() || path.front() != '/') return false;
  if (path.size() == 1) return true;
  if (path.back() == '/') return false;
  while (!path.empty()) {
    if (!is_valid_part(take_first_part(path))) return false;
  }
  return true;
}

std::string_view parent_of(std::string_view path) {
  const std::size_t slash = path.rfind('/');
  BARNABAS_CHECK(slash != std::string_view::npos);
  return slash == 0 ? path.substr(0, 1) : path.substr(0, slash);
}

std::string_view name_of_path(std::string_view path) {
  const std::size_t slash = path.rfind('/');
  BARNABAS_CHECK(slash != std::string_view::npos);
  return path.substr(slash + 1);
}

std::string_view take_first_part(std::string_view& path) {
  if (!path.empty()) path.remove_prefix(1);
  const std::size_t end = path.find('/');
  const std::string_view part = path.substr(0, end);
  path.remove_prefix(end == std::string_view::npos ? path.size() : end);
  return part;
}

}  // namespace barnabas::zookeeper
