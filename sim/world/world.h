// A world: the whole simulated cluster at one moment, as a value.
//
// advance(world) = perform(world, choose(world)): choosing takes the least (time, sequence); a
// search or a person may choose otherwise. Copying a world is cheap (nodes, files and messages are
// shared) and the copy continues identically; comparing and hashing look at content. Observers are
// passed per call and are not part of it.
//
// Invariants: an event's time is not before the world's; every effect of a step is performed before
// the next
//             event; nothing outside (seed, scenario) decides anything.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "core/base/cow.h"
#include "sim/fault/fault.h"
#include "sim/kernel/event_queue.h"
#include "sim/net/network.h"
#include "sim/process/node.h"
#include "sim/world/observer.h"

namespace barnabas::sim {

// What is pending. Small: message bodies are shared.
struct Happening {
  enum class Kind : std::uint8_t {
    Start,
    Frame,
    Timer,
    Flushed,
    Command,
    Fault,
    FaultEnd,
    Workload,
    Next,
    Shutdown
  };
  Kind kind = Kind::Start;
  bool to_server = false;  // Frame: which leg
  NodeIndex node = kNoIndex;
  std::uint32_t life = 0;  // incarnation that it is meant for
  std::uint64_t cause = 0;
  std::uint64_t link = 0;           // Frame, Next; fault: index; Workload: index
  std::int64_t number = 0;          // Flushed: operation; FaultEnd: rule id
  TimerId timer;                    // Timer
  Cow<Frame> frame;                 // Frame
  Ref<command::Body> command;       // Command
  std::vector<FileId> flush_files;  // Flushed: what becomes durable, and up to where
  std::vector<std::uint64_t> flush_sizes;
};

// What an application does over time: hands records to its producer at a steady rate.
struct Workload {
  NodeIndex node = kNoIndex;
  std::string topic;
  std::int32_t partition = -1;
  std::vector<std::string> values;  // taken in order; empty: generated
  std::vector<std::optional<std::string>> keys;
  std::int64_t count = 0;
  std::int32_t value_size = 0;
  Duration interval{};
  std::int32_t burst = 1;
  std::int64_t next = 0;  // id of the next record
  friend bool operator==(const Workload&, const Workload&) = default;
};

// A fault's progress.
struct FaultState {
  std::int32_t matches = 0;  // of its hook
  std::int32_t fired = 0;
  bool scheduled = false;  // between its hook and its delay's end
  friend bool operator==(const FaultState&, const FaultState&) = default;
};

// Undoing what lasts: which rule or state ends with which fault.
struct ActiveEffect {
  std::uint64_t id = 0;
  std::size_t fault = 0;
  Action action;
  std::vector<NodeIndex> targets;
  friend bool operator==(const ActiveEffect&, const ActiveEffect&) = default;
};

// Every simulation starts on 2023-11-14.
inline constexpr std::int64_t kWallStartMs = 1'700'000'000'000;

struct World {
  std::uint64_t seed = 0;
  Instant now{};
  std::int64_t wall_start_ms = kWallStartMs;
  EventQueue<Happening> queue;
  std::vector<Cow<Node>> nodes;
  Network network;
  std::map<std::pair<NodeIndex, TimerId>, EventQueue<Happening>::Handle> timers;
  std::vector<Workload> workloads;
  Ref<std::vector<Fault>> faults;
  std::vector<FaultState> fault_states;
  std::vector<ActiveEffect> active;
  std::uint64_t next_effect = 1;
  std::map<std::string, std::vector<NodeIndex>> remembered;  // "$old"
  std::uint64_t trace_fingerprint = 0;
  std::uint64_t performed = 0;  // events so far

  NodeIndex find(const std::string& name) const;  // kNoIndex: none
  NodeIndex find_broker(NodeId id) const;
  const Node& node(NodeIndex index) const { return *nodes[static_cast<std::size_t>(index)]; }
  WallTime wall(NodeIndex index) const {
    return {wall_start_ms + (now.ns + node(index).wall_skew.ns) / 1'000'000};
  }
  bool finished() const { return queue.empty(); }
  std::uint64_t state_fingerprint() const;
};

using Observers = std::vector<Observer*>;

// The least pending event. REQUIRES: !world.queue.empty().
EventQueue<Happening>::Handle choose(const World& world);
void perform(World& world, EventQueue<Happening>::Popped popped, const Observers& observers);
inline void advance(World& world, const Observers& observers) {
  perform(world, world.queue.pop(), observers);
}

// Schedules an event for a node, caused by the event being performed (0: the beginning).
std::uint64_t schedule(World& world, Instant at, Happening happening);

}  // namespace barnabas::sim
