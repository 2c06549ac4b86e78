// Pictures are valid, whatever stands in a name.
#include "sim/report/svg.h"

#include "tests/support/catch.h"

namespace barnabas::test {

using namespace barnabas::sim;

TEST_CASE("what XML cannot hold is escaped or replaced") {
  struct Case {
    const char* name;
    std::string given;
    std::string expect;
  };
  const Case cases[] = {
      {"markup", "a<b>&\"c\"", "a&lt;b&gt;&amp;&quot;c&quot;"},
      {"letters of several bytes stay", "\xc3\xa4 \xe2\x86\x92 \xf0\x9f\x90\x9d",
       "\xc3\xa4 \xe2\x86\x92 \xf0\x9f\x90\x9d"},
      {"control characters", std::string("a\x01\n\x7f") + '\0', "a    "},
      {"a stray byte", "a\xff", "a\xef\xbf\xbd"},
      {"a letter that is cut off", "\xe2\x86", "\xef\xbf\xbd\xef\xbf\xbd"},
      {"an overlong form", "\xc0\xaf", "\xef\xbf\xbd\xef\xbf\xbd"},
      {"a surrogate", "\xed\xa0\x80", "\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd"},
      {"what is no character", "\xef\xbf\xbf", "\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd"},
  };
  for (const Case& one : cases) {
    DYNAMIC_SECTION(one.name) { CHECK(svg_escaped(one.given) == one.expect); }
  }
}

TEST_CASE("text is broken at spaces and cut where a word is too long") {
  const auto lines = text_lines("one two three", 10, text_width("one two", 10));
  CHECK(lines == std::vector<std::string>{"one two", "three"});
  for (const std::string& line : text_lines("a wordwordwordword b", 10, 40))
    CHECK(text_width(line, 10) <= 40 + 10);
  CHECK(text_lines("", 10, 40) == std::vector<std::string>{""});
  CHECK(fitted("short", 10, 100) == "short");
  CHECK(fitted("\xc3\xa4\xc3\xa4\xc3\xa4\xc3\xa4\xc3\xa4\xc3\xa4", 10, 30).size() % 2 == 1);
}

TEST_CASE("a document is one element with a title, and carries its style") {
  SvgPage page;
  page.open_group("tip & top");
  page.text("small", 1, 2, "x < y", Anchor::Middle);
  page.close_group();
  const std::string text = page.document(100, 50, "a \"title\"", "why");
  CHECK_THAT(text, contains("<title>a &quot;title&quot;</title>"));
  CHECK_THAT(text, contains("viewBox=\"0 0 100 50\""));
  CHECK_THAT(text, contains("<g><title>tip &amp; top</title>"));
  CHECK_THAT(text, contains("text-anchor=\"middle\">x &lt; y</text>"));
  CHECK(text.substr(text.size() - 7) == "</svg>\n");
}

}  // namespace barnabas::test
