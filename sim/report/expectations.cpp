#include "sim/report/expectations.h"

#include <algorithm>
#include <set>

#include "sim/report/words.h"
#include "sim/scenario/configuration.h"

namespace barnabas::sim {
namespace {

constexpr const char* kLiveness = "Liveness";
constexpr std::size_t kTextsMax = 3;  // reasons of one kind

bool contains(const std::vector<std::string>& list, const std::string& item) {
  return std::find(list.begin(), list.end(), item) != list.end();
}

std::string progress_text(const HookProgress& progress) {
  std::string text = "expected " + to_text(progress.hook) + "; ";
  if (progress.of_kind == 0) return text + "no such note came at all";
  if (progress.matches > 0)
    return text + "it came " + count_text(progress.matches, "time", "times");
  return text + "of " + count_text(progress.of_kind, "note", "notes") +
         " of the kind none matched, the last was " + progress.last;
}

void compare_faults(const Scenario& scenario, const RunReport& report,
                    const std::vector<HookProgress>& hooks, std::vector<std::string>& reasons) {
  if (!scenario.expect.all_fired) return;
  std::size_t hook = 0;
  for (std::size_t i = 0; i < scenario.faults.size(); ++i) {
    const Fault& fault = scenario.faults[i];
    const HookProgress* progress = fault.on ? &hooks[hook++] : nullptr;
    const FaultReport& fired = report.faults[i];
    if (fired.fired >= std::max(fault.times, 1)) continue;
    std::string text = "fault " + fault.id + " fired " + count_text(fired.fired, "time", "times") +
                       " of " + std::to_string(fault.times);
    if (progress != nullptr) {
      text += ": " + progress_text(*progress);
    } else {
      text += ": the run ended before its time";
    }
    reasons.push_back(std::move(text));
  }
}

void compare_reached(const Scenario& scenario, const std::vector<HookProgress>& hooks,
                     std::vector<std::string>& reasons) {
  const std::size_t first = hooks.size() - scenario.expect.reached.size();
  for (std::size_t i = first; i < hooks.size(); ++i) {
    if (!hooks[i].is_reached()) reasons.push_back(progress_text(hooks[i]));
  }
}

// Texts of a checker's violations, the first few.
void say_violations(const RunReport& report, const std::string& checker, const std::string& lead,
                    std::vector<std::string>& reasons) {
  std::size_t said = 0;
  std::size_t all = 0;
  for (const ReportedViolation& violation : report.violations) {
    if (violation.checker != checker) continue;
    if (++all <= kTextsMax) {
      reasons.push_back(lead + said_of(checker, violation.tp, violation.text) + " (" +
                        seconds_text(violation.at) + ", event " + std::to_string(violation.event) +
                        ")");
      ++said;
    }
  }
  if (all > said) reasons.push_back(lead + checker + ": " + std::to_string(all - said) + " more");
}

void compare_guarantees(const Scenario& scenario, RunReport& report,
                        std::vector<std::string>& reasons) {
  const ExpectSpec& expect = scenario.expect;
  const check::Configuration configuration = configuration_of(scenario);
  std::set<std::string> violated;
  std::set<std::string> unexpected;
  for (ReportedViolation& violation : report.violations) {
    const std::string& checker = violation.checker;
    violated.insert(checker);
    if (checker == kLiveness) continue;  // judged by `ends`
    violation.is_expected = expect.violates && contains(*expect.violates, checker);
    if (violation.is_expected) continue;
    const check::MatrixRow* permission = check::permits(configuration, checker);
    if (permission == nullptr || contains(expect.holds, checker)) {
      unexpected.insert(checker);
    } else {
      violation.permitted_by = permission->name;
    }
  }
  for (const std::string& checker : unexpected)
    say_violations(report, checker, "unexpected violation of ", reasons);
  if (!expect.violates) return;
  for (const std::string& checker : *expect.violates) {
    if (violated.count(checker) == 0)
      reasons.push_back("expected a violation of " + checker + "; it held");
  }
}

void compare_ends(const Scenario& scenario, RunReport& report, ExpectationResult& result) {
  const bool is_stuck =
      std::any_of(report.violations.begin(), report.violations.end(),
                  [](const ReportedViolation& one) { return one.checker == kLiveness; });
  const std::string& ends = scenario.expect.ends;
  const bool may_be_stuck = ends != "alive";
  for (ReportedViolation& violation : report.violations) {
    if (violation.checker == kLiveness) violation.is_expected = may_be_stuck;
  }
  if (ends == "alive" && is_stuck)
    say_violations(report, kLiveness, "not alive at the end, ", result.not_alive);
  if (ends == "stuck" && !is_stuck)
    result.reasons.push_back("expected the end to be stuck; everything is alive");
}

void compare_count(const char* what, const std::optional<std::int64_t>& expected, std::int64_t seen,
                   std::vector<std::string>& reasons) {
  if (!expected || *expected == seen) return;
  reasons.push_back("expected " + std::to_string(*expected) + " " + what + ", got " +
                    std::to_string(seen));
}

std::string names_or_none(const std::vector<std::string>& names) {
  return names.empty() ? "none" : ranges_text(names);
}

void compare_list(const char* what, const std::optional<std::vector<std::string>>& expected,
                  const std::vector<std::string>& seen, std::vector<std::string>& reasons) {
  if (!expected) return;
  std::vector<std::string> want = *expected;
  std::vector<std::string> have = seen;
  std::sort(want.begin(), want.end());
  std::sort(have.begin(), have.end());
  if (want == have) return;
  reasons.push_back(std::string("expected ") + what + ": " + names_or_none(*expected) + "; got " +
                    names_or_none(seen));
}

void compare_counts(const ExpectSpec& expect, const Counts& counts,
                    std::vector<std::string>& reasons) {
  compare_count("acked", expect.acked, counts.acked, reasons);
  compare_count("unconfirmed", expect.unconfirmed, counts.unconfirmed, reasons);
  compare_count("failed", expect.failed, counts.failed, reasons);
  compare_count("unknown", expect.unknown, counts.unknown, reasons);
  compare_count("delivered", expect.delivered, counts.delivered, reasons);
  compare_list("lost", expect.lost, counts.lost, reasons);
  compare_list("missing", expect.missing, counts.missing, reasons);
  compare_list("duplicates", expect.duplicates, counts.duplicates, reasons);
}

}  // namespace

ExpectationResult compare_with_expectations(const Scenario& scenario, RunReport& report,
                                            const std::vector<HookProgress>& hooks) {
  ExpectationResult result;
  compare_faults(scenario, report, hooks, result.reasons);
  compare_reached(scenario, hooks, result.reasons);
  compare_guarantees(scenario, report, result.reasons);
  compare_ends(scenario, report, result);
  compare_counts(scenario.expect, report.counts, result.reasons);
  for (const std::string& probe : scenario.expect.probes) {
    if (report.probes.count(probe) == 0)
      result.reasons.push_back("the probe '" + probe + "' was not hit");
  }
  return result;
}

}  // namespace barnabas::sim
