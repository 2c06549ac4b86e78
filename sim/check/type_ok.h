// TypeOk: every variable of a replica lies within its domain, and its log has records exactly below
// its end; the leader epoch of a partition never falls in ZooKeeper. (A follower that must cut
// inside a batch drops the batch and keeps the end that it was told, as in Kafka: batches of one
// epoch that differ are there only after a device lost some.)
#pragma once

#include <vector>

#include "sim/check/checker.h"

namespace barnabas::sim::check {

class TypeOk : public Checker {
 public:
  TypeOk() : Checker("TypeOk", Hears::Batches | Hears::Partitions) {}
  void on_batches(const Scene& scene, PartitionEvidence& partition, const ReplicaEvidence& replica,
                  std::span<const LogEntry> fresh, const LogEntry* previous,
                  LogCause cause) override;
  void on_partition(const Scene& scene, PartitionEvidence& partition) override;
  void on_recreated(const PartitionEvidence& partition) override;
  void finish(const Scene& scene, FinalLogs& logs) override;

 private:
  void wrong(const Scene& scene, const PartitionEvidence& partition, NodeIndex node,
             const std::string& what);
  void check_log(const Scene& scene, const PartitionEvidence& partition,
                 const ReplicaEvidence& replica);
  void check_epoch(const Scene& scene, const PartitionEvidence& partition);

  std::vector<std::int32_t> epochs_;  // the highest in ZooKeeper, by partition
};

}  // namespace barnabas::sim::check
