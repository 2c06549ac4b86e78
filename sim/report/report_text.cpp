#include "sim/report/report_text.h"

#include <algorithm>
#include <map>

#include "sim/report/words.h"

namespace barnabas::sim {
namespace {

constexpr std::size_t kColumns = 100;
constexpr std::size_t kTimeWidth = 10;
constexpr std::size_t kLabelWidth = 38;
constexpr std::size_t kStoriesMax = 8;
constexpr std::size_t kViolationsMax = 3;
constexpr Duration kLagWorthTelling = seconds(60);  // shorter ones are in the JSON

std::string label_of(const RunReport& report) {
  return report.variant.empty() ? report.scenario : report.scenario + "  " + report.variant;
}

void add_line(std::string& text, const std::string& prefix, const std::string& line) {
  text += wrapped(prefix, line, kColumns) + "\n";
}

// " [812]": the event to look up in a trace.
std::string event_mark(std::uint64_t event) {
  return event == 0 ? std::string() : " [" + std::to_string(event) + "]";
}

std::string header_text(const RunReport& report) {
  std::string text = "== " + label_of(report) + "  seed " + std::to_string(report.seed) + ": " +
                     verdict_text(report.verdict) + "\n";
  if (!report.why.empty()) add_line(text, "   ", report.why);
  return text;
}

std::string named(const std::vector<std::string>& names) {
  std::string text = std::to_string(names.size());
  if (!names.empty()) text += " (" + ranges_text(names) + ")";
  return text;
}

std::string counts_text(const Counts& counts) {
  std::vector<std::string> parts = {std::to_string(counts.sent) + " sent",
                                    std::to_string(counts.acked) + " acked"};
  const auto add = [&parts](std::int64_t count, const char* what) {
    if (count > 0) parts.push_back(std::to_string(count) + " " + what);
  };
  add(counts.unconfirmed, "unconfirmed");
  add(counts.failed, "failed");
  add(counts.unknown, "unknown");
  add(counts.pending, "pending");
  parts.push_back(std::to_string(counts.delivered) + " delivered");
  std::string text;
  for (const std::string& part : parts) text += (text.empty() ? "" : ", ") + part;
  text += "; lost " + named(counts.lost);
  if (counts.unconfirmed > 0 || !counts.missing.empty())
    text += ", missing " + named(counts.missing);
  return text + ", duplicates " + named(counts.duplicates);
}

std::string leaderless_text(const LeaderlessTime& time) {
  std::string text = to_string(time.tp) + " had ";
  if (time.times == 0) return text + "a leader all the time";
  text += "no leader for " + duration_text(time.total);
  if (time.times > 1) {
    text += ", " + times_text(time.times) + ", at most " + duration_text(time.longest) + " at once";
  }
  return text + (time.is_leaderless_at_end ? ", and has none at the end" : "");
}

// In the order in which they fired; what never did comes last.
std::string faults_text(std::vector<FaultReport> faults) {
  std::stable_sort(faults.begin(), faults.end(), [](const FaultReport& a, const FaultReport& b) {
    if ((a.fired == 0) != (b.fired == 0)) return b.fired == 0;
    return a.first_at < b.first_at;
  });
  std::string text;
  for (const FaultReport& fault : faults) {
    if (!text.empty()) text += ", ";
    text += fault.id;
    if (fault.fired == 0) {
      text += " (never)";
    } else {
      text += " at " + seconds_text(fault.first_at);
      if (fault.fired > 1) text += " and " + count_text(fault.fired - 1, "time", "times") + " more";
    }
  }
  return text;
}

// Partitions that always had a leader are told together when there are several.
void add_availability(std::string& text, const std::vector<LeaderlessTime>& leaderless) {
  const char* prefix = "   availability  ";
  const auto always = std::count_if(leaderless.begin(), leaderless.end(),
                                    [](const LeaderlessTime& time) { return time.times == 0; });
  for (const LeaderlessTime& time : leaderless) {
    if (time.times == 0 && always > 1) continue;
    add_line(text, prefix, leaderless_text(time));
  }
  if (always < 2) return;
  const bool are_all = always == static_cast<std::ptrdiff_t>(leaderless.size());
  add_line(text, prefix,
           std::string(are_all ? "all " : "the other ") + std::to_string(always) +
               " partitions had a leader all the time");
}

std::string checkers_text(const std::vector<ReportedViolation>& violations) {
  std::vector<std::string> names;
  for (const ReportedViolation& violation : violations) {
    if (std::find(names.begin(), names.end(), violation.checker) == names.end())
      names.push_back(violation.checker);
  }
  if (names.empty()) return "none";
  std::string text;
  for (const std::string& name : names) {
    const auto count =
        std::count_if(violations.begin(), violations.end(),
                      [&name](const ReportedViolation& one) { return one.checker == name; });
    const auto first =
        std::find_if(violations.begin(), violations.end(),
                     [&name](const ReportedViolation& one) { return one.checker == name; });
    text += (text.empty() ? "" : ", ") + name + " " + std::to_string(count) + "x";
    if (first->is_expected) text += " (as expected)";
    if (!first->permitted_by.empty()) text += " (permitted)";
  }
  return text;
}

std::string probes_text(const std::map<std::string, std::int64_t>& probes) {
  std::string text;
  for (const auto& [name, count] : probes) {
    text += (text.empty() ? "" : ", ") + name;
    if (count > 1) text += " " + std::to_string(count) + "x";
  }
  return text;
}

std::string facts_text(const RunReport& report) {
  std::string text;
  add_line(text, "   records       ", counts_text(report.counts));
  add_availability(text, report.leaderless);
  if (!report.faults.empty()) add_line(text, "   faults        ", faults_text(report.faults));
  for (const LagReport& lag : report.lags) {
    if (lag.longest < kLagWorthTelling) continue;
    add_line(text, "   lag           ",
             lag.reader + " was up to " + duration_text(lag.longest) + " behind on " +
                 to_string(lag.tp) + ", at " + seconds_text(lag.at));
  }
  add_line(text, "   violations    ", checkers_text(report.violations));
  if (!report.probes.empty()) add_line(text, "   probes        ", probes_text(report.probes));
  return text;
}

// Whether a story, or another violation of the same record, says as much.
bool goes_without_saying(const ReportedViolation& violation,
                         const std::vector<ReportedViolation>& violations) {
  if (violation.checker == "DurableAck") return true;
  if (violation.permitted_by.empty() || violation.records.empty()) return false;
  return std::any_of(violations.begin(), violations.end(), [&](const ReportedViolation& other) {
    return other.checker == "DurableAck" && other.tp == violation.tp &&
           std::find(other.records.begin(), other.records.end(), violation.records.front()) !=
               other.records.end();
  });
}

// The first of each checker, as far as no story and no reason tells them.
std::string violations_text(const std::vector<ReportedViolation>& violations) {
  std::string text;
  std::map<std::string, std::size_t> said;
  for (const ReportedViolation& violation : violations) {
    if (!violation.is_expected && violation.permitted_by.empty()) continue;
    if (goes_without_saying(violation, violations)) continue;
    if (++said[violation.checker] > kViolationsMax) continue;
    add_line(
        text, "   " + padded_left(seconds_text(violation.at), kTimeWidth) + "  ",
        said_of(violation.checker, violation.tp, violation.text) + event_mark(violation.event));
  }
  for (const auto& [checker, count] : said) {
    if (count > kViolationsMax) {
      const auto more = static_cast<std::int64_t>(count - kViolationsMax);
      add_line(text, "   " + std::string(kTimeWidth + 2, ' '),
               checker + ": " + std::to_string(more) + " more");
    }
  }
  return text;
}

std::string stories_text(const std::vector<Story>& stories, const char* what) {
  std::string text;
  for (std::size_t i = 0; i < stories.size() && i < kStoriesMax; ++i)
    text += "\n" + story_text(stories[i]);
  if (stories.size() > kStoriesMax) {
    text += "\n   " +
            count_text(static_cast<std::int64_t>(stories.size() - kStoriesMax), "more story",
                       "more stories") +
            " of " + what + " in --json\n";
  }
  return text;
}

}  // namespace

std::string verdict_text(Verdict verdict) {
  switch (verdict) {
    case Verdict::AsExpected:
      return "as expected";
    case Verdict::NotAsExpected:
      return "NOT AS EXPECTED";
    case Verdict::NotAlive:
      return "NOT ALIVE AT THE END";
    case Verdict::BudgetSpent:
      return "EVENT BUDGET SPENT";
    case Verdict::Interrupted:
      return "INTERRUPTED";
  }
  return "?";
}

std::string story_text(const Story& story) {
  std::string text = wrapped("   ", story.title, kColumns) + "\n";
  for (const StoryLine& line : story.lines) {
    const std::string prefix = "   " + padded_left(seconds_text(line.at), kTimeWidth) + "  ";
    add_line(text, prefix, line.text + event_mark(line.event));
  }
  for (const std::string& advice : story.advice) {
    add_line(text, "   " + story.wish + ":  ", advice);
  }
  return text;
}

std::string report_text(const RunReport& report) {
  std::string text = header_text(report);
  for (const std::string& reason : report.reasons) add_line(text, "   ! ", reason);
  for (const std::string& remark : report.remarks) add_line(text, "   ", remark);
  text += facts_text(report);
  text += violations_text(report.violations);
  text += stories_text(report.stories, "missing records");
  text += stories_text(report.broken, "broken guarantees");
  text += stories_text(report.outages, "outages");
  if (!report.files.empty()) text += "\n";
  for (const std::string& file : report.files) add_line(text, "   file          ", file);
  if (report.lockstep) {
    text += "\n";
    if (report.is_deterministic()) {
      add_line(
          text, "   ",
          "deterministic: two runs in lockstep agreed in " +
              count_text(static_cast<std::int64_t>(report.lockstep->compared), "event", "events"));
    } else {
      text += "   NOT DETERMINISTIC: " + to_text(*report.lockstep->divergence);
    }
  }
  text += "\n   " + seconds_text(report.end) + " simulated, " +
          count_text(static_cast<std::int64_t>(report.events), "event", "events") + "\n";
  text += "   fingerprint trace=" + hex_text(report.trace_fingerprint) +
          " state=" + hex_text(report.state_fingerprint) + "\n";
  return text;
}

std::string summary_header() {
  return padded("run", kLabelWidth) + "  seed  acked  lost  missing  twice  verdict\n";
}

std::string summary_line(const RunReport& report) {
  const Counts& counts = report.counts;
  const auto cell = [](std::size_t count, std::size_t width) {
    return "  " + padded_left(std::to_string(count), width);
  };
  return padded(label_of(report), kLabelWidth) + cell(report.seed, 4) +
         cell(static_cast<std::size_t>(counts.acked), 5) + cell(counts.lost.size(), 4) +
         cell(counts.missing.size(), 7) + cell(counts.duplicates.size(), 5) + "  " +
         verdict_text(report.verdict) + "\n";
}

}  // namespace barnabas::sim
