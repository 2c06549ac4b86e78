// The sending half of a producer: which batches leave for which broker, and when.
// Kafka: Sender.sendProducerData, RecordAccumulator.ready and drain (3.9).
#include <algorithm>
#include <utility>

#include "core/client/producer.h"

namespace barnabas::client {

// What a broker's partitions have waiting.
struct Producer::Load {
  std::vector<const TopicPartition*> partitions;  // with batches, in order: keys of `queues`
  bool is_due = false;                            // one of them wants to leave
};

// Batches that are over fail, wherever they are.
void Producer::expire(Context& context) {
  const char* why = "delivery.timeout.ms";
  std::vector<std::int64_t> expired;
  const auto is_over = [&](const ProducerBatch& batch) {
    return context.now - batch.created >= config.delivery_timeout;
  };
  for (auto& [tp, queue] : queues) {
    while (!queue.empty() && is_over(batches.at(queue.front()))) {
      expired.push_back(queue.front());
      queue.pop_front();
    }
  }
  for (const auto& [correlation, sent] : in_flight) {
    for (const std::int64_t number : sent) {
      const ProducerBatch& batch = batches.at(number);
      if (!batch.is_settled && is_over(batch)) expired.push_back(number);
    }
  }
  if (!expired.empty()) context.probe("producer.delivery-timeout");
  for (const std::int64_t number : expired) {
    ProducerBatch& batch = batches.at(number);
    const bool is_in_retry = batch.retries > 0;
    const ProducerBatch copy = is_in_retry ? batch : ProducerBatch{};
    fail(number, ErrorCode::RequestTimedOut, kNoNode, why, context);
    if (is_in_retry) sequences.on_expired_in_retry(copy);
  }
}

std::map<NodeId, Producer::Load> Producer::find_ready(Context& context) {
  std::map<NodeId, Load> loads;
  const bool is_exhausted = blocked && blocked->for_memory;
  for (const auto& [tp, queue] : queues) {
    if (queue.empty()) continue;
    const ClusterView::Partition* partition = view.find(tp);
    if (partition == nullptr || partition->leader == kNoNode) {
      view.want();  // nobody leads, as far as we know
      continue;
    }
    ProducerBatch& batch = batches.at(queue.front());
    batch.see_leader_epoch(partition->leader_epoch);
    if (muted.count(tp) != 0) continue;
    Load& load = loads[partition->leader];
    load.partitions.push_back(&tp);
    const bool is_sendable = queue.size() > 1 || batch.is_full() || is_exhausted ||
                             context.now - batch.last_attempt >= config.linger;
    load.is_due = load.is_due || (is_sendable && !batch.is_backing_off(context.now));
  }
  return loads;
}

// One request per broker that can take one, until no broker can. True when something left.
bool Producer::send_ready(Context& context) {
  if (config.idempotent && sequences.state != Sequences::State::Ready) {
    if (sequences.state == Sequences::State::Fatal) fail_all(context);
    return false;
  }
  bool has_sent = false;
  for (bool goes_on = true; goes_on;) {
    goes_on = false;
    for (const auto& [node, load] : find_ready(context)) {
      if (!load.is_due) continue;
      const bool can_take =
          network.ready(node, context) && network.in_flight_to(node) < config.max_in_flight;
      if (config.partition_availability_timeout.ns > 0) {
        if (latencies.count(node) == 0) latencies[node] = {context.now, context.now};
        latencies[node].ready = context.now;
        if (can_take) latencies[node].drained = context.now;
      }
      if (!can_take) continue;
      const Sent sent = drain(node, load, context);
      if (sent.empty()) continue;
      dispatch(node, sent, context);
      goes_on = true;
    }
    has_sent = has_sent || goes_on;
  }
  return has_sent;
}

// The first batch of each partition, as many as a request may hold. It begins where the last one
// ended: with a partition that could not give its batch, or else with the last in the round.
Producer::Sent Producer::drain(NodeId node, const Load& load, Context& context) {
  Sent sent;
  std::int64_t size = 0;
  TopicPartition& place = drained_last[node];
  const auto is_before = [&](const TopicPartition* tp) { return *tp < place; };
  const auto at = std::find_if_not(load.partitions.begin(), load.partitions.end(), is_before);
  const auto first = static_cast<std::size_t>(at - load.partitions.begin());
  place = led_before(node, place);
  for (std::size_t i = 0; i < load.partitions.size(); ++i) {
    const TopicPartition& tp = *load.partitions[(first + i) % load.partitions.size()];
    std::deque<std::int64_t>& queue = queues.at(tp);
    const std::int64_t number = queue.front();
    ProducerBatch& batch = batches.at(number);
    if (batch.is_backing_off(context.now)) continue;
    const bool is_too_much = !sent.empty() && size + batch.size > config.max_request_size;
    if (is_too_much || (config.idempotent && sequences.holds_back(batch, batches))) {
      place = tp;
      break;
    }
    queue.pop_front();
    if (config.idempotent && !batch.has_sequence()) sequences.assign(number, batches);
    size += batch.size;
    sent.push_back(number);
    if (config.max_in_flight == 1) muted.insert(tp);
  }
  return sent;
}

// The last partition of a round over all that the broker leads, when it begins with this one.
// REQUIRES: it leads one.
TopicPartition Producer::led_before(NodeId node, const TopicPartition& tp) const {
  auto at = view.partitions.lower_bound(tp);
  do {
    if (at == view.partitions.begin()) at = view.partitions.end();
    --at;
  } while (at->second.leader != node);
  return at->first;
}

void Producer::dispatch(NodeId node, const Sent& sent, Context& context) {
  protocol::ProduceRequest request;
  request.acks = config.acks;
  request.timeout_ms = static_cast<std::int32_t>(config.common.request_timeout.ms());
  for (const std::int64_t number : sent) {
    ProducerBatch& batch = batches.at(number);
    batch.is_closed = true;
    if (batch.departures++ == 0) seal(batch, config.compression, context);
    stamp(batch);
    batch.sequence_was_reset = false;  // an error that comes from now on speaks of the new number
    Note note;
    note.kind = NoteKind::Dispatch;
    note.tp = batch.tp;
    note.peer = node;
    note.list = batch.ids;
    note.a = batch.departures;
    context.note(std::move(note));
    if (request.topics.empty() || request.topics.back().name != batch.tp.topic)
      request.topics.push_back({batch.tp.topic, {}});
    protocol::ProduceRequest::Partition part;
    part.partition = batch.tp.partition;
    record::append_to(part.records.bytes, batch.sealed);
    request.topics.back().partitions.push_back(std::move(part));
  }
  const bool wants_answer = config.acks != 0;
  const CorrelationId correlation =
      network.send(node, 11, protocol::RequestRef(std::move(request)), wants_answer, context);
  if (wants_answer) {
    in_flight[correlation] = sent;
    return;
  }
  // acks=0: sent is as good as it gets.
  for (const std::int64_t number : sent) {
    muted.erase(batches.at(number).tp);
    complete(number, kNoOffset, node, context);
  }
}

// One timer for the next moment at which something may be due.
void Producer::arm_wake(const Event& event, Context& context) {
  const TimerId timer{TimerKind::Linger, 0};
  const auto* fired = std::get_if<event::TimerFired>(&event);
  if (fired != nullptr && fired->timer == timer) wake = Instant{};
  Instant earliest{INT64_MAX};
  const auto consider = [&](Instant at) {
    if (at > context.now) earliest = std::min(earliest, at);
  };
  if (blocked) consider(blocked->since + config.max_block);
  for (const auto& [tp, queue] : queues) {
    if (queue.empty()) continue;
    const ProducerBatch& batch = batches.at(queue.front());
    consider(batch.created + config.delivery_timeout);
    consider(batch.is_backing_off(context.now) ? batch.not_before
                                               : batch.last_attempt + config.linger);
  }
  for (const auto& [correlation, sent] : in_flight) {
    for (const std::int64_t number : sent)
      consider(batches.at(number).created + config.delivery_timeout);
  }
  if (config.idempotent && sequences.state == Sequences::State::None) consider(ask_not_before);
  if (earliest.ns == INT64_MAX || earliest == wake) return;
  wake = earliest;
  context.set_timer(timer, earliest - context.now);
}

}  // namespace barnabas::client
