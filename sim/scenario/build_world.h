// Builds the world of a scenario: nodes, network, workloads and faults, everything pending, nothing
// happened.
//
// No leader, ISR or offset is set here: topics are created by an administrator's client through the
// protocol.
#pragma once

#include "sim/scenario/scenario.h"
#include "sim/world/world.h"

namespace barnabas::sim {

// The name of the client that creates the topics and carries out the faults' admin actions.
inline constexpr const char* kAdminName = "admin";
inline constexpr const char* kZooKeeperName = "zookeeper";

std::string broker_name(NodeId id);  // "broker-1"

World build_world(const Scenario& scenario);

}  // namespace barnabas::sim
