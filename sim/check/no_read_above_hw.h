// NoReadAboveHW: no consumer is given a record at or above the high watermark of who serves it.
//
// Two bounds: the highest high watermark that the serving broker itself ever had, and the judge's
// own: what every member of the in-sync set, ZooKeeper's or the server's, held at one time. The
// second catches a broker that counts its high watermark wrongly.
#pragma once

#include <map>
#include <utility>

#include "sim/check/checker.h"

namespace barnabas::sim::check {

class NoReadAboveHw : public Checker {
 public:
  NoReadAboveHw() : Checker("NoReadAboveHW", Hears::Partitions | Hears::Deliveries) {}
  void on_partition(const Scene& scene, PartitionEvidence& partition) override;
  void on_delivery(const Scene& scene, PartitionEvidence& partition,
                   const Delivery& delivery) override;
  void on_recreated(const PartitionEvidence& partition) override {
    own_bounds_.erase(partition.tp);
  }

 private:
  std::int64_t own_bound(const Scene& scene, const PartitionEvidence& partition, NodeIndex node,
                         const replica::Partition* state);
  // By the in-sync set that the leader itself goes by: what it could honestly show.
  std::map<TopicPartition, std::map<NodeIndex, std::int64_t>> own_bounds_;
};

}  // namespace barnabas::sim::check
