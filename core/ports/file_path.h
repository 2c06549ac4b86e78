// Paths of the file port: what is allowed, and how a path splits. One rule for both worlds.
//
// A path names a file or directory below the node's data root: parts of 1 to 255 bytes joined by
// '/', none of them "." or "..", no NUL. The empty path is the root itself, allowed where a
// directory is meant.
#pragma once

#include <string_view>

namespace barnabas {

inline constexpr std::size_t kPathPartSizeMax = 255;
// The file that locks a data root in the real world (Kafka's own name); no node may use it.
inline constexpr std::string_view kLockFileName = ".lock";

inline bool is_path_part(std::string_view part) {
  return !part.empty() && part.size() <= kPathPartSizeMax && part != "." && part != ".." &&
         part.find('\0') == std::string_view::npos;
}

// Takes the first part off `rest` and returns it.
inline std::string_view take_path_part(std::string_view& rest) {
  const std::size_t slash = rest.find('/');
  const std::string_view part = rest.substr(0, slash);
  rest = slash == std::string_view::npos ? std::string_view() : rest.substr(slash + 1);
  return part;
}

inline bool is_file_path(std::string_view path) {
  if (path.empty() || path.back() == '/' || path == kLockFileName) return false;
  while (!path.empty()) {
    if (!is_path_part(take_path_part(path))) return false;
  }
  return true;
}
inline bool is_directory_path(std::string_view path) { return path.empty() || is_file_path(path); }

inline std::string_view parent_path(std::string_view path) {
  const std::size_t slash = path.rfind('/');
  return slash == std::string_view::npos ? std::string_view() : path.substr(0, slash);
}
inline std::string_view last_path_part(std::string_view path) {
  const std::size_t slash = path.rfind('/');
  return slash == std::string_view::npos ? path : path.substr(slash + 1);
}

}  // namespace barnabas
