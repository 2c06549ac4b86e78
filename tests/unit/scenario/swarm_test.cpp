// The schedules of swarms: a function of scenario and seed, within their time and their guards, and
// made of faults that a scenario could hold.
#include "sim/scenario/swarm.h"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <set>
#include <string>

#include "sim/scenario/swarm_kinds.h"
#include "tests/support/catch.h"
#include "tests/unit/scenario/support.h"

namespace barnabas::sim {
namespace {

std::string with_swarm(const std::string& swarm) {
  test::Parts parts;
  parts.more = R"(, "duration": "30s", "faults_end": "20s", "swarm": )" + swarm;
  return test::text_of(parts);
}

std::string all_kinds(const std::string& guards) {
  std::string kinds;
  for (const SwarmKindFacts& facts : kSwarmKinds) {
    kinds += (kinds.empty() ? "\"" : ", \"") + std::string(facts.name) +
             R"(": {"chance": 100, "gap": ["200ms", "2s"]})";
  }
  return R"({"start": "5s")" + guards + R"(, "kinds": {)" + kinds + "}}";
}

Scenario scenario_of(const std::string& text) {
  const Parsed parsed = parse_scenarios(text);
  INFO(test::errors_of(text));
  REQUIRE(!parsed.has_errors());
  return parsed.variants.front();
}

TEST_CASE("a schedule is a function of the seed") {
  const Scenario scenario = scenario_of(with_swarm(all_kinds("")));
  CHECK(swarm_text(scenario, 7) == swarm_text(scenario, 7));
  CHECK(swarm_text(scenario, 7) != swarm_text(scenario, 8));
  CHECK(seeded_scenario(scenario, 7).faults == seeded_scenario(scenario, 7).faults);
  CHECK(seeded_scenario(scenario, 7).seed == 7);
  CHECK(!seeded_scenario(scenario, 7).swarm);
}

TEST_CASE("every kind can be read back as faults of a scenario, and comes out the same") {
  const Scenario scenario = scenario_of(with_swarm(all_kinds(R"(, "max_down": 3)")));
  for (std::uint64_t seed = 1; seed <= 20; ++seed) {
    const Scenario seeded = seeded_scenario(scenario, seed);
    test::Parts pasted;
    pasted.faults = swarm_text(scenario, seed);
    pasted.more = R"(, "duration": "30s")";
    CHECK(scenario_of(test::text_of(pasted)).faults == seeded.faults);
  }
}

TEST_CASE("faults begin after the start, and all is healed at the end") {
  const Scenario scenario = scenario_of(with_swarm(all_kinds("")));
  std::set<std::string> kinds;
  for (std::uint64_t seed = 1; seed <= 20; ++seed) {
    const std::vector<Fault> faults = seeded_scenario(scenario, seed).faults;
    CHECK(faults.back().id == "swarm-heal");
    CHECK(*faults.back().at == Instant{} + seconds(20));
    for (const Fault& fault : faults) {
      CHECK(*fault.at >= Instant{} + seconds(5));
      CHECK(*fault.at <= Instant{} + seconds(20));
      for (const Action& action : fault.actions) {
        if (action.for_) CHECK(*fault.at + *action.for_ <= Instant{} + seconds(20));
      }
      kinds.insert(fault.id.substr(0, fault.id.find_last_not_of("-0123456789") + 1));
    }
  }
  for (const SwarmKindFacts& facts : kSwarmKinds) {
    INFO(facts.name);
    CHECK(kinds.count("swarm-" + std::string(facts.name)) == 1);
  }
}

TEST_CASE("never more brokers are down than the guard allows") {
  const Scenario scenario = scenario_of(with_swarm(
      R"({"start": "1s", "max_down": 1, "kinds": {
        "crash": {"chance": 100, "gap": "200ms", "duration": ["100ms", "2s"]},
        "power-off": {"chance": 100, "gap": "200ms", "duration": ["100ms", "2s"]}}})"));
  for (std::uint64_t seed = 1; seed <= 20; ++seed) {
    std::vector<std::pair<Instant, std::int32_t>> changes;
    for (const Fault& fault : seeded_scenario(scenario, seed).faults) {
      const ActionKind kind = fault.actions.front().kind;
      if (kind == ActionKind::Crash || kind == ActionKind::PowerOff)
        changes.emplace_back(*fault.at, 1);
      if (kind == ActionKind::Restart) changes.emplace_back(*fault.at, -1);
    }
    std::sort(changes.begin(), changes.end());
    std::int32_t down = 0;
    for (const auto& [at, change] : changes) {
      down += change;
      CHECK(down <= 1);
    }
  }
}

TEST_CASE("a kind with no chance never strikes, and moves no other") {
  const std::string both =
      R"({"start": "1s", "kinds": {"cut": {"chance": 100}, "pause": {"chance": 0}}})";
  const std::string one = R"({"start": "1s", "kinds": {"cut": {"chance": 100}}})";
  CHECK(swarm_text(scenario_of(with_swarm(both)), 3) ==
        swarm_text(scenario_of(with_swarm(one)), 3));
}

TEST_CASE("what is wrong with a swarm is told") {
  const auto errors = [](const std::string& swarm) { return test::errors_of(with_swarm(swarm)); };
  using barnabas::test::contains;
  CHECK_THAT(errors(R"({"kinds": {"crush": {}}})"), contains("did you mean 'crash'?"));
  CHECK_THAT(errors(R"({"kinds": {"crash": {"gap": ["2s", "1s"]}}})"),
             contains("less than the least"));
  CHECK_THAT(errors(R"({"kinds": {"crash": {"chance": 101}}})"), contains("from 0 to 100"));
  CHECK_THAT(errors(R"({"kinds": {"expire-session": {"duration": "1s"}}})"), contains("duration"));
  CHECK_THAT(errors(R"({"start": "25s", "kinds": {}})"), contains("'faults_end' is not after"));
  CHECK_THAT(errors("{}"), contains("'kinds' is missing"));
  test::Parts parts;
  parts.expect = R"({"probes": ["fetch.diverging-epoc"], "seeds": {"finds": ["DurableAk"]}})";
  const std::string text = test::errors_of(test::text_of(parts));
  CHECK_THAT(text, contains("'fetch.diverging-epoch'"));
  CHECK_THAT(text, contains("'DurableAck'"));
}

}  // namespace
}  // namespace barnabas::sim
