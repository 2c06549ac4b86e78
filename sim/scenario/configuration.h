// What of a scenario decides about guarantees: the facts that the guarantee matrix asks for.
//
// Looked at are the settings of brokers, topics and producers, the protocol switches, and the kinds
// of faults that are planned, whether they will strike or not.
#pragma once

#include <string_view>

#include "sim/check/guarantee_matrix.h"
#include "sim/scenario/scenario.h"

namespace barnabas::sim {

check::Configuration configuration_of(const Scenario& scenario);

// Whether the scenario's configuration permits that this checker is violated.
inline bool may_be_violated(const Scenario& scenario, std::string_view checker) {
  return check::permits(configuration_of(scenario), checker) != nullptr;
}

}  // namespace barnabas::sim
