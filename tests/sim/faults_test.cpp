// Every kind of fault at work in a small cluster: the scenarios of tests/data/scenarios/faults.
#include <fstream>
#include <sstream>
#include <string>

#include "sim/report/run.h"
#include "sim/scenario/parse.h"
#include "tests/support/catch.h"
#include "tests/support/paths.h"

namespace barnabas::sim {
namespace {

std::string text_of(const std::string& name) {
  std::ifstream file(test::source_path("tests/data/scenarios/faults/" + name + ".json"));
  std::stringstream text;
  text << file.rdbuf();
  return text.str();
}

const char* const kScenarios[] = {"add-remove-broker",
                                  "clock-drift",
                                  "crash-in-step",
                                  "datagram-duplicates",
                                  "datagram-lost-request",
                                  "datagram-lost-response",
                                  "datagram-reordered",
                                  "disk-fail-pattern",
                                  "disk-stall",
                                  "drop-breaks-connection",
                                  "ended-in-time",
                                  "every-and-repeat",
                                  "lost-isr-answer",
                                  "one-way-cut",
                                  "rolling-restart",
                                  "upgrade",
                                  "zookeeper-faults"};

TEST_CASE("each fault does what its scenario says, and the same twice") {
  for (const char* name : kScenarios) {
    const Parsed parsed = parse_scenarios(text_of(name));
    INFO(name);
    REQUIRE(!parsed.has_errors());
    REQUIRE(!parsed.variants.empty());
    for (const Scenario& scenario : parsed.variants) {
      RunOptions options;
      options.tells_stories = false;
      options.check_determinism = true;
      const RunReport report = run_and_judge(scenario, options);
      std::string reasons;
      for (const std::string& reason : report.reasons) reasons += reason + "\n";
      INFO(scenario.variant << "\n" << reasons);
      CHECK(report.exit_code() == 0);
      CHECK(report.is_deterministic());
    }
  }
}

}  // namespace
}  // namespace barnabas::sim
