// High watermarks never go back.
//
// TrueHwMonotone:    a leader that has passed its epoch's start covers the true high watermark.
// AppliedHwMonotone: what others act on never falls: the high watermark of one leader in one epoch,
//                    and what clients are told to be the end of a partition (ListOffsets latest) by
//                    leaders of rising epochs (KIP-207). A deposed leader that does not know it yet
//                    may still name its old one.
#pragma once

#include <map>
#include <tuple>
#include <vector>

#include "sim/check/checker.h"

namespace barnabas::sim::check {

class TrueHwMonotone : public Checker {
 public:
  TrueHwMonotone() : Checker("TrueHwMonotone", Hears::Partitions) {}
  void on_partition(const Scene& scene, PartitionEvidence& partition) override;
};

class AppliedHwMonotone : public Checker {
 public:
  AppliedHwMonotone()
      : Checker("AppliedHwMonotone", Hears::Partitions | Hears::Events | Hears::Sendings) {}
  void on_partition(const Scene& scene, PartitionEvidence& partition) override;
  void on_event(const Scene& scene, const EventRecord& event) override;
  void on_sending(const Scene& scene, const Sending& sending) override;
  void on_recreated(const PartitionEvidence& partition) override;

 private:
  struct Reign {
    NodeIndex node = kNoIndex;
    std::uint32_t incarnation = 0;
    std::int32_t epoch = -1;
    std::int64_t mark = 0;
  };
  struct Told {
    std::int32_t epoch = -1;
    std::int64_t end = 0;
  };
  std::vector<std::vector<Reign>> reigns_;  // by partition
  std::map<TopicPartition, Told> told_;
  // Questions for the end that wait for their answers: broker, asker, correlation.
  std::map<std::tuple<NodeIndex, NodeIndex, std::int32_t>, std::vector<TopicPartition>> questions_;
};

}  // namespace barnabas::sim::check
