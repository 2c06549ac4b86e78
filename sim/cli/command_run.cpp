// `barnabas run`: each variant of each file, its report, and one verdict over all.
#include <cstddef>
#include <map>

#include "core/base/nearest.h"
#include "sim/cli/commands.h"
#include "sim/cli/engine.h"
#include "sim/cli/input.h"
#include "sim/cli/interrupt.h"
#include "sim/cli/output.h"
#include "sim/scenario/swarm.h"

namespace barnabas::sim {
namespace {

std::string label(const Scenario& scenario) {
  return scenario.variant.empty() ? scenario.name : scenario.name + " " + scenario.variant;
}

// The variants to run, in order; tells and returns nothing when a file is wrong or lacks the
// variant.
std::vector<ChosenScenario> choose(const Loaded& loaded, const std::string& variant, bool& good) {
  std::vector<ChosenScenario> chosen;
  good = loaded.all_read;
  for (const LoadedFile& file : loaded.files) {
    if (file.parsed.has_errors()) {
      write_error(file.path + " is no scenario that can run:\n" + problems_text(file, false));
      good = false;
      continue;
    }
    std::vector<std::string_view> names;
    const std::size_t before = chosen.size();
    for (const Scenario& scenario : file.parsed.variants) {
      if (!scenario.variant.empty()) names.push_back(scenario.variant);
      if (variant.empty() || scenario.variant == variant) chosen.push_back({&scenario, file.path});
    }
    if (chosen.size() > before) continue;
    std::string text = file.path + " has no variant '" + variant + "'";
    std::string all;
    for (const std::string_view name : names) all += (all.empty() ? "" : ", ") + std::string(name);
    text += names.empty() ? "; it has none" : "; it has " + all;
    const std::string_view meant = nearest_name(variant, names);
    if (!meant.empty()) text += "; did you mean '" + std::string(meant) + "'?";
    write_error(text);
    good = false;
  }
  return chosen;
}

// Runs one after the other; remembers the gravest outcome.
class Runner {
 public:
  explicit Runner(const RunCommandOptions& options) : options_(options) {}

  int run(const std::vector<ChosenScenario>& scenarios) {
    is_alone_ = scenarios.size() == 1;
    if (!options_.evidence.trace.empty()) {
      const Result<void> opened = trace_.open(options_.evidence.trace);
      if (!opened) return fail(opened.error().what);
    }
    if (options_.json) output_.write("{\"schema\": 1, \"runs\": [");
    for (const ChosenScenario& chosen : scenarios) {
      if (stopped_ || output_.failed()) break;
      run_variant(*chosen.scenario);
      if (options_.fail_fast && code_ != kExitOk) break;
    }
    if (options_.json) {
      const std::string end = stopped_ ? "], \"interrupted\": true}\n" : "]}\n";
      output_.write((ran_ == 0 ? "" : "\n") + end);
    }
    close_trace();
    if (!options_.json && scenarios.size() > 1) {
      output_.write("\n" + summary_table(summaries_));
      output_.write(std::to_string(as_expected_) + " of " + std::to_string(scenarios.size()) +
                    " runs as expected\n");
    }
    return output_.finish(code_);
  }

 private:
  int fail(const std::string& what) {
    write_error(what);
    code_ = worst_exit(code_, kExitUsage);
    return code_;
  }

  void run_variant(const Scenario& scenario) {
    RunRequest request;
    request.scenario = &scenario;
    request.seed = options_.seed.value_or(scenario.seed);
    request.wants_json = options_.json;
    request.check_determinism = options_.check_determinism;
    request.stop = [this] { return watch_.interrupted(); };
    if (trace_.is_open()) {
      trace_.write("{\"scenario\": \"" + scenario.name + "\", \"variant\": \"" + scenario.variant +
                   "\", \"seed\": " + std::to_string(request.seed) + "}\n");
      request.trace = [this](std::string_view line) { return trace_.write(line); };
    }
    RunFiles files(options_.evidence, label_in_files(scenario));
    if (const Result<void> opened = files.open(request); !opened) {
      stopped_ = true;
      fail(opened.error().what);
      return;
    }
    const RunOutcome outcome = run_one(request);
    if (const Result<void> kept = files.keep(outcome); !kept) fail(kept.error().what);
    ++ran_;
    if (options_.json) output_.write(ran_ == 1 ? "\n" : ",\n");
    output_.write(options_.json ? outcome.json : outcome.text);
    summaries_.push_back(outcome.summary);
    code_ = worst_exit(code_, outcome.exit_code);
    if (outcome.exit_code == kExitOk && !outcome.interrupted) ++as_expected_;
    if (outcome.interrupted || watch_.interrupted()) stop(scenario, outcome);
  }

  // What tells the files of several runs apart; of namesakes, the second and later have a number.
  std::string label_in_files(const Scenario& scenario) {
    if (is_alone_) return {};
    std::string label = scenario.variant;
    if (options_.files.size() > 1)
      label = scenario.name + (scenario.variant.empty() ? "" : "-" + scenario.variant);
    const int number = ++labels_[label];
    return number == 1 ? label : label + "-" + std::to_string(number);
  }

  void stop(const Scenario& scenario, const RunOutcome& outcome) {
    stopped_ = true;
    if (!watch_.interrupted()) return;  // the trace could not be written: told when it is closed
    const std::string where = outcome.interrupted ? "in " + label(scenario) + " at " + outcome.where
                                                  : "after " + label(scenario);
    write_error("interrupted " + where + "; what has not run is not in the output");
    code_ = worst_exit(code_, kExitInterrupted);
  }

  void close_trace() {
    if (!trace_.is_open()) return;
    const Result<void> closed = trace_.close();
    if (!closed) fail(closed.error().what);
  }

  const RunCommandOptions& options_;
  InterruptWatch watch_;
  Output output_;
  OutputFile trace_;
  std::vector<Summary> summaries_;
  std::map<std::string, int> labels_;  // how many runs had each
  int code_ = kExitOk;
  std::size_t ran_ = 0;
  std::size_t as_expected_ = 0;
  bool stopped_ = false;
  bool is_alone_ = true;
};

// What the swarms do with the seed, as lists that a scenario's `faults` can take.
int show_faults(const RunCommandOptions& options, const std::vector<ChosenScenario>& scenarios) {
  Output output;
  int code = kExitOk;
  for (const ChosenScenario& chosen : scenarios) {
    if (!chosen.scenario->swarm) {
      write_error(label(*chosen.scenario) + " has no swarm: its faults are those of its file");
      code = kExitUsage;
      continue;
    }
    const std::uint64_t seed = options.seed.value_or(chosen.scenario->seed);
    output.write(swarm_text(*chosen.scenario, seed));
  }
  return output.finish(code);
}

}  // namespace

int command_run(const RunCommandOptions& options) {
  const Result<void> paths = check_evidence_paths(options.evidence, options.files);
  if (!paths) {
    write_error(paths.error().what);
    return kExitUsage;
  }
  if (options.show_faults && options.evidence.any()) {
    write_error("--show-faults runs nothing: there is no evidence to write");
    return kExitUsage;
  }
  const Loaded loaded = load_scenarios(options.files);
  bool good = true;
  const std::vector<ChosenScenario> scenarios = choose(loaded, options.variant, good);
  if (!good) return kExitUsage;
  if (options.show_faults) return show_faults(options, scenarios);
  if (!options.seeds.empty()) return sweep_seeds(options, scenarios);
  return Runner(options).run(scenarios);
}

}  // namespace barnabas::sim
