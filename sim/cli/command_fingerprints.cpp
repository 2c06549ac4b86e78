// `barnabas fingerprints`: one line per variant, to be compared between compilers and machines.
#include "sim/cli/commands.h"
#include "sim/cli/engine.h"
#include "sim/cli/input.h"
#include "sim/cli/interrupt.h"
#include "sim/cli/output.h"

namespace barnabas::sim {
namespace {

std::string hex(std::uint64_t value) {
  constexpr char kDigits[] = "0123456789abcdef";
  std::string text(16, '0');
  for (std::size_t i = 16; i-- > 0; value >>= 4) text[i] = kDigits[value & 15u];
  return text;
}

int tell_interrupted(Output& output) {
  write_error("interrupted; the lines are of the runs so far");
  return output.finish(kExitInterrupted);
}

}  // namespace

int command_fingerprints(const FingerprintsOptions& options) {
  std::vector<std::string> paths = options.files;
  if (paths.empty()) {
    const Result<std::vector<std::string>> files = scenario_files(options.folder);
    if (!files) {
      write_error(files.error().what);
      return kExitUsage;
    }
    paths = *files;
  }
  const Loaded loaded = load_scenarios(paths);
  int code = loaded.all_read ? kExitOk : kExitUsage;
  InterruptWatch watch;
  Output output;
  for (const LoadedFile& file : loaded.files) {
    if (file.parsed.has_errors()) {
      write_error(file.path + " is no scenario that can run:\n" + problems_text(file, false));
      code = worst_exit(code, kExitUsage);
      continue;
    }
    for (const Scenario& scenario : file.parsed.variants) {
      if (watch.interrupted()) return tell_interrupted(output);
      RunRequest request;
      request.scenario = &scenario;
      request.seed = scenario.seed;
      request.stop = [&watch] { return watch.interrupted(); };
      const RunOutcome outcome = run_one(request);
      if (outcome.interrupted) return tell_interrupted(output);
      // Fingerprints are facts about any outcome; what the outcome means, `run` judges.
      if (outcome.exit_code == kExitInternal) code = worst_exit(code, kExitInternal);
      output.write(scenario.name + " " + (scenario.variant.empty() ? "-" : scenario.variant) + " " +
                   std::to_string(request.seed) + " " + hex(outcome.trace_fingerprint) + " " +
                   hex(outcome.state_fingerprint) + "\n");
    }
  }
  return output.finish(code);
}

}  // namespace barnabas::sim
