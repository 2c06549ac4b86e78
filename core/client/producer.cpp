// The application's half of a producer: what send() does.
#include "core/client/producer.h"

#include <algorithm>
#include <utility>
#include <variant>

namespace barnabas::client {

Producer::Producer(ProducerConfig settings, Prng seed)
    : config(std::move(settings)),
      random(seed),
      network(Network::of(config.common, stream(seed.key, "network"))),
      view(ClusterView::of(config.common)) {
  network.max_in_flight = config.max_in_flight;
  sequences.bumps_epoch = config.bumps_epoch;
  partitioner.kind = config.partitioner;
  partitioner.ignores_keys = config.ignores_keys;
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
    if (view.on_outcome(outcome, network, context)) continue;
    if (!take_identity(outcome, context)) on_outcome(outcome, context);
  }
  expire(context);
  settle_identity(context);
  do {
    admit(context);
  } while (send_ready(context) && blocked && blocked->for_memory);
  view.advance(network, context);
  arm_wake(event, context);
}

void Producer::on_send(const command::Send& send, Context& context) {
  Note note;
  note.kind = NoteKind::Send;
  note.tp.topic = send.topic;
  note.tp.partition = send.records.empty() ? -1 : send.records.front().partition;
  for (const command::AppRecord& record : send.records) note.list.push_back(record.id);
  context.note(std::move(note));
  view.want_topic(send.topic);
  sends.push_back(send);
}

// Takes what the application hands over, until a record must wait.
void Producer::admit(Context& context) {
  while (!sends.empty()) {
    const command::Send& send = sends.front();
    if (next_record == send.records.size()) {
      sends.pop_front();
      next_record = 0;
      continue;
    }
    const command::AppRecord& record = send.records[next_record];
    const Handed handed = hand_over(send.topic, record, context);
    if (handed != Handed::Taken) {
      if (!blocked) blocked = Blocked{context.now, -1, false};
      blocked->for_memory = handed == Handed::NoMemory;
      if (context.now - blocked->since < config.max_block) return;
      const std::int32_t partition = record.partition >= 0 ? record.partition : blocked->partition;
      fail_record({send.topic, partition}, record, ErrorCode::RequestTimedOut,
                  blocked->for_memory ? "max.block.ms: buffer.memory is exhausted"
                                      : "max.block.ms: no metadata of the topic",
                  context);
    }
    blocked.reset();
    ++next_record;
  }
}

Producer::Handed Producer::hand_over(const std::string& topic, const command::AppRecord& record,
                                     Context& context) {
  const auto known = view.partition_counts.find(topic);
  const bool has_metadata =
      known != view.partition_counts.end() && known->second > 0 && record.partition < known->second;
  if (!has_metadata) {
    view.want();
    return Handed::NoMetadata;
  }
  if (partitioner.is_stuck(record)) return hand_over_stuck(topic, record, context);
  const bool is_new = !blocked || blocked->partition < 0;
  std::int32_t partition = blocked ? blocked->partition : -1;
  if (is_new) partition = partitioner.choose(topic, record, choices_of(topic, record), random);
  const TopicPartition tp{topic, partition};
  if (is_new && refuse_if_too_large(tp, record, context)) return Handed::Taken;
  return append(tp, record, is_new, context);
}

// Without a key: to the partition that the topic sticks to for now.
Producer::Handed Producer::hand_over_stuck(const std::string& topic,
                                           const command::AppRecord& record, Context& context) {
  if (partitioner.topics[topic].current < 0) switch_partition(topic);
  const std::int32_t current = partitioner.topics[topic].current;
  if (refuse_if_too_large({topic, current}, record, context)) return Handed::Taken;
  if (are_all_full({topic, current})) count_sticky(topic, 0);  // a switch that was put off
  return append({topic, partitioner.topics[topic].current}, record, false, context);
}

bool Producer::refuse_if_too_large(const TopicPartition& tp, const command::AppRecord& record,
                                   Context& context) {
  const std::int64_t size = size_bound(record);
  if (size <= config.max_request_size && size <= config.buffer_memory) return false;
  fail_record(tp, record, ErrorCode::MessageTooLarge,
              size > config.max_request_size ? "max.request.size" : "buffer.memory", context);
  return true;
}

Producer::Handed Producer::append(const TopicPartition& tp, const command::AppRecord& record,
                                  bool may_think_again, Context& context) {
  std::deque<std::int64_t>& queue = queues[tp];
  ProducerBatch* last = queue.empty() ? nullptr : &batches.at(queue.back());
  std::uint64_t bytes = 0;
  if (last != nullptr) {
    bytes = last->size_of(record, context.wall.ms);
    if (!last->has_room_for(static_cast<std::uint32_t>(bytes))) {
      last->is_closed = true;
      last = nullptr;
    }
  }
  if (last == nullptr) {
    if (may_think_again) {
      const std::int32_t again = partitioner.choose_again(tp.topic, record, tp.partition,
                                                          choices_of(tp.topic, record), random);
      if (again != tp.partition) return append({tp.topic, again}, record, false, context);
    }
    last = open_batch(tp, record, context);
    if (last == nullptr) return Handed::NoMemory;
    bytes = record::kHeaderSize + last->size_of(record, context.wall.ms);
  }
  last->add(record, context.wall.ms);
  if (partitioner.is_stuck(record)) count_sticky(tp.topic, bytes);
  return Handed::Taken;
}

