// A run's report for people: plain text, at most 100 columns, to be read aloud in a classroom.
#pragma once

#include <string>

#include "sim/report/run_report.h"

namespace barnabas::sim {

std::string report_text(const RunReport& report);
std::string story_text(const Story& story);
// A table of runs, one line each: counts and verdict.
std::string summary_header();
std::string summary_line(const RunReport& report);
std::string verdict_text(Verdict verdict);

}  // namespace barnabas::sim
