#include "sim/check/evidence.h"

#include <algorithm>

#include "core/broker/broker.h"

namespace barnabas::sim::check {

PartitionEvidence& Evidence::partition(const TopicPartition& tp) {
  const auto [entry, is_new] = partitions.try_emplace(tp);
  if (is_new) {
    entry->second.tp = tp;
    entry->second.number = partitions.size() - 1;
  }
  return entry->second;
}

PartitionEvidence* Evidence::find(const TopicPartition& tp) {
  const auto found = partitions.find(tp);
  return found == partitions.end() ? nullptr : &found->second;
}

void Evidence::touch(PartitionEvidence& partition) {
  if (partition.is_dirty) return;
  partition.is_dirty = true;
  dirty.push_back(&partition);
}

NodeIndex Evidence::index_of(const World& world, std::int32_t broker_id) {
  if (nodes_seen_ != world.nodes.size()) {
    nodes_seen_ = world.nodes.size();
    brokers_.clear();
    for (std::size_t i = 0; i < world.nodes.size(); ++i) {
      if (world.nodes[i]->is_broker())
        brokers_[world.nodes[i]->broker_id().value] = static_cast<NodeIndex>(i);
    }
  }
  const auto found = brokers_.find(broker_id);
  return found == brokers_.end() ? kNoIndex : found->second;
}

bool Evidence::stands(const PartitionEvidence& partition) const {
  return partition.znodes.exists &&
         std::find(deleting.begin(), deleting.end(), partition.tp.topic) == deleting.end();
}

bool Evidence::is_electable(const World& world, const PartitionEvidence& partition,
                            std::int32_t broker_id) {
  if (!stands(partition)) return false;
  const std::vector<std::int32_t>& leaving = partition.znodes.removing;
  if (std::find(leaving.begin(), leaving.end(), broker_id) != leaving.end()) return false;
  const NodeIndex node = index_of(world, broker_id);
  return node != kNoIndex && world.node(node).up &&
         std::find(registered.begin(), registered.end(), broker_id) != registered.end();
}

std::int64_t Evidence::held_by_all(const World& world, const PartitionEvidence& partition,
                                   const std::vector<std::int32_t>& broker_ids) {
  if (broker_ids.empty()) return 0;
  std::int64_t lowest = INT64_MAX;
  for (const std::int32_t id : broker_ids) {
    const ReplicaEvidence* replica = partition.find_replica(index_of(world, id));
    lowest = std::min(lowest, replica == nullptr ? 0 : replica->reached);
  }
  return lowest;
}

void Evidence::advance_committed(const World& world, PartitionEvidence& partition) {
  partition.committed_to =
      std::max(partition.committed_to, held_by_all(world, partition, partition.znodes.isr));
  const ReplicaEvidence* source = nullptr;
  std::int64_t mark = partition.true_mark;
  for (const auto& [node, replica] : partition.replicas) {
    if (replica.state == nullptr || replica.state->role != replica::Role::Leader) continue;
    const std::int64_t known =
        std::min(replica.state->high_watermark.value, partition.committed_to);
    if (known <= mark) continue;
    mark = known;
    source = &replica;
  }
  if (source == nullptr) return;
  partition.true_mark = mark;
  freeze(partition, source->log, world.now);
}

// What the leader that moved the mark holds below it is what was committed.
void Evidence::freeze(PartitionEvidence& partition, const LogView& log, Instant now) {
  std::vector<CommittedBatch>& frozen = partition.committed;
  const std::int64_t from = frozen.empty() ? 0 : frozen.back().base + frozen.back().last_delta + 1;
  LogCursor cursor = log.seek(from);
  for (const LogEntry* entry = log.at(cursor);
       entry != nullptr && entry->next() <= partition.true_mark; entry = log.at(cursor)) {
    if (entry->base >= from)
      frozen.push_back({entry->base, entry->digest, entry->last_delta, entry->epoch, now});
    ++cursor.entry;
  }
}

const ReplicaEvidence* find_true_leader(const World& world, Evidence& evidence,
                                        const PartitionEvidence& partition) {
  const ReplicaEvidence* replica =
      partition.find_replica(evidence.index_of(world, partition.znodes.leader));
  if (replica == nullptr || replica->state == nullptr) return nullptr;
  const bool knows = replica->state->role == replica::Role::Leader &&
                     replica->state->leader_epoch.value == partition.znodes.leader_epoch;
  return knows ? replica : nullptr;
}

const replica::Partition* find_state(const World& world, NodeIndex node, const TopicPartition& tp) {
  if (node == kNoIndex || !world.node(node).up) return nullptr;
  const broker::Broker* broker = world.node(node).broker();
  if (broker == nullptr) return nullptr;
  const auto found = broker->partitions.find(tp);
  return found == broker->partitions.end() ? nullptr : &*found->second;
}

}  // namespace barnabas::sim::check
