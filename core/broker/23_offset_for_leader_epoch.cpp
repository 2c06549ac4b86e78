// OffsetForLeaderEpoch: where an epoch ends in this leader's log.
// Kafka: ReplicaManager.lastOffsetForLeaderEpoch, Partition.lastOffsetForLeaderEpoch (3.9). Under
// the policy "kip101" the answer is the start of the next larger epoch without its floor, as
// version 0 gave it.
#include "core/broker/broker.h"

namespace barnabas::broker {

void on_offset_for_leader_epoch(Broker& broker, const Caller& caller,
                                const protocol::OffsetForLeaderEpochRequest& request,
                                Context& context) {
  protocol::OffsetForLeaderEpochResponse response;
  for (const auto& topic : request.topics) {
    response.topics.push_back({topic.name, {}});
    for (const auto& ask : topic.partitions) {
      protocol::OffsetForLeaderEpochResponse::Partition part;
      part.partition = ask.partition;
      const replica::Partition* partition =
          find_leader(broker, {topic.name, ask.partition}, ask.current_leader_epoch, part.error);
      if (partition != nullptr) {
        const log::EpochEndOffset end = partition->log->end_offset_for_epoch(ask.leader_epoch);
        part.leader_epoch = end.epoch;
        part.end_offset = end.end_offset;
        if (broker.config.replica.knobs.truncation == replica::TruncationPolicy::Kip101) {
          part.leader_epoch = kNoLeaderEpoch;
        }
      }
      response.topics.back().partitions.push_back(part);
    }
  }
  answer(context, caller, std::move(response));
}

}  // namespace barnabas::broker
