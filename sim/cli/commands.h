// The subcommands of `barnabas`: options as plain data, each in its own file.
//
// All return the command's exit code.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "sim/cli/evidence_files.h"

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
};
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
