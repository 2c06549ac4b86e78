// A run's report for people: plain text, at most 100 columns, to be read aloud in a classroom.
#pragma once

#include <string>
#include <vector>

#include "sim/report/run_report.h"

namespace barnabas::sim {

std::string report_text(const RunReport& report);
std::string story_text(const Story& story);
// One line per run: verdict, counts, fingerprints.
std::string summary_text(const std::vector<RunReport>& reports);
std::string verdict_text(Verdict verdict);

}  // namespace barnabas::sim
