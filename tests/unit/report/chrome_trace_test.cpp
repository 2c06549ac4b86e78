// The export for Perfetto: valid JSON, in order, every arrow with both ends.
#include "sim/report/chrome_trace.h"

#include <map>
#include <nlohmann/json.hpp>
#include <set>

#include "sim/report/run.h"
#include "tests/support/catch.h"
#include "tests/unit/report/runs.h"
#include "tests/unit/report/stage.h"

namespace barnabas::test {
namespace {

std::string written(const Chronicle& chronicle, const Outages& outages) {
  std::string text;
  write_chrome_trace(chronicle, outages, [&text](std::string_view piece) {
    text += piece;
    return true;
  });
  return text;
}

// Nanoseconds of a time as it is written: digits, a point, three digits.
std::int64_t nanoseconds(const std::string& text, const char* field, std::size_t line) {
  const std::size_t at = text.find(field, line) + std::string(field).size();
  const std::size_t point = text.find('.', at);
  return std::stoll(text.substr(at, point - at)) * 1000 + std::stoll(text.substr(point + 1, 3));
}

void check_structure(const std::string& text) {
  const auto json = nlohmann::json::parse(text);
  std::map<std::int64_t, std::int64_t> latest;
  std::map<std::int64_t, std::int64_t> begun;  // flows
  std::map<std::string, std::int64_t> open;    // spans
  std::set<std::int64_t> named;
  std::size_t line = text.find("[\n") + 2;
  for (const auto& event : json["traceEvents"]) {
    const std::string phase = event["ph"];
    const std::int64_t track = event["tid"];
    const std::int64_t at = nanoseconds(text, "\"ts\":", line);
    line = text.find('\n', line) + 1;
    if (phase == "M") {
      if (event["name"] == "thread_name") named.insert(track);
      continue;
    }
    CHECK(named.count(track) == 1);
    REQUIRE(at >= latest[track]);
    latest[track] = at;
    if (phase == "s") CHECK(begun.emplace(event["id"], at).second);
    if (phase == "f") {
      REQUIRE(begun.count(event["id"]) == 1);
      CHECK(begun[event["id"]] <= at);
      begun.erase(event["id"]);
    }
    if (phase == "b") ++open[event["cat"].get<std::string>() + event["id"].get<std::string>()];
    if (phase == "e") {
      CHECK(--open[event["cat"].get<std::string>() + event["id"].get<std::string>()] == 0);
    }
  }
  CHECK(begun.empty());
  for (const auto& [id, count] : open) CHECK(count == 0);
}

}  // namespace

TEST_CASE("a whole run as a Chrome trace: parses, in order, every flow with begin and end") {
  for (const char* variant : {"acks-0", "acks-1", "acks-all"}) {
    DYNAMIC_SECTION(variant) {
      std::string text;
      RunOptions options;
      options.chrome_trace = [&text](std::string_view piece) {
        text += piece;
        return true;
      };
      run_and_judge(variant_of("010-leader-crash.json", variant), options);
      check_structure(text);
      CHECK_THAT(text, contains("\"name\":\"orders-0 has no leader\""));
      CHECK_THAT(text, contains("\"name\":\"broker-1 is down\""));
      CHECK_THAT(text, contains("\"name\":\"fault kill strikes: kills "));
    }
  }
}

TEST_CASE("a message that was stopped is an event, and no arrow without an end") {
  ReportStage stage;
  stage.hold_fetch_answers(1, {2});
  const auto cause = stage.event(1, 4);
  stage.produce_request(1, 5, 3);
  stage.produce_arrives(3, 1, cause, 5);
  stage.fetch_answer(1, 2, Sending::Fate::Held);
  const Chronicle chronicle(stage.trace(), stage.world());
  const std::string text = written(chronicle, {{kOrders, {{Instant{500}, Instant{2'000'000}}}}});
  check_structure(text);
  CHECK_THAT(text, contains("Fetch answer to broker-2 held: starve"));
  CHECK_THAT(text, contains("\"ph\":\"s\",\"ts\":1000.000"));
  CHECK_THAT(text, contains("\"ph\":\"f\",\"ts\":3000.000"));
  CHECK_THAT(text, contains("\"ph\":\"b\",\"ts\":0.500"));
}

TEST_CASE("writing stops when the file is full") {
  ReportStage stage;
  for (std::int64_t i = 1; i < 50; ++i) stage.event(i, 1);
  std::int64_t pieces = 0;
  write_chrome_trace(Chronicle(stage.trace(), stage.world()), {},
                     [&pieces](std::string_view) { return ++pieces < 5; });
  CHECK(pieces == 5);
}

}  // namespace barnabas::test
