// Catch2 by one name, whichever major version is installed.
//
// Version 2 (Debian 12, Ubuntu 22.04) is one header; version 3 is many. Tests include this file
// only, and use of Catch2 only what both versions spell alike: TEST_CASE, SECTION, DYNAMIC_SECTION,
// CHECK, REQUIRE, INFO, CAPTURE, GENERATE, FAIL. What the versions spell differently has a name of
// ours below.
#pragma once

#if __has_include(<catch2/catch_all.hpp>)
#include <catch2/catch_all.hpp>
#else
#include <catch2/catch.hpp>
#endif

#include <string>

namespace barnabas::test {

// Use: CHECK_THAT(text, contains("part")).
inline auto contains(const std::string& part) {
#if __has_include(<catch2/catch_all.hpp>)
  return Catch::Matchers::ContainsSubstring(part);
#else
  return Catch::Matchers::Contains(part);
#endif
}

}  // namespace barnabas::test
