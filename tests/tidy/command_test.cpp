// The tidy command as the build runs it: over a planted tree, and over a really compiled object.
#include <sys/wait.h>

#include <cstdio>
#include <filesystem>
#include <fstream>
#include <string>

#include "tests/support/catch.h"
#include "tests/support/paths.h"

namespace barnabas::tidy {

namespace {

struct Outcome {
  int status = -1;
  std::string output;
};

Outcome run(const std::string& arguments) {
  Outcome outcome;
  const std::string command = "'" BARNABAS_TIDY "' " + arguments + " 2>&1";
  std::FILE* pipe = popen(command.c_str(), "r");
  REQUIRE(pipe != nullptr);
  char part[4096];
  std::size_t size = 0;
  while ((size = std::fread(part, 1, sizeof part, pipe)) > 0) outcome.output.append(part, size);
  const int status = pclose(pipe);
  outcome.status = WIFEXITED(status) ? WEXITSTATUS(status) : -1;
  return outcome;
}

// A repository of three files beside the real rules, gone at the end of the test.
class PlantedTree {
 public:
  PlantedTree() {
    std::filesystem::remove_all(root_);
    std::filesystem::create_directories(root_ / "tests");
    std::filesystem::create_directories(root_ / "core" / "base");
    std::filesystem::create_directories(root_ / "tests" / "tidy");
    for (const char* name : {"layers", "headers", "bans", "budgets", "top_level", "symbols"}) {
      const std::string rules = std::string("tests/tidy/") + name + ".txt";
      std::filesystem::copy_file(test::source_path(rules), root_ / rules);
    }
    write("tests/tidy/budgets.txt", "");  // The real budgets speak of files that are not here.
    write("core/base/ids.h", "#pragma once\n#include <cstdint>\n");
  }
  ~PlantedTree() { std::filesystem::remove_all(root_); }

  void write(const std::string& path, const std::string& text) const {
    std::filesystem::create_directories((root_ / path).parent_path());
    std::ofstream(root_ / path) << text;
  }

  Outcome check() const { return run("tree '" + root_.string() + "'"); }

 private:
  const std::filesystem::path root_ =
      std::filesystem::path(BARNABAS_TIDY).parent_path() / "planted_tree";
};

}  // namespace

TEST_CASE("a tidy tree passes") {
  const PlantedTree tree;
  const Outcome outcome = tree.check();
  CHECK(outcome.output == "the tree: tidy\n");
  CHECK(outcome.status == 0);
}

TEST_CASE("planted: every kind of offence is found in a tree") {
  struct Case {
    std::string name;
    std::string path;
    std::string text;
    std::string expect;
  };
  const Case cases[] = {
      {"layer", "core/base/a.h", "#include \"core/log/log.h\"\n",
       "core/base/a.h:1: layer: core/base may not include core/log"},
      {"system header", "core/log/a.h", "#include <chrono>\n",
       "core/log/a.h:1: layer: may not include <chrono>: a clock"},
      {"third party", "core/log/a.h", "#include <nlohmann/json.hpp>\n",
       "core/log/a.h:1: layer: may not include <nlohmann/json.hpp>"},
      {"unordered", "sim/net/a.cpp", "std::unordered_set<int> s;\n",
       "sim/net/a.cpp:1: banned: unordered_: order differs"},
      {"floating point", "sim/world/a.cpp", "int a;\ndouble b;\n",
       "sim/world/a.cpp:2: banned: double: floating point"},
      {"exceptions", "core/log/a.cpp", "void f() { throw 1; }\n",
       "core/log/a.cpp:1: banned: throw"},
      {"pointer keys", "core/log/a.h", "std::set<Node*> s;\n",
       "core/log/a.h:1: banned: a container ordered by pointers"},
      {"left open", "docs/a.md",
       "# A\nTO"
       "DO\n",
       "docs/a.md:2: banned: TO"
       "DO: left open"},
      {"machine path", "core/log/a.h",
       "// See /ho"
       "me/me/x.\n",
       "core/log/a.h:1: banned: /ho"
       "me/"},
      {"too long", "core/log/a.cpp", std::string(401, '\n'),
       "core/log/a.cpp: budget: 401 lines, at most 400"},
      {"trailing space", "docs/a.md", "# A \n", "docs/a.md:1: spaces: trailing"},
      {"two titles", "docs/a.md", "# A\n# B\n", "docs/a.md: title: 2 lines"},
      {"no why", "scenarios/a.json", "{}\n", "scenarios/a.json: why:"},
      {"no room", "docs/architecture.md", "# A\n```\ncore/ x\n  log/ y\n```\n",
       "docs/architecture.md: rooms: does not list core/base"},
      {"stray file", "notes", "", "notes: top level:"},
  };
  for (const Case& c : cases) {
    DYNAMIC_SECTION(c.name) {
      const PlantedTree tree;
      tree.write(c.path, c.text);
      const Outcome outcome = tree.check();
      CHECK_THAT(outcome.output, test::contains(c.expect));
      CHECK(outcome.status == 1);
    }
  }
}

TEST_CASE("planted: a compiled object shows what it needs and what it keeps") {
  const std::string root = test::source_path("");
  const Outcome outcome =
      run("symbols '" + root + "' '" BARNABAS_NM "' core/log='" BARNABAS_PLANTED_OBJECT "'");
  CHECK(outcome.status == 1);
  for (const std::string expect :
       {"needs std::chrono::", "needs time:", "needs getenv:", "needs rand:",
        "needs std::random_device::", "needs std::thread::", "needs getpid:",
        "needs __dynamic_cast:", "writable data planted::mutable_global",
        "writable data planted::mutable_inline",
        "writable data planted::mutable_static()::calls"}) {
    CHECK_THAT(outcome.output, test::contains(expect));
  }
  CHECK(outcome.output.find("kConstantNames") == std::string::npos);
  CHECK(outcome.output.find("Shape") == std::string::npos);
#ifdef __GLIBCXX__
  CHECK_THAT(outcome.output, test::contains("_Prime_rehash_policy"));
  CHECK_THAT(outcome.output, test::contains("_Hash_bytes"));
#endif
}

TEST_CASE("a library that nm cannot read is an offence, wrong usage is exit 2") {
  const std::string root = test::source_path("");
  CHECK(run("symbols '" + root + "' '" BARNABAS_NM "' core/log=absent.a").status == 1);
  CHECK(run("symbols '" + root + "' '" BARNABAS_NM "' absent").status == 2);
  CHECK(run("").status == 2);
}

}  // namespace barnabas::tidy
