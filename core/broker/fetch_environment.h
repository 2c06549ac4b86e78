// Lends a broker's parts to its fetchers for one call, and takes over what they report.
#pragma once

#include <vector>

#include "core/broker/broker.h"

namespace barnabas::broker {

class FetchScope {
 public:
  FetchScope(Broker& broker, Context& context) : broker_(broker), context_(context) {}
  ~FetchScope() { settle(); }
  FetchScope(const FetchScope&) = delete;
  FetchScope& operator=(const FetchScope&) = delete;

  replica::FetchEnvironment environment() {
    return {broker_.partitions,
            broker_.config.replica,
            broker_.config.id,
            broker_.controller.broker_epoch(),
            context_,
            moved_,
            failed_};
  }

 private:
  void settle() {
    for (const TopicPartition& tp : moved_) take_move(tp);
    if (!moved_.empty()) broker_.recovery_points_moved = true;
    for (const TopicPartition& tp : failed_) log_failed(broker_, tp, context_);
  }
  void take_move(const TopicPartition& tp) {
    broker_.ready.insert(tp);
    replica::Partition* partition = find_partition(broker_, tp);
    if (partition == nullptr || !partition->is_leader()) return;
    // It was made leader while its own copy waited for the disk.
    replica::maybe_increment_high_watermark(*partition, surroundings(broker_), context_);
  }
  Broker& broker_;
  Context& context_;
  std::vector<TopicPartition> moved_;
  std::vector<TopicPartition> failed_;
};

}  // namespace barnabas::broker
