// What a leader does with what its followers' fetches tell it: high watermark and in-sync replicas.
#include <algorithm>

#include "core/replica/partition.h"

namespace barnabas::replica {
namespace {

bool contains(const std::vector<NodeId>& nodes, NodeId node) {
  return std::find(nodes.begin(), nodes.end(), node) != nodes.end();
}

bool is_caught_up(const Partition& p, const RemoteReplica& remote, const Surroundings& around,
                  Instant now) {
  return remote.log_end == p.log_end() ||
         now - remote.last_caught_up <= around.config.replica_lag_time_max;
}

Note isr_note(NoteKind kind, const Partition& p, const std::vector<NodeId>& isr) {
  Note note;
  note.kind = kind;
  note.tp = p.tp;
  note.epoch = p.leader_epoch;
  note.a = p.partition_epoch.value;
  for (const NodeId node : isr) note.list.push_back(node.value);
  return note;
}

IsrProposal propose(Partition& p, std::vector<NodeId> isr, bool expands, Context& context) {
  p.pending = PendingIsr{isr, expands, true};
  context.note(isr_note(NoteKind::IsrProposed, p, isr));
  return {p.tp, p.leader_epoch, p.partition_epoch, std::move(isr)};
}

// Credits the position in the request; "caught up" looks at the leader's end at the previous fetch,
// so that a follower under steady load is not judged by records that it could not have known.
void credit(const Partition& p, RemoteReplica& remote, Offset fetch_offset, Offset log_start,
            Sabotage sabotage, Instant now) {
  if (fetch_offset >= p.log_end()) {
    remote.last_caught_up = std::max(remote.last_caught_up, now);
  } else if (fetch_offset >= remote.leader_end_at_last_fetch) {
    remote.last_caught_up = std::max(remote.last_caught_up, remote.last_fetch);
  }
  remote.log_end = fetch_offset;
  if (sabotage == Sabotage::CreditOneMore && fetch_offset < p.log_end())
    remote.log_end = fetch_offset.next();
  if (sabotage == Sabotage::CreditWhatIsServed) remote.log_end = p.log_end();
  remote.log_start = log_start;
  remote.leader_end_at_last_fetch = p.log_end();
  remote.last_fetch = now;
}

bool may_join_isr(const Partition& p, NodeId node, Offset end, const Surroundings& around) {
  if (p.pending) return false;       // one proposal at a time
  if (p.in_isr(node)) return false;  // it is in
  if (around.config.knobs.sabotage == Sabotage::NeverExpandIsr) return false;
  if (around.config.knobs.isr_eligibility && !contains(around.alive, node))
    return false;  // gone, or going (KIP-841)
  if (around.config.knobs.sabotage == Sabotage::ExpandIsrAtOnce) return true;
  if (end < p.high_watermark) return false;  // lacks committed records
  if (around.config.knobs.isr_expand == IsrExpandCheck::LeaderEpochStart &&
      end < p.leader_epoch_start) {
    return false;  // our own high watermark may be stale
  }
  return true;
}

}  // namespace

ErrorCode on_follower_fetch(Partition& p, NodeId follower, BrokerEpoch follower_broker_epoch,
                            Offset fetch_offset, Offset follower_log_start,
                            const Surroundings& around, Context& context, Progress& progress) {
  const auto found = p.remotes.find(follower);
  if (found == p.remotes.end())
    return ErrorCode::UnknownTopicOrPartition;  // not one of its replicas; the read tells it so
  RemoteReplica& remote = found->second;
  const bool is_of_earlier_life =
      follower_broker_epoch != kNoBrokerEpoch && follower_broker_epoch < remote.broker_epoch;
  if (is_of_earlier_life && around.config.knobs.fetch_life_fence) {
    context.probe("fetch.earlier-life");
    return ErrorCode::NotLeaderOrFollower;  // a request of an earlier life (KIP-903)
  }
  remote.broker_epoch = std::max(remote.broker_epoch, follower_broker_epoch);
  const Offset before = remote.log_end;
  credit(p, remote, fetch_offset, follower_log_start, around.config.knobs.sabotage, context.now);
  if (may_join_isr(p, follower, fetch_offset, around)) {
    std::vector<NodeId> isr = p.isr;
    isr.push_back(follower);
    progress.proposal = propose(p, std::move(isr), true, context);
  }
  if (remote.log_end != before) {
    progress.high_watermark_moved = maybe_increment_high_watermark(p, around, context);
  }
  return ErrorCode::None;
}

bool maybe_increment_high_watermark(Partition& p, const Surroundings& around, Context& context) {
  if (!p.is_leader()) return false;
  const auto isr_size = static_cast<std::int32_t>(p.isr.size());
  if (around.config.knobs.strict_min_isr && isr_size < p.effective_min_isr(around.config.knobs))
    return false;
  const std::vector<NodeId> counted = around.config.knobs.hw_maximal_isr ? p.maximal_isr() : p.isr;
  const Sabotage sabotage = around.config.knobs.sabotage;
  Offset lowest = p.own_end();
  Offset most{-1};
  for (const auto& [node, remote] : p.remotes) {
    // A replica that has caught up and is about to join holds the mark back, too: once it is in, it
    // must not lack what was already shown.
    const bool joins_soon = remote.log_end.value >= 0 && contains(around.alive, node) &&
                            is_caught_up(p, remote, around, context.now);
    if (contains(counted, node) || joins_soon) lowest = std::min(lowest, remote.log_end);
    if (contains(counted, node)) most = std::max(most, remote.log_end);
  }
  if (sabotage == Sabotage::HighWatermarkAtLogEnd) lowest = p.own_end();
  if (sabotage == Sabotage::HighWatermarkByMajority && counted.size() > 2)
    lowest = std::min(most, p.own_end());
  if (lowest <= p.high_watermark) return false;
  Note note;
  note.kind = NoteKind::HighWatermark;
  note.tp = p.tp;
  note.epoch = p.leader_epoch;
  note.from = p.high_watermark;
  note.to = lowest;
  p.high_watermark = lowest;
  context.note(std::move(note));
  return true;
}

std::optional<IsrProposal> maybe_shrink_isr(Partition& p, const Surroundings& around,
                                            Context& context) {
  if (!p.is_leader() || p.pending) return std::nullopt;
  std::vector<NodeId> stays;
  for (const NodeId node : p.isr) {
    const auto remote = p.remotes.find(node);
    if (remote == p.remotes.end() || is_caught_up(p, remote->second, around, context.now)) {
      stays.push_back(node);
    }
  }
  if (stays.size() == p.isr.size()) return std::nullopt;
  if (stays.size() == 1) context.probe("replica.isr-shrinks-to-leader");
  if (p.high_watermark < p.log_end()) context.probe("replica.isr-shrinks-with-records-waiting");
  return propose(p, std::move(stays), false, context);
}

Progress on_isr_committed(Partition& p, const std::vector<NodeId>& isr, PartitionEpoch epoch,
                          const Surroundings& around, Context& context) {
  Progress progress;
  if (!p.is_leader() || epoch < p.partition_epoch) {
    context.probe("replica.isr-answer-too-late");
    return progress;  // we moved on, or knew it already
  }
  p.isr = isr;
  p.partition_epoch = epoch;
  p.pending.reset();
  context.note(isr_note(NoteKind::IsrChanged, p, isr));
  progress.high_watermark_moved = maybe_increment_high_watermark(p, around, context);
  return progress;
}

void on_isr_refused(Partition& p, ErrorCode error, Context& context) {
  if (!p.pending) return;
  Note note = isr_note(NoteKind::IsrRefused, p, p.pending->isr);
  note.error = error;
  context.note(std::move(note));
  p.pending.reset();
}

std::optional<ErrorCode> acks_all_outcome(const Partition& p, Offset required, const Knobs& knobs) {
  if (!p.is_leader()) return ErrorCode::NotLeaderOrFollower;
  if (knobs.sabotage == Sabotage::AckBeforeHighWatermark) return ErrorCode::None;
  if (p.high_watermark < required) return std::nullopt;
  const auto maximal = static_cast<std::int32_t>(p.maximal_isr().size());
  return maximal >= p.effective_min_isr(knobs) ? ErrorCode::None
                                               : ErrorCode::NotEnoughReplicasAfterAppend;
}

}  // namespace barnabas::replica
