#include "sim/cli/engine.h"

#include <utility>

#include "sim/report/report_json.h"
#include "sim/report/run.h"
#include "sim/report/words.h"

namespace barnabas::sim {

RunOutcome run_one(const RunRequest& request) {
  RunOptions options;
  options.seed = request.seed;
  options.check_determinism = request.check_determinism;
  options.trace = request.trace;
  options.stop = request.stop;
  options.draws_diagram = request.wants_diagram;
  options.draws_chart = request.wants_chart;
  options.chrome_trace = request.chrome_trace;
  options.files = request.files;
  RunReport report = run_and_judge(*request.scenario, options);
  RunOutcome outcome;
  outcome.exit_code = report.exit_code();
  if (request.wants_json) {
    outcome.json = report_json(report);
  } else {
    outcome.text = report_text(report);
  }
  outcome.diagram = std::move(report.diagram);
  outcome.chart = std::move(report.chart);
  outcome.summary = summary_of(report);
  outcome.trace_fingerprint = report.trace_fingerprint;
  outcome.state_fingerprint = report.state_fingerprint;
  outcome.interrupted = report.verdict == Verdict::Interrupted;
  if (outcome.interrupted) {
    outcome.where = "event " + std::to_string(report.events) + ", " + seconds_text(report.end);
  }
  return outcome;
}

}  // namespace barnabas::sim
