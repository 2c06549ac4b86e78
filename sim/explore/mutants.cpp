#include "sim/explore/mutants.h"

#include <vector>

#include "sim/check/judge.h"
#include "sim/scenario/build_world.h"
#include "sim/world/run.h"

namespace barnabas::sim {
namespace {

// A sabotaged cluster may run in circles; an honest one needs a fraction of this.
constexpr std::uint64_t kEventsAtMost = 1'500'000;
constexpr std::uint64_t kEventsBetweenQuestions = 4096;
constexpr std::string_view kBudget = "EventBudget";

struct Cry {
  std::string checker;
  std::string text;
};

// Everything that is broken, in the order in which it was seen; what is not alive comes last.
std::vector<Cry> cries_of(const Scenario& scenario, const Hunter::Stop& stop) {
  World world = build_world(scenario);
  check::Judge judge;
  const Observers observers{&judge};
  const Instant end = Instant{} + scenario.duration;
  while (!world.queue.empty() && world.queue.peek().at <= end && world.performed < kEventsAtMost) {
    if (stop()) return {};
    run_until(world, end, kEventsBetweenQuestions, observers);
  }
  const bool is_spent = world.performed >= kEventsAtMost;
  const check::Judgement judgement = judge.finish(world);
  std::vector<Cry> cries;
  for (const auto* list : {&judgement.violations, &judgement.not_alive}) {
    for (const check::Violation& violation : *list) {
      if (is_spent && list == &judgement.not_alive) continue;
      cries.push_back({violation.checker, violation.text});
    }
  }
  if (is_spent) cries.push_back({std::string(kBudget), "the run did not come to its end"});
  return cries;
}

Scenario seeded(const Scenario& ground, std::uint64_t seed) {
  Scenario scenario = ground;
  scenario.seed = seed;
  return scenario;
}

}  // namespace

const std::set<std::string>& Hunter::cries_without(const Scenario& ground, std::uint64_t seed) {
  const auto key = std::pair(ground.name, seed);
  const auto known = controls_.find(key);
  if (known != controls_.end()) return known->second;
  std::set<std::string>& checkers = controls_[key];
  for (const Cry& cry : cries_of(seeded(ground, seed), stop_)) checkers.insert(cry.checker);
  return checkers;
}

std::optional<Kill> Hunter::try_seed(Sabotage sabotage, const Scenario& ground,
                                     std::uint64_t seed) {
  Scenario mutant = seeded(ground, seed);
  mutant.knobs["sabotage"] = std::string(facts_of(sabotage).name);
  for (Cry& cry : cries_of(mutant, stop_)) {
    if (cries_without(ground, seed).count(cry.checker) > 0) continue;
    return Kill{seed, std::move(cry.checker), std::move(cry.text)};
  }
  return std::nullopt;
}

}  // namespace barnabas::sim
