// StrongIsr: whatever a replica that believes to lead has below its high watermark stands on every
// member of the in-sync set in ZooKeeper.
//
// Members that are down are not looked at: they cannot be elected. One that comes back without what
// it had, and is still in the set, is a danger and is reported.
#pragma once

#include "sim/check/checker.h"

namespace barnabas::sim::check {

class StrongIsr : public Checker {
 public:
  StrongIsr() : Checker("StrongIsr") {}
  void on_partition(const Scene& scene, PartitionEvidence& partition) override;

 private:
  void compare(const Scene& scene, PartitionEvidence& partition, const ReplicaEvidence& leader,
               const replica::Partition& state);
};

}  // namespace barnabas::sim::check
