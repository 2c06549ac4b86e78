// `barnabas mutants`: the core is sabotaged at one place after the other, and a judge must cry.
#include <algorithm>
#include <deque>
#include <map>

#include "core/base/json_text.h"
#include "core/base/nearest.h"
#include "sim/cli/commands.h"
#include "sim/cli/exit_codes.h"
#include "sim/cli/hunting_process.h"
#include "sim/cli/input.h"
#include "sim/cli/interrupt.h"
#include "sim/cli/output.h"

namespace barnabas::sim {
namespace {

constexpr const char* kGrounds = "/mutants";  // those that are no lessons

using Grounds = std::map<std::string, Scenario, std::less<>>;

// A ground is a scenario without variants, or the first of its variants.
bool load_grounds(const MutantsOptions& options, const std::vector<Hunt>& wanted,
                  Grounds& grounds) {
  for (const Hunt& hunt : wanted) {
    if (grounds.count(hunt.ground) != 0) continue;
    const std::string name(hunt.ground);
    std::string path = options.folder + kGrounds + "/" + name + ".json";
    if (!read_input(path)) path = options.folder + "/" + name + ".json";
    const Loaded loaded = load_scenarios({path});
    if (!loaded.all_read) return false;
    const LoadedFile& file = loaded.files.front();
    if (file.parsed.has_errors()) {
      write_error(file.path + " is no scenario that can run:\n" + problems_text(file, false));
      return false;
    }
    grounds.emplace(name, file.parsed.variants.front());
  }
  return true;
}

std::vector<Hunt> chosen_hunts(const MutantsOptions& options) {
  std::vector<Hunt> chosen;
  for (const Hunt& hunt : hunts()) {
    if (!options.only.empty() && facts_of(hunt.sabotage).name != options.only) continue;
    chosen.push_back(hunt);
    if (options.seeds) chosen.back().seeds = *options.seeds;
    if (!options.ground.empty()) chosen.back().ground = options.ground;
  }
  return chosen;
}

int tell_unknown(const std::string& name) {
  std::vector<std::string_view> names;
  for (const SabotageFacts& facts : sabotages()) names.push_back(facts.name);
  const std::string_view meant = nearest_name(name, names);
  write_error("no sabotage is named '" + name + "'" +
              (meant.empty() ? "; --list tells what there is"
                             : "; did you mean '" + std::string(meant) + "'?"));
  return kExitUsage;
}

std::string padded(std::string text, std::size_t width) {
  if (text.size() < width) text.append(width - text.size(), ' ');
  return text + "  ";
}

std::string list_text(const std::vector<Hunt>& chosen) {
  std::string text;
  for (const Hunt& hunt : chosen) {
    const SabotageFacts& facts = facts_of(hunt.sabotage);
    text += std::string(facts.name) + "\n    " + std::string(facts.breaks) +
            "\n    rule: " + std::string(facts.rule) + "; hunted on " + std::string(hunt.ground) +
            ", " + std::to_string(hunt.seeds) + " seeds\n";
  }
  return text;
}

std::string heading() {
  return padded("sabotage", 32) + padded("ground", 21) + padded("faults", 7) + padded("seeds", 7) +
         padded("killed by", 20) + "what was seen\n";
}

// Of a swarm, the seed draws the faults; elsewhere they are written down.
bool is_swarm(const Scenario& ground) { return ground.swarm.has_value(); }

std::string line_of(const Hunt& hunt, const Scenario& ground, const HuntOutcome& outcome) {
  const std::string seeds = std::to_string(outcome.tried) + "/" + std::to_string(hunt.seeds);
  constexpr std::size_t kTextWidth = 96;
  std::string text =
      outcome.kill ? outcome.kill->text : std::string(facts_of(hunt.sabotage).breaks);
  if (text.size() > kTextWidth) text = text.substr(0, kTextWidth - 3) + "...";
  return padded(std::string(facts_of(hunt.sabotage).name), 32) +
         padded(std::string(hunt.ground), 21) + padded(is_swarm(ground) ? "drawn" : "written", 7) +
         padded(seeds, 7) + padded(outcome.kill ? outcome.kill->checker : "SURVIVES", 20) + text +
         "\n";
}

// Without the end of the object.
std::string json_of(const Hunt& hunt) {
  const SabotageFacts& facts = facts_of(hunt.sabotage);
  return "{\"name\":" + json_quoted(facts.name) + ",\"breaks\":" + json_quoted(facts.breaks) +
         ",\"rule\":" + json_quoted(facts.rule) + ",\"ground\":" + json_quoted(hunt.ground) +
         ",\"seeds\":" + std::to_string(hunt.seeds);
}

std::string json_of(const Hunt& hunt, const Scenario& ground, const HuntOutcome& outcome) {
  std::string text = json_of(hunt) + ",\"swarm\":" + (is_swarm(ground) ? "true" : "false") +
                     ",\"tried\":" + std::to_string(outcome.tried);
  if (outcome.kill) {
    text += ",\"seed\":" + std::to_string(outcome.kill->seed) +
            ",\"checker\":" + json_quoted(outcome.kill->checker) +
            ",\"text\":" + json_quoted(outcome.kill->text);
  }
  return text + "}\n";
}

struct Tally {
  std::size_t hunted = 0;
  std::size_t killed = 0;
  std::size_t killed_in_swarms = 0;
};

std::string text_of(const Tally& tally) {
  return std::to_string(tally.killed) + " of " + std::to_string(tally.hunted) + " killed, " +
         std::to_string(tally.killed_in_swarms) + " of them where the seed draws the faults\n";
}

struct Running {
  Hunt hunt;
  HuntingProcess process;
};

// Starts as many as may run and have not begun. False when the machine refuses.
bool fill(std::deque<Running>& running, std::deque<Hunt>& waiting, const Grounds& grounds,
          std::int32_t jobs) {
  while (!waiting.empty() && running.size() < static_cast<std::size_t>(jobs)) {
    const Hunt hunt = waiting.front();
    const Scenario& ground = grounds.find(hunt.ground)->second;
    auto process = HuntingProcess::start(hunt.sabotage, ground, hunt.seeds);
    if (!process) {
      write_error(process.error().what);
      return false;
    }
    waiting.pop_front();
    running.push_back({hunt, *process});
  }
  return true;
}

}  // namespace

int command_mutants(const MutantsOptions& options) {
  const std::vector<Hunt> chosen = chosen_hunts(options);
  if (chosen.empty()) return tell_unknown(options.only);
  Output output;
  if (options.lists) {
    if (!options.json) output.write(list_text(chosen));
    for (const Hunt& hunt : chosen) {
      if (options.json) output.write(json_of(hunt) + "}\n");
    }
    return output.finish(kExitOk);
  }
  Grounds grounds;
  if (!load_grounds(options, chosen, grounds)) return kExitUsage;
  InterruptWatch watch;
  std::deque<Hunt> waiting(chosen.begin(), chosen.end());
  std::deque<Running> running;
  Tally tally;
  tally.hunted = chosen.size();
  bool goes_on = fill(running, waiting, grounds, options.jobs);
  if (!options.json) output.write(heading());
  while (!running.empty()) {
    const HuntOutcome outcome = running.front().process.wait();
    const Hunt hunt = running.front().hunt;
    running.pop_front();
    if (watch.interrupted()) continue;
    const Scenario& ground = grounds.find(hunt.ground)->second;
    if (outcome.kill) {
      ++tally.killed;
      if (is_swarm(ground)) ++tally.killed_in_swarms;
    }
    output.write(options.json ? json_of(hunt, ground, outcome) : line_of(hunt, ground, outcome));
    goes_on = goes_on && fill(running, waiting, grounds, options.jobs);
  }
  if (watch.interrupted()) {
    write_error("interrupted; the table is of the hunts so far");
    return output.finish(kExitInterrupted);
  }
  if (!goes_on) return kExitUsage;
  if (!options.json) output.write(text_of(tally));
  return output.finish(tally.killed == tally.hunted ? kExitOk : kExitUnexpected);
}

}  // namespace barnabas::sim
