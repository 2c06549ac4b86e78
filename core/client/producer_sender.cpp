// The producer's sending half: which batches leave for which broker, and what their answers mean.
// Kafka: Sender (3.9).
#include <algorithm>
#include <deque>
#include <utility>
#include <variant>

#include "core/client/producer.h"

namespace barnabas::client {
namespace {

// Kafka's producer compresses while it collects, and closes a batch by what it hopes to save; here
// a batch is compressed as a whole when it leaves.
void seal(ProducerBatch& batch, const CompressionChoice& compression, const Context& context) {
  record::BatchBuilder builder(batch.size);
  for (std::size_t i = 0; i < batch.records.size(); ++i) {
    const command::AppRecord& record = batch.records[i];
    builder.add(batch.timestamps[i], record.key ? std::optional(record.key->span()) : std::nullopt,
                record.value ? std::optional(record.value->span()) : std::nullopt);
  }
  batch.sealed = builder.build();
  if (compression.codec.value_or(record::Compression::None) != record::Compression::None) {
    BARNABAS_CHECK_MSG(context.compressor != nullptr, "a host of producers has a compressor");
    auto packed =
        recompress(batch.sealed, *compression.codec, compression.level(), *context.compressor);
    BARNABAS_CHECK_MSG(packed.has_value(), "a codec that is known compresses");
    batch.sealed = std::move(*packed);
    batch.size = batch.sealed.size();
  }
  batch.records.clear();
  batch.timestamps.clear();
}

Note batch_note(NoteKind kind, const TopicPartition& tp, const ProducerBatch& batch, NodeId node) {
  Note note;
  note.kind = kind;
  note.tp = tp;
  note.peer = node;
  note.list = batch.ids;
  return note;
}

// A batch that failed goes to the front; an idempotent producer puts it back where its sequence
// belongs (RecordAccumulator.reenqueue, insertInSequenceOrder).
void put_back(std::deque<ProducerBatch>& queue, ProducerBatch batch, bool keeps_order) {
  auto place = queue.begin();
  while (keeps_order && place != queue.end() && place->ids.front() < batch.ids.front()) ++place;
  queue.insert(place, std::move(batch));
}

// Whether an error leaves open if the records were appended.
bool is_indefinite(ErrorCode error) { return !facts_of(error).definite; }

}  // namespace

void Producer::send_ready(Context& context) {
  std::map<NodeId, Sent> by_node;
  std::map<NodeId, std::uint32_t> bytes;
  for (auto& [tp, queue] : queues) {
    if (!may_leave(queue, context.now)) continue;
    const ClusterView::Partition* partition = view.find(tp);
    if (partition == nullptr || partition->leader == kNoNode) {
      view.want(context);  // nobody leads, as far as we know
      continue;
    }
    const NodeId node = partition->leader;
    if (!network.ready(node, context)) continue;
    if (network.in_flight_to(node) >= config.max_in_flight) continue;
    const std::uint32_t size = queue.front().size;
    if (bytes[node] > 0 && bytes[node] + size > static_cast<std::uint32_t>(config.max_request_size))
      continue;
    bytes[node] += size;
    by_node[node].emplace_back(tp, std::move(queue.front()));
    queue.pop_front();
  }
  const bool sent = !by_node.empty();
  for (auto& [node, batches] : by_node) dispatch(node, std::move(batches), context);
  if (sent)
    send_ready(context);  // a request takes one batch of each partition; more may fit in flight
}

void Producer::dispatch(NodeId node, Sent batches, Context& context) {
  protocol::ProduceRequest request;
  request.acks = config.acks;
  request.timeout_ms = static_cast<std::int32_t>(config.common.request_timeout.ms());
  for (auto& [tp, batch] : batches) {
    if (batch.attempts == 0) seal(batch, config.compression, context);
    ++batch.attempts;
    Note note = batch_note(NoteKind::Dispatch, tp, batch, node);
    note.a = batch.attempts;
    context.note(std::move(note));
    if (request.topics.empty() || request.topics.back().name != tp.topic)
      request.topics.push_back({tp.topic, {}});
    protocol::ProduceRequest::Partition part;
    part.partition = tp.partition;
    record::append_to(part.records.bytes, batch.sealed);
    request.topics.back().partitions.push_back(std::move(part));
  }
  const bool wants_answer = config.acks != 0;
  const CorrelationId correlation =
      network.send(node, 11, protocol::RequestRef(std::move(request)), wants_answer, context);
  if (wants_answer) {
    in_flight[correlation] = std::move(batches);
    return;
  }
  for (const auto& [tp, batch] : batches) {  // acks=0: sent is as good as it gets
    context.note(batch_note(NoteKind::Acked, tp, batch, node));
  }
}

void Producer::on_outcome(const Outcome& outcome, Context& context) {
  const auto found = in_flight.find(outcome.correlation);
  if (found == in_flight.end()) return;
  Sent sent = std::move(found->second);
  in_flight.erase(found);
  // Back to the front of the queues in reverse, so that what was first stays first.
  for (auto at = sent.rbegin(); at != sent.rend(); ++at) {
    if (!outcome.response) {
      const ErrorCode error =
          outcome.timed_out ? ErrorCode::RequestTimedOut : ErrorCode::NetworkException;
      on_error(at->first, std::move(at->second), error, outcome.node, context);
      continue;
    }
    const auto& response = std::get<protocol::ProduceResponse>(*outcome.response);
    const auto* answer = find_answer(response, at->first);
    BARNABAS_CHECK(answer != nullptr);
    on_answer(at->first, std::move(at->second), *answer, outcome.node, context);
  }
}

void Producer::on_answer(TopicPartition tp, ProducerBatch batch,
                         const protocol::ProduceResponse::Partition& answer, NodeId node,
                         Context& context) {
  if (answer.error != ErrorCode::None) {
    on_error(tp, std::move(batch), answer.error, node, context);
    return;
  }
  Note note = batch_note(NoteKind::Acked, tp, batch, node);
  note.from = answer.base_offset;
  note.a = config.acks;
  context.note(std::move(note));
}

void Producer::on_error(const TopicPartition& tp, ProducerBatch batch, ErrorCode error, NodeId node,
                        Context& context) {
  if (is_indefinite(error)) batch.may_be_appended = true;
  if (facts_of(error).refreshes_metadata || error == ErrorCode::RequestTimedOut) view.want(context);
  const bool in_time = context.now - batch.created < config.delivery_timeout;
  if (is_retriable(error) && batch.attempts <= config.retries && in_time) {
    Note note = batch_note(NoteKind::Retry, tp, batch, node);
    note.error = error;
    context.note(std::move(note));
    const std::int32_t doublings = std::min(batch.attempts - 1, 10);
    const Duration backoff = std::min(config.common.retry_backoff * (std::int64_t{1} << doublings),
                                      config.common.retry_backoff_max);
    batch.not_before = context.now + backoff;
    put_back(queues[tp], std::move(batch), config.keeps_order);
    return;
  }
  if (!in_time) context.probe("producer.delivery-timeout");
  if (batch.may_be_appended) context.probe("producer.outcome-unknown");
  Note note = batch_note(NoteKind::Failed, tp, batch, node);
  note.error = error;
  note.a = batch.may_be_appended ? 1 : 0;
  context.note(std::move(note));
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
