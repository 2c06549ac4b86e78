// What idempotence does and does not do, in whole runs: the scenarios of the catalogue's section on
// idempotent producers, and the order in which a consumer gets what was sent.
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

#include "sim/check/judge.h"
#include "sim/report/run.h"
#include "sim/scenario/build_world.h"
#include "sim/scenario/parse.h"
#include "sim/workload/batch_decoder.h"
#include "tests/support/catch.h"
#include "tests/support/paths.h"

namespace barnabas::test {
namespace {

using Values = std::vector<std::string>;

std::vector<sim::Scenario> variants_of(const std::string& name) {
  std::ifstream file(source_path("tests/data/scenarios/" + name + ".json"));
  const std::string text((std::istreambuf_iterator<char>(file)), std::istreambuf_iterator<char>());
  const sim::Parsed parsed = sim::parse_scenarios(text);
  REQUIRE(!parsed.has_errors());
  return parsed.variants;
}

// What the run's first consumer got, in order.
Values delivered(const sim::Scenario& scenario) {
  sim::World world = sim::build_world(scenario);
  sim::check::Judge judge;
  const sim::Observers observers{&judge};
  while (!world.finished() && world.now < Instant{scenario.duration.ns})
    sim::advance(world, observers);
  Values values;
  for (const sim::DeliveredBatch& batch : judge.history().consumers().front().batches) {
    sim::RecordWalk walk(batch.base, batch.count, batch.attributes, batch.body.span());
    while (const auto record = walk.next()) values.emplace_back(as_text(record->value));
  }
  return values;
}

}  // namespace

TEST_CASE("idempotence in whole runs does what it promises, and no more") {
  for (const char* name :
       {"lost-ack", "retry-reorder", "app-resend", "producer-state-expired", "masked-loss"}) {
    for (const sim::Scenario& scenario : variants_of(name)) {
      for (std::uint64_t seed = 1; seed <= 5; ++seed) {
        sim::Scenario seeded = scenario;
        seeded.seed = seed;
        sim::RunOptions options;
        options.tells_stories = false;
        CAPTURE(name, scenario.variant, seed);
        CHECK(sim::run_and_judge(seeded, options).exit_code() == 0);
      }
    }
  }
}

TEST_CASE("a retry keeps its place with idempotence or with one request in flight") {
  for (const sim::Scenario& scenario : variants_of("retry-reorder")) {
    CAPTURE(scenario.variant);
    const Values in_order{"b0", "b1", "b2", "b3", "b4", "b5"};
    const Values turned{"b0", "b1", "b2", "b5", "b4", "b3"};
    CHECK(delivered(scenario) == (scenario.variant == "plain" ? turned : in_order));
  }
}

}  // namespace barnabas::test
