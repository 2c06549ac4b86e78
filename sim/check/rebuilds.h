// What a broker keeps in memory for speed equals what its log's batches say.
//
// EpochCacheRebuild: the leader-epoch cache has each epoch of the log with the offset of its first
//                    batch. An epoch that begins at the log's end has no batch yet (KAFKA-7415).
// StateRebuild:      the state of idempotent producers is that of their last batches in the log.
//                    Batches below the log's start may be remembered or not; who was silent for
//                    producer.id.expiration.ms may be forgotten.
//
// Both recompute from the decoded batches with code of their own, when a replica starts, when its
// leader epoch changes, and at the end.
//
// Kafka: LeaderEpochFileCache, ProducerStateManager.
#pragma once

#include <vector>

#include "sim/check/checker.h"

namespace barnabas::sim::check {

class Rebuild : public Checker {
 public:
  explicit Rebuild(std::string_view id) : Checker(id, Hears::Partitions) {}
  void on_partition(const Scene& scene, PartitionEvidence& partition) override;
  void finish(const Scene& scene, FinalLogs& logs) override;

 private:
  struct Seen {
    NodeIndex node = kNoIndex;
    std::uint32_t incarnation = 0;
    std::int32_t epoch = -2;
  };
  bool is_new(const Scene& scene, const PartitionEvidence& partition,
              const ReplicaEvidence& replica);
  virtual void check(const Scene& scene, const PartitionEvidence& partition,
                     const ReplicaEvidence& replica, const replica::Partition& state) = 0;

  std::vector<std::vector<Seen>> seen_;  // by partition
};

class EpochCacheRebuild : public Rebuild {
 public:
  EpochCacheRebuild() : Rebuild("EpochCacheRebuild") {}

 private:
  void check(const Scene& scene, const PartitionEvidence& partition, const ReplicaEvidence& replica,
             const replica::Partition& state) override;
};

class StateRebuild : public Rebuild {
 public:
  StateRebuild() : Rebuild("StateRebuild") {}

 private:
  void check(const Scene& scene, const PartitionEvidence& partition, const ReplicaEvidence& replica,
             const replica::Partition& state) override;
};

}  // namespace barnabas::sim::check
