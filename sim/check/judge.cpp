#include "sim/check/judge.h"

#include <algorithm>
#include <tuple>
#include <variant>

#include "core/broker/broker.h"
#include "core/zookeeper/server.h"
#include "sim/check/consistent_read.h"
#include "sim/check/controller_epoch.h"
#include "sim/check/durable_ack.h"
#include "sim/check/epoch_monotone.h"
#include "sim/check/liveness.h"
#include "sim/check/log_matching.h"
#include "sim/check/no_read_above_hw.h"
#include "sim/check/single_leader_per_epoch.h"
#include "sim/check/strong_isr.h"

namespace barnabas::sim::check {
namespace {

constexpr std::string_view kLiveness = "Liveness";

// Notes after which a disk may not be what its process left.
bool is_upheaval(NoteKind kind) {
  return kind == NoteKind::Killed || kind == NoteKind::PowerLost || kind == NoteKind::Started ||
         kind == NoteKind::Halted || kind == NoteKind::Stopped || kind == NoteKind::FaultFired ||
         kind == NoteKind::FaultEnded;
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

Judge::Judge() : logs_(evidence_, *this) {
  checkers_.push_back(std::make_unique<DurableAck>());
  checkers_.push_back(std::make_unique<ConsistentRead>());
  checkers_.push_back(std::make_unique<NoReadAboveHw>());
  checkers_.push_back(std::make_unique<LogMatching>());
  checkers_.push_back(std::make_unique<StrongIsr>());
  checkers_.push_back(std::make_unique<SingleLeaderPerEpoch>());
  checkers_.push_back(std::make_unique<EpochMonotone>());
  checkers_.push_back(std::make_unique<ControllerEpochs>());
  checkers_.push_back(std::make_unique<Liveness>());
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
  for (const auto& checker : checkers_) checker->on_event(scene(world), event);
}

void Judge::on_note(const World& world, const EventRecord& during, NodeIndex node,
                    const Note& note) {
  world_ = &world;
  event_ = during.id;
  at_ = during.at;
  history_.on_note(world, during, node, note);
  must_rescan_ = must_rescan_ || is_upheaval(note.kind);
  if (is_pause(note.kind)) touch_all();
  if (is_hint(note.kind)) {
    if (PartitionEvidence* partition = evidence_.find(note.tp)) evidence_.touch(*partition);
  }
  if (note.kind != NoteKind::Delivered) return;
  PartitionEvidence& partition = evidence_.partition(note.tp);
  const Delivery delivery = *history_.last_delivery();
  for (const auto& checker : checkers_) checker->on_delivery(scene(world), partition, delivery);
}

void Judge::on_sending(const World& world, const Sending& sending) {
  for (const auto& checker : checkers_) checker->on_sending(scene(world), sending);
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

void Judge::on_batches(PartitionEvidence& partition, const ReplicaEvidence& replica,
                       std::span<const LogEntry> fresh, const LogEntry* previous, LogCause cause) {
  for (const auto& checker : checkers_) {
    checker->on_batches(scene(*world_), partition, replica, fresh, previous, cause);
  }
}

void Judge::on_epoch_file(const TopicPartition& tp, NodeIndex node, std::string_view content) {
  for (const auto& checker : checkers_) checker->on_epoch_file(scene(*world_), tp, node, content);
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
    for (const auto& checker : checkers_) checker->on_partition(scene, *partition);
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
  for (const auto& checker : checkers_) checker->after_event(scene(world), event);
  world_ = nullptr;
}

// --- judging

std::size_t Judge::violation_count() const {
  std::size_t count = 0;
  for (const auto& checker : checkers_) count += checker->violations().size();
  return count;
}

Judgement Judge::finish(const World& world) {
  world_ = &world;
  at_ = world.now;
  if (!is_attached_) attach(world);
  read_znodes(world);
  rescan(world);
  look_at_partitions(scene(world));
  FinalLogs logs(world, evidence_);
  Judgement judgement;
  for (const auto& checker : checkers_) {
    checker->finish(scene(world), logs);
    const std::vector<Violation>& found = checker->violations();
    std::vector<Violation>& list =
        checker->id() == kLiveness ? judgement.not_alive : judgement.violations;
    list.insert(list.end(), found.begin(), found.end());
  }
  sort_by_event(judgement.violations);
  judgement.is_alive = judgement.not_alive.empty();
  if (!judgement.is_alive) judgement.why_not_alive = judgement.not_alive.front().text;
  judgement.tally = count(scene(world), logs);
  judgement.outages = availability_.outages(world.now);
  world_ = nullptr;
  return judgement;
}

}  // namespace barnabas::sim::check
