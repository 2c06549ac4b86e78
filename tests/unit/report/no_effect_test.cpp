// Actions that change nothing are told, and fail a run that meant them.
#include <algorithm>

#include "sim/report/report_text.h"
#include "sim/report/run.h"
#include "tests/support/catch.h"
#include "tests/unit/scenario/support.h"

namespace barnabas::sim {
namespace {

using barnabas::test::contains;

RunReport run_with(const std::string& actions, const std::string& expect = R"({"ends": "any"})") {
  test::Parts parts;
  parts.faults = R"([{"id": "f", "at": "6s", "do": [)" + actions + "]}]";
  parts.expect = expect;
  parts.more = R"(, "duration": "10s")";
  RunOptions options;
  options.tells_stories = false;
  return run_and_judge(test::good(parts), options);
}

std::string reasons_of(const RunReport& report) {
  std::string text;
  for (const std::string& reason : report.reasons) text += reason + "\n";
  return text;
}

TEST_CASE("an action without effect fails the run, and says why") {
  struct Case {
    const char* action;
    const char* why;
  };
  const Case cases[] = {
      {R"({"restart": "broker-1"})", "with restart: broker-1 runs already (6.000 s)"},
      {R"({"resume": "broker-1"})", "with resume: broker-1 does not stand still"},
      {R"({"heal": "all"})", "with heal: nothing was cut there"},
      {R"({"end": "f"})", "with end: nothing that f started lasts"},
      {R"({"disk-flip": "broker-1", "path": "order-0/*.log"})",
       "with disk-flip: broker-1 has no file order-0/*.log"},
      {R"({"disk-flip": "broker-1", "path": "orders-0/*.log", "bit": 80000000})",
       "with disk-flip: broker-1 has no bit 80000000 in orders-0/*.log"},
      {R"({"crash": "broker-1", "in-step": {"effect": 1000}})",
       "with crash: broker-1 had no step that got so far (10.000 s)"},
      {R"({"crash": "broker-1", "in-step": {"effect": 1000}, "for": "2s"})",
       "with crash: broker-1 had no step that got so far (8.000 s)"},
  };
  for (const Case& c : cases) {
    DYNAMIC_SECTION(c.action) {
      const RunReport report = run_with(c.action);
      CHECK(report.exit_code() == 1);
      CHECK_THAT(reasons_of(report), contains("fault f had no effect " + std::string(c.why)));
      CHECK_THAT(report_text(report), contains("   no effect     f, "));
      CHECK(run_with(c.action, R"({"ends": "any", "all_fired": false})").exit_code() == 0);
    }
  }
}

TEST_CASE("an action that changes something for one of several is no idle one") {
  const RunReport report =
      run_with(R"({"crash": "broker-1"}, {"crash": ["broker-1", "broker-2"]})");
  CHECK(report.exit_code() == 0);
  CHECK(report.faults.front().idle.empty());
}

TEST_CASE("a process that is dead does not die, and does not hear its application") {
  const RunReport report = run_with(R"({"crash": "broker-1"}, {"pause": "broker-1"},
      {"crash": "c"}, {"command": "c", "seek": {"partition": "orders-0", "to": 1}})");
  const std::string reasons = reasons_of(report);
  CHECK_THAT(reasons, contains("pause: broker-1 is dead"));
  CHECK_THAT(reasons, contains("command: c is dead"));
  CHECK(report.reasons.size() == 2);
}

TEST_CASE("an action that is done again counts when it did something once") {
  const std::string repeat = R"(, "repeat": {"times": 2, "every": "1s"}})";
  const RunReport once = run_with(R"({"crash": "broker-1")" + repeat);
  CHECK(once.exit_code() == 0);
  REQUIRE(once.faults.front().idle.size() == 1);
  CHECK_FALSE(once.faults.front().idle.front().is_always);
  CHECK(run_with(R"({"restart": "broker-1")" + repeat).exit_code() == 1);
}

TEST_CASE("a death at a file operation comes once, and not again after the restart") {
  test::Parts parts;
  parts.faults = R"([
    {"id": "f", "at": "6s", "do": [{"crash": "broker-1", "in-step": {"file-op": 1}}]},
    {"id": "back", "on": {"event": "killed", "node": "broker-1"}, "after": "2s",
     "do": [{"restart": "broker-1"}]}])";
  parts.more = R"(, "duration": "90s", "network": {"latency": "2ms"})";
  parts.expect = R"({"ends": "any"})";
  RunOptions options;
  options.tells_stories = false;
  const RunReport report = run_and_judge(test::good(parts), options);
  CHECK(report.exit_code() == 0);
  const auto is_down = [](const ReportedViolation& one) {
    return one.text.find("broker-1 is down") != std::string::npos;
  };
  CHECK(std::none_of(report.violations.begin(), report.violations.end(), is_down));
}

TEST_CASE("what an administrator asks in vain is told") {
  const RunReport report = run_with(R"({"admin": {"create-topic": {"name": "orders"}}})");
  REQUIRE(report.admin_failures.size() == 1);
  CHECK(report.admin_failures.front().error == ErrorCode::TopicAlreadyExists);
  CHECK(report.exit_code() == 0);
  CHECK_THAT(report_text(report), contains("   admin         admin could not create topic orders"));
  CHECK_THAT(report_text(report), contains("TOPIC_ALREADY_EXISTS"));
}

}  // namespace
}  // namespace barnabas::sim
