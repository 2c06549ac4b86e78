// One process of the simulated cluster: what it is, whether it runs, and what it left on disk.
//
// A crash throws the state away and keeps the disk; a restart makes a new state over the same disk,
// as the next incarnation, which draws from a random stream of its own.
#pragma once

#include <cstdint>
#include <deque>
#include <string>
#include <vector>

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

// How much of what it sends and receives a process lets be under way. 0: without limit.
struct SocketBuffers {
  std::int64_t send = 0;
  std::int64_t receive = 0;
  std::int64_t replica_receive = 0;  // of a broker's own connections to other brokers
  friend bool operator==(const SocketBuffers&, const SocketBuffers&) = default;
};

// The threads that work on requests, when work takes time. Kafka: KafkaRequestHandlerPool.
struct Station {
  std::int32_t threads = 8;           // num.io.threads
  std::vector<Instant> busy_until{};  // one per thread that was ever busy
  std::deque<Deferred> waiting{};     // requests that no thread was free for
  friend bool operator==(const Station&, const Station&) = default;
};

// A flush that the stalled device has not finished.
struct StalledFlush {
  std::int64_t operation = 0;
  std::uint64_t cause = 0;
  std::vector<FileId> files;
  std::vector<std::uint64_t> sizes;
  friend bool operator==(const StalledFlush&, const StalledFlush&) = default;
};

// A death that waits for the next step with so many effects.
struct ComingDeath {
  std::uint64_t id = 0;
  std::int32_t effect = 0;
  bool by_power = false;
  friend bool operator==(const ComingDeath&, const ComingDeath&) = default;
};

struct Node {
  std::string name;
  NodeConfig config;
  std::string rack;
  bool joined = true;  // part of the cluster; not before it is added, not after it is removed
  bool up = false;
  bool listens = false;  // takes connections
  bool powered = true;
  bool paused = false;
  bool blocked = false;  // stands in a write that the stalled disk does not take
  std::uint32_t incarnation = 0;
  Duration wall_skew{};
  std::int64_t drift_ppm = 0;  // how much too fast the wall clock runs, since an instant
  Instant drifts_since{};
  Duration busy{};  // time the process spent in storage so far
  NodeState state;
  Disk disk;
  std::deque<Deferred> deferred;
  SocketBuffers buffers;
  Station station;
  std::vector<StalledFlush> stalled_flushes;
  std::vector<ComingDeath> coming_deaths;

  bool is_broker() const { return config.broker() != nullptr; }
  bool is_client() const { return config.is_client(); }
  const broker::Broker* broker() const { return state.broker(); }
  const zookeeper::Server* zookeeper() const { return state.zookeeper(); }
  NodeId broker_id() const;  // broker.id, or -1

  // How far the wall clock is off.
  Duration wall_error(Instant now) const {
    if (drift_ppm == 0) return wall_skew;
    return wall_skew + (now - drifts_since) / 1'000'000 * drift_ppm;
  }
  bool stands_still() const { return paused || blocked; }
  // Forgets what only a living process has.
  void die();
  // A fresh state for the next incarnation; draws from the stream (seed, name, incarnation).
  void boot(std::uint64_t seed);
  void step(const Event& event, Context& context);
  void fold_into(Hasher& hasher) const;
};

}  // namespace barnabas::sim
