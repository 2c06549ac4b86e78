// What the commands need of the simulator: the one seam between the command line and sim/report.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "sim/cli/exit_codes.h"
#include "sim/report/report_text.h"
#include "sim/scenario/scenario.h"

namespace barnabas::sim {

struct RunRequest {
  const Scenario* scenario = nullptr;  // one variant
  std::uint64_t seed = 1;
  bool wants_json = false;  // fill `json`, else `text`
  bool check_determinism =
      false;  // run twice in lockstep; the text names the first diverging event
  // Given, it gets one JSON line per event, with its newline; false: it could not be written, stop.
  std::function<bool(std::string_view)> trace;
  bool wants_chart = false;                            // fill `chart`
  bool wants_diagram = false;                          // fill `diagram`
  std::function<bool(std::string_view)> chrome_trace;  // as `trace`, when the run is over
  std::vector<std::string> files;                      // named in the report
  std::function<bool()> stop;                          // asked now and then; true: stop soon
};

struct RunOutcome {
  int exit_code = kExitOk;  // 0, 1, 2, 3, 70 or 130
  std::string text;         // the report for people, ending with a newline
  Summary summary;          // its line in the table over all runs
  std::string chart;        // SVG
  std::string diagram;      // SVG
  std::string json;         // one JSON object, without a newline at the end
  std::uint64_t trace_fingerprint = 0;
  std::uint64_t state_fingerprint = 0;
  bool interrupted = false;  // by `stop` or by `trace`
  std::string where;         // when interrupted: "event 1234, 12.500 s"
};

RunOutcome run_one(const RunRequest& request);

struct ClusterBenchOptions {
  std::int64_t records = 1'000'000;
  std::int32_t value_size = 100;
  std::uint64_t seed = 1;
};

// Prints what was done and how fast; returns the command's exit code.
int bench_cluster(const ClusterBenchOptions& options);

}  // namespace barnabas::sim
