// Whole runs that turn on whom a client asks, and what it makes of a broker that does not know it.
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

#include "sim/report/run.h"
#include "sim/scenario/parse.h"
#include "tests/support/catch.h"
#include "tests/support/paths.h"

namespace barnabas::test {
namespace {

// With its own seed and some more, every variant comes out as the scenario says.
void comes_out_as_it_says(const std::string& name) {
  std::ifstream file(source_path("tests/data/scenarios/" + name + ".json"));
  const std::string text((std::istreambuf_iterator<char>(file)), std::istreambuf_iterator<char>());
  const sim::Parsed parsed = sim::parse_scenarios(text);
  REQUIRE(!parsed.has_errors());
  for (const sim::Scenario& scenario : parsed.variants) {
    for (std::uint64_t seed = scenario.seed; seed < scenario.seed + 5; ++seed) {
      sim::Scenario seeded = scenario;
      seeded.seed = seed;
      sim::RunOptions options;
      options.tells_stories = false;
      const sim::RunReport report = sim::run_and_judge(seeded, options);
      std::string reasons;
      for (const std::string& reason : report.reasons) reasons += reason + "\n";
      INFO(name << " " << scenario.variant << " seed " << seed << ": " << reasons);
      CHECK(report.exit_code() == 0);
    }
  }
}

}  // namespace

TEST_CASE("a leader that only its clients can reach is not the only one that they ask") {
  comes_out_as_it_says("zombie-metadata");
}

TEST_CASE("two unclean elections in a row stop no idempotent producer") {
  comes_out_as_it_says("two-losses");
}

TEST_CASE("a producer whose last record retention took goes on, in either era") {
  comes_out_as_it_says("head-removed");
}

}  // namespace barnabas::test
