// Whoever leads, or may be elected, has everything that was committed.
//
// LeaderCompleteness:          a leader that ZooKeeper knows holds all below the true high
//                              watermark, with the content that was committed; and no producer is
//                              told by acks=all of a record that is not committed.
// LeaderCandidateCompleteness: every running member of ZooKeeper's in-sync set has a log that
//                              reaches the true high watermark. Without ELR (KIP-966) a power cut
//                              may break it by design.
#pragma once

#include <vector>

#include "sim/check/checker.h"

namespace barnabas::sim::check {

class LeaderCompleteness : public Checker {
 public:
  LeaderCompleteness()
      : Checker("LeaderCompleteness", Hears::Partitions | Hears::Acknowledgements) {}
  void on_partition(const Scene& scene, PartitionEvidence& partition) override;
  void on_acknowledgement(const Scene& scene, PartitionEvidence& partition,
                          const ProducerHistory& producer, const SentBatch& batch) override;
  void on_recreated(const PartitionEvidence& partition) override;

 private:
  void compare_content(const Scene& scene, const PartitionEvidence& partition,
                       const ReplicaEvidence& leader);
  std::vector<std::int32_t> epochs_;  // by partition: the newest whose leader was looked at whole
};

class LeaderCandidateCompleteness : public Checker {
 public:
  LeaderCandidateCompleteness() : Checker("LeaderCandidateCompleteness", Hears::Partitions) {}
  void on_partition(const Scene& scene, PartitionEvidence& partition) override;
};

}  // namespace barnabas::sim::check
