// `barnabas run --seeds`: each variant under each seed, and one table over all. A run tells its
// story only when something is broken: it is run once more for that.
#include <algorithm>
#include <utility>

#include "sim/cli/commands.h"
#include "sim/cli/interrupt.h"
#include "sim/cli/output.h"
#include "sim/cli/progress.h"
#include "sim/cli/seed_list.h"
#include "sim/report/run.h"
#include "sim/report/sweep.h"

namespace barnabas::sim {
namespace {

class Sweeper {
 public:
  Sweeper(const RunCommandOptions& options, std::vector<SeedRange> seeds)
      : options_(options), seeds_(std::move(seeds)) {}

  int sweep(const std::vector<ChosenScenario>& chosen) {
    for (const ChosenScenario& one : chosen) {
      if (is_stopped_) break;
      sweep_variant(one);
    }
    progress_.clear();
    Output output;
    output.write(options_.json ? json() : text());
    if (watch_.interrupted()) {
      write_error("interrupted; the table is of the runs so far");
      code_ = worst_exit(code_, kExitInterrupted);
    }
    return output.finish(code_);
  }

 private:
  void sweep_variant(const ChosenScenario& one) {
    SweepReport sweep = begin_sweep(*one.scenario);
    const std::string label =
        sweep.variant.empty() ? sweep.scenario : sweep.scenario + " " + sweep.variant;
    const std::uint64_t all = count_of(seeds_);
    std::uint64_t bad = 0;
    for (const SeedRange& range : seeds_) {
      for (std::uint64_t n = 0; n <= range.last - range.first && !is_stopped_; ++n) {
        const RunReport run = run_seed(*one.scenario, sweep, range.first + n);
        if (run.verdict == Verdict::Interrupted) {
          is_stopped_ = true;
          break;
        }
        add_run(sweep, run);
        if (run.exit_code() != kExitOk) ++bad;
        progress_.show(label, static_cast<std::uint64_t>(sweep.runs), all, bad);
        is_stopped_ = watch_.interrupted() || (options_.fail_fast && bad > 0);
      }
    }
    sweep.is_stopped = static_cast<std::uint64_t>(sweep.runs) < all;
    finish_sweep(sweep);
    code_ = worst_exit(code_, sweep.exit_code);
    files_.push_back(one.file);
    sweeps_.push_back(std::move(sweep));
  }

  RunReport run_seed(const Scenario& scenario, const SweepReport& sweep, std::uint64_t seed) {
    RunOptions run;
    run.seed = seed;
    run.stop = [this] { return watch_.interrupted(); };
    // Where most runs have a story, each is asked for it at once.
    const std::int64_t broken = sweep.broken.empty() ? 0 : most_broken(sweep);
    run.tells_stories = broken * 2 > sweep.runs;
    RunReport report = run_and_judge(scenario, run);
    if (run.tells_stories || report.violations.empty()) return report;
    run.tells_stories = true;
    return run_and_judge(scenario, run);
  }

  static std::int64_t most_broken(const SweepReport& sweep) {
    std::int64_t most = 0;
    for (const auto& [checker, seen] : sweep.broken) most = std::max(most, seen.count);
    return most;
  }

  std::string text() const {
    std::string text = sweep_table(sweeps_);
    for (std::size_t i = 0; i < sweeps_.size(); ++i) text += sweep_findings(sweeps_[i], files_[i]);
    return text + "\n" + probes_summary(sweeps_);
  }

  std::string json() const {
    std::string text = "{\"schema\": 1, \"sweeps\": [";
    for (std::size_t i = 0; i < sweeps_.size(); ++i)
      text += (i == 0 ? "\n" : ",\n") + sweep_json(sweeps_[i], files_[i]);
    return text + "\n]}\n";
  }

  const RunCommandOptions& options_;
  std::vector<SeedRange> seeds_;
  InterruptWatch watch_;
  Progress progress_;
  std::vector<SweepReport> sweeps_;
  std::vector<std::string> files_;
  int code_ = kExitOk;
  bool is_stopped_ = false;
};

}  // namespace

int sweep_seeds(const RunCommandOptions& options, const std::vector<ChosenScenario>& chosen) {
  if (options.evidence.any()) {
    write_error("--seeds gives a table; evidence is written of one run, with --seed");
    return kExitUsage;
  }
  Result<std::vector<SeedRange>> seeds = parse_seeds(options.seeds);
  if (!seeds) {
    write_error("--seeds: " + seeds.error().what);
    return kExitUsage;
  }
  return Sweeper(options, std::move(*seeds)).sweep(chosen);
}

}  // namespace barnabas::sim
