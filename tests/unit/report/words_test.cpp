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
  CHECK(duration_text(milliseconds(9460)) == "9.5 s");
  CHECK(duration_text(milliseconds(5893)) == "5.9 s");
  CHECK(duration_text(milliseconds(999)) == "999 ms");
  CHECK(duration_text(seconds(6)) == "6 s");
}

TEST_CASE("spans between times that people read add up") {
  const Instant begin{5'950'900'000};
  const Instant middle{12'000'100'000};
  const Instant end{12'019'000'000};
  CHECK(span_text(begin, end) == "6.069 s");
  CHECK(span_text(begin, middle) == "6.050 s");
  CHECK(span_text(middle, end) == "19 ms");
}

TEST_CASE("how often, in words") {
  CHECK(ordinal_text(2) == "second");
  CHECK(ordinal_text(10) == "tenth");
  CHECK(ordinal_text(11) == "11th");
  CHECK(ordinal_text(21) == "21st");
  CHECK(ordinal_text(102) == "102nd");
  CHECK(ordinal_text(112) == "112th");
  CHECK(times_text(1) == "once");
  CHECK(times_text(2) == "twice");
  CHECK(times_text(3) == "3 times");
}

TEST_CASE("what a checker says names its partition once") {
  CHECK(said_of("StrongIsr", {"t", 0}, "broker-1 lies") == "StrongIsr of t-0: broker-1 lies");
  CHECK(said_of("Liveness", {"t", 0}, "t-0 has no leader") == "Liveness: t-0 has no leader");
  CHECK(said_of("Liveness", {}, "broker-1 is down") == "Liveness: broker-1 is down");
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
