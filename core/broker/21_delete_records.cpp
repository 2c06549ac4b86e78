// DeleteRecords: move the log start; answered when all live replicas have moved theirs.
// Kafka: ReplicaManager.deleteRecords, DelayedDeleteRecords (3.9).
#include <algorithm>

#include "core/broker/broker.h"

namespace barnabas::broker {
namespace {

// The lowest log start among the replicas that are alive: what nobody can read any more.
Offset low_watermark(const Broker& broker, const replica::Partition& partition) {
  Offset lowest = partition.log_start();
  for (const auto& [node, remote] : partition.remotes) {
    const auto& alive = broker.metadata.alive;
    if (std::find(alive.begin(), alive.end(), node) == alive.end()) continue;
    lowest = std::min(lowest, remote.log_start);
  }
  return lowest;
}

ErrorCode move_start(Broker& broker, const TopicPartition& tp, Offset wanted, Offset& required,
                     Context& context) {
  ErrorCode error = ErrorCode::None;
  replica::Partition* partition = find_leader(broker, tp, kNoLeaderEpoch, error);
  if (partition == nullptr) return error;
  const bool takes_all =
      broker.config.replica.knobs.sabotage == Sabotage::LogStartBeyondHighWatermark;
  const Offset mark = takes_all ? partition->log_end() : partition->high_watermark;
  required = wanted == kNoOffset ? mark : wanted;
  if (!partition->log->config().delete_policy) return ErrorCode::PolicyViolation;
  if (required.value < 0 || required > mark) return ErrorCode::OffsetOutOfRange;
  const Offset before = partition->log_start();
  const Result<bool> moved =
      partition->log->maybe_increment_log_start(context.files, required, mark);
  if (!moved) return ErrorCode::KafkaStorageError;
  if (!*moved) return ErrorCode::None;
  Note note;
  note.kind = NoteKind::LogStartMoved;
  note.tp = tp;
  note.from = before;
  note.to = partition->log_start();
  context.note(std::move(note));
  broker.recovery_points_moved = true;
  return ErrorCode::None;
}

}  // namespace

void on_delete_records(Broker& broker, const Caller& caller,
                       const protocol::DeleteRecordsRequest& request, Context& context) {
  DeleteRecordsOperation operation;
  operation.caller = caller;
  std::vector<TopicPartition> watched;
  for (const auto& topic : request.topics) {
    for (const auto& ask : topic.partitions) {
      DeleteRecordsOperation::Part part;
      part.tp = {topic.name, ask.partition};
      part.error = move_start(broker, part.tp, ask.offset, part.required, context);
      part.waiting = part.error == ErrorCode::None;
      watched.push_back(part.tp);
      operation.parts.push_back(std::move(part));
    }
  }
  const std::int64_t number = broker.deletions.park(std::move(operation), watched);
  if (!try_complete_deletion(broker, number, false, context)) {
    context.set_timer({TimerKind::PurgatoryDeleteRecords, number},
                      milliseconds(request.timeout_ms));
  }
}

bool try_complete_deletion(Broker& broker, std::int64_t number, bool timed_out, Context& context) {
  DeleteRecordsOperation* operation = broker.deletions.find(number);
  if (operation == nullptr) return true;
  bool waiting = false;
  for (DeleteRecordsOperation::Part& part : operation->parts) {
    if (!part.waiting) continue;
    const replica::Partition* partition = find_leader(broker, part.tp, kNoLeaderEpoch, part.error);
    if (partition != nullptr) {
      part.low_watermark = low_watermark(broker, *partition);
      part.waiting = part.low_watermark < part.required;
      if (part.waiting && timed_out) part.error = ErrorCode::RequestTimedOut;
    } else {
      part.waiting = false;
    }
    waiting = waiting || part.waiting;
  }
  if (waiting && !timed_out) return false;
  context.cancel_timer({TimerKind::PurgatoryDeleteRecords, number});
  const DeleteRecordsOperation taken = broker.deletions.take(number);
  protocol::DeleteRecordsResponse response;
  for (const auto& part : taken.parts) {
    if (response.topics.empty() || response.topics.back().name != part.tp.topic) {
      response.topics.push_back({part.tp.topic, {}});
    }
    response.topics.back().partitions.push_back(
        {part.tp.partition, part.low_watermark, part.error});
  }
  answer(context, taken.caller, std::move(response));
  return true;
}

}  // namespace barnabas::broker
