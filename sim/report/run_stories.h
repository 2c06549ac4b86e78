// The stories that a run's report tells: of missing records, of other broken guarantees, of values
// that stand twice, of the longest times without a leader.
#pragma once

#include "sim/check/judge.h"
#include "sim/report/chronicle.h"
#include "sim/report/run_report.h"

namespace barnabas::sim {

// Fills stories, broken and outages. REQUIRES: report.violations are those of the judgement, in
// their order.
void tell_stories(RunReport& report, const Chronicle& chronicle, const check::Judge& judge,
                  const check::Judgement& judgement);

}  // namespace barnabas::sim
