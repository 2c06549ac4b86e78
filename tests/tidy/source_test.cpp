#include "tests/tidy/source.h"

#include "tests/support/catch.h"

namespace barnabas::tidy {

TEST_CASE("comments and the insides of literals are blanked, code is not") {
  struct Case {
    std::string name;
    std::string text;
    std::string expect;
  };
  const Case cases[] = {
      {"line comment", "a; // double\nb;", "a;          \nb;"},
      {"block comment", "a /* double\nfloat */ b", "a          \n         b"},
      {"string", "f(\"double\");", "f(\"      \");"},
      {"escaped quote", R"(f("a\"b"); g)", R"(f("    "); g)"},
      {"escaped backslash", R"(f("\\"); g)", R"(f("  "); g)"},
      {"character", "c = '\"'; d", "c = ' '; d"},
      {"digit separators", "1'000'000 + x'", "1'000'000 + x'"},
      {"raw string", "R\"(a \" // b)\" + c", "R\"          \" + c"},
      {"raw string with a delimiter", "R\"--(a)\" b)--\" + c", "R\"           \" + c"},
      {"raw string over lines", "R\"(a\n// b)\" + c", "R\"  \n     \" + c"},
      {"comment marks in a string", "f(\"//\"); g", "f(\"  \"); g"},
      {"continued comment", "// a \\\ndouble\nb", "      \n      \nb"},
      {"unclosed string ends with its line", "f(\"a\ndouble", "f(\" \ndouble"},
  };
  for (const Case& c : cases) {
    DYNAMIC_SECTION(c.name) { CHECK(blank_comments_and_literals(c.text) == c.expect); }
  }
}

TEST_CASE("includes are read with their lines, and not out of comments") {
  const Source source = scan_source("core/log/a.cpp",
                                    "#include \"core/base/ids.h\"\n"
                                    "// #include <thread>\n"
                                    "#  include <vector>  // For rows.\n"
                                    "/*\n#include <chrono>\n*/\n"
                                    "const char* text = \"#include <regex>\";\n");
  REQUIRE(source.includes.size() == 2);
  CHECK(source.includes[0].line == 1);
  CHECK(source.includes[0].target == "core/base/ids.h");
  CHECK(source.includes[1].line == 3);
  CHECK(source.includes[1].target == "<vector>");
}

}  // namespace barnabas::tidy
