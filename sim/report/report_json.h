// A run's report as one JSON object: keys in a fixed order, numbers as integers, times in
// nanoseconds.
#pragma once

#include <string>

#include "sim/report/run_report.h"

namespace barnabas::sim {

// "as-expected", "not-alive", ...
const char* verdict_word(Verdict verdict);

std::string report_json(const RunReport& report);

}  // namespace barnabas::sim
