// ListOffsets: the offset of a timestamp, or of a special place.
// Kafka: ReplicaManager.fetchOffset, Partition.fetchOffsetForTimestamp (3.9).
#include "core/broker/broker.h"

namespace barnabas::broker {
namespace {

using Answer = protocol::ListOffsetsResponse::Partition;

void find_offset(const replica::Partition& partition, bool follower, std::int64_t timestamp,
                 Answer& answer, Context& context) {
  const Offset bound = follower ? partition.log_end() : partition.high_watermark;
  if (timestamp == protocol::kEarliestTimestamp) {
    answer.offset = partition.log_start();
    const auto& epochs = partition.log->epochs().entries();
    if (!epochs.empty() && epochs.front().start_offset <= answer.offset)
      answer.leader_epoch = epochs.front().epoch;
    return;
  }
  // A new leader's mark may be stale: the outside must not see the end of the log go back
  // (KIP-207).
  const bool stale_mark = !follower && bound < partition.leader_epoch_start;
  if (timestamp == protocol::kLatestTimestamp) {
    if (stale_mark) {
      answer.error = ErrorCode::OffsetNotAvailable;
      return;
    }
    answer.offset = bound;
    answer.leader_epoch = partition.log->latest_epoch();
    return;
  }
  const auto found = timestamp == protocol::kMaxTimestamp
                         ? partition.log->find_max_timestamp(context.files)
                         : partition.log->find_by_timestamp(context.files, timestamp);
  if (!found) {
    answer.error = ErrorCode::KafkaStorageError;
    return;
  }
  if (!found.value()) return;  // every record is older: offset and timestamp stay -1
  if (found.value()->offset >= bound) {
    if (stale_mark) answer.error = ErrorCode::OffsetNotAvailable;
    return;
  }
  answer.offset = found.value()->offset;
  answer.timestamp = found.value()->timestamp;
  answer.leader_epoch = found.value()->epoch;
}

}  // namespace

void on_list_offsets(Broker& broker, const Caller& caller,
                     const protocol::ListOffsetsRequest& request, Context& context) {
  protocol::ListOffsetsResponse response;
  for (const auto& topic : request.topics) {
    response.topics.push_back({topic.name, {}});
    for (const auto& ask : topic.partitions) {
      Answer answer;
      answer.partition = ask.partition;
      const replica::Partition* partition =
          find_leader(broker, {topic.name, ask.partition}, ask.current_leader_epoch, answer.error);
      if (partition != nullptr) {
        find_offset(*partition, request.replica_id.value >= 0, ask.timestamp, answer, context);
      }
      response.topics.back().partitions.push_back(answer);
    }
  }
  answer(context, caller, std::move(response));
}

}  // namespace barnabas::broker
