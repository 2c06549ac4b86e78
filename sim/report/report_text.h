// A run's report for people: plain text, at most 100 columns, to be read aloud in a classroom.
#pragma once

#include <string>
#include <vector>

#include "sim/report/run_report.h"

namespace barnabas::sim {

std::string report_text(const RunReport& report);
std::string story_text(const Story& story);
// A run's line in the table over several runs.
struct Summary {
  std::string label;               // scenario and variant
  std::vector<std::string> cells;  // seed and counts, as they are printed
  std::string verdict;
};
Summary summary_of(const RunReport& report);
// As wide as the longest label needs.
std::string summary_table(const std::vector<Summary>& runs);
std::string verdict_text(Verdict verdict);

}  // namespace barnabas::sim
