// ConsistentRead: one offset never shows two values, to anybody; and what was delivered is still
// there at the end, unless it was deleted on purpose.
#pragma once

#include <map>
#include <vector>

#include "sim/check/checker.h"

namespace barnabas::sim::check {

class ConsistentRead : public Checker {
 public:
  ConsistentRead() : Checker("ConsistentRead", Hears::Deliveries) {}
  void on_delivery(const Scene& scene, PartitionEvidence& partition,
                   const Delivery& delivery) override;
  void on_recreated(const PartitionEvidence& partition) override { seen_.erase(partition.tp); }
  void finish(const Scene& scene, FinalLogs& logs) override;

 private:
  struct Seen {
    DeliveredBatch batch;
    std::int64_t from = 0;  // offsets below were in the batch, but not handed over
    std::int32_t consumer = 0;
    std::uint64_t event = 0;
    Instant at{};
  };
  void compare(const Scene& scene, const TopicPartition& tp, const Seen& earlier,
               const Seen& later);

  std::map<TopicPartition, std::vector<Seen>> seen_;  // by base offset, without overlap
};

}  // namespace barnabas::sim::check
