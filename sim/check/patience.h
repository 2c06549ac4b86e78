// Whether a run went on long enough after its last disturbance to say that something will never
// happen.
//
// Conclusive is an end at which nothing is pending any more, or one that came later than ten times
// the largest timeout that any node is configured with (one of 2147483647 ms is none: the delivery
// timeout of the 1.x era). A scenario may demand life earlier: then its duration is the bound, and
// the report says that the bound was tight.
#pragma once

#include "core/base/time.h"
#include "sim/world/world.h"

namespace barnabas::sim::check {

struct Patience {
  Duration needed{};  // ten times the largest timeout
  Duration had{};     // since the last disturbance
  bool nothing_pends = false;

  bool is_conclusive() const { return nothing_pends || had >= needed; }
};

Patience patience_of(const World& world, Instant disturbed_at);

}  // namespace barnabas::sim::check
