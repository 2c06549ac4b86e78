// The subcommands of `barnabas`: options as plain data, each in its own file.
//
// All return the command's exit code.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "sim/cli/evidence_files.h"
#include "sim/cli/exit_codes.h"
#include "sim/scenario/scenario.h"

namespace barnabas::sim {

inline constexpr const char* kVersion = "0.1.0";
inline constexpr const char* kScenarioFolder = "scenarios";

struct ListOptions {
  std::string folder = kScenarioFolder;
};
int command_list(const ListOptions& options);

struct RunCommandOptions {
  std::vector<std::string> files;
  std::string variant;                // empty: all
  std::optional<std::uint64_t> seed;  // else the scenario's own
  bool json = false;
  EvidencePaths evidence;
  bool check_determinism = false;
  std::string seeds;         // "1-200": many runs and one table instead of reports
  bool fail_fast = false;    // stop at the first run that is not as expected
  bool show_faults = false;  // print what the swarm does with the seed, and run nothing
};
// A variant to run, and the file that it stands in.
struct ChosenScenario {
  const Scenario* scenario = nullptr;
  std::string file;
};
int sweep_seeds(const RunCommandOptions& options, const std::vector<ChosenScenario>& chosen);
int command_run(const RunCommandOptions& options);

struct ValidateOptions {
  std::vector<std::string> files;
};
int command_validate(const ValidateOptions& options);

struct FingerprintsOptions {
  std::vector<std::string> files;  // empty: all of the folder
  std::string folder = kScenarioFolder;
};
int command_fingerprints(const FingerprintsOptions& options);

struct MutantsOptions {
  std::string only;                   // empty: all
  std::string ground;                 // empty: each on its own
  std::optional<std::int64_t> seeds;  // else as many as each is allowed
  std::int32_t jobs = 1;
  bool lists = false;  // tell what there is, and run nothing
  bool json = false;
  std::string folder = kScenarioFolder;
};
int command_mutants(const MutantsOptions& options);

int command_version();

// Parses the command line and runs what it asks for.
int run_command_line(int argc, const char* const* argv);

}  // namespace barnabas::sim
