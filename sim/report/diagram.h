// A sequence diagram of why a guarantee broke: one lifeline per process, time downwards, the
// messages of the causal cone as arrows, what processes did as boxes, and the story beside them.
//
// One section per story of the report, and, when no guarantee is broken, one of the faults and what
// came of them. Time is not to scale: every event has a row, and quiet spans are marked breaks. The
// same run gives the same bytes.
#pragma once

#include <string>

#include "sim/report/chronicle.h"
#include "sim/report/run_report.h"

namespace barnabas::sim {

std::string sequence_diagram(const Chronicle& chronicle, const RunReport& report);

}  // namespace barnabas::sim
