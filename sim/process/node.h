// One process of the simulated cluster: what it is, whether it runs, and what it left on disk.
//
// A crash throws the state away and keeps the disk; a restart makes a new state over the same disk,
// as the next incarnation, which draws from a random stream of its own.
#pragma once

#include <cstdint>
#include <deque>
#include <map>
#include <string>

#include "core/base/cow.h"
#include "core/base/hash.h"
#include "core/ports/event.h"
#include "sim/disk/disk.h"
#include "sim/process/node_state.h"

namespace barnabas::sim {

// A node of a world by its place in the world's list.
using NodeIndex = std::int32_t;
inline constexpr NodeIndex kNoIndex = -1;

// An event that reached a paused process and waits for it.
struct Deferred {
  Event event;
  std::uint64_t cause = 0;
  friend bool operator==(const Deferred&, const Deferred&) = default;
};

struct Node {
  std::string name;
  NodeConfig config;
  std::string rack;
  bool up = false;
  bool powered = true;
  bool paused = false;
  std::uint32_t incarnation = 0;
  Duration wall_skew{};
  Duration busy{};  // time the process spent in storage so far
  NodeState state;
  Disk disk;
  std::deque<Deferred> deferred;

  bool is_broker() const { return config.broker() != nullptr; }
  bool is_client() const { return config.is_client(); }
  const broker::Broker* broker() const { return state.broker(); }
  const zookeeper::Server* zookeeper() const { return state.zookeeper(); }
  NodeId broker_id() const;  // broker.id, or -1

  // A fresh state for the next incarnation; draws from the stream (seed, name, incarnation).
  void boot(std::uint64_t seed);
  void step(const Event& event, Context& context);
  void fold_into(Hasher& hasher) const;
};

}  // namespace barnabas::sim
