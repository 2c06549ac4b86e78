// SingleLeaderPerEpoch: of one partition and leader epoch, only one replica appends as leader.
//
// A batch that a process writes and that no replica has held before was written by a leader; all
// others are copies. Nobody's own word about its role is used.
#pragma once

#include <map>
#include <utility>
#include <vector>

#include "sim/check/checker.h"

namespace barnabas::sim::check {

class SingleLeaderPerEpoch : public Checker {
 public:
  SingleLeaderPerEpoch() : Checker("SingleLeaderPerEpoch", Hears::Batches) {}
  void on_batches(const Scene& scene, PartitionEvidence& partition, const ReplicaEvidence& replica,
                  std::span<const LogEntry> fresh, const LogEntry* previous,
                  LogCause cause) override;
  void on_recreated(const PartitionEvidence& partition) override { epochs_.erase(partition.tp); }

 private:
  struct Epoch {
    NodeIndex owner = kNoIndex;
    std::vector<std::pair<std::int64_t, std::uint64_t>> batches;  // base and digest, sorted
  };
  std::map<TopicPartition, std::map<std::int32_t, Epoch>> epochs_;
};

}  // namespace barnabas::sim::check
