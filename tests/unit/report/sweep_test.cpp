#include "sim/report/sweep.h"

#include "tests/support/catch.h"

namespace barnabas::sim {
namespace {

Story story(std::string title, std::string advice) {
  Story story;
  story.title = std::move(title);
  story.lines.push_back({12, Instant{5}, "broker-1 is killed (fault kill)", 0});
  story.advice.push_back(std::move(advice));
  story.kind = "missing acks=1 acknowledged acks-1";
  return story;
}

RunReport run(std::uint64_t seed, Verdict verdict) {
  RunReport report;
  report.scenario = "x";
  report.seed = seed;
  report.verdict = verdict;
  report.counts.acked = 10;
  report.events = 100;
  return report;
}

RunReport lossy(std::uint64_t seed, const std::string& names) {
  RunReport report = run(seed, Verdict::AsExpected);
  report.counts.lost = {"r1"};
  report.violations.push_back({"DurableAck", 1, Instant{1}, {"t", 0}, "gone", true, {}});
  report.stories.push_back(story(names + " of t-0: acknowledged with acks=1; in no log at the end",
                                 "acks=all would have waited for broker-" + std::to_string(seed)));
  report.probes = {{"fetch.fenced-epoch", 3}};
  return report;
}

SweepReport sweep_of(const SeedsExpectSpec& expected, bool is_stopped = false) {
  Scenario scenario;
  scenario.name = "x";
  scenario.expect.seeds = expected;
  SweepReport sweep = begin_sweep(scenario);
  add_run(sweep, run(1, Verdict::AsExpected));
  add_run(sweep, lossy(2, "r1-r3"));
  add_run(sweep, lossy(3, "r7 to r9 (2 records)"));
  add_run(sweep, run(4, Verdict::NotAlive));
  sweep.is_stopped = is_stopped;
  finish_sweep(sweep);
  return sweep;
}

TEST_CASE("a sweep counts outcomes, checkers and kinds of stories, each with its first seed") {
  const SweepReport sweep = sweep_of({});
  CHECK(sweep.runs == 4);
  CHECK(sweep.verdicts.at(Verdict::AsExpected).count == 3);
  CHECK(sweep.verdicts.at(Verdict::NotAlive).first_seed == 4);
  CHECK(sweep.broken.at("DurableAck").count == 2);
  CHECK(sweep.broken.at("DurableAck").first_seed == 2);
  REQUIRE(sweep.stories.size() == 1);
  CHECK(sweep.stories.begin()->second.seen.count == 2);
  CHECK(sweep.probes.at("fetch.fenced-epoch").count == 2);
  CHECK(sweep.acked == 40);
  CHECK(sweep.lost == 2);
  CHECK(sweep.exit_code == 3);
}

TEST_CASE("what many seeds must find and never break is compared") {
  CHECK(sweep_of({{"DurableAck"}, {"StrongIsr"}}).reasons.empty());
  const SweepReport unfound = sweep_of({{"StrongIsr"}, {}});
  CHECK(unfound.reasons.size() == 1);
  CHECK(unfound.exit_code == 1);
  CHECK(sweep_of({{"StrongIsr"}, {}}, true).reasons.empty());
  CHECK(sweep_of({{}, {"DurableAck"}}).reasons ==
        std::vector<std::string>{"DurableAck is broken in 2 of 4 seeds, seed 2 the first"});
}

TEST_CASE("the table and the findings name what to run") {
  const SweepReport sweep = sweep_of({});
  CHECK(sweep_header() ==
        "variant                                 seeds  as expected  broken  stuck  budget     "
        "acked   lost\n");
  CHECK(sweep_line(sweep) ==
        "x                                           4            3       0      1       0        "
        "40      2\n");
  CHECK(sweep_findings(sweep, "x.json") ==
        "\nx\n"
        "   ! NOT ALIVE AT THE END  1 of 4 seeds, first 4: barnabas run x.json --seed 4\n"
        "   DurableAck              2 of 4 seeds, first 2\n"
        "   1 kind of stories\n"
        "       2x  r1-r3 of t-0: acknowledged with acks=1; in no log at the end\n"
        "           To keep it: acks=all would have waited for broker-2\n"
        "           barnabas run x.json --seed 2\n");
}

TEST_CASE("every kind of story is shown, with its first seed") {
  SweepReport sweep = begin_sweep(Scenario{});
  for (std::uint64_t seed = 1; seed <= 12; ++seed) {
    RunReport one = lossy(seed, "r1");
    one.stories.front().kind += " " + std::string(seed, 'x');
    add_run(sweep, one);
  }
  finish_sweep(sweep);
  CHECK(sweep.stories.size() == 12);
  const std::string text = sweep_findings(sweep, "x.json");
  CHECK_THAT(text, test::contains("12 kinds of stories"));
  CHECK_THAT(text, test::contains("--seed 8\n"));
  CHECK_THAT(text, test::contains("1x  first seed 12: r1 of t-0"));
}

TEST_CASE("a skeleton has no numbers, no quoted values, and lists of any length are one") {
  CHECK(skeleton_of("r7-r9, r12 and r14 of orders-0") == skeleton_of("r7 of orders-1"));
  CHECK(skeleton_of("broker-1 and broker-2 hold 'a b'") == skeleton_of("broker-3 hold 'c'"));
  CHECK(skeleton_of("broker-1 is killed") != skeleton_of("broker-1 is paused"));
}

}  // namespace
}  // namespace barnabas::sim
