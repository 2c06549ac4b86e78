#include "tests/tidy/bans.h"

#include "tests/support/catch.h"

namespace barnabas::tidy {

namespace {

std::vector<std::string> complaints(const std::string& bans, const std::string& path,
                                    const std::string& text) {
  Offences offences;
  const std::vector<Ban> parsed = parse_bans(bans, "bans.txt", offences);
  const Source source = scan_source(path, text);
  check_bans(source, parsed, offences);
  check_pointer_keys(source, offences);
  std::vector<std::string> texts;
  for (const Offence& offence : offences) texts.push_back(to_text(offence));
  return texts;
}

}  // namespace

TEST_CASE("planted: a banned word is told with its place, reason and replacement") {
  const auto found = complaints("double | core sim | floating point in decisions: use integers\n",
                                "core/log/a.cpp", "int x;\ndouble y;\n");
  REQUIRE(found.size() == 1);
  CHECK(found[0] == "core/log/a.cpp:2: banned: double: floating point in decisions: use integers");
}

TEST_CASE("tokens match whole names, stars open their ends") {
  struct Case {
    std::string token;
    std::string line;
    bool expect;
  };
  const Case cases[] = {
      {"double", "double x;", true},
      {"double", "int double_check;", false},
      {"double", "int redouble;", false},
      {"double", "vector<double>", true},
      {"unordered_*", "std::unordered_map<int, int> m;", true},
      {"unordered_*", "is_unordered_x()", false},
      {"*_distribution", "std::uniform_int_distribution<int> d;", true},
      {"*_distribution", "int_distributions", false},
      {"rand(", "rand()", true},
      {"rand(", "strand(3)", false},
      {"rand(", "std::rand()", true},
      {"std::hash", "std::hash<int>{}(1)", true},
      {"std::hash", "std::hash_of(1)", false},
      {"std::function", "mystd::function<int>", false},
      {"try", "retry(); entry; try_again", false},
      {"try", "try {", true},
  };
  for (const Case& c : cases) {
    DYNAMIC_SECTION(c.token << " in " << c.line) {
      const auto found = complaints(c.token + " | core | why: use\n", "core/log/a.h", c.line);
      CHECK(found.size() == (c.expect ? 1 : 0));
    }
  }
}

TEST_CASE("comments and literals may say a banned word, raw bans reach there") {
  const std::string text = "// A double, as TODO.\nf(\"double\");\n";
  CHECK(complaints("double | core | why: use\n", "core/log/a.h", text).empty());
  CHECK(complaints("raw:TODO | * | open: close\n", "core/log/a.h", text).size() == 1);
}

TEST_CASE("a ban ends where its scope ends") {
  const std::string ban = "double | core -core/posix | why: use\n";
  CHECK(complaints(ban, "core/log/a.h", "double x;\n").size() == 1);
  CHECK(complaints(ban, "core/posix/a.h", "double x;\n").empty());
  CHECK(complaints(ban, "sim/report/a.h", "double x;\n").empty());
}

TEST_CASE("planted: containers ordered by pointers") {
  struct Case {
    std::string line;
    bool expect;
  };
  const Case cases[] = {
      {"std::map<Node*, int> m;", true},
      {"std::set<const Node*> s;", true},
      {"std::map<std::pair<int, Node*>*, int> m;", true},
      {"std::map<int, Node*> m;", false},
      {"std::set<NodeId> s;", false},
      {"std::map<std::pair<int, int>, std::vector<Node*>> m;", false},
  };
  for (const Case& c : cases) {
    DYNAMIC_SECTION(c.line) {
      CHECK(complaints("", "core/log/a.h", c.line + "\n").size() == (c.expect ? 1 : 0));
    }
  }
}

TEST_CASE("planted: a line of the data that is none") {
  CHECK(complaints("double | core\n", "core/log/a.h", "").size() == 1);
}

}  // namespace barnabas::tidy
