// The main job, whole: variants of a scenario run as expected, and their reports say why records
// are gone.
#include "sim/report/run.h"

#include <nlohmann/json.hpp>
#include <sstream>

#include "sim/report/report_json.h"
#include "sim/report/report_text.h"
#include "tests/support/catch.h"
#include "tests/unit/report/runs.h"

namespace barnabas::test {
namespace {

using namespace barnabas::sim;

std::string text_of(const Story& story) {
  std::string text = story.title + "\n";
  for (const StoryLine& line : story.lines) text += line.text + "\n";
  for (const std::string& advice : story.advice) text += "> " + advice + "\n";
  return text;
}

}  // namespace

TEST_CASE("acks=1: the leader dies with three acknowledged records, and the story says how") {
  const RunReport report = run_and_judge(variant_of("010-leader-crash.json", "acks-1"), {});
  INFO(report_text(report));
  CHECK(report.exit_code() == 0);
  REQUIRE(report.stories.size() == 1);
  CHECK(report.stories[0].records == std::vector<std::string>{"r7", "r8", "r9"});
  const std::string story = text_of(report.stories[0]);
  CHECK_THAT(story, contains("fault starve holds back broker-1's answers"));
  CHECK_THAT(story, contains("broker-1 is killed (fault kill)"));
  CHECK_THAT(story, contains("ends the session of broker-1"));
  CHECK_THAT(story, contains("cuts its log from offset 10 back to 7"));
  CHECK_THAT(story, contains("> acks=all, with min.insync.replicas=2 as it was"));
}

TEST_CASE("acks=0: the same records are missing, and nobody promised them") {
  const RunReport report = run_and_judge(variant_of("010-leader-crash.json", "acks-0"), {});
  INFO(report_text(report));
  CHECK(report.exit_code() == 0);
  CHECK(report.counts.missing == std::vector<std::string>{"r7", "r8", "r9"});
  REQUIRE(report.stories.size() == 1);
  CHECK_THAT(report.stories[0].title, contains("acks=0"));
}

TEST_CASE("acks=all: nothing is lost, and there is no story to tell") {
  const RunReport report = run_and_judge(variant_of("010-leader-crash.json", "acks-all"), {});
  INFO(report_text(report));
  CHECK(report.exit_code() == 0);
  CHECK(report.stories.empty());
  CHECK(report.violations.empty());
}

TEST_CASE("an expectation that does not come true fails the run") {
  Scenario scenario = variant_of("010-leader-crash.json", "acks-all");
  scenario.expect.violates = std::vector<std::string>{"DurableAck"};
  const RunReport report = run_and_judge(scenario, {});
  CHECK(report.exit_code() == 1);
  REQUIRE_FALSE(report.reasons.empty());
  CHECK_THAT(report.reasons[0], contains("expected a violation of DurableAck; it held"));
}

TEST_CASE("a spent event budget is said and ends with 3") {
  Scenario scenario = variant_of("010-leader-crash.json", "acks-all");
  scenario.event_budget = 500;
  const RunReport report = run_and_judge(scenario, {});
  CHECK(report.verdict == Verdict::BudgetSpent);
  CHECK(report.events == 500);
  CHECK(report.exit_code() == 3);
}

TEST_CASE("watching changes nothing: with a trace or without, the fingerprints are the same") {
  const Scenario scenario = variant_of("010-leader-crash.json", "acks-1");
  RunOptions quiet;
  quiet.tells_stories = false;
  RunOptions traced;
  std::int64_t lines = 0;
  traced.trace = [&lines](std::string_view line) {
    const auto json = nlohmann::json::parse(line);
    CHECK(json.contains("id"));
    ++lines;
    return true;
  };
  const RunReport first = run_and_judge(scenario, quiet);
  const RunReport second = run_and_judge(scenario, traced);
  CHECK(first.trace_fingerprint == second.trace_fingerprint);
  CHECK(first.state_fingerprint == second.state_fingerprint);
  CHECK(lines > 1000);
}

TEST_CASE("a trace that cannot be written stops the run") {
  RunOptions options;
  options.trace = [](std::string_view) { return false; };
  const RunReport report = run_and_judge(variant_of("010-leader-crash.json", "acks-1"), options);
  CHECK(report.verdict == Verdict::Interrupted);
  CHECK(report.exit_code() == 2);
  // Half a run is not judged.
  CHECK(report.reasons ==
        std::vector<std::string>{"the trace could not be written; half a run has no verdict"});
  CHECK(report.violations.empty());
  const auto json = nlohmann::json::parse(report_json(report));
  CHECK(json["exit_code"] == 2);
  CHECK_FALSE(json.contains("counts"));
  CHECK_FALSE(json.contains("fingerprint"));
}

TEST_CASE("a run that is told to stop has no verdict either") {
  RunOptions options;
  options.stop = [] { return true; };
  const RunReport report = run_and_judge(variant_of("010-leader-crash.json", "acks-1"), options);
  CHECK(report.verdict == Verdict::Interrupted);
  CHECK(report.exit_code() == 130);
  CHECK_THAT(report_text(report), contains("the command was told to stop"));
  CHECK_THAT(summary_table({summary_of(report)}), contains("     -          -     -"));
}

TEST_CASE("the table is as wide as its longest name") {
  Summary narrow{"x", {"7", "10", "10", "0", "0", "0"}, "as expected"};
  Summary wide = narrow;
  wide.label = "840-replica-fetchers  one-fetcher-large-buffers";
  const std::string table = summary_table({narrow, wide});
  CHECK_THAT(table, contains(wide.label + "     7     10         10     0        0      0  as"));
  CHECK(table.find("verdict\n") == table.find('\n') - 7);
}

TEST_CASE("a run is deterministic, and says so when asked") {
  RunOptions options;
  options.check_determinism = true;
  const RunReport report = run_and_judge(variant_of("010-leader-crash.json", "acks-1"), options);
  REQUIRE(report.lockstep.has_value());
  CHECK(report.is_deterministic());
  CHECK(report.lockstep->compared == report.events);
  CHECK_THAT(report_text(report), contains("deterministic"));
}

TEST_CASE("reports: no line is longer than 100 columns, and the JSON says the same") {
  const RunReport report = run_and_judge(variant_of("010-leader-crash.json", "acks-1"), {});
  std::istringstream lines(report_text(report));
  for (std::string line; std::getline(lines, line);) {
    INFO(line);
    CHECK(line.size() <= 100);
  }
  const auto json = nlohmann::json::parse(report_json(report));
  CHECK(json["scenario"] == "010-leader-crash");
  CHECK(json["exit_code"] == report.exit_code());
  CHECK(json["counts"]["acked"] == report.counts.acked);
  CHECK(json["stories"].size() == report.stories.size());
  CHECK(json["stories"][0]["records"].size() == 3);
  CHECK(json["fingerprint"]["trace"].get<std::string>().size() == 16);
}

}  // namespace barnabas::test
