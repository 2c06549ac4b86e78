// A swarm: faults that no one wrote down. A seed chooses which kinds are on, how often they strike,
// whom, and how long they last; at the scenario's `faults_end` everything heals.
//
// Turning whole kinds off per seed finds more than a mixture of all kinds does, for one kind often
// hides what another would show (Groce et al., "Swarm Testing", 2012).
//
// The schedule is a pure function of the scenario and the seed. It is made as the JSON that a
// scenario's `faults` would hold, and read by the same reader: what a run shows can be pasted into
// a scenario.
//
// Invariants: every fault begins at or after `start` and has ended by `faults_end`; at no time are
// more than `max_down` brokers down and more than `max_powered_off` of them without power, if one
// selector names one broker.
#pragma once

#include <cstdint>
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <vector>

#include "sim/scenario/scenario.h"

namespace barnabas::sim {

// The schedule, as a list of faults; empty for a scenario without a swarm.
nlohmann::ordered_json swarm_schedule(const Scenario& scenario, std::uint64_t seed);

// The same as text, one fault per line: it can be pasted behind "faults":.
std::string swarm_text(const Scenario& scenario, std::uint64_t seed);

// The scenario as it runs with this seed: its own faults, and behind them those of its swarm.
Scenario seeded_scenario(const Scenario& scenario, std::uint64_t seed);

}  // namespace barnabas::sim
