// What the answers to produce requests mean, and what becomes of the batches.
// Kafka: Sender.handleProduceResponse, completeBatch, failBatch (3.9).
#include <algorithm>
#include <utility>
#include <variant>

#include "core/base/backoff.h"
#include "core/client/producer.h"

namespace barnabas::client {
namespace {

Note batch_note(NoteKind kind, const ProducerBatch& batch, NodeId node) {
  Note note;
  note.kind = kind;
  note.tp = batch.tp;
  note.peer = node;
  note.list = batch.ids;
  return note;
}

}  // namespace

void Producer::on_outcome(const Outcome& outcome, Context& context) {
  const auto found = in_flight.find(outcome.correlation);
  if (found == in_flight.end()) return;
  const Sent sent = std::move(found->second);
  in_flight.erase(found);
  if (!outcome.response) view.want();  // who does not answer may lead no more
  const auto* response =
      outcome.response ? std::get_if<protocol::ProduceResponse>(&*outcome.response) : nullptr;
  for (const std::int64_t number : sent) {
    const TopicPartition tp = batches.at(number).tp;
    if (response != nullptr) {
      const auto* answer = find_answer(*response, tp);
      BARNABAS_CHECK(answer != nullptr);
      on_answer(number, *answer, outcome.node, context);
    } else {
      protocol::ProduceResponse::Partition none;
      none.error = outcome.timed_out ? ErrorCode::RequestTimedOut : ErrorCode::NetworkException;
      on_answer(number, none, outcome.node, context);
    }
    muted.erase(tp);
  }
}

void Producer::on_answer(std::int64_t number, const protocol::ProduceResponse::Partition& answer,
                         NodeId node, Context& context) {
  ProducerBatch& batch = batches.at(number);
  const ErrorCode error = answer.error;
  if (error == ErrorCode::None) return complete(number, answer.base_offset, node, context);
  if (error == ErrorCode::MessageTooLarge && batch.count() > 1 && !batch.is_settled) {
    return split_and_retry(number, node, context);
  }
  if (!facts_of(error).definite) batch.may_be_appended = true;
  const bool in_time = context.now - batch.created < config.delivery_timeout;
  const bool may_try = in_time && batch.retries < config.retries && !batch.is_settled;
  const TopicPartition tp = batch.tp;
  if (may_try &&
      (config.idempotent ? sequences.may_retry(batch, error, answer.log_start_offset, batches)
                         : is_retriable(error))) {
    retry(number, error, node, context);
  } else if (error == ErrorCode::DuplicateSequenceNumber) {
    complete(number, kNoOffset, node, context);  // appended once, nobody remembers where
  } else {
    fail(number, error, node, answer.error_message, context);
  }
  if (!facts_of(error).refreshes_metadata) return;
  view.take_leader(tp, answer.current_leader, answer.current_leader_epoch, network);
  view.want();
}

void Producer::complete(std::int64_t number, Offset base_offset, NodeId node, Context& context) {
  const ProducerBatch& batch = batches.at(number);
  if (config.idempotent) sequences.on_completed(number, batch, base_offset);
  if (!batch.is_settled) {
    Note note = batch_note(NoteKind::Acked, batch, node);
    note.from = base_offset;
    note.a = config.acks;
    context.note(std::move(note));
  }
  drop(number);
}

// Before KIP-360, a batch of a producer id that was given up could not be tried again.
void Producer::retry(std::int64_t number, ErrorCode error, NodeId node, Context& context) {
  ProducerBatch& batch = batches.at(number);
  const bool is_stale =
      config.idempotent && !config.bumps_epoch &&
      (batch.producer_id != sequences.id || batch.producer_epoch != sequences.epoch);
  if (is_stale) {
    fail(number, ErrorCode::OutOfOrderSequenceNumber, node, "the producer id has changed", context);
    return;
  }
  Note note = batch_note(NoteKind::Retry, batch, node);
  note.error = error;
  context.note(std::move(note));
  if (error == ErrorCode::OutOfOrderSequenceNumber) context.probe("producer.sequence-retried");
  batch.not_before =
      context.now + exponential_backoff(config.common.retry_backoff,
                                        config.common.retry_backoff_max, batch.retries, random);
  batch.last_attempt = context.now;
  ++batch.retries;
  put_back(number);
}

void Producer::put_back(std::int64_t number) {
  const ProducerBatch& batch = batches.at(number);
  std::deque<std::int64_t>& queue = queues[batch.tp];
  auto place = queue.begin();
  while (config.idempotent && place != queue.end()) {
    const ProducerBatch& other = batches.at(*place);
    const bool goes_before = other.has_sequence() && other.base_sequence < batch.base_sequence;
    if (!goes_before) break;
    ++place;
  }
  queue.insert(place, number);
}

// The parts stand where the batch stood, and count as not yet tried.
void Producer::split_and_retry(std::int64_t number, NodeId node, Context& context) {
  const ProducerBatch& whole = batches.at(number);
  Note note = batch_note(NoteKind::Retry, whole, node);
  note.error = ErrorCode::MessageTooLarge;
  context.note(std::move(note));
  context.probe("producer.batch-split");
  std::vector<ProducerBatch> parts = split(whole, static_cast<std::uint32_t>(config.batch_size));
  const bool has_sequence = whole.has_sequence();
  if (has_sequence) sequences.forget(number, whole.tp);
  drop(number);
  std::vector<std::int64_t> numbers;
  for (ProducerBatch& part : parts) {
    numbers.push_back(next_batch++);
    batches[numbers.back()] = std::move(part);
    if (has_sequence) sequences.follow(numbers.back(), batches);
  }
  for (auto at = numbers.rbegin(); at != numbers.rend(); ++at) put_back(*at);
}

void Producer::fail(std::int64_t number, ErrorCode error, NodeId node, std::string why,
                    Context& context) {
  ProducerBatch& batch = batches.at(number);
  bool is_under_way = false;
  for (const auto& [correlation, sent] : in_flight) {
    is_under_way = is_under_way || std::find(sent.begin(), sent.end(), number) != sent.end();
  }
  if (!batch.is_settled) {
    Note note = batch_note(NoteKind::Failed, batch, node);
    note.error = error;
    note.a = batch.may_be_appended || is_under_way ? 1 : 0;
    note.text = std::move(why);
    if (note.a == 1) context.probe("producer.outcome-unknown");
    context.note(std::move(note));
    // Where a retry ran out, the sequence number may have been taken: it must not be reused.
    const bool is_refused = node != kNoNode && batch.retries < config.retries;
    if (config.idempotent && batch.has_sequence())
      sequences.on_failed(number, batch, error, is_refused, batches);
  }
  if (!is_under_way) return drop(number);
  batch.is_settled = true;  // its answer may still come, and tells what was confirmed
  memory_used -= batch.reserved;
  batch.reserved = 0;
}

void Producer::drop(std::int64_t number) {
  const auto found = batches.find(number);
  memory_used -= found->second.reserved;
  batches.erase(found);
}

const protocol::ProduceResponse::Partition* find_answer(const protocol::ProduceResponse& response,
                                                        const TopicPartition& tp) {
  for (const auto& topic : response.topics) {
    if (topic.name != tp.topic) continue;
    for (const auto& partition : topic.partitions) {
      if (partition.partition == tp.partition) return &partition;
    }
  }
  return nullptr;
}

}  // namespace barnabas::client
