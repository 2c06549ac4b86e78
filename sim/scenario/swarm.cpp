#include "sim/scenario/swarm.h"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <tuple>
#include <utility>

#include "core/base/check.h"
#include "core/base/prng.h"
#include "sim/scenario/readers.h"
#include "sim/scenario/swarm_actions.h"
#include "sim/scenario/swarm_kinds.h"

namespace barnabas::sim {
namespace {

using Ordered = nlohmann::ordered_json;

constexpr std::int32_t kMostStrikesOfKind = 200;

// One strike: when, and what it does.
struct Strike {
  Instant from{};
  Instant to{};
  const SwarmKindFacts* facts = nullptr;
  std::int32_t number = 0;  // among those of its kind
  SwarmActions actions;

  std::string id() const {
    return "swarm-" + std::string(facts->name) + "-" + std::to_string(number);
  }
};

const SwarmKindFacts& facts_of_kind(const std::string& name) {
  const SwarmKindFacts* found = nullptr;
  for (const SwarmKindFacts& facts : kSwarmKinds) {
    if (facts.name == name) found = &facts;
  }
  BARNABAS_CHECK(found != nullptr);
  return *found;
}

// Schedules speak in milliseconds.
Duration whole_milliseconds(Duration duration) { return milliseconds(duration.ms()); }

// All strikes of one kind; each kind draws from a stream of its own, so that turning one off in the
// scenario moves no other.
void draw_strikes(const Scenario& scenario, const SwarmKindSpec& spec, std::uint64_t seed,
                  SwarmTargets& targets, std::vector<Strike>& strikes) {
  Prng random = stream(seed, "swarm/" + spec.kind);
  if (!random.chance(static_cast<std::uint64_t>(spec.chance), 100)) return;
  const SwarmKindFacts& facts = facts_of_kind(spec.kind);
  const Duration pace = random.between(spec.gap_min, spec.gap_max);
  Instant at = scenario.swarm->start;
  for (std::int32_t number = 1; number <= kMostStrikesOfKind; ++number) {
    at = at + whole_milliseconds(random.between(pace / 2, pace + pace / 2));
    if (at >= scenario.faults_end) break;
    Strike strike;
    strike.from = at;
    strike.facts = &facts;
    strike.number = number;
    Duration lasts{};
    if (facts.lasts) {
      lasts = std::max(milliseconds(1),
                       whole_milliseconds(random.between(spec.duration_min, spec.duration_max)));
    }
    strike.to = std::min(at + lasts, scenario.faults_end);
    strike.actions = targets.draw(facts.name, strike.id(), strike.to - strike.from, random);
    if (!strike.actions.begin.empty()) strikes.push_back(std::move(strike));
  }
}

// Takes away what would have more brokers down at once than the swarm may.
std::vector<Strike> keep_guards(const SwarmSpec& swarm, std::vector<Strike> strikes) {
  std::stable_sort(strikes.begin(), strikes.end(), [](const Strike& a, const Strike& b) {
    return std::tie(a.from, a.facts->name) < std::tie(b.from, b.facts->name);
  });
  std::vector<Strike> kept;
  for (Strike& strike : strikes) {
    std::int32_t down = 0;
    std::int32_t powered_off = 0;
    for (const Strike& earlier : kept) {
      if (earlier.to < strike.from || earlier.facts->cost == SwarmKindFacts::Cost::None) continue;
      ++down;
      if (earlier.facts->cost == SwarmKindFacts::Cost::PoweredOff) ++powered_off;
    }
    const bool costs = strike.facts->cost != SwarmKindFacts::Cost::None;
    const bool takes_power = strike.facts->cost == SwarmKindFacts::Cost::PoweredOff;
    if (costs && down >= swarm.max_down) continue;
    if (takes_power && powered_off >= swarm.max_powered_off) continue;
    kept.push_back(std::move(strike));
  }
  return kept;
}

Ordered fault_json(const std::string& id, Instant at, Ordered actions) {
  Ordered fault;
  fault["id"] = id;
  fault["at"] = milliseconds_word(at - Instant{});
  fault["do"] = std::move(actions);
  return fault;
}

// Everything that can be down, still or cut comes back, whatever became of it meanwhile.
Ordered healing() {
  Ordered actions = Ordered::array();
  for (const auto& [verb, whom] :
       std::vector<std::pair<std::string, std::string>>{{"heal", "all"},
                                                        {"resume", "everyone"},
                                                        {"restart", "zookeeper"},
                                                        {"restart", "brokers"}}) {
    Ordered action;
    action[verb] = whom;
    actions.push_back(std::move(action));
  }
  return actions;
}

Names names_of(const Scenario& scenario, const Json& schedule) {
  Json shape = Json::object();
  shape["faults"] = schedule;
  Names names = collect_names(shape);
  names.brokers.clear();
  for (const BrokerSpec& broker : scenario.brokers) names.brokers.insert(broker.id.value);
  for (const TopicSpec& topic : scenario.topics) {
    const std::int32_t partitions = topic.replicas.empty()
                                        ? topic.partitions
                                        : static_cast<std::int32_t>(topic.replicas.size());
    std::int32_t& known = names.topics[topic.name];
    known = std::max(known, partitions);
  }
  for (const ClientSpec& client : scenario.clients) names.clients.insert(client.name);
  for (const Fault& fault : scenario.faults) names.faults.insert(fault.id);
  return names;
}

}  // namespace

Ordered swarm_schedule(const Scenario& scenario, std::uint64_t seed) {
  Ordered schedule = Ordered::array();
  if (!scenario.swarm) return schedule;
  SwarmTargets targets(scenario);
  std::vector<Strike> strikes;
  for (const SwarmKindSpec& spec : scenario.swarm->kinds)
    draw_strikes(scenario, spec, seed, targets, strikes);
  for (Strike& strike : keep_guards(*scenario.swarm, std::move(strikes))) {
    schedule.push_back(fault_json(strike.id(), strike.from, std::move(strike.actions.begin)));
    if (strike.actions.end.empty()) continue;
    schedule.push_back(fault_json(strike.id() + "-end", strike.to, std::move(strike.actions.end)));
  }
  schedule.push_back(fault_json("swarm-heal", scenario.faults_end, healing()));
  return schedule;
}

std::string swarm_text(const Scenario& scenario, std::uint64_t seed) {
  std::string text = "[";
  for (const Ordered& fault : swarm_schedule(scenario, seed))
    text += (text.size() > 1 ? ",\n  " : "\n  ") + fault.dump();
  return text + "\n]\n";
}

Scenario seeded_scenario(const Scenario& scenario, std::uint64_t seed) {
  Scenario seeded = scenario;
  seeded.seed = seed;
  if (!scenario.swarm) return seeded;
  const Json schedule = swarm_schedule(scenario, seed);
  const PositionIndex no_positions;
  Context context;
  context.index = &no_positions;
  context.profile = scenario.profile;
  context.names = names_of(scenario, schedule);
  read_faults(context, schedule, "/faults", seeded);
  for (const Problem& problem : context.problems) {
    BARNABAS_CHECK_MSG(problem.severity != Problem::Severity::Error, to_text(problem));
  }
  seeded.swarm.reset();
  return seeded;
}

}  // namespace barnabas::sim
