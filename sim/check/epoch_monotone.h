// EpochMonotone: along a log, leader epochs never decrease; in the leader-epoch-checkpoint, epochs
// and offsets strictly increase.
#pragma once

#include "sim/check/checker.h"

namespace barnabas::sim::check {

class EpochMonotone : public Checker {
 public:
  EpochMonotone() : Checker("EpochMonotone", Hears::Batches | Hears::Checkpoints) {}
  void on_batches(const Scene& scene, PartitionEvidence& partition, const ReplicaEvidence& replica,
                  std::span<const LogEntry> fresh, const LogEntry* previous,
                  LogCause cause) override;
  void on_checkpoint(const Scene& scene, const CheckpointFile& file) override;
};

}  // namespace barnabas::sim::check
