#include "tests/unit/report/runs.h"

#include <fstream>
#include <sstream>

#include "sim/scenario/parse.h"
#include "tests/support/catch.h"
#include "tests/support/paths.h"

namespace barnabas::test {

sim::Scenario variant_of(const std::string& file, const std::string& variant) {
  std::ifstream in(source_path("scenarios/" + file));
  std::stringstream text;
  text << in.rdbuf();
  const sim::Parsed parsed = sim::parse_scenarios(text.str());
  REQUIRE_FALSE(parsed.has_errors());
  for (const sim::Scenario& scenario : parsed.variants) {
    if (scenario.variant == variant) return scenario;
  }
  FAIL("no variant " << variant);
  return {};
}

}  // namespace barnabas::test
