// LogMatching: each two running replicas hold the same batches, value and epoch, below the lower of
// their high watermarks.
#pragma once

#include "sim/check/checker.h"

namespace barnabas::sim::check {

class LogMatching : public Checker {
 public:
  LogMatching() : Checker("LogMatching", Hears::Partitions) {}
  void on_partition(const Scene& scene, PartitionEvidence& partition) override;
};

}  // namespace barnabas::sim::check
