#include "sim/check/evidence.h"

#include <algorithm>

#include "core/broker/broker.h"

namespace barnabas::sim::check {

PartitionEvidence& Evidence::partition(const TopicPartition& tp) {
  const auto [entry, is_new] = partitions.try_emplace(tp);
  if (is_new) entry->second.tp = tp;
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
  const std::int64_t bound = held_by_all(world, partition, partition.znodes.isr);
  if (bound <= partition.committed_to) return;
  // The leader's copy is the one that counts; after a loss, any member's that still has it.
  const ReplicaEvidence* source = partition.find_replica(index_of(world, partition.znodes.leader));
  for (const std::int32_t id : partition.znodes.isr) {
    if (source != nullptr && source->log.end() >= bound) break;
    source = partition.find_replica(index_of(world, id));
  }
  if (source != nullptr) {
    LogCursor cursor = source->log.seek(partition.committed_to);
    for (const LogEntry* entry = source->log.at(cursor); entry != nullptr && entry->next() <= bound;
         entry = source->log.at(cursor)) {
      if (entry->base >= partition.committed_to) {
        partition.committed.push_back(
            {entry->base, entry->digest, entry->last_delta, entry->epoch});
      }
      ++cursor.entry;
    }
  }
  partition.committed_to = bound;
}

const replica::Partition* find_state(const World& world, NodeIndex node, const TopicPartition& tp) {
  if (node == kNoIndex || !world.node(node).up) return nullptr;
  const broker::Broker* broker = world.node(node).broker();
  if (broker == nullptr) return nullptr;
  const auto found = broker->partitions.find(tp);
  return found == broker->partitions.end() ? nullptr : &*found->second;
}

}  // namespace barnabas::sim::check
