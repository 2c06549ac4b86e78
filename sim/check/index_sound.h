// IndexSound: an entry of the offset index names the last offset of the batch that begins at its
// position; an entry of the time index names the batch that first had its timestamp, the largest
// until then. Both rise strictly from entry to entry.
//
// Reads the bytes of *.index and *.timeindex itself, when a broker has opened its logs and at the
// end, and compares them with the decoded log.
//
// Kafka: OffsetIndex, TimeIndex.
#pragma once

#include <vector>

#include "sim/check/checker.h"

namespace barnabas::sim::check {

class IndexSound : public Checker {
 public:
  IndexSound() : Checker("IndexSound", Hears::Partitions) {}
  void on_partition(const Scene& scene, PartitionEvidence& partition) override;
  void finish(const Scene& scene, FinalLogs& logs) override;

 private:
  void check(const Scene& scene, const PartitionEvidence& partition,
             const ReplicaEvidence& replica);
  void check_offsets(const Scene& scene, const PartitionEvidence& partition, NodeIndex node,
                     const LogSegment& segment);
  void check_times(const Scene& scene, const PartitionEvidence& partition, NodeIndex node,
                   const LogSegment& segment);
  void wrong(const Scene& scene, const PartitionEvidence& partition, NodeIndex node,
             const std::string& path, std::size_t entry, const std::string& why);

  struct Seen {
    NodeIndex node = kNoIndex;
    std::uint32_t incarnation = 0;
  };
  std::vector<std::vector<Seen>> seen_;  // by partition
};

}  // namespace barnabas::sim::check
