// Rolling restarts and upgrades: the members of a group one after the other.
//
// State of each: Next → Stopping → Down → Returning → Next, until none is left. A member that does
// not end, or does not come back into sync, within the bound is killed, or left alone: its turn is
// over. How far it is is looked at every 100 ms.
#pragma once

#include <cstdint>

#include "sim/world/transport.h"

namespace barnabas::sim {

void start_rolling(Performance& performance, std::uint64_t effect, const Action& action,
                   std::vector<NodeIndex> targets);
// Whether there is something to do; else looks again later.
bool must_roll(World& world, std::uint64_t effect);
void roll_on(Performance& performance, std::uint64_t effect);
void end_rolling(Performance& performance, std::uint64_t effect);

// Running, with a session, and in sync wherever it holds a replica.
bool is_back(const World& world, NodeIndex node);

}  // namespace barnabas::sim
