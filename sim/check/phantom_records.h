// NoPhantomRecords: every record in a log is one that a producer handed over for that partition,
// with that value.
//
// Looks at the final logs. Offsets whose values were acknowledged explain themselves; only the
// others are searched among what was sent.
#pragma once

#include "sim/check/checker.h"

namespace barnabas::sim::check {

class NoPhantomRecords : public Checker {
 public:
  NoPhantomRecords() : Checker("NoPhantomRecords") {}
  void finish(const Scene& scene, FinalLogs& logs) override;

 private:
  void check_partition(const Scene& scene, const TopicPartition& tp, FinalLogs& logs);
};

}  // namespace barnabas::sim::check
