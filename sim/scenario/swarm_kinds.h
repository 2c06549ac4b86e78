// The kinds of faults that a swarm chooses from: their names, what they do, and their usual
// measures.
//
// Definitions: docs/scenarios.md.
#pragma once

#include <cstdint>
#include <string_view>

namespace barnabas::sim {

struct SwarmKindFacts {
  std::string_view name;
  // What a broker that it strikes is meanwhile, for the guards.
  enum class Cost : std::uint8_t { None, Down, PoweredOff } cost = Cost::None;
  // Whether it lasts: what has no duration strikes once.
  bool lasts = true;
  std::string_view meaning;
};

inline constexpr SwarmKindFacts kSwarmKinds[] = {
    {"crash", SwarmKindFacts::Cost::Down, true,
     "a broker's process dies, and starts again after the duration"},
    {"stop", SwarmKindFacts::Cost::Down, true,
     "a broker is shut down cleanly, and starts again after the duration"},
    {"power-off", SwarmKindFacts::Cost::PoweredOff, true,
     "a broker's machine loses power and what was not flushed, and comes back"},
    {"torn-power-off", SwarmKindFacts::Cost::PoweredOff, true,
     "the same, and of what was not flushed anything may be left, torn at any byte"},
    {"pause", SwarmKindFacts::Cost::Down, true, "a broker stands still"},
    {"pause-client", SwarmKindFacts::Cost::None, true, "a client stands still"},
    {"crash-zookeeper", SwarmKindFacts::Cost::None, true,
     "ZooKeeper's process dies, and starts again after the duration"},
    {"cut", SwarmKindFacts::Cost::None, true, "nothing passes between two brokers"},
    {"cut-one-way", SwarmKindFacts::Cost::None, true,
     "nothing passes from one broker to another; the way back is open"},
    {"isolate", SwarmKindFacts::Cost::Down, true, "nothing passes between a broker and all others"},
    {"split", SwarmKindFacts::Cost::None, true,
     "nothing passes between two groups, in which every node is on one side or the other"},
    {"cut-zookeeper", SwarmKindFacts::Cost::None, true,
     "nothing passes between a broker and ZooKeeper"},
    {"cut-client", SwarmKindFacts::Cost::None, true,
     "nothing passes between a client and a broker"},
    {"hold", SwarmKindFacts::Cost::None, true,
     "messages of one API and leg, from or to a broker, wait until it ends"},
    {"delay", SwarmKindFacts::Cost::None, true,
     "messages of one API and leg, from or to a broker, take up to a second longer"},
    {"drop", SwarmKindFacts::Cost::None, true,
     "one to three messages of one API and leg are lost, and their connections break"},
    {"expire-session", SwarmKindFacts::Cost::None, false, "ZooKeeper ends the session of a broker"},
    {"clock-skew", SwarmKindFacts::Cost::None, true,
     "a broker's wall clock is off by at most ten minutes"},
    {"disk-slow", SwarmKindFacts::Cost::None, true,
     "the operations of a broker's disk take 2 to 100 times as long"},
    {"disk-stall", SwarmKindFacts::Cost::Down, true, "the operations of a broker's disk wait"},
    {"disk-full", SwarmKindFacts::Cost::Down, true,
     "a broker's disk takes at most 16 KiB more; the process starts again afterwards"},
    {"elect-preferred", SwarmKindFacts::Cost::None, false,
     "an administrator asks for preferred leaders"},
    {"reassign", SwarmKindFacts::Cost::None, false,
     "an administrator moves a partition to other brokers, or to the same in another order"},
    {"add-partitions", SwarmKindFacts::Cost::None, false,
     "an administrator gives a topic one more partition"},
};

}  // namespace barnabas::sim
