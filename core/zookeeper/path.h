// Paths of znodes: what is allowed, and how they come apart.
//
// Kafka: ZooKeeper's PathUtils.validatePath (3.8).
#pragma once

#include <string>
#include <string_view>

namespace barnabas::zookeeper {

// True when `path` starts with '/', does not end with one (but "/" itself is allowed), and has no
// empty,
// "." or ".." part and no control character.
bool is_valid_path(std::string_view path);

// "/a/b" is in "/a", "/a" is in "/". REQUIRES: a valid path other than "/".
std::string_view parent_of(std::string_view path);

// "/a/b" is called "b". REQUIRES: a valid path other than "/".
std::string_view name_of_path(std::string_view path);

// Takes the first part off the front: "/a/b" gives "a" and leaves "/b"; nothing is left of "/" and
// "".
std::string_view take_first_part(std::string_view& path);

}  // namespace barnabas::zookeeper
