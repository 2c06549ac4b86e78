// EpochMonotone: along a log, leader epochs never decrease; in the leader-epoch-checkpoint, epochs
// and offsets strictly increase.
#pragma once

#include "sim/check/checker.h"

namespace barnabas::sim::check {

class EpochMonotone : public Checker {
 public:
  EpochMonotone() : Checker("EpochMonotone") {}
  void on_batches(const Scene& scene, PartitionEvidence& partition, const ReplicaEvidence& replica,
                  std::span<const LogEntry> fresh, const LogEntry* previous,
                  LogCause cause) override;
  void on_epoch_file(const Scene& scene, const TopicPartition& tp, NodeIndex node,
                     std::string_view content) override;
};

}  // namespace barnabas::sim::check
