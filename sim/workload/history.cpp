#include "sim/workload/history.h"

#include <algorithm>
#include <variant>

#include "sim/workload/batch_decoder.h"
#include "sim/world/world.h"

namespace barnabas::sim {
namespace {

constexpr std::size_t kTextKept = 24;
constexpr std::int32_t kDenseIdsAhead = 1 << 20;

// Of a place: its offset, or -2 the beginning, -1 the end, -3 a time, -4 left to the client.
std::int64_t offset_of(const command::Place& place) {
  using Kind = command::Place::Kind;
  switch (place.kind) {
    case Kind::Beginning:
      return -2;
    case Kind::End:
      return -1;
    case Kind::Offset:
      return place.value;
    case Kind::Time:
      return -3;
    case Kind::Reset:
      return -4;
  }
  return -4;
}

bool is_death(NoteKind kind) {
  return kind == NoteKind::Killed || kind == NoteKind::PowerLost || kind == NoteKind::Halted ||
         kind == NoteKind::Stopped;
}

}  // namespace

std::string_view name_of(Outcome outcome) {
  switch (outcome) {
    case Outcome::Pending:
      return "pending";
    case Outcome::Acked:
      return "acked";
    case Outcome::Unconfirmed:
      return "unconfirmed";
    case Outcome::Failed:
      return "failed";
    case Outcome::Unknown:
      return "unknown";
  }
  return "";
}

// 3, 6 and 56 also come from a leader that appended and lost topic, office or disk while it waited.
bool leaves_outcome_open(ErrorCode error) {
  constexpr std::int16_t kOpen[] = {-1, 3, 6, 7, 13, 20, 56};
  return std::find(std::begin(kOpen), std::end(kOpen), static_cast<std::int16_t>(error)) !=
         std::end(kOpen);
}

std::int64_t ProducerHistory::find(std::int32_t id) const {
  if (id >= 0 && static_cast<std::size_t>(id) < by_id_.size())
    return by_id_[static_cast<std::size_t>(id)] - 1;
  const auto far = far_ids_.find(id);
  return far == far_ids_.end() ? -1 : far->second;
}

// --- who

ProducerHistory& History::producer(NodeIndex node) {
  for (ProducerHistory& known : producers_) {
    if (known.node == node) return known;
  }
  producers_.emplace_back().node = node;
  return producers_.back();
}

const ProducerHistory* History::find_producer(NodeIndex node) const {
  for (const ProducerHistory& known : producers_) {
    if (known.node == node) return &known;
  }
  return nullptr;
}

std::int32_t History::consumer(NodeIndex node) {
  for (std::size_t i = 0; i < consumers_.size(); ++i) {
    if (consumers_[i].node == node) return static_cast<std::int32_t>(i);
  }
  consumers_.emplace_back().node = node;
  return static_cast<std::int32_t>(consumers_.size()) - 1;
}

PartitionIndex History::intern(const TopicPartition& tp) {
  if (last_partition_ >= 0 && partition(last_partition_) == tp) return last_partition_;
  const auto [entry, is_new] =
      partition_index_.try_emplace(tp, static_cast<PartitionIndex>(partitions_.size()));
  if (is_new) partitions_.push_back(tp);
  return last_partition_ = entry->second;
}

SentRecord& History::record_of(ProducerHistory& producer, std::int32_t id) {
  const std::int64_t known = producer.find(id);
  if (known >= 0) return producer.records[static_cast<std::size_t>(known)];
  const auto number = static_cast<std::int32_t>(producer.records.size());
  const auto dense = static_cast<std::int32_t>(producer.by_id_.size());
  if (id >= 0 && id <= dense + kDenseIdsAhead) {
    if (id >= dense) producer.by_id_.resize(static_cast<std::size_t>(id) + 1);
    producer.by_id_[static_cast<std::size_t>(id)] = number + 1;
  } else {
    producer.far_ids_[id] = number;
  }
  producer.records.emplace_back().id = id;
  return producer.records.back();
}

// --- producers

void History::on_send(ProducerHistory& producer, const EventRecord& during, const Note& note) {
  for (const std::int32_t id : note.list) record_of(producer, id);
  if (!note.list.empty()) record_of(producer, note.list.front()).opens_op = true;
  const auto* commanded =
      during.event == nullptr ? nullptr : std::get_if<event::Commanded>(during.event);
  const auto* send =
      commanded == nullptr ? nullptr : std::get_if<command::Send>(&*commanded->command);
  if (send == nullptr) return;
  for (const command::AppRecord& sent : send->records) {
    SentRecord& record = record_of(producer, sent.id);
    const ByteSpan value = sent.value ? sent.value->span() : ByteSpan();
    record.value_digest = sent.value ? digest_bytes(value) : kDigestOfNull;
    record.text_at = static_cast<std::uint32_t>(producer.texts.size());
    record.text_size = static_cast<std::uint8_t>(std::min(value.size(), kTextKept));
    record.is_cut = value.size() > kTextKept;
    producer.texts.append(as_text(value.first(record.text_size)));
  }
}

// The batch that the note speaks of; a new one when these records have not travelled together
// before.
SentBatch& History::batch_of(ProducerHistory& producer, const Note& note) {
  const std::int32_t known = note.list.empty() ? -1 : record_of(producer, note.list.front()).batch;
  if (known >= 0) {
    SentBatch& batch = producer.batches[static_cast<std::size_t>(known)];
    if (batch.count == note.list.size()) return batch;
  }
  const auto number = static_cast<std::int32_t>(producer.batches.size());
  SentBatch batch;
  batch.partition = intern(note.tp);
  batch.first_slot = static_cast<std::uint32_t>(producer.slots.size());
  batch.count = static_cast<std::uint32_t>(note.list.size());
  for (std::size_t place = 0; place < note.list.size(); ++place) {
    SentRecord& record = record_of(producer, note.list[place]);
    record.batch = number;
    record.place = static_cast<std::int32_t>(place);
    producer.slots.push_back(static_cast<std::uint32_t>(&record - producer.records.data()));
  }
  producer.batches.push_back(batch);
  return producer.batches.back();
}

void History::on_dispatch(ProducerHistory& producer, const EventRecord& during, const Note& note) {
  SentBatch& batch = batch_of(producer, note);
  const auto number = static_cast<std::int32_t>(&batch - producer.batches.data());
  producer.attempts.push_back({during.id, during.at, note.peer, batch.last_attempt, number});
  batch.last_attempt = static_cast<std::int32_t>(producer.attempts.size()) - 1;
  ++batch.attempts;
  batch.is_under_way = true;
}

void History::on_settled(ProducerHistory& producer, const EventRecord& during, const Note& note) {
  SentBatch& batch = batch_of(producer, note);
  if (note.kind != NoteKind::Acked && batch.is_under_way) {
    batch.may_be_appended = batch.may_be_appended || leaves_outcome_open(note.error);
  }
  batch.is_under_way = false;
  batch.error = note.error;
  if (note.kind == NoteKind::Retry) return;
  batch.settled_event = during.id;
  batch.settled_at = during.at;
  batch.broker = note.peer;
  if (note.kind == NoteKind::Failed) {
    batch.outcome = batch.may_be_appended ? Outcome::Unknown : Outcome::Failed;
    return;
  }
  last_acknowledger_ = static_cast<std::int32_t>(&producer - producers_.data());
  last_acknowledged_ = static_cast<std::int32_t>(&batch - producer.batches.data());
  batch.base = note.from;
  batch.acks = static_cast<std::int16_t>(note.a);
  batch.outcome = note.a == 0 || note.from.value < 0 ? Outcome::Unconfirmed : Outcome::Acked;
}

const ProducerHistory* History::last_acknowledger() const {
  return last_acknowledger_ < 0 ? nullptr
                                : &producers_[static_cast<std::size_t>(last_acknowledger_)];
}

const SentBatch* History::last_acknowledged() const {
  const ProducerHistory* producer = last_acknowledger();
  return producer == nullptr ? nullptr
                             : &producer->batches[static_cast<std::size_t>(last_acknowledged_)];
}

// What a request says of its batches: they are the newest that the producer has dispatched to these
// partitions, in this very event.
void History::on_sending(const World&, const Sending& sending) {
  if (sending.request == nullptr) return;
  const auto* request = std::get_if<protocol::ProduceRequest>(sending.request);
  if (request == nullptr) return;
  const auto known = std::find_if(producers_.begin(), producers_.end(),
                                  [&](const ProducerHistory& p) { return p.node == sending.from; });
  if (known == producers_.end()) return;
  for (const auto& topic : request->topics) {
    for (const auto& part : topic.partitions) {
      if (part.records.bytes.empty()) continue;
      const RopePiece& piece = part.records.bytes.pieces.front();
      if (piece.prefix_size != kBatchHeaderSize) continue;
      const BatchFacts facts = read_batch_facts(piece.prefix.data());
      if (facts.producer_id < 0) continue;
      SentBatch* batch = dispatched_to(*known, {topic.name, part.partition}, sending.during);
      if (batch == nullptr) continue;
      batch->producer_id = facts.producer_id;
      batch->producer_epoch = facts.producer_epoch;
      batch->base_sequence = facts.base_sequence;
    }
  }
}

SentBatch* History::dispatched_to(ProducerHistory& producer, const TopicPartition& tp,
                                  std::uint64_t during) {
  const PartitionIndex index = intern(tp);
  for (auto attempt = producer.attempts.rbegin();
       attempt != producer.attempts.rend() && attempt->event == during; ++attempt) {
    SentBatch& batch = producer.batches[static_cast<std::size_t>(attempt->batch)];
    if (batch.partition == index) return &batch;
  }
  return nullptr;
}

void History::on_death(const EventRecord& during, NodeIndex node) {
  for (ProducerHistory& producer : producers_) {
    if (producer.node != node) continue;
    for (SentRecord& record : producer.records) record.is_orphan |= record.batch < 0;
    for (SentBatch& batch : producer.batches) {
      if (batch.outcome != Outcome::Pending) continue;
      batch.outcome = Outcome::Unknown;
      batch.settled_event = during.id;
      batch.settled_at = during.at;
    }
  }
}

// --- consumers

void History::on_delivered(const EventRecord& during, NodeIndex node, const Note& note) {
  last_consumer_ = consumer(node);
  ConsumerHistory& reader = consumers_[static_cast<std::size_t>(last_consumer_)];
  Delivery delivery;
  delivery.consumer = last_consumer_;
  delivery.partition = intern(note.tp);
  delivery.event = during.id;
  delivery.at = during.at;
  delivery.broker = note.peer;
  delivery.from = note.from;
  delivery.next = note.to;
  delivery.high_watermark_told = Offset{note.a};
  delivery.first_batch = static_cast<std::uint32_t>(reader.batches.size());
  delivery.batch_count = static_cast<std::uint32_t>(note.batches.size());
  for (const record::Batch& got : note.batches) {
    DeliveredBatch batch;
    batch.base = got.header.base_offset.value;
    batch.last_delta = got.header.last_offset_delta;
    batch.epoch = got.header.leader_epoch.value;
    batch.count = got.header.record_count;
    batch.attributes = got.header.attributes;
    batch.digest = digests_.digest(got.header.crc, got.body);
    batch.body = got.body;
    if (!batch.is_control()) {
      // A poll may begin and end within a batch.
      const std::int64_t before =
          std::clamp<std::int64_t>(note.from.value - batch.base, 0, batch.count);
      const std::int64_t upto =
          std::clamp<std::int64_t>(note.to.value - batch.base, before, batch.count);
      reader.delivered += static_cast<std::uint64_t>(upto - before);
    }
    reader.batches.push_back(std::move(batch));
  }
  reader.deliveries.push_back(delivery);
}

void History::on_assign(const EventRecord& during, const command::Assign& assign) {
  ConsumerHistory& reader = consumers_[static_cast<std::size_t>(consumer(during.node))];
  const std::vector<TopicPartition>& stay = assign.partitions;
  for (std::size_t i = 0; i < partitions_.size(); ++i) {
    if (std::find(stay.begin(), stay.end(), partitions_[i]) != stay.end()) continue;
    reader.changes.push_back({PositionChange::Kind::LeftOut, static_cast<PartitionIndex>(i),
                              during.id, during.at, -1, -1, ""});
  }
}

const Delivery* History::last_delivery() const {
  if (last_consumer_ < 0) return nullptr;
  return &consumers_[static_cast<std::size_t>(last_consumer_)].deliveries.back();
}

// --- observing

void History::on_note(const World&, const EventRecord& during, NodeIndex node, const Note& note) {
  if (node == kNoIndex) return;
  if (note.kind == NoteKind::Delivered) return on_delivered(during, node, note);
  if (note.kind == NoteKind::PositionReset) {
    consumers_[static_cast<std::size_t>(consumer(node))].changes.push_back(
        {PositionChange::Kind::Reset, intern(note.tp), during.id, during.at, note.from.value,
         note.to.value, note.text});
    return;
  }
  if (is_death(note.kind)) return on_death(during, node);
  if (note.kind == NoteKind::Started) return on_restart(during, node);
  if (note.kind == NoteKind::Send) return on_send(producer(node), during, note);
  if (note.list.empty()) return;
  if (note.kind == NoteKind::Dispatch) return on_dispatch(producer(node), during, note);
  if (note.kind == NoteKind::Acked || note.kind == NoteKind::Failed ||
      note.kind == NoteKind::Retry) {
    on_settled(producer(node), during, note);
  }
}

void History::on_restart(const EventRecord& during, NodeIndex node) {
  for (ConsumerHistory& reader : consumers_) {
    if (reader.node != node) continue;
    reader.changes.push_back({PositionChange::Kind::Restart, -1, during.id, during.at, -1, -1, ""});
  }
}

void History::on_event(const World&, const EventRecord& event) {
  last_acknowledged_ = -1;
  last_acknowledger_ = -1;
  if (event.event == nullptr) return;
  const auto* commanded = std::get_if<event::Commanded>(event.event);
  if (commanded == nullptr) return;
  if (const auto* assign = std::get_if<command::Assign>(&*commanded->command))
    return on_assign(event, *assign);
  const auto* seek = std::get_if<command::Seek>(&*commanded->command);
  if (seek == nullptr) return;
  consumers_[static_cast<std::size_t>(consumer(event.node))].changes.push_back(
      {PositionChange::Kind::Seek, intern(seek->partition), event.id, event.at, -1,
       offset_of(seek->to), ""});
}

std::string History::value_of(const World& world, const ProducerHistory& producer,
                              const SentRecord& record) const {
  const std::string text = producer.texts.substr(record.text_at, record.text_size);
  for (const Workload& plan : world.workloads) {
    if (plan.node != producer.node || record.id < 0) continue;
    const auto at = static_cast<std::size_t>(record.id);
    const bool is_listed = at < plan.values.size();
    if (!is_listed && (!plan.values.empty() || record.id >= plan.count)) continue;
    const std::string planned = is_listed ? plan.values[at] : "v" + std::to_string(record.id);
    // A generated value may be padded; a command of another origin may use the same number.
    if (record.value_digest == 0 || planned.compare(0, text.size(), text) == 0 ||
        (!is_listed && text.compare(0, planned.size(), planned) == 0)) {
      return planned;
    }
  }
  if (record.value_digest != 0) return record.is_cut ? text + "..." : text;
  return "#" + std::to_string(record.id);
}

}  // namespace barnabas::sim
