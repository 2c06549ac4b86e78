// CheckpointSound: what a broker writes into its checkpoints was true when it wrote it: the high
// watermark is neither beyond the log's end nor above the one that the replica has, for the next
// start takes for committed what lies below it; everything below the recovery point is durable or
// deleted; the log's start is not above the high watermark.
//
// Kafka: OffsetCheckpointFile; ReplicaManager.checkpointHighWatermarks, LogManager.
#pragma once

#include "sim/check/checker.h"

namespace barnabas::sim::check {

class CheckpointSound : public Checker {
 public:
  CheckpointSound() : Checker("CheckpointSound", Hears::Checkpoints) {}
  void on_checkpoint(const Scene& scene, const CheckpointFile& file) override;

 private:
  void check_mark(const Scene& scene, const PartitionEvidence& partition,
                  const ReplicaEvidence& replica, std::int64_t mark);
  void check_flushed(const Scene& scene, const PartitionEvidence& partition,
                     const ReplicaEvidence& replica, std::int64_t point);
  void check_start(const Scene& scene, const PartitionEvidence& partition,
                   const ReplicaEvidence& replica, std::int64_t start);
};

}  // namespace barnabas::sim::check
