#include "sim/report/chronicle.h"

#include <algorithm>

#include "sim/report/words.h"

namespace barnabas::sim {

Chronicle::Chronicle(const Trace& trace, const World& world, const History* history)
    : trace_(trace), world_(world), history_(history) {
  for (const TracedNote& note : trace.notes()) {
    by_kind_[note.note.kind].push_back(&note);
    if (facts_of(note.note.kind).has_partition)
      by_partition_[{note.note.kind, note.note.tp}].push_back(&note);
  }
  for (const TracedSending& sending : trace.sendings()) {
    if (sending.fate != Sending::Fate::Sent) stopped_.push_back(&sending);
  }
}

const MessageLinks& Chronicle::links() const {
  if (links_ == nullptr) links_ = std::make_unique<const MessageLinks>(trace_);
  return *links_;
}

const NoteList& Chronicle::notes(NoteKind kind) const {
  const auto found = by_kind_.find(kind);
  return found == by_kind_.end() ? none_ : found->second;
}

const NoteList& Chronicle::notes(NoteKind kind, const TopicPartition& tp) const {
  const auto found = by_partition_.find({kind, tp});
  return found == by_partition_.end() ? none_ : found->second;
}

const TracedNote* Chronicle::last_before(NoteKind kind, const TopicPartition& tp, NodeIndex node,
                                         Moment before) const {
  const NoteList& all = notes(kind, tp);
  auto at = std::lower_bound(
      all.begin(), all.end(), before,
      [](const TracedNote* note, const Moment& moment) { return moment_of(*note) < moment; });
  while (at != all.begin()) {
    --at;
    if (node == kNoIndex || (*at)->node == node) return *at;
  }
  return nullptr;
}

Moment Chronicle::moment_at(Instant at) const {
  TurnIndex low = trace_.begin();
  TurnIndex high = trace_.end();
  while (low < high) {
    const TurnIndex middle = low + (high - low) / 2;
    if (trace_.turn(middle).at < at) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  return {low, 0};
}

std::string Chronicle::record_name(NodeIndex producer, std::int32_t id) const {
  const ProducerHistory* known = history_ == nullptr ? nullptr : history_->find_producer(producer);
  const std::int64_t number = known == nullptr ? -1 : known->find(id);
  if (number < 0) return "#" + std::to_string(id);
  return history_->value_of(world_, *known, known->records[static_cast<std::size_t>(number)]);
}

std::string Chronicle::record_names(NodeIndex producer,
                                    const std::vector<std::int32_t>& ids) const {
  std::vector<std::string> names;
  for (const std::int32_t id : ids) names.push_back(record_name(producer, id));
  return ranges_text(names);
}

std::string Chronicle::broker_name(NodeId id) const {
  if (id == kNoNode) return "nobody";
  const NodeIndex node = world_.find_broker(id);
  return node == kNoIndex ? "broker " + std::to_string(id.value) : name(node);
}

std::string Chronicle::isr_text(const std::vector<std::int32_t>& isr) const {
  std::vector<std::string> names;
  for (const std::int32_t id : isr) names.push_back(broker_name(NodeId{id}));
  return names.empty() ? "nobody" : joined(names);
}

Chronicle::Standing Chronicle::standing_of(NodeIndex node, Moment before) const {
  struct Change {
    NoteKind kind;
    Condition then;
  };
  constexpr Change kChanges[] = {
      {NoteKind::Started, Condition::Up},          {NoteKind::Killed, Condition::Killed},
      {NoteKind::PowerLost, Condition::PowerLost}, {NoteKind::Paused, Condition::Paused},
      {NoteKind::Resumed, Condition::Up},          {NoteKind::Halted, Condition::Stopped},
      {NoteKind::Stopped, Condition::Stopped},
  };
  Standing standing;
  for (const Change& change : kChanges) {
    for (const TracedNote* note : notes(change.kind)) {
      if (!(moment_of(*note) < before)) break;
      if (note->node != node) continue;
      if (standing.since != nullptr && moment_of(*note) < moment_of(*standing.since)) continue;
      standing = {change.then, note};
    }
  }
  return standing;
}

std::string Chronicle::fault_behind(const TracedNote& note) const {
  std::string fault;
  for (const TracedNote* other : trace_.notes_of(note.turn)) {
    if (other->rank >= note.rank) break;
    if (other->note.kind == NoteKind::FaultFired || other->note.kind == NoteKind::FaultEnded)
      fault = other->note.text;
  }
  return fault;
}

NodeIndex Chronicle::leader_in(const TopicPartition& tp, LeaderEpoch epoch) const {
  for (const TracedNote* note : notes(NoteKind::BecameLeader, tp)) {
    if (note->note.epoch == epoch) return note->node;
  }
  for (const TracedNote* note : notes(NoteKind::Elected, tp)) {
    if (note->note.epoch == epoch && note->note.peer != kNoNode)
      return world_.find_broker(note->note.peer);
  }
  return kNoIndex;
}

std::vector<std::int32_t> Chronicle::isr_of(const TopicPartition& tp, NodeIndex leader,
                                            Moment before) const {
  const TracedNote* newest = nullptr;
  for (const NoteKind kind : {NoteKind::BecameLeader, NoteKind::IsrChanged}) {
    const TracedNote* note = last_before(kind, tp, leader, before);
    if (note == nullptr) continue;
    if (newest == nullptr || moment_of(*newest) < moment_of(*note)) newest = note;
  }
  return newest == nullptr ? std::vector<std::int32_t>{} : newest->note.list;
}

Offset Chronicle::high_watermark_of(const TopicPartition& tp, NodeIndex node, Moment before) const {
  const TracedNote* note = last_before(NoteKind::HighWatermark, tp, node, before);
  return note == nullptr ? Offset{0} : note->note.to;
}

std::vector<NodeIndex> Chronicle::replicas_of(const TopicPartition& tp) const {
  std::vector<NodeIndex> nodes;
  for (const NoteKind kind : {NoteKind::BecameLeader, NoteKind::BecameFollower}) {
    for (const TracedNote* note : notes(kind, tp)) nodes.push_back(note->node);
  }
  std::sort(nodes.begin(), nodes.end());
  nodes.erase(std::unique(nodes.begin(), nodes.end()), nodes.end());
  return nodes;
}

}  // namespace barnabas::sim
