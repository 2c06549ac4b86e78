// For how long each partition had nobody to lead it.
//
// A partition is led while ZooKeeper's leader runs, is not paused, and knows that it leads in that
// epoch. Time counts from the first leader on.
#pragma once

#include <map>
#include <vector>

#include "sim/check/checker.h"

namespace barnabas::sim::check {

struct Outage {
  Instant from{};
  Instant to{};
};

class Availability {
 public:
  void on_partition(const Scene& scene, const PartitionEvidence& partition);
  void on_recreated(const PartitionEvidence& partition) { partitions_.erase(partition.tp); }
  // Outages per partition, in order; one that lasts still ends now. Partitions that never had a
  // leader are absent.
  std::map<TopicPartition, std::vector<Outage>> outages(Instant now) const;

 private:
  struct Standing {
    bool is_led = false;
    Instant lost{};
    std::vector<Outage> outages;
  };
  std::map<TopicPartition, Standing> partitions_;
};

Duration total_of(const std::vector<Outage>& outages);

}  // namespace barnabas::sim::check
