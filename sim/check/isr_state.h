// What must hold of in-sync sets at any moment.
//
// LeaderInIsr:               the leader in ZooKeeper is in its in-sync set, which is never empty.
// ValidHighWatermark:        the leader's high watermark is not beyond the log of any member of
//                            ZooKeeper's in-sync set that runs.
// ReplicationQuorumSuperset: the set that a leader counts for its high watermark (the maximal ISR)
//                            has all members of ZooKeeper's.
// The last two look at leaders that ZooKeeper knows; what a deposed one believes is StrongIsr's
// business.
//
// Kafka: KIP-497; AsyncIsr and KafkaReplication of hachikuji's specifications.
#pragma once

#include "sim/check/checker.h"

namespace barnabas::sim::check {

class LeaderInIsr : public Checker {
 public:
  LeaderInIsr() : Checker("LeaderInIsr", Hears::Partitions) {}
  void on_partition(const Scene& scene, PartitionEvidence& partition) override;
};

class ValidHighWatermark : public Checker {
 public:
  ValidHighWatermark() : Checker("ValidHighWatermark", Hears::Partitions) {}
  void on_partition(const Scene& scene, PartitionEvidence& partition) override;
};

class ReplicationQuorumSuperset : public Checker {
 public:
  ReplicationQuorumSuperset() : Checker("ReplicationQuorumSuperset", Hears::Partitions) {}
  void on_partition(const Scene& scene, PartitionEvidence& partition) override;
};

}  // namespace barnabas::sim::check
