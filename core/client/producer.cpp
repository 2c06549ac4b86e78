#include "core/client/producer.h"

#include <algorithm>
#include <utility>
#include <variant>

#include "core/base/murmur2.h"

namespace barnabas::client {

Producer::Producer(ProducerConfig settings, Prng seed) : config(std::move(settings)), random(seed) {
  network.bootstrap = config.common.bootstrap;
  network.reconnect_backoff = config.common.reconnect_backoff;
  network.reconnect_backoff_max = config.common.reconnect_backoff_max;
  network.request_timeout = config.common.request_timeout;
  view.max_age = config.common.metadata_max_age;
  view.backoff = config.common.retry_backoff;
}

void Producer::step(const Event& event, Context& context) {
  std::vector<Outcome> outcomes;
  if (const auto* commanded = std::get_if<event::Commanded>(&event)) {
    if (const auto* send = std::get_if<command::Send>(&*commanded->command))
      on_send(*send, context);
  } else {
    network.on_event(event, context, outcomes);
  }
  for (const Outcome& outcome : outcomes) {
    if (!view.on_outcome(outcome, network, context)) on_outcome(outcome, context);
  }
  while (!unrouted.empty() && route(unrouted.front(), context)) unrouted.pop_front();
  expire(context);
  send_ready(context);
  view.advance(network, context);
  arm_wake(context);
}

void Producer::on_send(const command::Send& send, Context& context) {
  Note note;
  note.kind = NoteKind::Send;
  note.tp.topic = send.topic;
  note.tp.partition = send.records.empty() ? -1 : send.records.front().partition;
  for (const command::AppRecord& record : send.records) note.list.push_back(record.id);
  context.note(std::move(note));
  view.want_topic(send.topic, context);
  unrouted.push_back(send);
}

// False while the topic's partitions are not known.
bool Producer::route(const command::Send& send, Context& context) {
  const auto known = view.partition_counts.find(send.topic);
  if (known == view.partition_counts.end() || known->second == 0) return false;
  for (const command::AppRecord& record : send.records) {
    const std::int32_t partition = choose_partition(record, known->second);
    append({send.topic, partition}, record, context);
  }
  return true;
}

std::int32_t Producer::choose_partition(const command::AppRecord& record, std::int32_t count) {
  if (record.partition >= 0) return record.partition;
  if (record.key) return partition_of_key(record.key->span(), count);
  return static_cast<std::int32_t>(round_robin++ % static_cast<std::uint32_t>(count));
}

void Producer::append(const TopicPartition& tp, const command::AppRecord& record,
                      Context& context) {
  std::deque<ProducerBatch>& queue = queues[tp];
  const std::optional<ByteSpan> key = record.key ? std::optional(record.key->span()) : std::nullopt;
  const std::optional<ByteSpan> value =
      record.value ? std::optional(record.value->span()) : std::nullopt;
  const std::uint32_t size = record::record_size(
      queue.empty() ? 0 : static_cast<std::int32_t>(queue.back().ids.size()), 0, key, value, {});
  const auto limit = static_cast<std::uint32_t>(std::max(config.batch_size, 0));
  const bool open = !queue.empty() && queue.back().attempts == 0 && !queue.back().is_full &&
                    queue.back().size + size <= limit;
  if (!open) {
    if (!queue.empty()) queue.back().is_full = true;
    queue.emplace_back();
    queue.back().created = context.now;
  }
  ProducerBatch& batch = queue.back();
  batch.ids.push_back(record.id);
  batch.records.push_back(record);
  batch.timestamps.push_back(context.wall.ms);
  batch.size += size;
  if (batch.size >= limit) batch.is_full = true;
}

void Producer::expire(Context& context) {
  for (auto& [tp, queue] : queues) {
    while (!queue.empty() && context.now - queue.front().created >= config.delivery_timeout) {
      ProducerBatch batch = std::move(queue.front());
      queue.pop_front();
      Note note;
      note.kind = NoteKind::Failed;
      note.tp = tp;
      note.error = ErrorCode::RequestTimedOut;
      note.a = batch.may_be_appended ? 1 : 0;
      note.list = std::move(batch.ids);
      note.text = "delivery.timeout.ms";
      context.note(std::move(note));
    }
  }
}

bool Producer::may_leave(const std::deque<ProducerBatch>& queue, Instant now) const {
  if (queue.empty()) return false;
  const ProducerBatch& batch = queue.front();
  if (now < batch.not_before) return false;  // waits out its backoff
  if (batch.attempts > 0) return true;       // a retry does not linger
  if (batch.is_full || queue.size() > 1) return true;
  return now - batch.created >= config.linger;
}

void Producer::arm_wake(Context& context) {
  Instant earliest{INT64_MAX};
  for (const auto& [tp, queue] : queues) {
    if (queue.empty()) continue;
    const ProducerBatch& batch = queue.front();
    Instant due = batch.created + config.delivery_timeout;
    if (context.now < batch.not_before) {
      due = std::min(due, batch.not_before);
    } else if (batch.attempts == 0 && batch.created + config.linger > context.now) {
      due = std::min(due, batch.created + config.linger);
    }
    earliest = std::min(earliest, due);
  }
  const TimerId wake{TimerKind::Linger, 0};
  if (earliest.ns == INT64_MAX) return;
  context.set_timer(wake, std::max(earliest - context.now, Duration{1}));
}

void Producer::fold_into(Hasher& hasher) const {
  fold_value(hasher, random);
  fold_value(hasher, network);
  fold_value(hasher, view);
  fold_value(hasher, unrouted);
  fold_value(hasher, queues);
  fold_value(hasher, in_flight);
  fold_value(hasher, round_robin);
}

}  // namespace barnabas::client
