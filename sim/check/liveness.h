// Liveness, judged once, at the end, when everything has healed: brokers run and are registered,
// every partition has a leader that runs and is in sync, every running replica is in sync and has
// what is committed, no ISR change and no reassignment hangs, all brokers' metadata agree with
// ZooKeeper, every record has its outcome, every consumer knows where to
// read on and has read all there is.
//
// Each thing that is not so is one violation; the first is the reason that people are told.
#pragma once

#include "sim/check/checker.h"

namespace barnabas::sim::check {

class Liveness : public Checker {
 public:
  Liveness() : Checker("Liveness") {}
  void finish(const Scene& scene, FinalLogs& logs) override;

 private:
  void miss(const Scene& scene, const TopicPartition& tp, std::string text);
  void check_processes(const Scene& scene);
  void check_partition(const Scene& scene, const PartitionEvidence& partition);
  void check_replication(const Scene& scene, const PartitionEvidence& partition);
  void check_metadata(const Scene& scene, const PartitionEvidence& partition);
  void check_producers(const Scene& scene);
  void check_consumers(const Scene& scene, FinalLogs& logs);
};

}  // namespace barnabas::sim::check
