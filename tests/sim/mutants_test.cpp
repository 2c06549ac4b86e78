// A handful of mutants, one from each room of the core, dies as docs/mutants.md says, by the judge
// whose business it is.
// `barnabas mutants` hunts all of them.
#include "sim/explore/mutants.h"

#include <fstream>
#include <iterator>
#include <string>

#include "sim/scenario/parse.h"
#include "tests/support/catch.h"
#include "tests/support/paths.h"

namespace barnabas::sim {
namespace {

std::string read(const std::string& path) {
  std::ifstream in(test::source_path(path), std::ios::binary);
  return {std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
}

Scenario ground_named(const std::string& name) {
  std::string text = read("scenarios/mutants/" + name + ".json");
  if (text.empty()) text = read("scenarios/" + name + ".json");
  const Parsed parsed = parse_scenarios(text);
  INFO("ground " << name);
  REQUIRE(!parsed.has_errors());
  return parsed.variants.front();
}

TEST_CASE("mutants of every room die on their grounds") {
  Hunter hunter([] { return false; });
  struct Case {
    const char* name;
    const char* killer;
  };
  const Case cases[] = {
      {"skip-recovery", "IndexSound"},
      {"retention-ignores-high-watermark", "RetentionSound"},
      {"log-start-at-segment", "RetentionSound"},
      {"high-watermark-at-log-end", "StrongIsr"},
      {"ack-before-high-watermark", "LeaderCompleteness"},
      {"checkpoint-log-end", "CheckpointSound"},
      {"elect-the-dead", "LeaderInIsr"},
      {"ignore-versions", "TypeOk"},
      {"consumer-hands-over-twice", "IntNonmonotonicPoll"},
  };
  for (const auto& [name, killer] : cases) {
    const SabotageFacts* facts = find_sabotage(name);
    REQUIRE(facts != nullptr);
    const Hunt& hunt = hunt_for(facts->id);
    const Scenario ground = ground_named(std::string(hunt.ground));
    std::optional<Kill> kill;
    for (std::int64_t i = 0; i < hunt.seeds && !kill; ++i) {
      kill = hunter.try_seed(hunt.sabotage, ground, ground.seed + static_cast<std::uint64_t>(i));
    }
    INFO(name);
    REQUIRE(kill.has_value());
    CHECK(kill->checker == killer);
  }
}

}  // namespace
}  // namespace barnabas::sim
