// Who shall lead a partition, and with whom in sync: pure decisions over the image.
//
// Each decision looks at the state as just read from the quorum, not at the controller's memory of
// it, and gives a proposal; the proposal becomes true only when the quorum has accepted it and it
// was replayed.
//
// Kafka: Election, PartitionLeaderElectionAlgorithms, PartitionStateMachine, and the ISR half of
//        ReplicaStateMachine (3.9); KIP-704 for recovering leaders.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/ids.h"
#include "core/cluster/image.h"
#include "core/controller/controller_config.h"
#include "core/protocol/error_code.h"

namespace barnabas::controller {

// Why a partition's state is looked at, and so how it is changed.
enum class Purpose : std::uint8_t {
  ElectOffline,     // its leader is gone, or it never had one; unclean if the topic allows it
  ElectUnclean,     // the same, unclean because an operator said so
  ElectPreferred,   // the first of the assignment shall lead
  ElectReassigned,  // the leader is no target of the reassignment
  ElectShutdown,    // the leader is about to stop
  RemoveReplica,    // `broker` is out of the ISR from now on
  BumpEpoch,        // the replicas change under the same leader
  AlterIsr,         // the leader asked for another ISR (the leader epoch stays)
};

// How the reason of an election begins that an operator ordered (ElectUnclean).
inline constexpr std::string_view kOperatorAsked = "an administrator asked for a leader";

struct Intent {
  Purpose purpose = Purpose::ElectOffline;
  NodeId broker{-1};  // of RemoveReplica
  friend bool operator==(const Intent&, const Intent&) = default;
};

// A change that is decided and not yet accepted.
struct Proposal {
  TopicPartition tp;
  cluster::Leadership next;        // partition_epoch: the version that it replaces (-1: none yet)
  std::vector<NodeId> recipients;  // who is told with LeaderAndIsr
  bool is_new = false;             // the partition's first state, or a replica that starts empty
  bool is_election = false;        // tells of a leader in a note, otherwise of an ISR
  bool is_unclean = false;
  std::string why;  // for people
  friend bool operator==(const Proposal&, const Proposal&) = default;
};

struct Decision {
  // Ok with a proposal: to be written. Ok without: nothing to write, `unchanged` is still to be
  // told.
  ErrorCode error = ErrorCode::None;
  std::optional<Proposal> proposal;
  std::vector<NodeId> unchanged_recipients;
};

struct ElectionRules {
  ElectionPolicy policy = ElectionPolicy::KafkaReplicaOrder;
  bool unclean_by_default = false;
  ControllerEpoch controller_epoch{-1};
  Sabotage sabotage = Sabotage::None;
};

// Leader and ISR of a partition that has no state yet: the first live replica, all live ones in
// sync.
Decision decide_first_leadership(const cluster::Image& image, const TopicPartition& tp,
                                 const ElectionRules& rules);

// `current` is the state that the quorum holds now. REQUIRES: the image knows the partition.
Decision decide_leadership(const cluster::Image& image, const Intent& intent,
                           const TopicPartition& tp, const cluster::Leadership& current,
                           const ElectionRules& rules);

// May this topic's partitions lose records to stay available?
bool allows_unclean_election(const cluster::Image& image, const std::string& topic,
                             bool by_default);

// Has it no state, no leader, or one that cannot serve? Kafka counts a leader that is shutting down
// as one that cannot only where a replica went away, and where an operator asks.
bool needs_leader(const cluster::Image& image, const TopicPartition& tp,
                  bool or_is_shutting_down = false);

}  // namespace barnabas::controller
