// What the judges go by: every replica's decoded log, the znodes, and the ghosts that only a judge
// can know.
//
// Ghosts: how far each replica ever held the log (`reached`), what was committed and with which
// content (`true_mark`), which offsets were deleted on purpose, and the highest high watermark each
// broker ever had.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "core/base/ids.h"
#include "core/base/time.h"
#include "sim/check/agreement.h"
#include "sim/check/log_view.h"
#include "sim/check/sequences.h"
#include "sim/world/world.h"

namespace barnabas::replica {
struct Partition;
}  // namespace barnabas::replica

namespace barnabas::sim::check {

struct ReplicaEvidence {
  NodeIndex node = kNoIndex;
  LogView log;
  // Everything below was in this log once, and its process did not take it back by a truncation.
  // What a device or a power cut took is not taken back: a leader may have been told of it before.
  std::int64_t reached = 0;
  Sequences sequences;         // of idempotent producers in this log
  std::int64_t mark_seen = 0;  // the highest high watermark that its broker ever had
  const replica::Partition* state =
      nullptr;  // the broker's view, while on_partition is called; null when down
};

// A partition as ZooKeeper has it.
struct PartitionZnodes {
  bool exists = false;
  std::vector<std::int32_t> replicas;
  std::vector<std::int32_t> removing;  // of these, what a reassignment moves away
  bool has_state = false;
  std::int32_t leader = -1;
  std::int32_t leader_epoch = -1;
  std::int32_t controller_epoch = -1;
  std::vector<std::int32_t> isr;
  std::int64_t state_mzxid = -1;
};

struct CommittedBatch {
  std::int64_t base = 0;
  std::uint64_t digest = 0;
  std::int32_t last_delta = 0;
  std::int32_t epoch = -1;
  Instant at{};  // when it was
};

struct PartitionEvidence {
  TopicPartition tp;
  std::size_t number = 0;  // dense, in the order of their coming, for tables of the checkers
  std::map<NodeIndex, ReplicaEvidence> replicas;
  PartitionZnodes znodes;
  Agreement agreement;
  // Every member of the in-sync set in ZooKeeper held all below it at one time. May run ahead of
  // what any leader knows.
  std::int64_t committed_to = 0;
  // The true high watermark: the highest that a leader ever had and was entitled to.
  std::int64_t true_mark = 0;
  std::vector<CommittedBatch> committed;  // below true_mark, frozen as they were committed
  std::int64_t deleted_to = 0;            // segments below were deleted from the front, by somebody
  std::int64_t asked_to_delete_to = 0;    // an administrator's DeleteRecords
  std::uint64_t since_event = 0;          // when the topic came back under its old name
  bool is_dirty = false;

  ReplicaEvidence& replica(NodeIndex node) {
    ReplicaEvidence& found = replicas[node];
    found.node = node;
    return found;
  }
  const ReplicaEvidence* find_replica(NodeIndex node) const {
    const auto found = replicas.find(node);
    return found == replicas.end() ? nullptr : &found->second;
  }
};

class Evidence {
 public:
  std::map<TopicPartition, PartitionEvidence> partitions;
  std::vector<PartitionEvidence*> dirty;  // touched by the event in hand
  std::vector<std::int32_t> registered;   // brokers below /brokers/ids
  std::int32_t controller_epoch = -1;     // of the znode; -1: none yet
  std::vector<std::string> deleting;      // topics below /admin/delete_topics
  std::vector<std::string> reassigning;   // topics whose replicas are on the move

  PartitionEvidence& partition(const TopicPartition& tp);
  PartitionEvidence* find(const TopicPartition& tp);
  void touch(PartitionEvidence& partition);
  // The place of the broker with this id; kNoIndex when there is none.
  NodeIndex index_of(const World& world, std::int32_t broker_id);
  // Brings `committed_to` and `true_mark` forward, as far as logs, znodes and leaders show it.
  // REQUIRES: the replicas' states are set.
  void advance_committed(const World& world, PartitionEvidence& partition);
  // Whether the partition is there to stay: a topic that is being deleted promises nothing.
  bool stands(const PartitionEvidence& partition) const;
  // Whether the controller could elect it: it runs, is registered and is to stay. A replica that a
  // reassignment moves away is counted by no leader from the moment of the last phase on, although
  // the ISR names it until the next write (Kafka: KafkaController.onPartitionReassignment, B3-B4).
  bool is_electable(const World& world, const PartitionEvidence& partition, std::int32_t broker_id);
  // Below which offset all of these replicas have once held everything.
  std::int64_t held_by_all(const World& world, const PartitionEvidence& partition,
                           const std::vector<std::int32_t>& broker_ids);

 private:
  static void freeze(PartitionEvidence& partition, const LogView& log, Instant now);

  std::map<std::int32_t, NodeIndex> brokers_;
  std::size_t nodes_seen_ = 0;
};

// The replica that leads as ZooKeeper says, knows it, and runs; null when there is none.
// REQUIRES: the replicas' states are set.
const ReplicaEvidence* find_true_leader(const World& world, Evidence& evidence,
                                        const PartitionEvidence& partition);
// The broker's own view, or null when the process is down or has no such partition.
const replica::Partition* find_state(const World& world, NodeIndex node, const TopicPartition& tp);

}  // namespace barnabas::sim::check
