#include "sim/report/run.h"

#include <algorithm>
#include <map>
#include <utility>

#include "sim/check/judge.h"
#include "sim/report/chart.h"
#include "sim/report/chrome_trace.h"
#include "sim/report/diagram.h"
#include "sim/report/expectations.h"
#include "sim/report/fault_watch.h"
#include "sim/report/hook_watch.h"
#include "sim/report/run_stories.h"
#include "sim/report/words.h"
#include "sim/scenario/build_world.h"
#include "sim/scenario/swarm.h"
#include "sim/world/run.h"

namespace barnabas::sim {
namespace {

constexpr std::uint64_t kEventsBetweenQuestions = 256;

std::vector<Hook> hooks_of(const Scenario& scenario) {
  std::vector<Hook> hooks;
  for (const Fault& fault : scenario.faults) {
    if (fault.on) hooks.push_back(*fault.on);
  }
  hooks.insert(hooks.end(), scenario.expect.reached.begin(), scenario.expect.reached.end());
  return hooks;
}

Verdict drive(World& world, const Observers& observers, const Scenario& scenario,
              const RunOptions& options, const bool& is_trace_broken) {
  const Instant end = Instant{} + scenario.duration;
  const auto budget = static_cast<std::uint64_t>(std::max<std::int64_t>(scenario.event_budget, 0));
  while (!world.queue.empty() && world.queue.peek().at <= end) {
    if (world.performed >= budget) return Verdict::BudgetSpent;
    if (is_trace_broken || (options.stop && options.stop())) return Verdict::Interrupted;
    run_until(world, end, std::min(kEventsBetweenQuestions, budget - world.performed), observers);
  }
  return Verdict::AsExpected;
}

std::vector<std::string> values_of(const std::vector<check::RecordRef>& records) {
  std::vector<std::string> values;
  for (const check::RecordRef& record : records) values.push_back(record.value);
  return values;
}

Counts counts_of(const check::Tally& tally) {
  Counts counts;
  counts.sent = static_cast<std::int64_t>(tally.sent);
  counts.acked = static_cast<std::int64_t>(tally.acked);
  counts.unconfirmed = static_cast<std::int64_t>(tally.unconfirmed);
  counts.failed = static_cast<std::int64_t>(tally.failed);
  counts.unknown = static_cast<std::int64_t>(tally.unknown);
  counts.pending = static_cast<std::int64_t>(tally.pending);
  counts.delivered = static_cast<std::int64_t>(tally.delivered);
  counts.lost = values_of(tally.lost);
  counts.missing = values_of(tally.missing);
  counts.duplicates = values_of(tally.duplicates);
  return counts;
}

std::vector<LeaderlessTime> leaderless_of(const check::Judgement& judgement, Instant end) {
  std::vector<LeaderlessTime> all;
  for (const auto& [tp, outages] : judgement.outages) {
    LeaderlessTime time;
    time.tp = tp;
    for (const check::Outage& outage : outages) {
      const Duration without = outage.to - outage.from;
      time.total = time.total + without;
      time.longest = std::max(time.longest, without);
      ++time.times;
      if (outage.to == end) time.is_leaderless_at_end = true;
    }
    all.push_back(time);
  }
  return all;
}

std::vector<ReportedViolation> violations_of(const check::Judgement& judgement) {
  std::vector<ReportedViolation> reported;
  for (const auto* list : {&judgement.violations, &judgement.not_alive}) {
    for (const check::Violation& violation : *list) {
      reported.push_back({violation.checker,
                          violation.event,
                          violation.at,
                          violation.tp,
                          violation.text,
                          false,
                          values_of(violation.records),
                          {}});
    }
  }
  return reported;
}

std::vector<LagReport> lags_of(const check::Judgement& judgement, const World& world) {
  std::vector<LagReport> lags;
  for (const check::ReaderLag& lag : judgement.lags)
    lags.push_back({world.node(lag.reader).name, lag.tp, lag.longest, lag.at});
  return lags;
}

// How long the run waited for life, when it is not what it should be.
void say_patience(const check::Judgement& judgement, RunReport& report) {
  if (report.verdict != Verdict::NotAlive || judgement.patience.is_conclusive()) return;
  report.remarks.push_back(
      "The run ended " + duration_text(judgement.patience.had) +
      " after the last disturbance; only after " + duration_text(judgement.patience.needed) +
      ", ten times the largest timeout, could one say that it will never be alive.");
}

void decide_verdict(RunReport& report, Verdict ended, ExpectationResult expectations) {
  report.reasons = std::move(expectations.reasons);
  report.verdict = report.reasons.empty() ? Verdict::AsExpected : Verdict::NotAsExpected;
  if (report.verdict == Verdict::AsExpected && !expectations.not_alive.empty())
    report.verdict = Verdict::NotAlive;
  for (std::string& reason : expectations.not_alive) report.reasons.push_back(std::move(reason));
  if (ended == Verdict::AsExpected) return;
  report.verdict = ended;
  if (ended == Verdict::BudgetSpent) {
    report.reasons.insert(report.reasons.begin(),
                          "the event budget is spent, " + std::to_string(report.events) +
                              " events, before the scenario's duration was over");
  }
}

// Half a run is judged by nobody: what is on its way would count as lost, who starts as dead.
void say_interrupted(RunReport& report, bool is_trace_broken) {
  report.verdict = Verdict::Interrupted;
  report.is_trace_broken = is_trace_broken;
  report.reasons = {std::string(is_trace_broken ? "the trace could not be written"
                                                : "the command was told to stop") +
                    "; half a run has no verdict"};
}

bool needs_trace(const RunOptions& options) {
  return options.tells_stories || options.draws_diagram || options.draws_chart || options.trace ||
         options.chrome_trace;
}

void show_evidence(RunReport& report, const RunOptions& options, const Chronicle& chronicle,
                   const Outages& outages) {
  report.files = options.files;
  if (options.draws_diagram) report.diagram = sequence_diagram(chronicle, report);
  if (options.draws_chart) report.chart = availability_chart(chronicle, report, outages);
  if (options.chrome_trace) write_chrome_trace(chronicle, outages, options.chrome_trace);
}

}  // namespace

int RunReport::exit_code() const {
  if (!is_deterministic()) return 70;
  switch (verdict) {
    case Verdict::AsExpected:
      return 0;
    case Verdict::Interrupted:
      return is_trace_broken ? 2 : 130;
    case Verdict::NotAsExpected:
      return 1;
    case Verdict::NotAlive:
    case Verdict::BudgetSpent:
      return 3;
  }
  return 70;
}

RunReport run_and_judge(const Scenario& scenario, const RunOptions& options) {
  const Scenario seeded = seeded_scenario(scenario, options.seed.value_or(scenario.seed));
  RunReport report;
  report.scenario = scenario.name;
  report.variant = scenario.variant;
  report.why = scenario.why;
  report.captions = scenario.captions;
  report.seed = seeded.seed;
  if (options.check_determinism) {
    LockstepOptions lockstep;
    lockstep.until = Instant{} + scenario.duration;
    lockstep.budget = static_cast<std::uint64_t>(std::max<std::int64_t>(scenario.event_budget, 0));
    lockstep.stop = options.stop;
    report.lockstep = run_in_lockstep(build_world(seeded), build_world(seeded), lockstep);
  }
  World world = build_world(seeded);
  Trace trace(options.trace_options);
  bool is_trace_broken = false;
  if (options.trace) {
    trace.set_sink([&](const std::string& line) {
      if (!is_trace_broken) is_trace_broken = !options.trace(line + "\n");
    });
  }
  check::Judge judge;
  HookWatch hooks(hooks_of(seeded));
  ProbeWatch probes;
  FaultWatch faults;
  Observers observers{&judge, &hooks, &probes, &faults};
  if (needs_trace(options)) observers.push_back(&trace);
  Verdict ended = drive(world, observers, seeded, options, is_trace_broken);
  trace.finish();
  if (is_trace_broken) ended = Verdict::Interrupted;
  // The clock goes on to the end although nothing happens any more.
  report.events = world.performed;
  report.end = world.now;
  if (ended == Verdict::Interrupted) {
    say_interrupted(report, is_trace_broken);
    return report;
  }
  const check::Judgement judgement = judge.finish(world);
  report.counts = counts_of(judgement.tally);
  report.leaderless = leaderless_of(judgement, world.now);
  report.lags = lags_of(judgement, world);
  report.faults = faults.reports(seeded, scenario.faults.size(), world);
  report.admin_failures = faults.admin_failures();
  report.violations = violations_of(judgement);
  report.probes = probes.hit();
  report.trace_fingerprint = world.trace_fingerprint;
  report.state_fingerprint = world.state_fingerprint();
  decide_verdict(report, ended, compare_with_expectations(seeded, report, hooks.progress()));
  say_patience(judgement, report);
  const Chronicle chronicle(trace, world, &judge.history());
  if (options.tells_stories) tell_stories(report, chronicle, judge, judgement);
  show_evidence(report, options, chronicle, judgement.outages);
  return report;
}

}  // namespace barnabas::sim
