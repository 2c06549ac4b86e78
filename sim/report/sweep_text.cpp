// Sweeps as text: a table over the variants, then what was found in each.
#include <algorithm>
#include <set>
#include <utility>

#include "core/ports/probes.h"
#include "sim/report/report_text.h"
#include "sim/report/sweep.h"
#include "sim/report/words.h"

namespace barnabas::sim {
namespace {

constexpr std::size_t kColumns = 100;
constexpr std::size_t kLabelWidth = 38;
constexpr std::size_t kWithAdvice = 8;  // kinds; the rest is told in short

std::string cell(std::int64_t number, std::size_t width) {
  return "  " + padded_left(std::to_string(number), width);
}

std::int64_t count_of(const SweepReport& sweep, Verdict verdict) {
  const auto found = sweep.verdicts.find(verdict);
  return found == sweep.verdicts.end() ? 0 : found->second.count;
}

std::string seeds_text(const Sightings& seen, std::int64_t runs) {
  return std::to_string(seen.count) + " of " + count_text(runs, "seed", "seeds") + ", first " +
         std::to_string(seen.first_seed);
}

std::string command_for(const SweepReport& sweep, const std::string& file, std::uint64_t seed) {
  std::string text = "barnabas run " + file;
  if (!sweep.variant.empty()) text += " --variant " + sweep.variant;
  return text + " --seed " + std::to_string(seed);
}

std::vector<const StoryKind*> most_frequent(const SweepReport& sweep) {
  std::vector<const StoryKind*> kinds;
  for (const auto& [key, kind] : sweep.stories) kinds.push_back(&kind);
  std::stable_sort(kinds.begin(), kinds.end(), [](const StoryKind* a, const StoryKind* b) {
    return a->seen.count != b->seen.count ? a->seen.count > b->seen.count
                                          : a->seen.first_seed < b->seen.first_seed;
  });
  return kinds;
}

std::string stories_text(const SweepReport& sweep, const std::string& file) {
  std::string text;
  const std::vector<const StoryKind*> kinds = most_frequent(sweep);
  if (kinds.empty()) return text;
  text += "   " + count_text(static_cast<std::int64_t>(kinds.size()), "kind", "kinds") +
          " of stories\n";
  for (std::size_t i = 0; i < kinds.size(); ++i) {
    const StoryKind& kind = *kinds[i];
    const std::string count = "   " + padded_left(std::to_string(kind.seen.count), 5) + "x  ";
    if (i >= kWithAdvice) {
      text +=
          wrapped(count,
                  "first seed " + std::to_string(kind.seen.first_seed) + ": " + kind.example.title,
                  kColumns) +
          "\n";
      continue;
    }
    text += wrapped(count, kind.example.title, kColumns) + "\n";
    for (const std::string& advice : kind.example.advice)
      text += wrapped("           " + kind.example.wish + ": ", advice, kColumns) + "\n";
    text += "           " + command_for(sweep, file, kind.seen.first_seed) + "\n";
  }
  return text;
}

}  // namespace

std::string sweep_header() {
  return padded("variant", kLabelWidth) +
         "  seeds  as expected  broken  stuck  budget     acked   lost\n";
}

std::string sweep_line(const SweepReport& sweep) {
  const std::string label =
      sweep.variant.empty() ? sweep.scenario : sweep.scenario + "  " + sweep.variant;
  return padded(label, kLabelWidth) + cell(sweep.runs, 5) +
         cell(count_of(sweep, Verdict::AsExpected), 11) +
         cell(count_of(sweep, Verdict::NotAsExpected), 6) +
         cell(count_of(sweep, Verdict::NotAlive), 5) +
         cell(count_of(sweep, Verdict::BudgetSpent), 6) + cell(sweep.acked, 8) +
         cell(sweep.lost, 5) + "\n";
}

std::string sweep_findings(const SweepReport& sweep, const std::string& file) {
  std::string text;
  for (const std::string& reason : sweep.reasons) text += wrapped("   ! ", reason, kColumns) + "\n";
  for (const auto& [verdict, seen] : sweep.verdicts) {
    if (verdict == Verdict::AsExpected) continue;
    text += "   ! " + padded(verdict_text(verdict), 22) + seeds_text(seen, sweep.runs) + ": " +
            command_for(sweep, file, seen.first_seed) + "\n";
  }
  for (const auto& [checker, seen] : sweep.broken)
    text += "   " + padded(checker, 22) + "  " + seeds_text(seen, sweep.runs) + "\n";
  text += stories_text(sweep, file);
  if (text.empty()) return text;
  return "\n" + sweep.scenario + (sweep.variant.empty() ? "" : "  " + sweep.variant) + "\n" + text;
}

std::string probes_summary(const std::vector<SweepReport>& sweeps) {
  std::map<std::string, std::int64_t> hit;
  for (const SweepReport& sweep : sweeps) {
    for (const auto& [probe, seen] : sweep.probes) hit[probe] += seen.count;
  }
  std::string text;
  for (const auto& [probe, count] : hit)
    text += (text.empty() ? "" : ", ") + probe + " " + std::to_string(count);
  std::string never;
  for (const ProbeFacts& probe : kProbes) {
    if (hit.count(std::string(probe.name)) != 0) continue;
    never += (never.empty() ? "" : ", ") + std::string(probe.name);
  }
  if (!text.empty()) text = wrapped("probes, and in how many runs: ", text, kColumns) + "\n";
  if (!never.empty()) text += wrapped("probes never hit: ", never, kColumns) + "\n";
  return text;
}

}  // namespace barnabas::sim
