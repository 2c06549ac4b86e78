// Every committed scenario comes out as it says, with the fingerprints of
// tests/golden/fingerprints.txt.
#include <cstdio>
#include <fstream>
#include <set>
#include <sstream>
#include <string>
#include <vector>

#include "sim/report/run.h"
#include "sim/scenario/parse.h"
#include "tests/support/catch.h"
#include "tests/support/paths.h"

namespace barnabas::sim {
namespace {

std::string text_of(const std::string& path) {
  std::ifstream file(path);
  std::stringstream text;
  text << file.rdbuf();
  return text.str();
}

std::vector<std::string> golden_lines() {
  std::istringstream text(text_of(test::source_path("tests/golden/fingerprints.txt")));
  std::vector<std::string> lines;
  for (std::string line; std::getline(text, line);) lines.push_back(line);
  return lines;
}

std::string fingerprint_line(const RunReport& report) {
  char numbers[64];
  std::snprintf(numbers, sizeof numbers, "%016llx %016llx",
                static_cast<unsigned long long>(report.trace_fingerprint),
                static_cast<unsigned long long>(report.state_fingerprint));
  const std::string variant = report.variant.empty() ? "-" : report.variant;
  return report.scenario + " " + variant + " " + std::to_string(report.seed) + " " + numbers;
}

TEST_CASE("every scenario comes out as it says, with its golden fingerprints") {
  const std::vector<std::string> golden = golden_lines();
  REQUIRE(!golden.empty());
  std::set<std::string> names;
  for (const std::string& line : golden) names.insert(line.substr(0, line.find(' ')));
  std::vector<std::string> seen;
  for (const std::string& name : names) {
    const Parsed parsed =
        parse_scenarios(text_of(test::source_path("scenarios/" + name + ".json")));
    REQUIRE(!parsed.has_errors());
    for (const Scenario& scenario : parsed.variants) {
      RunOptions options;
      options.tells_stories = false;
      const RunReport report = run_and_judge(scenario, options);
      INFO(name << " " << scenario.variant);
      CHECK(report.exit_code() == 0);
      seen.push_back(fingerprint_line(report));
    }
  }
  CHECK(seen == golden);
}

// A lesson that only its own seed teaches would be luck. Seed 5 of 010 once found followers that
// never agreed with their leader about an epoch without records.
TEST_CASE("every scenario comes out as it says under other seeds, too") {
  std::set<std::string> names;
  for (const std::string& line : golden_lines()) names.insert(line.substr(0, line.find(' ')));
  for (const std::string& name : names) {
    const Parsed parsed =
        parse_scenarios(text_of(test::source_path("scenarios/" + name + ".json")));
    for (Scenario scenario : parsed.variants) {
      for (scenario.seed = 1; scenario.seed <= 6; ++scenario.seed) {
        RunOptions options;
        options.tells_stories = false;
        INFO(name << " " << scenario.variant << " seed " << scenario.seed);
        CHECK(run_and_judge(scenario, options).exit_code() == 0);
      }
    }
  }
}

// Scenarios that teach nothing and show that something works.
TEST_CASE("the scenarios of the tests come out as they say") {
  for (const std::string name : {"compression"}) {
    const Parsed parsed =
        parse_scenarios(text_of(test::source_path("tests/data/scenarios/" + name + ".json")));
    REQUIRE(!parsed.has_errors());
    for (const Scenario& scenario : parsed.variants) {
      const RunReport report = run_and_judge(scenario, {});
      INFO(name << " " << scenario.variant);
      for (const std::string& reason : report.reasons) INFO(reason);
      CHECK(report.exit_code() == 0);
    }
  }
}

TEST_CASE("a scenario run twice in lockstep does not diverge") {
  const Parsed parsed =
      parse_scenarios(text_of(test::source_path("scenarios/010-leader-crash.json")));
  REQUIRE(!parsed.variants.empty());
  RunOptions options;
  options.check_determinism = true;
  options.tells_stories = false;
  CHECK(run_and_judge(parsed.variants.front(), options).is_deterministic());
}

}  // namespace
}  // namespace barnabas::sim
