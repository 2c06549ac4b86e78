#include "sim/check/isr_state.h"

#include <algorithm>

#include "core/replica/partition.h"

namespace barnabas::sim::check {
namespace {

template <class T>
bool contains(const std::vector<T>& list, const T& item) {
  return std::find(list.begin(), list.end(), item) != list.end();
}

}  // namespace

void LeaderInIsr::on_partition(const Scene& scene, PartitionEvidence& partition) {
  const PartitionZnodes& znodes = partition.znodes;
  if (!znodes.exists || !znodes.has_state) return;
  const std::string epoch = std::to_string(znodes.leader_epoch);
  if (znodes.isr.empty()) {
    violate(scene, partition.tp, epoch,
            "the in-sync set of " + to_string(partition.tp) + " is empty in epoch " + epoch);
  } else if (znodes.leader >= 0 && !contains(znodes.isr, znodes.leader)) {
    violate(scene, partition.tp, epoch,
            "in epoch " + epoch + " broker " + std::to_string(znodes.leader) + " leads " +
                to_string(partition.tp) + ", but it is not in the in-sync set");
  }
}

void ValidHighWatermark::on_partition(const Scene& scene, PartitionEvidence& partition) {
  const ReplicaEvidence* leader = find_true_leader(scene.world, scene.evidence, partition);
  if (leader == nullptr) return;
  const std::int64_t mark = leader->state->high_watermark.value;
  for (const std::int32_t id : partition.znodes.isr) {
    if (!scene.evidence.is_electable(scene.world, partition, id)) continue;
    const NodeIndex node = scene.evidence.index_of(scene.world, id);
    const ReplicaEvidence* member = partition.find_replica(node);
    const std::int64_t end = member == nullptr ? 0 : member->log.end();
    if (end >= mark) continue;
    violate(scene, partition.tp,
            std::to_string(partition.znodes.leader_epoch) + "/" + std::to_string(id),
            "the high watermark of " + name_of(scene.world, leader->node) + " is " +
                std::to_string(mark) + ", but the log of " + name_of(scene.world, node) +
                ", in sync, ends at " + std::to_string(end));
  }
}

void ReplicationQuorumSuperset::on_partition(const Scene& scene, PartitionEvidence& partition) {
  const ReplicaEvidence* leader = find_true_leader(scene.world, scene.evidence, partition);
  if (leader == nullptr) return;
  const replica::Partition& state = *leader->state;
  for (const std::int32_t id : partition.znodes.isr) {
    if (!partition.znodes.counts(id) || contains(state.isr, NodeId{id})) continue;
    if (state.pending && contains(state.pending->isr, NodeId{id})) continue;
    violate(scene, partition.tp,
            std::to_string(partition.znodes.leader_epoch) + "/" + std::to_string(id),
            name_of(scene.world, leader->node) + " does not wait for broker " + std::to_string(id) +
                ", which is in sync by ZooKeeper");
  }
}

}  // namespace barnabas::sim::check
