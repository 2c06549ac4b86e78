// Produce: append to the leader's log, then answer when acks is satisfied.
//
// acks=0: nothing is answered; an error closes the connection, the only hint a client gets. acks=1:
// when the leader has appended (and flushed, where flush.messages asks). acks=all: when the high
// watermark has passed. A batch that an idempotent producer sends again is not appended: it is
// answered with the offset that it got, once acks is satisfied for that. Kafka:
// KafkaApis.handleProduceRequest, ReplicaManager.appendRecords, DelayedProduce (3.9).
#include "core/broker/broker.h"
#include "core/broker/records_codec.h"

namespace barnabas::broker {
namespace {

void note_append(const replica::Partition& partition, const log::AppendResult& done,
                 Context& context) {
  if (!done.duplicate) {
    Note note;
    note.kind = NoteKind::Append;
    note.tp = partition.tp;
    note.epoch = partition.leader_epoch;
    note.from = done.first_offset;
    note.to = done.last_offset;
    note.a = 1;
    context.note(std::move(note));
  }
  if (!done.rolled) return;
  Note rolled;
  rolled.kind = NoteKind::SegmentRolled;
  rolled.tp = partition.tp;
  rolled.to = done.first_offset;
  context.note(std::move(rolled));
}

bool lacks_replicas(const Broker& broker, const replica::Partition& partition, std::int16_t acks) {
  const auto in_sync = static_cast<std::int32_t>(partition.isr.size());
  return acks == -1 && in_sync < partition.effective_min_isr(broker.config.replica.knobs);
}

void after_append(Broker& broker, ProduceOperation& operation, ProduceOperation::Part& part,
                  replica::Partition& partition, const log::AppendResult& done, std::int64_t number,
                  Context& context) {
  note_append(partition, done, context);
  part.answer.base_offset = done.first_offset;
  if (broker.config.replica.knobs.sabotage == Sabotage::AckAtNextOffset)
    part.answer.base_offset = done.first_offset.next();
  part.answer.log_append_time = done.log_append_time;
  part.answer.log_start_offset = partition.log_start();
  part.required = done.last_offset.next();
  part.waiting = operation.acks == -1;
  if (done.rolled) start_flush(broker, part.tp, done.first_offset, 0, context);
  if (done.needs_flush) {
    ++operation.flushes;
    ++partition.flushes_in_flight;
    start_flush(broker, part.tp, partition.log_end(), number, context);
  }
  replica::Progress progress;
  // As in Kafka, where the append and its flush are one call, fetches that wait are woken behind it;
  // one that comes meanwhile may see what the disk has not got yet.
  progress.log_end_moved = !done.needs_flush;
  progress.high_watermark_moved =
      replica::maybe_increment_high_watermark(partition, surroundings(broker), context);
  apply_progress(broker, partition, progress, context);
}

ErrorCode append_prepared(Broker& broker, ProduceOperation& operation, ProduceOperation::Part& part,
                          replica::Partition& partition, const Rope& records, std::int64_t number,
                          Context& context) {
  const log::AppendResult done =
      partition.log->append_as_leader(context.files, records, partition.leader_epoch, context.wall);
  part.answer.error_message = done.message;
  if (done.duplicate) context.probe("produce.duplicate-batch");
  if (done.error == ErrorCode::OutOfOrderSequenceNumber)
    context.probe("produce.out-of-order-sequence");
  if (done.storage_failed) log_failed(broker, part.tp, context);
  if (done.error == ErrorCode::None) {
    after_append(broker, operation, part, partition, done, number, context);
  } else {
    part.answer.log_start_offset = partition.log_start();
  }
  return done.error;
}

void append(Broker& broker, ProduceOperation& operation, ProduceOperation::Part& part,
            const Rope& records, std::int64_t number, Context& context) {
  ErrorCode error = ErrorCode::None;
  const Sabotage sabotage = broker.config.replica.knobs.sabotage;
  replica::Partition* partition = find_leader(broker, part.tp, kNoLeaderEpoch, error);
  if (error == ErrorCode::NotLeaderOrFollower && sabotage == Sabotage::AppendWithoutLeadership) {
    partition = find_partition(broker, part.tp);
    if (partition != nullptr && partition->log) error = ErrorCode::None;
  }
  if (partition != nullptr && lacks_replicas(broker, *partition, operation.acks)) {
    context.probe("produce.not-enough-replicas");
    error = ErrorCode::NotEnoughReplicas;
  }
  if (error == ErrorCode::None) {
    const PreparedRecords prepared =
        prepare_records(records, partition->log->config(), context.compressor);
    error = prepared.error;
    part.answer.error_message = prepared.message;
    if (error == ErrorCode::None) {
      error = append_prepared(broker, operation, part, *partition, prepared.bytes, number, context);
    }
  }
  if (error == ErrorCode::NotEnoughReplicas && sabotage == Sabotage::AckRefused) {
    error = ErrorCode::None;
    part.answer.base_offset = partition->log_end();
  }
  part.answer.error = error;
  if (error == ErrorCode::NotLeaderOrFollower) context.probe("produce.not-leader");
}

// Where the producer should turn to (KIP-951). A replica's own orders come before the metadata.
void name_leader(const Broker& broker, const TopicPartition& tp,
                 protocol::ProduceResponse::Partition& answer) {
  const auto here = broker.partitions.find(tp);
  if (here != broker.partitions.end() && here->second->leader_epoch != kNoLeaderEpoch) {
    answer.current_leader = here->second->leader;
    answer.current_leader_epoch = here->second->leader_epoch;
    return;
  }
  const auto known = broker.metadata.partitions.find(tp);
  if (known == broker.metadata.partitions.end()) return;
  answer.current_leader = known->second.leader;
  answer.current_leader_epoch = known->second.leader_epoch;
}

void send_answer(const Broker& broker, ProduceOperation&& operation, Context& context) {
  protocol::ProduceResponse response;
  bool failed = false;
  for (ProduceOperation::Part& part : operation.parts) {
    if (part.answer.error != ErrorCode::None) {
      failed = true;
      part.answer.base_offset = kNoOffset;
    }
    if (part.answer.error == ErrorCode::NotLeaderOrFollower)
      name_leader(broker, part.tp, part.answer);
    if (response.topics.empty() || response.topics.back().name != part.tp.topic) {
      response.topics.push_back({part.tp.topic, {}});
    }
    response.topics.back().partitions.push_back(std::move(part.answer));
  }
  if (operation.acks != 0) {
    answer(context, operation.caller, std::move(response));
  } else if (failed) {
    context.close(operation.caller.connection);
  } else {
    context.reply(operation.caller.connection, operation.caller.correlation, {});
  }
}

bool refuse_acks(const Caller& caller, const protocol::ProduceRequest& request, Context& context) {
  if (request.acks >= -1 && request.acks <= 1) return false;
  protocol::ProduceResponse response;
  for (const auto& topic : request.topics) {
    response.topics.push_back({topic.name, {}});
    for (const auto& partition : topic.partitions) {
      protocol::ProduceResponse::Partition part;
      part.partition = partition.partition;
      part.error = ErrorCode::InvalidRequiredAcks;
      response.topics.back().partitions.push_back(part);
    }
  }
  answer(context, caller, std::move(response));
  return true;
}

}  // namespace

void on_produce(Broker& broker, const Caller& caller, const protocol::ProduceRequest& request,
                Context& context) {
  if (refuse_acks(caller, request, context)) return;
  ProduceOperation operation;
  operation.caller = caller;
  operation.acks = request.acks;
  std::vector<TopicPartition> watched;
  for (const auto& topic : request.topics) {
    for (const auto& partition : topic.partitions) {
      ProduceOperation::Part part;
      part.tp = {topic.name, partition.partition};
      part.answer.partition = partition.partition;
      watched.push_back(part.tp);
      operation.parts.push_back(std::move(part));
    }
  }
  const std::int64_t number = broker.produces.park(std::move(operation), watched);
  ProduceOperation& parked = *broker.produces.find(number);
  std::size_t index = 0;
  for (const auto& topic : request.topics) {
    for (const auto& partition : topic.partitions) {
      append(broker, parked, parked.parts[index++], partition.records.bytes, number, context);
    }
  }
  if (try_complete_produce(broker, number, false, context)) return;
  if (parked.acks == -1) {
    context.set_timer({TimerKind::PurgatoryProduce, number}, milliseconds(request.timeout_ms));
  }
}

bool try_complete_produce(Broker& broker, std::int64_t number, bool timed_out, Context& context) {
  ProduceOperation* operation = broker.produces.find(number);
  if (operation == nullptr) return true;
  for (ProduceOperation::Part& part : operation->parts) {
    if (!part.waiting) continue;
    ErrorCode error = ErrorCode::None;
    const replica::Partition* partition = find_leader(broker, part.tp, kNoLeaderEpoch, error);
    std::optional<ErrorCode> outcome = error;
    if (partition != nullptr) {
      outcome = replica::acks_all_outcome(*partition, part.required, broker.config.replica.knobs);
    }
    const Sabotage sabotage = broker.config.replica.knobs.sabotage;
    if (outcome == ErrorCode::NotLeaderOrFollower && sabotage == Sabotage::AckAfterDemotion)
      outcome = ErrorCode::None;
    if (!outcome && timed_out) {
      context.probe("produce.waited-in-vain");
      outcome = ErrorCode::RequestTimedOut;
    }
    if (!outcome) continue;
    if (*outcome == ErrorCode::NotLeaderOrFollower)
      context.probe("produce.leadership-lost-while-waiting");
    if (*outcome == ErrorCode::NotEnoughReplicasAfterAppend)
      context.probe("produce.isr-shrank-while-waiting");
    part.answer.error = *outcome;
    part.waiting = false;
  }
  if (operation->flushes > 0 && !timed_out) return false;
  for (const ProduceOperation::Part& part : operation->parts) {
    if (part.waiting) return false;
  }
  context.cancel_timer({TimerKind::PurgatoryProduce, number});
  send_answer(broker, broker.produces.take(number), context);
  return true;
}

}  // namespace barnabas::broker
