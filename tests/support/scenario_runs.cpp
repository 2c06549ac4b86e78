#include "tests/support/scenario_runs.h"

#include "sim/report/run.h"
#include "sim/scenario/parse.h"
#include "tests/support/catch.h"

namespace barnabas::test {

void comes_out_as_it_says(const std::string& text) {
  const sim::Parsed parsed = sim::parse_scenarios(text);
  for (const sim::Problem& problem : parsed.problems) {
    INFO(problem.path << ": " << problem.what);
    CHECK(false);
  }
  for (const sim::Scenario& scenario : parsed.variants) {
    sim::RunOptions options;
    options.tells_stories = false;
    const sim::RunReport report = sim::run_and_judge(scenario, options);
    std::string reasons;
    for (const std::string& reason : report.reasons) reasons += reason + "\n";
    for (const auto& violation : report.violations) reasons += violation.text + "\n";
    INFO(scenario.variant << ": " << reasons);
    CHECK(report.exit_code() == 0);
  }
}

}  // namespace barnabas::test
