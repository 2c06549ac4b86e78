// The ids of the checkers that a scenario may name in "holds" and "violates"; sim/check implements
// them.
//
// Definitions: docs/scenarios.md.
#pragma once

#include <string_view>

namespace barnabas::sim {

struct CheckerFacts {
  std::string_view id;
  std::string_view meaning;
};

inline constexpr CheckerFacts kCheckers[] = {
    {"DurableAck", "every acknowledged record is in the final log at the offset that was told"},
    {"ConsistentRead", "an offset that was delivered never shows another value and never vanishes"},
    {"NoReadAboveHW", "no consumer gets a record at or above the high watermark of who serves it"},
    {"LogMatching", "two replicas hold the same records below the lower of their high watermarks"},
    {"StrongIsr",
     "what any believed leader exposed stands on every member of the controller's ISR"},
    {"SingleLeaderPerEpoch", "at most one replica appends as leader of a partition in one epoch"},
    {"EpochMonotone", "leader epochs never decrease along a log"},
    {"ControllerEpoch", "no broker obeys a controller after it has heard of a newer one"},
    {"Liveness",
     "when the faults are over, leaders stand, ISRs fill and every send gets its outcome"},
};

inline bool is_checker(std::string_view id) {
  for (const CheckerFacts& checker : kCheckers) {
    if (checker.id == id) return true;
  }
  return false;
}

}  // namespace barnabas::sim
