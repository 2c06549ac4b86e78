// Where values stand in a JSON text, and what is wrong with its syntax.
#include "sim/scenario/positions.h"

#include "tests/support/catch.h"

namespace barnabas::sim {
namespace {

TEST_CASE("values and keys are found by path") {
  const PositionIndex index =
      index_positions("{ \"a\": [1,\n   {\"b/c~d\": \"\xc3\xa4\", \"e\": 2}] }");
  REQUIRE(index.problems.empty());
  const auto at = [](const std::map<std::string, Position>& map, const char* path) {
    const Position p = map.at(path);
    return std::to_string(p.line) + ":" + std::to_string(p.column);
  };
  CHECK(at(index.values, "") == "1:1");
  CHECK(at(index.keys, "/a") == "1:3");
  CHECK(at(index.values, "/a") == "1:8");
  CHECK(at(index.values, "/a/0") == "1:9");
  CHECK(at(index.keys, "/a/1/b~1c~0d") == "2:5");
  CHECK(at(index.values, "/a/1/b~1c~0d") == "2:14");
  CHECK(at(index.values, "/a/1/e") == "2:24");  // one character, though two bytes, for the umlaut
}

TEST_CASE("syntax errors are told in plain words") {
  struct Case {
    const char* text;
    const char* told;
  };
  const Case cases[] = {
      {"", "1:1: /: the JSON text ends too early; expected a value"},
      {"{\"a\": 1", "1:8: /: the JSON text ends too early; expected ',' or '}'"},
      {"{\"a\": 1,}", "1:9: /: JSON syntax: a ',' before '}'; expected another member, or no ','"},
      {"[1, 2,\n]", "2:1: /: JSON syntax: a ',' before ']'; expected another item, or no ','"},
      {"{\"a\" 1}", "1:6: /: JSON syntax: unexpected '1'; expected ':' after the key 'a'"},
      {"{a: 1}", "1:2: /: JSON syntax: unexpected 'a'; expected a key in double quotes"},
      {"{\"a\": tru}", "1:7: /: JSON syntax: unexpected 't'; expected a value"},
      {"{\"a\": 01}", "1:7: /: JSON syntax: a number with a leading 0; expected no leading 0"},
      {"{\"a\": 1.}", "1:9: /: JSON syntax: unexpected '}'; expected a digit"},
      {"{\"a\": 1e999}", "1:12: /: the number is out of range; expected a smaller exponent"},
      {"{\"a\": \"x}",
       "1:10: /: the text that starts at 1:7 is never closed; expected a closing '\"'"},
      {"{\"a\": \"x\ny\"}",
       "1:9: /: JSON syntax: byte 0x0a inside a text; expected the closing '\"' before the end of "
       "the line"},
      {"{\"a\": \"\\q\"}",
       "1:8: /: JSON syntax: unknown escape after '\\'; expected one of \\\" \\\\ \\/ \\b \\f \\n "
       "\\r \\t \\uXXXX"},
      {"{} {}", "1:4: /: more text after the end of the JSON value; expected nothing more"},
      {"{ // why\n}",
       "1:3: /: JSON syntax: comments are not allowed; expected a value, ',' or a bracket"},
      {"{\"a\": 1,\n \"a\": 2}",
       "2:2: /a: the key 'a' stands twice, first on line 1; expected each key once"},
  };
  for (const Case& c : cases) {
    DYNAMIC_SECTION(c.text) {
      const PositionIndex index = index_positions(c.text);
      REQUIRE(index.problems.size() == 1);
      CHECK(to_text(index.problems.front()) == c.told);
    }
  }
}

TEST_CASE("deep nesting is refused, not followed") {
  const std::string text = std::string(100'000, '[');
  const PositionIndex index = index_positions(text);
  REQUIRE(index.problems.size() == 1);
  CHECK(index.problems.front().what == "nested deeper than 64 levels");
}

TEST_CASE("a mark of the byte order is no part of the text") {
  CHECK(index_positions("\xef\xbb\xbf{}").problems.empty());
}

}  // namespace
}  // namespace barnabas::sim