// Null where there is not memory enough.
ProducerBatch* Producer::open_batch(const TopicPartition& tp, const command::AppRecord& record,
                                    Context& context) {
  const std::int64_t size = std::max<std::int64_t>(config.batch_size, size_bound(record));
  if (memory_used + size > config.buffer_memory) {
    if (!blocked) blocked = Blocked{context.now, -1, true};
    if (!partitioner.is_stuck(record)) blocked->partition = tp.partition;
    return nullptr;
  }
  memory_used += size;
  const std::int64_t number = next_batch++;
  queues[tp].push_back(number);
  ProducerBatch& batch = batches[number];
  batch.tp = tp;
  batch.capacity = std::max(static_cast<std::uint32_t>(config.batch_size),
                            record::kHeaderSize + batch.size_of(record, context.wall.ms));
  batch.reserved = size;
  batch.created = context.now;
  batch.last_attempt = context.now;
  return &batch;
}

bool Producer::are_all_full(const TopicPartition& tp) const {
  const auto found = queues.find(tp);
  return found == queues.end() || found->second.empty() ||
         batches.at(found->second.back()).is_full();
}

void Producer::count_sticky(const std::string& topic, std::uint64_t bytes) {
  const bool is_full = are_all_full({topic, partitioner.topics[topic].current});
  if (partitioner.is_time_to_switch(topic, bytes, config.batch_size, is_full))
    switch_partition(topic);
}

// Weighted by queues once every partition has had a batch, and as long as they differ.
void Producer::switch_partition(const std::string& topic) {
  const TopicChoices choices = available_of(topic);
  std::vector<QueueLength> lengths;
  std::int32_t with_queue = 0;
  for (std::int32_t partition = 0; partition < choices.count; ++partition) {
    const auto queue = queues.find({topic, partition});
    if (queue == queues.end()) continue;
    ++with_queue;
    const ClusterView::Partition* known = view.find({topic, partition});
    if (known == nullptr || known->leader == kNoNode) continue;
    if (!queue->second.empty() && is_slow(known->leader)) continue;
    lengths.push_back({partition, static_cast<std::int32_t>(queue->second.size())});
  }
  const std::uint64_t draw = random.next();
  std::optional<std::int32_t> weighted;
  if (config.adaptive_partitioning && with_queue == choices.count) {
    const bool all = lengths.size() == static_cast<std::size_t>(choices.count);
    weighted = weighted_partition(lengths, all, draw);
  }
  partitioner.switch_to(topic, weighted ? *weighted : any_partition(choices, draw));
}

bool Producer::is_slow(NodeId node) const {
  if (config.partition_availability_timeout.ns <= 0) return false;
  const auto found = latencies.find(node);
  return found != latencies.end() &&
         found->second.ready - found->second.drained > config.partition_availability_timeout;
}

TopicChoices Producer::choices_of(const std::string& topic,
                                  const command::AppRecord& record) const {
  if (partitioner.asks_who_is_available(record)) return available_of(topic);
  return {view.partition_counts.at(topic), {}};
}

TopicChoices Producer::available_of(const std::string& topic) const {
  TopicChoices choices;
  choices.count = view.partition_counts.at(topic);
  auto at = view.partitions.lower_bound({topic, 0});
  for (; at != view.partitions.end() && at->first.topic == topic; ++at) {
    const bool counts = at->first.partition < choices.count && at->second.leader != kNoNode;
    if (counts) choices.available.push_back(at->first.partition);
  }
  return choices;
}

void Producer::fail_record(const TopicPartition& tp, const command::AppRecord& record,
                           ErrorCode error, std::string why, Context& context) {
  Note note;
  note.kind = NoteKind::Failed;
  note.tp = tp;
  note.error = error;
  note.list.push_back(record.id);
  note.text = std::move(why);
  context.note(std::move(note));
}

void Producer::fold_into(Hasher& hasher) const {
  fold_value(hasher, random);
  fold_value(hasher, network);
  fold_value(hasher, view);
  fold_value(hasher, sequences);
  fold_value(hasher, partitioner);
  fold_value(hasher, sends);
  fold_value(hasher, next_record);
  fold_value(hasher, blocked);
  fold_value(hasher, batches);
  fold_value(hasher, next_batch);
  fold_value(hasher, queues);
  fold_value(hasher, in_flight);
  fold_value(hasher, muted);
  fold_value(hasher, drained_last);
  fold_value(hasher, latencies);
  fold_value(hasher, asking_for_id);
  fold_value(hasher, ask_not_before);
  fold_value(hasher, wake);
}

}  // namespace barnabas::client
