#include "tests/tidy/house.h"

#include "tests/support/catch.h"

namespace barnabas::tidy {

TEST_CASE("planted: a file above the house's size, and above its own budget") {
  Offences offences;
  const Budgets budgets = parse_budgets(
      "core/a.cpp lines 500 a table\ntests/b.bin bytes 300000 a vector\n", "budgets.txt", offences);
  check_size("core/c.cpp", 400, 200'000, budgets, offences);
  check_size("core/a.cpp", 500, 1, budgets, offences);
  check_size("tests/b.bin", 0, 300'000, budgets, offences);
  CHECK(offences.empty());

  check_size("core/c.cpp", 401, 1, budgets, offences);
  check_size("core/a.cpp", 501, 1, budgets, offences);
  check_size("tests/b.bin", 0, 300'001, budgets, offences);
  REQUIRE(offences.size() == 3);
  CHECK(to_text(offences[0]) == "core/c.cpp: budget: 401 lines, at most 400: split it by subject");
}

TEST_CASE("planted: budgets that are not needed any more, or could be lower") {
  struct Case {
    std::string name;
    std::size_t lines;
    std::size_t expect;
  };
  const Case cases[] = {{"still needed", 490, 0}, {"shrank", 450, 1}, {"fits", 400, 1}};
  for (const Case& c : cases) {
    DYNAMIC_SECTION(c.name) {
      Offences offences;
      const Budgets budgets = parse_budgets("a lines 500 why\n", "budgets.txt", offences);
      check_budgets_needed({{"a", c.lines}}, {}, budgets, "budgets.txt", offences);
      CHECK(offences.size() == c.expect);
    }
  }
  Offences offences;
  const Budgets budgets = parse_budgets("gone lines 500 why\n", "budgets.txt", offences);
  check_budgets_needed({}, {}, budgets, "budgets.txt", offences);
  CHECK(offences.size() == 1);
}

TEST_CASE("planted: a budget without a reason") {
  Offences offences;
  parse_budgets("a lines 500\n", "budgets.txt", offences);
  CHECK(offences.size() == 1);
}

TEST_CASE("planted: tabs, trailing spaces, carriage returns, no newline at the end") {
  Offences offences;
  check_spaces("a.h", "clean\n  text\n\n", offences);
  CHECK(offences.empty());
  check_spaces("a.h", "\ta\nb \nc\r\nd", offences);
  REQUIRE(offences.size() == 4);
  CHECK(to_text(offences[0]) == "a.h:1: spaces: a tab");
  CHECK(to_text(offences[1]) == "a.h:2: spaces: trailing");
  CHECK(to_text(offences[2]) == "a.h:3: spaces: a carriage return");
  CHECK(to_text(offences[3]) == "a.h:4: spaces: no newline at the end");
}

TEST_CASE("a page has one title, and shell comments in a fence are none") {
  Offences offences;
  check_one_title("a.md", "# One\n## Two\n```\n# a comment\n```\n", offences);
  CHECK(offences.empty());
  check_one_title("a.md", "# One\n# Two\n", offences);
  check_one_title("a.md", "Text\n", offences);
  CHECK(offences.size() == 2);
}

TEST_CASE("a scenario says why it exists") {
  struct Case {
    std::string name;
    std::string text;
    bool fine;
  };
  const Case cases[] = {
      {"said", R"({"name": "x", "why": "It teaches."})", true},
      {"empty", R"({"why": ""})", false},
      {"missing", R"({"name": "why"})", false},
      {"only inside", R"({"a": {"why": "inner"}})", false},
      {"a text that looks like one", R"({"a": "\"why\": \"no\""})", false},
      {"no text", R"({"why": 3})", false},
  };
  for (const Case& c : cases) {
    DYNAMIC_SECTION(c.name) {
      Offences offences;
      check_scenario_why("scenarios/a.json", c.text, offences);
      CHECK(offences.empty() == c.fine);
    }
  }
}

TEST_CASE("the rooms of the architecture page are those of the tree") {
  const std::string page =
      "# The house\n"
      "```\ncode/ not this\n```\n"
      "```\n"
      "core/        the cluster\n"
      "  base/      ids\n"
      "             more about ids\n"
      "  raft/      the quorum (not yet)\n"
      "sim/         the world\n"
      "  net/  disk/   links and devices\n"
      "tests/  docs/\n"
      "```\n"
      "```\n  later/ block\n```\n";
  Offences offences;
  check_rooms("a.md", page, {"core/base", "sim/net", "sim/disk"}, offences);
  CHECK(offences.empty());
  check_rooms("a.md", page, {"core/base", "core/log", "sim/net"}, offences);
  REQUIRE(offences.size() == 2);
  CHECK(to_text(offences[0]) == "a.md: rooms: does not list core/log");
  CHECK(to_text(offences[1]) == "a.md: rooms: lists sim/disk, which does not exist");
}

TEST_CASE("planted: a stray file at the root") {
  Offences offences;
  check_top_level({".gitignore", "core", "notes.txt"}, {"core", "sim"}, offences);
  REQUIRE(offences.size() == 1);
  CHECK(offences[0].file == "notes.txt");
}

}  // namespace barnabas::tidy
