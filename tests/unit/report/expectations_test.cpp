// Every way in which a run can differ from what its scenario expects is said, and nothing else.
#include "sim/report/expectations.h"

#include <functional>

#include "tests/support/catch.h"

namespace barnabas::test {
namespace {

using namespace barnabas::sim;

// A scenario with one fault on a hook and one at a time; and a run that did what it should.
struct Setting {
  Scenario scenario;
  RunReport report;
  std::vector<HookProgress> hooks;

  Setting() {
    Fault hooked;
    hooked.id = "kill";
    hooked.on = Hook{};
    Fault timed;
    timed.id = "back";
    timed.at = Instant{};
    scenario.faults = {hooked, timed};
    report.faults.resize(2);
    for (FaultReport& fault : report.faults) fault.fired = 1;
    hooks.resize(1);
    hooks[0].matches = 1;
  }
  void produce_with_acks(const std::string& acks) {
    ClientSpec producer;
    producer.config["acks"] = acks;
    scenario.clients.push_back(producer);
  }
  void violate(const std::string& checker) {
    report.violations.push_back({checker, 1, {}, {}, "something", false, {}, {}});
  }
};

struct Case {
  std::string name;
  std::function<void(Setting&)> given;
  std::vector<std::string> reasons;  // parts of them, in order
  std::vector<std::string> not_alive;
};

const std::vector<Case>& cases() {
  static const std::vector<Case> all = {
      {"all as expected", [](Setting&) {}, {}, {}},
      {"a fault whose hook never came",
       [](Setting& s) {
         s.report.faults[0].fired = 0;
         s.hooks[0].matches = 0;
       },
       {"fault kill fired 0 times of 1: expected append; no such note came at all"},
       {}},
      {"a fault whose hook came near",
       [](Setting& s) {
         s.report.faults[0].fired = 0;
         s.hooks[0].matches = 0;
         s.hooks[0].of_kind = 12;
         s.hooks[0].last = "broker-1: offset 3";
       },
       {"of 12 notes of the kind none matched, the last was broker-1: offset 3"},
       {}},
      {"a fault after the end",
       [](Setting& s) { s.report.faults[1].fired = 0; },
       {"fault back fired 0 times of 1: the run ended before its time"},
       {}},
      {"faults that need not fire",
       [](Setting& s) {
         s.scenario.expect.all_fired = false;
         s.report.faults[0].fired = 0;
       },
       {},
       {}},
      {"a violation that nobody permits",
       [](Setting& s) { s.violate("LogMatching"); },
       {"unexpected violation of LogMatching: something"},
       {}},
      {"a violation of what must hold",
       [](Setting& s) {
         s.scenario.expect.holds = {"StrongIsr"};
         s.violate("StrongIsr");
         s.violate("DurableAck");
       },
       {"unexpected violation of DurableAck", "unexpected violation of StrongIsr"},
       {}},
      {"a violation that the configuration permits and nobody mentions",
       [](Setting& s) {
         s.produce_with_acks("1");
         s.violate("DurableAck");
       },
       {},
       {}},
      {"a violation that the configuration permits, but the scenario does not",
       [](Setting& s) {
         s.produce_with_acks("1");
         s.scenario.expect.holds = {"DurableAck"};
         s.violate("DurableAck");
       },
       {"unexpected violation of DurableAck"},
       {}},
      {"a violation that no configuration of acks permits",
       [](Setting& s) {
         s.produce_with_acks("1");
         s.violate("SingleLeaderPerEpoch");
       },
       {"unexpected violation of SingleLeaderPerEpoch"},
       {}},
      {"a violation that is not in the list",
       [](Setting& s) {
         s.scenario.expect.violates = std::vector<std::string>{"DurableAck"};
         s.violate("DurableAck");
         s.violate("ConsistentRead");
       },
       {"unexpected violation of ConsistentRead"},
       {}},
      {"an expected violation that does not come",
       [](Setting& s) { s.scenario.expect.violates = std::vector<std::string>{"DurableAck"}; },
       {"expected a violation of DurableAck; it held"},
       {}},
      {"stuck where it should be alive",
       [](Setting& s) { s.violate("Liveness"); },
       {},
       {"not alive at the end, Liveness: something"}},
      {"alive where it should be stuck",
       [](Setting& s) { s.scenario.expect.ends = "stuck"; },
       {"expected the end to be stuck"},
       {}},
      {"stuck as it should be",
       [](Setting& s) {
         s.scenario.expect.ends = "stuck";
         s.scenario.expect.violates = std::vector<std::string>{};
         s.violate("Liveness");
       },
       {},
       {}},
      {"counts and lists",
       [](Setting& s) {
         s.scenario.expect.acked = 10;
         s.report.counts.acked = 9;
         s.scenario.expect.lost = std::vector<std::string>{"r7", "r8", "r9"};
         s.report.counts.lost = {"r8"};
         s.scenario.expect.duplicates = std::vector<std::string>{"a", "b"};
         s.report.counts.duplicates = {"b", "a"};
       },
       {"expected 10 acked, got 9", "expected lost: r7-r9; got r8"},
       {}},
      {"a probe that was not hit",
       [](Setting& s) {
         s.scenario.expect.probes = {"here", "there"};
         s.report.probes = {{"here", 1}};
       },
       {"the probe 'there' was not hit"},
       {}},
      {"a note that was not reached",
       [](Setting& s) {
         Hook hook;
         hook.event = NoteKind::Truncate;
         hook.ordinal = 2;
         s.scenario.expect.reached = {hook};
         s.hooks.emplace_back();
         s.hooks.back().hook = hook;
         s.hooks.back().of_kind = 1;
         s.hooks.back().matches = 1;
       },
       {"expected truncate, 2 times; it came 1 time"},
       {}},
  };
  return all;
}

void check_texts(const std::vector<std::string>& texts, const std::vector<std::string>& parts) {
  REQUIRE(texts.size() == parts.size());
  for (std::size_t i = 0; i < parts.size(); ++i) CHECK_THAT(texts[i], contains(parts[i]));
}

}  // namespace

TEST_CASE("runs are compared with their expectations") {
  for (const Case& one : cases()) {
    DYNAMIC_SECTION(one.name) {
      Setting setting;
      one.given(setting);
      const ExpectationResult result =
          compare_with_expectations(setting.scenario, setting.report, setting.hooks);
      check_texts(result.reasons, one.reasons);
      check_texts(result.not_alive, one.not_alive);
    }
  }
}

TEST_CASE("violations are marked as expected or not") {
  Setting setting;
  setting.scenario.expect.violates = std::vector<std::string>{"DurableAck"};
  setting.violate("DurableAck");
  setting.violate("LogMatching");
  setting.violate("Unseen");
  setting.produce_with_acks("1");
  compare_with_expectations(setting.scenario, setting.report, setting.hooks);
  const auto& violations = setting.report.violations;
  CHECK(violations[0].is_expected);
  CHECK(violations[0].permitted_by.empty());
  CHECK_FALSE(violations[1].is_expected);
  CHECK(violations[1].permitted_by.empty());
  CHECK_FALSE(violations[2].is_expected);
  CHECK(violations[2].permitted_by == "acks=1");
}

}  // namespace barnabas::test
