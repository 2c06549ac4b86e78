#include "sim/check/availability.h"

#include <algorithm>

#include "core/broker/broker.h"

namespace barnabas::sim::check {
namespace {

bool is_led(const Scene& scene, const PartitionEvidence& partition) {
  const NodeIndex leader = scene.evidence.index_of(scene.world, partition.znodes.leader);
  if (leader == kNoIndex || scene.world.node(leader).paused) return false;
  const ReplicaEvidence* replica = partition.find_replica(leader);
  const replica::Partition* state = replica == nullptr ? nullptr : replica->state;
  return state != nullptr && state->role == replica::Role::Leader &&
         state->leader_epoch.value == partition.znodes.leader_epoch;
}

bool is_being_deleted(const Scene& scene, const PartitionEvidence& partition) {
  const std::vector<std::string>& deleting = scene.evidence.deleting;
  return std::find(deleting.begin(), deleting.end(), partition.tp.topic) != deleting.end();
}

}  // namespace

void Availability::on_partition(const Scene& scene, const PartitionEvidence& partition) {
  const auto known = partitions_.find(partition.tp);
  if (!partition.znodes.exists || is_being_deleted(scene, partition)) {
    if (known != partitions_.end()) known->second.is_led = true;  // nobody waits for a leader
    return;
  }
  const bool led = is_led(scene, partition);
  if (known == partitions_.end()) {
    if (led) partitions_[partition.tp].is_led = true;
    return;
  }
  Standing& standing = known->second;
  if (led == standing.is_led) return;
  standing.is_led = led;
  if (led) {
    if (standing.lost < scene.at) standing.outages.push_back({standing.lost, scene.at});
  } else {
    standing.lost = scene.at;
  }
}

std::map<TopicPartition, std::vector<Outage>> Availability::outages(Instant now) const {
  std::map<TopicPartition, std::vector<Outage>> all;
  for (const auto& [tp, standing] : partitions_) {
    std::vector<Outage>& list = all[tp];
    list = standing.outages;
    if (!standing.is_led && standing.lost < now) list.push_back({standing.lost, now});
  }
  return all;
}

Duration total_of(const std::vector<Outage>& outages) {
  Duration total{};
  for (const Outage& outage : outages) total = total + (outage.to - outage.from);
  return total;
}

}  // namespace barnabas::sim::check
