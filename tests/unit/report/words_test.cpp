// How reports say times and lists.
#include "sim/report/words.h"

#include "tests/support/catch.h"

namespace barnabas::sim {

TEST_CASE("times are rounded down, so that order is kept") {
  CHECK(seconds_text(Instant{5'912'999'999}) == "5.912 s");
  CHECK(seconds_text(Instant{7'000'000}) == "0.007 s");
  CHECK(milliseconds_text(5'912'004'211) == "5912.004211");
  CHECK(milliseconds_text(-1'500'000) == "-1.500000");
  CHECK(duration_text(milliseconds(412)) == "412 ms");
  CHECK(duration_text(milliseconds(9460)) == "9.4 s");
  CHECK(duration_text(seconds(6)) == "6 s");
}

TEST_CASE("running numbers become ranges") {
  struct Case {
    std::vector<std::string> names;
    std::string text;
  };
  const std::vector<Case> cases = {
      {{}, ""},
      {{"r7"}, "r7"},
      {{"r7", "r8"}, "r7, r8"},
      {{"r7", "r8", "r9"}, "r7-r9"},
      {{"r7", "r8", "r9", "x", "r1"}, "r7-r9, x, r1"},
      {{"r8", "r9", "r10"}, "r8-r10"},
      {{"r07", "r08", "r09"}, "r07, r08, r09"},
      {{"a1", "b2", "c3"}, "a1, b2, c3"},
  };
  for (const Case& one : cases) CHECK(ranges_text(one.names) == one.text);
}

TEST_CASE("lists are joined as people say them") {
  CHECK(joined({}).empty());
  CHECK(joined({"a"}) == "a");
  CHECK(joined({"a", "b"}) == "a and b");
  CHECK(joined({"a", "b", "c"}, "or") == "a, b or c");
}

TEST_CASE("text is wrapped under its prefix") {
  CHECK(wrapped("> ", "one two three", 9) == "> one two\n  three");
  CHECK(wrapped("", "short", 80) == "short");
  CHECK(wrapped("  ", "averyverylongword that stays whole", 10) ==
        "  averyverylongword\n  that\n  stays\n  whole");
}

}  // namespace barnabas::sim
