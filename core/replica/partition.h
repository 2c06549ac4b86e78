// One replica of one partition, as leader or as follower: its log, its high watermark, and, as
// leader, what it knows of the other replicas and which in-sync set it has proposed.
//
// State:      None → Leader or Follower by LeaderAndIsr with a higher leader epoch; Leader ↔
// Follower likewise;
//             Offline when the log's device failed.
// Invariants: 1. high_watermark <= log end offset.
//             2. the high watermark never falls while the replica leads in one epoch.
//             3. a pending ISR exists only on a leader; the maximal ISR contains the committed one
//             (expand) or
//                is the committed one (shrink).
//             4. the leader epoch never decreases.
// Effects:    Notes only. Proposals of a new ISR are returned; their carrier is the broker's
// business.
//
// Kafka: Partition, Replica (3.9); KIP-101, 279, 320, 497, 841, 903; KAFKA-7128, KAFKA-15583.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <vector>

#include "core/base/ids.h"
#include "core/log/log.h"
#include "core/ports/context.h"
#include "core/protocol/04_leader_and_isr.h"
#include "core/replica/replica_config.h"

namespace barnabas::replica {

enum class Role : std::uint8_t { None, Leader, Follower, Offline };

// What a leader knows of another replica, all of it from that replica's own fetches.
struct RemoteReplica {
  Offset log_end{-1};  // the offset it last asked for: it has everything below
  Offset log_start{-1};
  Offset leader_end_at_last_fetch{-1};
  Instant last_fetch{INT64_MIN / 2};
  Instant last_caught_up{INT64_MIN / 2};
  BrokerEpoch broker_epoch{-1};
  friend bool operator==(const RemoteReplica&, const RemoteReplica&) = default;
};

struct PendingIsr {
  std::vector<NodeId> isr;
  bool expands = false;
  bool sent = false;  // handed to the carrier
  friend bool operator==(const PendingIsr&, const PendingIsr&) = default;
};

struct IsrProposal {
  TopicPartition tp;
  LeaderEpoch leader_epoch{-1};
  PartitionEpoch partition_epoch{-1};
  std::vector<NodeId> isr;
  friend bool operator==(const IsrProposal&, const IsrProposal&) = default;
};

// What a call changed that somebody may be waiting for.
struct Progress {
  bool high_watermark_moved = false;
  bool log_end_moved = false;
  std::optional<IsrProposal> proposal;
};

struct Partition {
  TopicPartition tp;
  TopicId id;
  NodeId self{-1};
  Role role = Role::None;
  std::optional<log::Log> log;  // absent until the controller assigns the replica
  Offset high_watermark{0};
  std::int32_t min_insync_replicas = 1;
  std::int32_t flushes_in_flight = 0;  // appends that wait for the disk (flush.messages)
  Instant last_flush{};                // or when the log was opened

  ControllerEpoch controller_epoch{-1};
  LeaderEpoch leader_epoch{-1};
  PartitionEpoch partition_epoch{-1};
  NodeId leader{-1};
  std::vector<NodeId> replicas;
  std::vector<NodeId> isr;  // committed
  std::optional<PendingIsr> pending;
  Offset leader_epoch_start{-1};  // log end when this leadership began
  std::map<NodeId, RemoteReplica> remotes;

  Offset log_end() const { return log ? log->log_end_offset() : Offset{0}; }
  // How far this replica's own copy counts: not beyond what it has promised to flush first.
  Offset own_end() const { return flushes_in_flight > 0 ? log->recovery_point() : log_end(); }
  Offset log_start() const { return log ? log->log_start_offset() : Offset{0}; }
  bool is_leader() const { return role == Role::Leader; }
  std::vector<NodeId> maximal_isr() const;
  std::int32_t effective_min_isr(const Knobs& knobs) const;
  bool in_isr(NodeId node) const;

  friend bool operator==(const Partition&, const Partition&) = default;
};

// --- transitions ordered by the controller; REQUIRES: state.leader_epoch > partition.leader_epoch,
// log open
Progress become_leader(Partition& partition, const protocol::PartitionState& state,
                       const Surroundings& around, Context& context);
void become_follower(Partition& partition, const protocol::PartitionState& state, Context& context);

// --- leader
// Credits a follower with the position it asks for, and draws the consequences.
ErrorCode on_follower_fetch(Partition& partition, NodeId follower,
                            BrokerEpoch follower_broker_epoch, Offset fetch_offset,
                            Offset follower_log_start, const Surroundings& around, Context& context,
                            Progress& progress);
bool maybe_increment_high_watermark(Partition& partition, const Surroundings& around,
                                    Context& context);
// Drops followers that have not been caught up for replica.lag.time.max.ms.
std::optional<IsrProposal> maybe_shrink_isr(Partition& partition, const Surroundings& around,
                                            Context& context);
// The carrier's answer. An applied proposal becomes the committed ISR; only a definite refusal is
// taken back.
Progress on_isr_committed(Partition& partition, const std::vector<NodeId>& isr,
                          PartitionEpoch epoch, const Surroundings& around, Context& context);
void on_isr_refused(Partition& partition, ErrorCode error, Context& context);

// Whether everything below `required` is as safe as acks=all promises: nothing while it is not yet.
std::optional<ErrorCode> acks_all_outcome(const Partition& partition, Offset required,
                                          const Knobs& knobs);

// --- follower
void follower_update_high_watermark(Partition& partition, Offset leader_high_watermark,
                                    Sabotage sabotage, Context& context);
Result<void> truncate(Partition& partition, Offset to, Context& context);

}  // namespace barnabas::replica
