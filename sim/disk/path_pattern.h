// How faults name files: a part of the path, or a pattern with '*'.
#pragma once

#include <cstddef>
#include <string_view>

namespace barnabas::sim {

// "orders-0/" matches every path that contains it. With stars, the parts between them must occur in
// this order, and the last one at the end: "orders-0/*.log". Empty: any path.
inline bool path_matches(std::string_view pattern, std::string_view path) {
  std::size_t from = 0;
  while (true) {
    const std::size_t star = pattern.find('*');
    const std::string_view part = pattern.substr(0, star);
    const std::size_t found = path.find(part, from);
    if (found == std::string_view::npos) return false;
    if (star == std::string_view::npos) return true;
    from = found + part.size();
    pattern.remove_prefix(star + 1);
    if (pattern.find('*') != std::string_view::npos) continue;
    return path.size() >= from + pattern.size() &&
           path.substr(path.size() - pattern.size()) == pattern;
  }
}

}  // namespace barnabas::sim
