// FetchCreditSound: no leader credits a follower with more than the follower has.
//
// Looked at when the credit changes, between two that run and are of the same leader epoch: what a
// follower cuts when it turns to another leader, the old one cannot know.
//
// Kafka: Replica.updateFetchStateOrThrow; KIP-903.
#pragma once

#include <vector>

#include "sim/check/checker.h"

namespace barnabas::sim::check {

class FetchCreditSound : public Checker {
 public:
  FetchCreditSound() : Checker("FetchCreditSound", Hears::Partitions) {}
  void on_partition(const Scene& scene, PartitionEvidence& partition) override;

 private:
  struct Credit {
    NodeIndex leader = kNoIndex;
    std::int32_t follower = -1;
    std::int64_t end = -1;
  };
  bool is_new(std::size_t partition, const Credit& credit);

  std::vector<std::vector<Credit>> credits_;  // by partition
};

}  // namespace barnabas::sim::check
