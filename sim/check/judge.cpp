#include "sim/check/judge.h"

#include <algorithm>
#include <bit>
#include <tuple>
#include <variant>

#include "core/broker/broker.h"
#include "core/zookeeper/server.h"
#include "sim/check/all_checkers.h"
#include "sim/check/patience.h"
#include "sim/check/version_order.h"

namespace barnabas::sim::check {
namespace {

constexpr std::string_view kLiveness = "Liveness";

// Notes after which a disk may not be what its process left.
bool is_upheaval(NoteKind kind) {
  return kind == NoteKind::Killed || kind == NoteKind::PowerLost || kind == NoteKind::Started ||
         kind == NoteKind::Halted || kind == NoteKind::Stopped || kind == NoteKind::FaultFired ||
         kind == NoteKind::FaultEnded;
}

// What the cluster must first get over.
bool is_disturbance(NoteKind kind) {
  return is_upheaval(kind) || kind == NoteKind::Paused || kind == NoteKind::Resumed;
}

bool is_pause(NoteKind kind) { return kind == NoteKind::Paused || kind == NoteKind::Resumed; }

// Notes after which a partition is worth a look, although no file of it changed.
bool is_hint(NoteKind kind) {
  return kind == NoteKind::HighWatermark || kind == NoteKind::BecameLeader ||
         kind == NoteKind::BecameFollower || kind == NoteKind::IsrChanged ||
         kind == NoteKind::Truncate;
}

void note_deletions(Evidence& evidence, const protocol::DeleteRecordsRequest& request) {
  for (const auto& topic : request.topics) {
    for (const auto& ask : topic.partitions) {
      PartitionEvidence* partition = evidence.find({topic.name, ask.partition});
      if (partition == nullptr) continue;
      const std::int64_t to = ask.offset.value < 0 ? partition->committed_to : ask.offset.value;
      partition->asked_to_delete_to = std::max(partition->asked_to_delete_to, to);
    }
  }
}

void sort_by_event(std::vector<Violation>& violations) {
  std::sort(violations.begin(), violations.end(), [](const Violation& a, const Violation& b) {
    const std::string tp_a = to_string(a.tp);
    const std::string tp_b = to_string(b.tp);
    return std::tie(a.event, a.checker, tp_a, a.text) < std::tie(b.event, b.checker, tp_b, b.text);
  });
}

}  // namespace

bool Judgement::is_violated(std::string_view checker) const {
  if (checker == kLiveness) return !is_alive;
  return std::any_of(violations.begin(), violations.end(), [checker](const Violation& violation) {
    return violation.checker == checker;
  });
}

Judge::Judge() : checkers_(all_checkers()), logs_(evidence_, *this) {
  for (std::size_t slot = 0; slot < listeners_.size(); ++slot) {
    for (const auto& checker : checkers_) {
      if (checker->hears(static_cast<Hears>(std::uint32_t{1} << slot)))
        listeners_[slot].push_back(checker.get());
    }
  }
}

const std::vector<Checker*>& Judge::who_hears(Hears what) const {
  return listeners_[static_cast<std::size_t>(std::countr_zero(static_cast<std::uint32_t>(what)))];
}

// --- gathering

void Judge::attach(const World& world) {
  is_attached_ = true;
  rescan(world);
  for (auto& [tp, partition] : evidence_.partitions) {
    for (auto& [node, replica] : partition.replicas) replica.reached = replica.log.end();
  }
  read_znodes(world);
}

void Judge::rescan(const World& world) {
  must_rescan_ = false;
  for (std::size_t i = 0; i < world.nodes.size(); ++i) {
    if (world.nodes[i]->is_broker()) logs_.rescan(world, static_cast<NodeIndex>(i));
  }
  touch_all();
}

void Judge::touch_all() {
  for (auto& [tp, partition] : evidence_.partitions) evidence_.touch(partition);
}

void Judge::read_znodes(const World& world) {
  std::vector<PartitionEvidence*> recreated;
  znodes_.update(world, evidence_, recreated);
  for (PartitionEvidence* partition : recreated) {
    partition->since_event = event_;
    availability_.on_recreated(*partition);
    for (const auto& checker : checkers_) checker->on_recreated(*partition);
  }
}

void Judge::on_event(const World& world, const EventRecord& event) {
  world_ = &world;
  event_ = event.id;
  at_ = event.at;
  if (!is_attached_) attach(world);
  history_.on_event(world, event);
  if (event.kind == HappeningKind::Fault || event.kind == HappeningKind::FaultEnd)
    must_rescan_ = true;
  if (event.event != nullptr) {
    const auto* received = std::get_if<event::Received>(event.event);
    const auto* deletion = received == nullptr
                               ? nullptr
                               : std::get_if<protocol::DeleteRecordsRequest>(&*received->request);
    if (deletion != nullptr) note_deletions(evidence_, *deletion);
  }
  for (Checker* checker : who_hears(Hears::Events)) checker->on_event(scene(world), event);
}

void Judge::on_note(const World& world, const EventRecord& during, NodeIndex node,
                    const Note& note) {
  world_ = &world;
  event_ = during.id;
  at_ = during.at;
  history_.on_note(world, during, node, note);
  must_rescan_ = must_rescan_ || is_upheaval(note.kind);
  if (note.kind == NoteKind::Started && world.node(node).is_broker()) on_started(world, node);
  if (is_pause(note.kind)) touch_all();
  if (is_hint(note.kind)) {
    if (PartitionEvidence* partition = evidence_.find(note.tp)) evidence_.touch(*partition);
  }
  if (is_disturbance(note.kind)) disturbed_at_ = during.at;
  if (note.kind == NoteKind::Acked) return on_acknowledged(world, note);
  if (note.kind != NoteKind::Delivered) return;
  PartitionEvidence& partition = evidence_.partition(note.tp);
  const Delivery delivery = *history_.last_delivery();
  for (Checker* checker : who_hears(Hears::Deliveries))
    checker->on_delivery(scene(world), partition, delivery);
}

// What is on the disk now is what the process will find.
void Judge::on_started(const World& world, NodeIndex node) {
  rescan(world);
  must_rescan_ = true;
  for (Checker* checker : who_hears(Hears::Starts)) checker->on_start(scene(world), node);
}

void Judge::on_acknowledged(const World& world, const Note& note) {
  const SentBatch* batch = history_.last_acknowledged();
  if (batch == nullptr || batch->outcome != Outcome::Acked) return;
  PartitionEvidence* partition = evidence_.find(note.tp);
  if (partition == nullptr) return;
  const ProducerHistory& producer = *history_.last_acknowledger();
  for (Checker* checker : who_hears(Hears::Acknowledgements))
    checker->on_acknowledgement(scene(world), *partition, producer, *batch);
}

void Judge::on_sending(const World& world, const Sending& sending) {
  history_.on_sending(world, sending);
  for (Checker* checker : who_hears(Hears::Sendings)) checker->on_sending(scene(world), sending);
}

void Judge::on_files(const World& world, const EventRecord& during, NodeIndex node,
                     const std::vector<FileChange>& changes) {
  if (!world.node(node).is_broker()) return;
  world_ = &world;
  const bool starts =
      during.event != nullptr && std::holds_alternative<event::Started>(*during.event);
  logs_.on_files(world, node, changes, starts ? LogCause::Recovery : LogCause::Append,
                 !must_rescan_);
}

void Judge::on_batches(PartitionEvidence& partition, ReplicaEvidence& replica,
                       std::span<const LogEntry> fresh, const LogEntry* previous, LogCause cause) {
  const Scene now = scene(*world_);
  for (Checker* checker : who_hears(Hears::Batches))
    checker->on_batches(now, partition, replica, fresh, previous, cause);
  for (const LogEntry& entry : fresh) {
    const bool follows =
        previous == nullptr ? entry.base <= replica.log.start() : entry.base == previous->next();
    // What a power cut left behind a hole is no log: recovery drops it, or RecoveryPrefix cries.
    if (cause == LogCause::Outside && !follows) return;
    previous = &entry;
    if (entry.producer_id < 0 || entry.is_control || entry.is_corrupt) continue;
    const auto broken = replica.sequences.follow(replica.log, entry);
    if (!broken) continue;
    for (Checker* checker : who_hears(Hears::SequenceBreaks))
      checker->on_sequence_break(now, partition, replica, *broken);
  }
}

void Judge::on_segment_gone(PartitionEvidence& partition, const ReplicaEvidence& replica,
                            const SegmentGone& segment) {
  for (Checker* checker : who_hears(Hears::SegmentsGone))
    checker->on_segment_gone(scene(*world_), partition, replica, segment);
}

void Judge::on_checkpoint(const CheckpointFile& file) {
  for (Checker* checker : who_hears(Hears::Checkpoints))
    checker->on_checkpoint(scene(*world_), file);
}

// --- looking

void Judge::look_at_partitions(const Scene& scene) {
  for (PartitionEvidence* partition : evidence_.dirty) {
    partition->is_dirty = false;
    for (auto& [node, replica] : partition->replicas) {
      replica.state = find_state(scene.world, node, partition->tp);
      if (replica.state == nullptr) continue;
      replica.mark_seen = std::max(replica.mark_seen, replica.state->high_watermark.value);
    }
    evidence_.advance_committed(scene.world, *partition);
    if (evidence_.stands(*partition)) {
      for (Checker* checker : who_hears(Hears::Partitions))
        checker->on_partition(scene, *partition);
    }
    availability_.on_partition(scene, *partition);
    for (auto& [node, replica] : partition->replicas) replica.state = nullptr;
  }
  evidence_.dirty.clear();
}

void Judge::after_event(const World& world, const EventRecord& event) {
  world_ = &world;
  event_ = event.id;
  at_ = event.at;
  const bool is_zookeeper = event.node != kNoIndex && world.node(event.node).zookeeper() != nullptr;
  if (is_zookeeper || must_rescan_) read_znodes(world);
  if (must_rescan_) rescan(world);
  look_at_partitions(scene(world));
  for (Checker* checker : who_hears(Hears::AfterEvents)) checker->after_event(scene(world), event);
  world_ = nullptr;
}

// --- judging

std::size_t Judge::violation_count() const {
  std::size_t count = 0;
  for (const auto& checker : checkers_) count += checker->violations().size();
  return count;
}

std::vector<Violation> Judge::violations_so_far() const {
  std::vector<Violation> all;
  for (const auto& checker : checkers_) {
    if (checker->id() == kLiveness) continue;
    all.insert(all.end(), checker->violations().begin(), checker->violations().end());
  }
  sort_by_event(all);
  return all;
}

Judgement Judge::finish(const World& world) {
  world_ = &world;
  at_ = world.now;
  if (!is_attached_) attach(world);
  read_znodes(world);
  rescan(world);
  look_at_partitions(scene(world));
  FinalLogs logs(world, evidence_);
  VersionOrders versions(evidence_, history_);
  Scene end = scene(world);
  end.versions = &versions;
  Judgement judgement;
  for (const auto& checker : checkers_) {
    checker->finish(end, logs);
    const std::vector<Violation>& found = checker->violations();
    std::vector<Violation>& list =
        checker->id() == kLiveness ? judgement.not_alive : judgement.violations;
    list.insert(list.end(), found.begin(), found.end());
  }
  sort_by_event(judgement.violations);
  judgement.is_alive = judgement.not_alive.empty();
  if (!judgement.is_alive) judgement.why_not_alive = judgement.not_alive.front().text;
  judgement.tally = count(scene(world), logs);
  judgement.lags = reader_lags(end, logs);
  judgement.patience = patience_of(world, disturbed_at_);
  judgement.outages = availability_.outages(world.now);
  world_ = nullptr;
  return judgement;
}

}  // namespace barnabas::sim::check
