// RecoveryPrefix: after an unclean stop, a log is the longest prefix of what the disk held whose
// batches are whole and true, without a hole between segments, and nothing of that is lost; after a
// clean stop, it is what it was.
//
// The expectation is made when the process starts, from the decoded files, the recovery point in
// the checkpoint and the marker of a clean shutdown; the outcome is looked at when the log is open.
// Segments before the one with the recovery point are trusted, as Kafka trusts them.
//
// Kafka: LogLoader.recoverLog, LogSegment.recover.
#pragma once

#include <map>
#include <utility>

#include "sim/check/checker.h"

namespace barnabas::sim::check {

class RecoveryPrefix : public Checker {
 public:
  RecoveryPrefix() : Checker("RecoveryPrefix", Hears::Starts | Hears::Partitions) {}
  void on_start(const Scene& scene, NodeIndex node) override;
  void on_partition(const Scene& scene, PartitionEvidence& partition) override;

 private:
  struct Expectation {
    std::uint32_t incarnation = 0;
    std::int64_t end = 0;
    bool was_clean = false;
  };
  std::map<std::pair<std::size_t, NodeIndex>, Expectation> expected_;  // by partition and broker
};

}  // namespace barnabas::sim::check
