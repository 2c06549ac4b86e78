// Why a partition had no leader for so long: who led before, when anybody noticed, who decided, and
// when the next one knew; and which of these took the time.
#pragma once

#include "sim/check/availability.h"
#include "sim/report/story.h"

namespace barnabas::sim {

Story tell_outage(const Chronicle& chronicle, const TopicPartition& tp,
                  const check::Outage& outage);

}  // namespace barnabas::sim
