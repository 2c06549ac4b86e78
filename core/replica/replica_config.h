// The settings of replication on one broker, and the protocol switches that a profile sets.
//
// Each switch removes or restores exactly one check; its default is the behaviour of Kafka 3.9. The
// names in comments are those of the scenario's `knobs`.
#pragma once

#include <cstdint>
#include <vector>

#include "core/base/ids.h"
#include "core/base/sabotage.h"
#include "core/base/time.h"

namespace barnabas::replica {

// How a follower finds where to cut its log (`trunc.policy`).
enum class TruncationPolicy : std::uint8_t {
  HighWatermark,  // "hw": cut to one's own high watermark (before KIP-101)
  Kip101,         // ask the leader for the end of one's last epoch, once (0.11)
  Kip279,         // repeat until both know the epoch (2.0)
  Kip320,         // the same, fenced by the current leader epoch (2.1)
  OnFetch,        // the leader answers a fetch with the point of divergence (2.7)
};

// The newest OffsetForLeaderEpoch that the brokers of such followers serve; -1: none.
constexpr std::int16_t offset_for_leader_epoch_version(TruncationPolicy policy) {
  switch (policy) {
    case TruncationPolicy::HighWatermark:
      return -1;
    case TruncationPolicy::Kip101:
      return 0;
    case TruncationPolicy::Kip279:
      return 1;
    case TruncationPolicy::Kip320:
      return 3;  // 2 in 2.1 and 2.2
    case TruncationPolicy::OnFetch:
      break;
  }
  return 4;
}

enum class IsrExpandCheck : std::uint8_t { HighWatermark, LeaderEpochStart };

struct Knobs {
  TruncationPolicy truncation = TruncationPolicy::OnFetch;
  bool fetch_fence = true;  // follower.fetch.fence: leader epoch in Fetch (KIP-320)
  IsrExpandCheck isr_expand = IsrExpandCheck::LeaderEpochStart;  // isr.expand.check (KAFKA-7128)
  bool hw_maximal_isr = true;          // hw.isr: pending members count, too (KIP-497)
  bool isr_cas = true;                 // isr.update.cas: ISR changes are compare-and-set
  bool strict_min_isr = true;          // hw.strict-min-isr (KAFKA-15583)
  bool effective_min_isr = true;       // min-isr.effective: at most the replication factor
  bool controller_epoch_check = true;  // brokers refuse requests of older controllers
  bool broker_epoch_check = true;      // KIP-380
  bool alter_partition =
      true;  // ISR changes through the controller (KIP-497); false: through ZooKeeper
  bool isr_eligibility = true;    // leader knows which brokers may join (KIP-841)
  bool fetch_life_fence = false;  // fetches of a follower's earlier life are refused (KIP-903)
  Sabotage sabotage = Sabotage::None;
  friend bool operator==(const Knobs&, const Knobs&) = default;
};

struct ReplicaConfig {
  Duration replica_lag_time_max = milliseconds(30000);
  std::int32_t replica_fetch_max_bytes = 1048576;
  std::int32_t replica_fetch_response_max_bytes = 10485760;
  std::int32_t replica_fetch_min_bytes = 1;
  std::int32_t replica_fetch_wait_max_ms = 500;
  Duration replica_fetch_backoff = milliseconds(1000);
  std::int32_t num_replica_fetchers = 1;
  Duration replica_socket_timeout = milliseconds(30000);
  Duration connection_setup_timeout = milliseconds(10000);  // KIP-601; before it, the one above
  Knobs knobs;
  friend bool operator==(const ReplicaConfig&, const ReplicaConfig&) = default;
};

// What a partition may look at beside itself; borrowed for one call.
struct Surroundings {
  const ReplicaConfig& config;
  const std::vector<NodeId>& alive;  // brokers that may join an ISR, as the metadata cache has them
};

}  // namespace barnabas::replica
