#include "sim/explore/mutants.h"

#include <utility>
#include <vector>

#include "sim/check/judge.h"
#include "sim/scenario/build_world.h"
#include "sim/scenario/swarm.h"
#include "sim/world/run.h"

namespace barnabas::sim {
namespace {

// A sabotaged cluster may run in circles; an honest one needs a fraction of this.
constexpr std::uint64_t kEventsAtMost = 1'500'000;
constexpr std::uint64_t kEventsBetweenQuestions = 4096;
constexpr std::string_view kBudget = "EventBudget";

using Cries = std::vector<check::Violation>;
// Asked whenever somebody has cried: true ends the run.
using Enough = std::function<bool(const Cries&)>;

// Everything that is broken, in the order in which it was seen; what is not alive comes last.
Cries cries_of(const Scenario& scenario, const Hunter::Stop& stop, const Enough& enough) {
  World world = build_world(scenario);
  check::Judge judge;
  const Observers observers{&judge};
  const Instant end = Instant{} + scenario.duration;
  std::size_t heard = 0;
  while (!world.queue.empty() && world.queue.peek().at <= end && world.performed < kEventsAtMost) {
    if (world.performed % kEventsBetweenQuestions == 0 && stop()) return {};
    run_until(world, end, 1,
              observers);  // a sabotaged core may fail a check of its own at the next
    if (judge.violation_count() == heard) continue;
    heard = judge.violation_count();
    if (Cries cries = judge.violations_so_far(); enough(cries)) return cries;
  }
  const bool is_spent = world.performed >= kEventsAtMost;
  check::Judgement judgement = judge.finish(world);
  Cries cries = std::move(judgement.violations);
  if (!is_spent) {
    cries.insert(cries.end(), judgement.not_alive.begin(), judgement.not_alive.end());
  } else {
    check::Violation spent;
    spent.checker = kBudget;
    spent.text = "the run did not come to its end";
    cries.push_back(std::move(spent));
  }
  return cries;
}

}  // namespace

const std::set<std::string>& Hunter::cries_without(const Scenario& ground, std::uint64_t seed) {
  const auto key = std::pair(ground.name, seed);
  const auto known = controls_.find(key);
  if (known != controls_.end()) return known->second;
  std::set<std::string>& checkers = controls_[key];
  const Enough never = [](const Cries&) { return false; };
  for (const auto& cry : cries_of(seeded_scenario(ground, seed), stop_, never))
    checkers.insert(cry.checker);
  return checkers;
}

std::optional<Kill> Hunter::try_seed(Sabotage sabotage, const Scenario& ground,
                                     std::uint64_t seed) {
  Scenario mutant = seeded_scenario(ground, seed);
  mutant.knobs["sabotage"] = std::string(facts_of(sabotage).name);
  std::optional<Kill> kill;
  const Enough is_new = [&](const Cries& cries) {
    for (const check::Violation& cry : cries) {
      if (cries_without(ground, seed).count(cry.checker) > 0) continue;
      kill = Kill{seed, cry.checker, cry.text};
      return true;
    }
    return false;
  };
  const Cries cries = cries_of(mutant, stop_, is_new);
  if (!kill) is_new(cries);
  return kill;
}

}  // namespace barnabas::sim
