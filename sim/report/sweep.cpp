#include "sim/report/sweep.h"

#include <algorithm>
#include <iterator>
#include <set>

namespace barnabas::sim {
namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }

// "broker-2," is "broker-#,": from the first digit to the last one all is a number.
std::string without_numbers(const std::string& word) {
  const std::size_t first = word.find_first_of("0123456789");
  if (first == std::string::npos) return word;
  const std::size_t last = word.find_last_of("0123456789");
  return word.substr(0, first) + "#" + word.substr(last + 1);
}

std::string bare(std::string word) {
  while (!word.empty() && !is_letter(word.back()) && !is_digit(word.back()) && word.back() != '#')
    word.pop_back();
  return word;
}

std::vector<std::string> words_of(const std::string& text) {
  std::vector<std::string> words;
  std::string word;
  bool is_quoted = false;
  for (const char c : text + " ") {
    // Not the one of "broker-1's".
    if (c == '\'' && (word.empty() || is_quoted)) is_quoted = !is_quoted;
    if (c != ' ' || is_quoted) {
      word += c;
      continue;
    }
    if (!word.empty()) words.push_back(word.front() == '\'' ? "'..'" : without_numbers(word));
    word.clear();
  }
  return words;
}

std::vector<std::string> checkers_of(const RunReport& run) {
  std::set<std::string> checkers;
  for (const ReportedViolation& violation : run.violations) checkers.insert(violation.checker);
  return {checkers.begin(), checkers.end()};
}

int graver(int a, int b) {
  constexpr int kOrder[] = {0, 3, 1, 70};  // as the command's exit codes
  const auto* at_a = std::find(std::begin(kOrder), std::end(kOrder), a);
  const auto* at_b = std::find(std::begin(kOrder), std::end(kOrder), b);
  return at_a >= at_b ? a : b;
}

}  // namespace

std::string skeleton_of(const std::string& text) {
  std::string skeleton;
  std::string last;
  bool is_list = false;  // "r#, r#" and "r# and r#" are "r#"
  for (const std::string& word : words_of(text)) {
    const std::string core = bare(word);
    if ((core == "and" || core == "or") && last.find('#') != std::string::npos) {
      is_list = true;
      continue;
    }
    if (core == last && core.find('#') != std::string::npos) {
      is_list = false;
      continue;
    }
    if (is_list) skeleton += "and ";
    is_list = false;
    skeleton += core + " ";
    last = core;
  }
  return skeleton;
}

SweepReport begin_sweep(const Scenario& scenario) {
  SweepReport sweep;
  sweep.scenario = scenario.name;
  sweep.variant = scenario.variant;
  if (scenario.expect.seeds) sweep.expected = *scenario.expect.seeds;
  return sweep;
}

void add_run(SweepReport& sweep, const RunReport& run) {
  ++sweep.runs;
  sweep.verdicts[run.verdict].see(run.seed);
  sweep.exit_code = graver(sweep.exit_code, run.exit_code());
  sweep.acked += run.counts.acked;
  sweep.lost += static_cast<std::int64_t>(run.counts.lost.size());
  sweep.events += static_cast<std::int64_t>(run.events);
  for (const auto& [probe, count] : run.probes) sweep.probes[probe].see(run.seed);
  const std::vector<std::string> checkers = checkers_of(run);
  for (const std::string& checker : checkers) sweep.broken[checker].see(run.seed);
  std::set<std::string> seen;  // a seed counts once for a story
  for (const auto* stories : {&run.stories, &run.broken}) {
    for (const Story& story : *stories) {
      const std::string key = stories == &run.stories ? story.kind : skeleton_of(story.kind);
      if (!seen.insert(key).second) continue;
      StoryKind& kind = sweep.stories[key];
      if (kind.seen.count == 0) {
        kind.example = story;
      }
      kind.seen.see(run.seed);
    }
  }
}

void finish_sweep(SweepReport& sweep) {
  for (const std::string& checker : sweep.expected.finds) {
    if (sweep.broken.count(checker) == 0)
      sweep.reasons.push_back("no seed broke " + checker + ", which one of them should have");
  }
  for (const std::string& checker : sweep.expected.never) {
    const auto found = sweep.broken.find(checker);
    if (found == sweep.broken.end()) continue;
    sweep.reasons.push_back(checker + " is broken in " + std::to_string(found->second.count) +
                            " of " + std::to_string(sweep.runs) + " seeds, seed " +
                            std::to_string(found->second.first_seed) + " the first");
  }
  // A sweep that was stopped has not looked everywhere; what it did see counts.
  if (sweep.is_stopped)
    sweep.reasons.erase(
        std::remove_if(sweep.reasons.begin(), sweep.reasons.end(),
                       [](const std::string& reason) { return reason.rfind("no seed", 0) == 0; }),
        sweep.reasons.end());
  if (!sweep.reasons.empty()) sweep.exit_code = graver(sweep.exit_code, 1);
}

}  // namespace barnabas::sim
