// Lockstep finds a planted leak at the very event, and nothing where there is none.
#include "sim/report/divergence.h"

#include <vector>

#include "sim/scenario/build_world.h"
#include "sim/scenario/parse.h"
#include "tests/support/catch.h"

namespace barnabas::test {
namespace {

using namespace barnabas::sim;

constexpr const char* kScenario =
    R"({ "schema": 1, "name": "two-brokers", "why": "A small cluster.", "seed": 3,
  "duration": "8s", "cluster": { "brokers": 2, "coordination": "zookeeper" },
  "topics": { "t": { "replicas": [[1, 2]] } },
  "clients": { "p": { "type": "producer", "workload": { "to": "t-0", "values": "r{0..9}",
    "rate": "10/s", "start": "3s" } } } })";

World small_world() {
  const Parsed parsed = parse_scenarios(kScenario);
  REQUIRE_FALSE(parsed.has_errors());
  return build_world(parsed.variants.at(0));
}

LockstepOptions eight_seconds() {
  LockstepOptions options;
  options.until = Instant{} + seconds(8);
  return options;
}

}  // namespace

TEST_CASE("two runs of one scenario do the same") {
  const LockstepResult result = run_in_lockstep(small_world(), small_world(), eight_seconds());
  CHECK_FALSE(result.divergence.has_value());
  CHECK(result.compared > 300);
}

TEST_CASE("a leak is found at the event that it spoils, not at the one that shows it") {
  constexpr std::uint64_t kEvent = 222;
  LockstepOptions options = eight_seconds();
  options.tamper = [](World& world) {
    if (world.performed != kEvent) return;
    world.nodes[static_cast<std::size_t>(world.find("broker-2"))].write().wall_skew =
        milliseconds(7);
  };
  for (const std::uint64_t every : std::vector<std::uint64_t>{1, 100, 512, 100000}) {
    options.checkpoint_every = every;
    const LockstepResult result = run_in_lockstep(small_world(), small_world(), options);
    REQUIRE(result.divergence.has_value());
    CHECK(result.divergence->performed == kEvent);
    CHECK(result.divergence->what == "state");
    CHECK(result.divergence->nodes == std::vector<std::string>{"broker-2"});
    CHECK_THAT(to_text(*result.divergence), contains("event number 222"));
  }
}

TEST_CASE("an event that only one run has is found, with both descriptions") {
  constexpr std::uint64_t kEvent = 250;
  LockstepOptions options = eight_seconds();
  options.tamper = [](World& world) {
    if (world.performed != kEvent) return;
    Happening start;
    start.kind = Happening::Kind::Workload;
    start.node = world.find("p");
    start.link = 0;
    schedule(world, world.now, std::move(start));
  };
  const LockstepResult result = run_in_lockstep(small_world(), small_world(), options);
  REQUIRE(result.divergence.has_value());
  CHECK(result.divergence->performed > kEvent);
  CHECK(result.divergence->performed < kEvent + 20);
  CHECK(result.divergence->first != result.divergence->second);
}

TEST_CASE("runs of different seeds diverge") {
  Scenario scenario = parse_scenarios(kScenario).variants.at(0);
  World first = build_world(scenario);
  scenario.seed = 4;
  const LockstepResult result =
      run_in_lockstep(std::move(first), build_world(scenario), eight_seconds());
  CHECK(result.divergence.has_value());
}

}  // namespace barnabas::test
