// Durations, rates, patterns and selectors: the small languages of a scenario.
#include "sim/scenario/text_values.h"

#include "core/base/nearest.h"
#include "sim/fault/selector_text.h"
#include "tests/support/catch.h"

namespace barnabas::sim {
namespace {

TEST_CASE("durations are read with their unit") {
  struct Case {
    const char* text;
    std::int64_t ns;  // -1: wrong
  };
  const Case cases[] = {
      {"50ms", 50'000'000},
      {"5s", 5'000'000'000},
      {"2m", 120'000'000'000},
      {"1h", 3'600'000'000'000},
      {"10us", 10'000},
      {"7ns", 7},
      {"1.5s", 1'500'000'000},
      {"0.25ms", 250'000},
      {"0s", 0},
      {"720h", 2'592'000'000'000'000},
      {"721h", -1},
      {"", -1},
      {"5", -1},
      {"s", -1},
      {"5 s", -1},
      {"5S", -1},
      {"1e3s", -1},
      {"1.s", -1},
      {".5s", -1},
      {"1.5ns", -1},
      {"99999999999999999999s", -1},
      {"1..5s", -1},
  };
  for (const Case& c : cases) {
    DYNAMIC_SECTION("'" << c.text << "'") {
      const Result<Duration> duration = parse_duration(c.text);
      CHECK((duration ? duration->ns : -1) == c.ns);
    }
  }
  CHECK(parse_duration("-90s")->ns == -90'000'000'000);
}

TEST_CASE("a duration is written in its largest whole unit") {
  for (const char* text : {"50ms", "5s", "2m", "1h", "1500ms", "7ns", "0s"}) {
    CHECK(to_text(*parse_duration(text)) == text);
  }
}

TEST_CASE("rates give the time between two") {
  CHECK(parse_rate("10/s")->ns == 100'000'000);
  CHECK(parse_rate("600/m")->ns == 100'000'000);
  CHECK(parse_rate("1/h")->ns == 3'600'000'000'000);
  for (const char* wrong :
       {"", "10", "/s", "10/", "0/s", "-1/s", "10/x", "ten/s", "2000000000/s"}) {
    CAPTURE(wrong);
    CHECK_FALSE(parse_rate(wrong));
  }
}

TEST_CASE("patterns are written out") {
  CHECK(*expand_pattern("r{0..3}") == std::vector<std::string>{"r0", "r1", "r2", "r3"});
  CHECK(*expand_pattern("{08..10}x") == std::vector<std::string>{"08x", "09x", "10x"});
  CHECK(*expand_pattern("plain") == std::vector<std::string>{"plain"});
  for (const char* wrong :
       {"r{3..0}", "r{0..", "r{..3}", "r{0-3}", "r{a..b}", "r{0..9999999999}", "r{-1..2}"}) {
    CAPTURE(wrong);
    CHECK_FALSE(expand_pattern(wrong));
  }
}

TEST_CASE("selectors are read and written alike") {
  for (const char* text :
       {"leader of orders-0", "followers of orders-0", "replicas of my-topic-12", "isr of t-0",
        "controller", "brokers", "clients", "everyone", "broker-2", "zookeeper", "p", "$old"}) {
    const Result<Selector> selector = parse_selector(text);
    REQUIRE(selector);
    CHECK(to_text(*selector) == text);
  }
  CHECK(parse_selector("leader of my-topic-12")->partition == TopicPartition{"my-topic", 12});
  for (const char* wrong : {"", "$", "leader of", "leader of orders", "leader of orders-x",
                            "leader of -1", "two words", "a/b", "leader of orders-99999999999"}) {
    CAPTURE(wrong);
    CHECK_FALSE(parse_selector(wrong));
  }
}

TEST_CASE("the nearest name is the one that was probably meant") {
  CHECK(edit_distance("kitten", "sitting") == 3);
  CHECK(edit_distance("acsk", "acks") == 1);
  CHECK(edit_distance("", "abc") == 3);
  CHECK(nearest_name("crsh", {"stop", "crash", "pause"}) == "crash");
  CHECK(nearest_name("LogMatch", {"DurableAck", "LogMatching"}) == "LogMatching");
  CHECK(nearest_name("zzz", {"stop", "crash"}).empty());
  CHECK(nearest_name("", {"stop"}).empty());
}

}  // namespace
}  // namespace barnabas::sim
