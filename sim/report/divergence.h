// Two runs in lockstep: where does the second first do something else than the first?
//
// Both worlds take one event each in turn. Times, events and trace fingerprints are compared after
// each; the states at checkpoints. When states differ, the stretch since the last checkpoint is run
// again from there, comparing states after every event, so that the first diverging event is named
// and not its consequence.
//
// Determinism means that there is none: same scenario, same seed, same everything.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "sim/world/world.h"

namespace barnabas::sim {

struct Divergence {
  std::uint64_t performed = 0;  // the events so far, this one included
  std::string what;             // "time", "event", "state", "end"
  std::string first;            // the event as each run had it
  std::string second;
  std::vector<std::string> nodes;  // whose states differ now
};

struct LockstepOptions {
  Instant until{};
  std::uint64_t budget = UINT64_MAX;
  std::uint64_t checkpoint_every = 512;
  // Called with the second world after each of its events: a test's planted leak.
  std::function<void(World&)> tamper;
  std::function<bool()> stop;  // asked now and then; true: give up, nothing found
};

struct LockstepResult {
  std::optional<Divergence> divergence;
  std::uint64_t compared = 0;  // events
};

LockstepResult run_in_lockstep(World first, World second, const LockstepOptions& options);
std::string to_text(const Divergence& divergence);

}  // namespace barnabas::sim
