#include "tests/tidy/layers.h"

#include "tests/support/catch.h"

namespace barnabas::tidy {

namespace {

const char* const kLayers =
    "core/base:\n"
    "core/record: core/base\n"
    "core/log: core/record\n"
    "core/posix: core/log\n"
    "sim/kernel: core/base\n";

const char* const kHomes =
    "vector string | * | plain\n"
    "thread | core/posix tests | threads: a node is stepped by its host\n"
    "CLI/* | sim/cli | CLI11 lives in sim/cli\n";

// What the checks say about one file.
std::vector<std::string> complaints(const std::string& path, const std::string& text) {
  Offences offences;
  const Layers layers = Layers::parse(kLayers, "layers.txt", offences);
  const HeaderHomes homes = HeaderHomes::parse(kHomes, "headers.txt", offences);
  REQUIRE(offences.empty());
  check_includes(scan_source(path, text), layers, homes, offences);
  std::vector<std::string> texts;
  for (const Offence& offence : offences) texts.push_back(to_text(offence));
  return texts;
}

}  // namespace

TEST_CASE("includes along the edges, direct or through others, are allowed") {
  CHECK(complaints("core/log/a.h", "#include \"core/record/b.h\"\n").empty());
  CHECK(complaints("core/log/a.h", "#include \"core/base/b.h\"\n").empty());
  CHECK(complaints("core/log/a.h", "#include \"core/log/b.h\"\n#include <vector>\n").empty());
}

TEST_CASE("planted: an include against the edges") {
  const auto found = complaints("core/base/a.h", "\n#include \"core/log/b.h\"\n");
  REQUIRE(found.size() == 1);
  CHECK(found[0] == "core/base/a.h:2: layer: core/base may not include core/log");
}

TEST_CASE("planted: core includes sim, sim includes posix") {
  CHECK(complaints("core/log/a.h", "#include \"sim/kernel/b.h\"\n").size() == 1);
  CHECK(complaints("sim/kernel/a.h", "#include \"core/posix/b.h\"\n").size() == 1);
}

TEST_CASE("planted: an include that is not written from the root") {
  const auto found = complaints("core/log/a.cpp", "#include \"a.h\"\n");
  REQUIRE(found.size() == 1);
  CHECK_THAT(found[0], test::contains("write the path from the repository's root"));
}

TEST_CASE("planted: a folder that no line of the data names") {
  const auto found = complaints("core/new/a.cpp", "#include \"core/base/a.h\"\n");
  REQUIRE(found.size() == 1);
  CHECK_THAT(found[0], test::contains("not in tests/tidy/layers.txt"));
}

TEST_CASE("headers have homes") {
  CHECK(complaints("core/posix/a.h", "#include <thread>\n").empty());
  CHECK(complaints("tests/unit/log/a_test.cpp", "#include <thread>\n").empty());
  CHECK(complaints("sim/cli/a.cpp", "#include <CLI/CLI.hpp>\n").empty());
}

TEST_CASE("planted: a header outside its home, and one without any") {
  const auto outside = complaints("core/log/a.h", "#include <thread>\n");
  REQUIRE(outside.size() == 1);
  CHECK(outside[0] ==
        "core/log/a.h:1: layer: may not include <thread>: threads: a node is stepped by its host");
  CHECK(complaints("sim/kernel/a.h", "#include <CLI/CLI.hpp>\n").size() == 1);
  const auto unknown = complaints("core/log/a.h", "#include <bits/stdc++.h>\n");
  REQUIRE(unknown.size() == 1);
  CHECK_THAT(unknown[0], test::contains("no home"));
}

TEST_CASE("tests may include every folder") {
  CHECK(complaints("tests/unit/log/a_test.cpp", "#include \"core/posix/b.h\"\n").empty());
}

TEST_CASE("planted: a cycle and an unknown folder in the data") {
  Offences offences;
  Layers::parse("a/x: a/y\na/y: a/x\n", "layers.txt", offences);
  CHECK(offences.size() == 2);
  offences.clear();
  Layers::parse("a/x: a/z\n", "layers.txt", offences);
  REQUIRE(offences.size() == 1);
  CHECK_THAT(offences[0].text, test::contains("unknown folder a/z"));
}

}  // namespace barnabas::tidy
