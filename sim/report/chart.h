// Availability and latency per partition over time, as a picture: whether there was a leader, how
// many were in sync, how long acknowledgements and deliveries took, with the faults behind it.
//
// Latencies stand at the time when the application handed the record over, on a scale of decades.
// Few records are dots; of many, every span of time shows its median and its worst. All integers.
#pragma once

#include <string>

#include "sim/report/chrome_trace.h"
#include "sim/report/chronicle.h"
#include "sim/report/run_report.h"

namespace barnabas::sim {

std::string availability_chart(const Chronicle& chronicle, const RunReport& report,
                               const Outages& outages);

}  // namespace barnabas::sim
