#include "sim/check/final_log.h"

#include <algorithm>
#include <utility>

#include "core/broker/broker.h"
#include "sim/workload/batch_decoder.h"

namespace barnabas::sim::check {
namespace {

constexpr std::uint32_t kOverhead = kBatchHeaderSize;

// The whole file as one block; segments are read one at a time.
SharedBytes content_of(const Disk& disk, const LogSegment& segment) {
  const Result<Rope> content = disk.content(segment.path);
  return content ? SharedBytes(content->flatten()) : SharedBytes();
}

bool lies_within(const LogEntry& entry, const SharedBytes& bytes) {
  return entry.size >= kOverhead && entry.position <= bytes.size() &&
         entry.size <= bytes.size() - entry.position;
}

ByteSpan body_of(const LogEntry& entry, const SharedBytes& bytes) {
  return bytes.span().subspan(entry.position + kOverhead, entry.size - kOverhead);
}

}  // namespace

bool FinalLog::contains(std::uint64_t digest) const {
  if (sorted_.empty() && !values.empty()) {
    sorted_ = values;
    std::sort(sorted_.begin(), sorted_.end());
  }
  return std::binary_search(sorted_.begin(), sorted_.end(), digest);
}

NodeIndex FinalLogs::choose(const PartitionEvidence& partition) {
  const NodeIndex leader = evidence_.index_of(world_, partition.znodes.leader);
  if (leader != kNoIndex) return leader;
  NodeIndex best = kNoIndex;
  std::pair<bool, std::pair<std::int32_t, std::int64_t>> most;
  for (const auto& [node, replica] : partition.replicas) {
    if (replica.log.is_empty()) continue;
    const std::int32_t id = world_.node(node).broker_id().value;
    const auto& isr = partition.znodes.isr;
    const bool is_in_sync = std::find(isr.begin(), isr.end(), id) != isr.end();
    const LogEntry* last = replica.log.find(replica.log.end() - 1);
    const auto rank = std::make_pair(
        is_in_sync, std::make_pair(last == nullptr ? -1 : last->epoch, replica.log.end()));
    if (best != kNoIndex && rank <= most) continue;
    best = node;
    most = rank;
  }
  return best;
}

void FinalLogs::load(FinalLog& log, const PartitionEvidence& partition,
                     const ReplicaEvidence& replica) const {
  log.start = replica.log.start();
  log.end = std::max(replica.log.end(), log.start);
  if (const auto* state = find_state(world_, replica.node, partition.tp)) {
    log.start = std::min(std::max(log.start, state->log_start().value), log.end);
  }
  log.deleted_to =
      std::min(log.start, std::max(partition.deleted_to, partition.asked_to_delete_to));
  log.values.resize(static_cast<std::size_t>(log.end - log.start));
  for (const LogSegment& segment : replica.log.segments()) {
    const SharedBytes bytes = content_of(world_.node(replica.node).disk, segment);
    for (const LogEntry& entry : segment.entries) {
      if (entry.is_control || entry.is_corrupt || !lies_within(entry, bytes)) continue;
      RecordWalk walk(entry.base, entry.count, entry.attributes, body_of(entry, bytes));
      while (const auto record = walk.next()) {
        if (record->offset < log.start || record->offset >= log.end) continue;
        log.values[static_cast<std::size_t>(record->offset - log.start)] = record->value_digest;
        ++log.records;
      }
    }
  }
}

const FinalLog& FinalLogs::of(const TopicPartition& tp) {
  const auto [entry, is_new] = logs_.try_emplace(tp);
  FinalLog& log = entry->second;
  if (!is_new) return log;
  const PartitionEvidence* partition = evidence_.find(tp);
  if (partition == nullptr || !partition->znodes.exists) return log;
  log.node = choose(*partition);
  log.exists = true;
  log.since_event = partition->since_event;
  if (const ReplicaEvidence* replica = partition->find_replica(log.node))
    load(log, *partition, *replica);
  return log;
}

const FinalLog& FinalLogs::of_replica(const TopicPartition& tp, NodeIndex node) {
  const auto [entry, is_new] = replicas_.try_emplace({tp, node});
  FinalLog& log = entry->second;
  const PartitionEvidence* partition = is_new ? evidence_.find(tp) : nullptr;
  const ReplicaEvidence* replica = partition == nullptr ? nullptr : partition->find_replica(node);
  if (replica == nullptr) return log;
  log.node = node;
  log.exists = true;
  load(log, *partition, *replica);
  return log;
}

std::optional<std::string> FinalLogs::value_at(const TopicPartition& tp, std::int64_t offset) {
  const FinalLog& log = of(tp);
  const PartitionEvidence* partition = evidence_.find(tp);
  const ReplicaEvidence* replica =
      partition == nullptr ? nullptr : partition->find_replica(log.node);
  if (replica == nullptr) return std::nullopt;
  for (const LogSegment& segment : replica->log.segments()) {
    for (const LogEntry& entry : segment.entries) {
      if (offset < entry.base || offset > entry.last()) continue;
      const SharedBytes bytes = content_of(world_.node(log.node).disk, segment);
      if (!lies_within(entry, bytes)) return std::nullopt;
      RecordWalk walk(entry.base, entry.count, entry.attributes, body_of(entry, bytes));
      while (const auto record = walk.next()) {
        if (record->offset == offset) return std::string(as_text(record->value));
      }
    }
  }
  return std::nullopt;
}

}  // namespace barnabas::sim::check
