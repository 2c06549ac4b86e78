#include "core/replica/partition.h"

#include <algorithm>

namespace barnabas::replica {
namespace {

void take_state(Partition& p, const protocol::PartitionState& state) {
  BARNABAS_CHECK(p.log.has_value());
  BARNABAS_CHECK(state.leader_epoch > p.leader_epoch);
  p.controller_epoch = state.controller_epoch;
  p.partition_epoch = state.partition_epoch;
  p.leader = state.leader;
  p.replicas = state.replicas;
  p.isr = state.isr;
  p.pending.reset();
}

// A re-elected leader keeps what it knew of the others' positions; a new one knows nothing
// (Replica.resetReplicaState).
void reset_remotes(Partition& p, bool was_leader, Instant now) {
  std::map<NodeId, RemoteReplica> known = std::move(p.remotes);
  p.remotes.clear();
  for (const NodeId node : p.replicas) {
    if (node == p.self) continue;
    RemoteReplica& remote = p.remotes[node];
    const auto old = known.find(node);
    const bool in_sync = p.in_isr(node);
    if (was_leader && old != known.end()) {
      remote.log_end = old->second.log_end;
      remote.log_start = old->second.log_start;
      remote.leader_end_at_last_fetch = p.log_end();
      if (in_sync) remote.last_fetch = now;
    }
    if (in_sync) remote.last_caught_up = now;
  }
}

Note note_of(NoteKind kind, const Partition& p) {
  Note note;
  note.kind = kind;
  note.tp = p.tp;
  note.epoch = p.leader_epoch;
  return note;
}

}  // namespace

std::vector<NodeId> Partition::maximal_isr() const {
  return pending && pending->expands ? pending->isr : isr;
}

std::int32_t Partition::effective_min_isr(const Knobs& knobs) const {
  const auto factor = static_cast<std::int32_t>(replicas.size());
  if (knobs.sabotage == Sabotage::IgnoreMinIsr) return 1;
  return knobs.effective_min_isr ? std::min(min_insync_replicas, factor) : min_insync_replicas;
}

bool Partition::in_isr(NodeId node) const {
  return std::find(isr.begin(), isr.end(), node) != isr.end();
}

Progress become_leader(Partition& p, const protocol::PartitionState& state,
                       const Surroundings& around, Context& context) {
  const bool was_leader = p.is_leader();
  take_state(p, state);
  p.role = Role::Leader;
  p.leader_epoch = state.leader_epoch;
  p.leader_epoch_start = p.log_end();
  // The epoch must exist from the moment of taking leadership, even if nothing is written
  // (KAFKA-7415).
  if (!p.log->assign_epoch_start(context.files, p.leader_epoch)) p.role = Role::Offline;
  reset_remotes(p, was_leader, context.now);
  Note note = note_of(NoteKind::BecameLeader, p);
  note.to = p.log_end();
  for (const NodeId node : p.isr) note.list.push_back(node.value);
  context.note(std::move(note));
  if (around.config.knobs.sabotage == Sabotage::HighWatermarkAtLeadership)
    follower_update_high_watermark(p, p.log_end(), Sabotage::None, context);
  Progress progress;
  progress.high_watermark_moved = maybe_increment_high_watermark(p, around, context);
  return progress;
}

void become_follower(Partition& p, const protocol::PartitionState& state, Context& context) {
  take_state(p, state);
  p.role = Role::Follower;
  p.leader_epoch = state.leader_epoch;
  p.leader_epoch_start = kNoOffset;
  p.remotes.clear();
  Note note = note_of(NoteKind::BecameFollower, p);
  note.peer = p.leader;
  note.to = p.log_end();
  context.note(std::move(note));
}

void follower_update_high_watermark(Partition& p, Offset leader_high_watermark, Sabotage sabotage,
                                    Context& context) {
  Offset bounded = std::min(leader_high_watermark, p.log_end());
  if (sabotage == Sabotage::HighWatermarkUnbounded) bounded = leader_high_watermark;
  if (sabotage == Sabotage::HighWatermarkOfWholeLog) bounded = p.log_end();
  if (bounded == p.high_watermark || bounded < p.log_start()) return;
  Note note = note_of(NoteKind::HighWatermark, p);
  note.from = p.high_watermark;
  note.to = bounded;
  p.high_watermark = bounded;
  context.note(std::move(note));
}

Result<void> truncate(Partition& p, Offset to, Context& context) {
  const Offset end = p.log_end();
  if (to >= end) return p.log->truncate_to(context.files, to);
  Note note = note_of(NoteKind::Truncate, p);
  note.from = end;
  note.to = to;
  context.note(std::move(note));
  Result<void> done = p.log->truncate_to(context.files, to);
  if (p.high_watermark > p.log_end()) p.high_watermark = p.log_end();
  return done;
}

}  // namespace barnabas::replica
