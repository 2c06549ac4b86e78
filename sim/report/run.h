// Runs one variant of a scenario under the eyes of trace, judge and watches, and says what came of
// it.
//
// The run ends when the scenario's duration is over or nothing is pending; or, not as it should,
// when the event budget is spent. Every scenario reaches its outcome through the protocol: nothing
// here touches a node.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "sim/report/run_report.h"
#include "sim/report/trace.h"
#include "sim/scenario/scenario.h"

namespace barnabas::sim {

struct RunOptions {
  std::optional<std::uint64_t> seed;  // instead of the scenario's
  bool check_determinism = false;     // before the run: twice in lockstep
  // Gets the trace as JSON lines, each with its newline; false: it could not be written, stop.
  std::function<bool(std::string_view)> trace;
  std::function<bool()> stop;  // asked now and then; true: stop soon
  TraceOptions trace_options;
  bool tells_stories = true;   // false: no trace is kept, and violations have no stories
  bool draws_diagram = false;  // fills RunReport::diagram
  bool draws_chart = false;    // fills RunReport::chart
  // Gets the whole run in Chrome's format when it is over; false: it could not be written.
  std::function<bool(std::string_view)> chrome_trace;
  std::vector<std::string> files;  // for the report: "story.svg (sequence diagram)"
};

RunReport run_and_judge(const Scenario& scenario, const RunOptions& options);

}  // namespace barnabas::sim
