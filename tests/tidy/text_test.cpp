#include "tests/tidy/text.h"

#include "tests/support/catch.h"

namespace barnabas::tidy {

TEST_CASE("a folder holds what is below it and not what begins like it") {
  CHECK(is_within("core/log/segment.h", "core/log"));
  CHECK(is_within("core/log", "core/log"));
  CHECK_FALSE(is_within("core/logger.h", "core/log"));
  CHECK_FALSE(is_within("core", "core/log"));
}

TEST_CASE("the longest word of a scope decides") {
  struct Case {
    std::string path;
    std::string scope;
    bool expect;
  };
  const Case cases[] = {
      {"core/log/a.h", "core", true},
      {"core/posix/a.h", "core -core/posix", false},
      {"core/posix/a.h", "-core/posix core", false},
      {"core/posix/a.h", "core -core/posix core/posix/a.h", true},
      {"docs/a.md", "*", true},
      {"docs/a.md", "* -docs", false},
      {"sim/net/a.h", "core", false},
      {"sim/net/a.h", "", false},
  };
  for (const Case& c : cases) {
    DYNAMIC_SECTION(c.path << " in " << c.scope) {
      CHECK(in_scope(c.path, split_words(c.scope)) == c.expect);
    }
  }
}

TEST_CASE("globs stand for any text") {
  CHECK(matches_glob("pthread_create", "pthread_*"));
  CHECK(matches_glob("time", "time"));
  CHECK_FALSE(matches_glob("timer", "time"));
  CHECK(matches_glob("std::chrono::_V2::system_clock::now()", "std::chrono::*now*"));
  CHECK(matches_glob("abcabd", "*abd"));
  CHECK_FALSE(matches_glob("abcabd", "*abc"));
  CHECK(matches_glob("", "*"));
  CHECK_FALSE(matches_glob("", "a"));
}

TEST_CASE("data files have comments, and lines keep their numbers") {
  const std::vector<DataLine> lines = read_data("# head\n\na | b  # why\n  \nc#d\n");
  REQUIRE(lines.size() == 2);
  CHECK(lines[0].number == 3);
  CHECK(lines[0].text == "a | b");
  CHECK(lines[1].text == "c#d");
}

TEST_CASE("a text without a newline at its end still has its last line") {
  CHECK(split_lines("a\nb").size() == 2);
  CHECK(split_lines("a\nb\n").size() == 2);
  CHECK(split_lines("").empty());
}

}  // namespace barnabas::tidy
