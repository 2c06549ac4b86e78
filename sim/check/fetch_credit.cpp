#include "sim/check/fetch_credit.h"

#include "core/replica/partition.h"

namespace barnabas::sim::check {

bool FetchCreditSound::is_new(std::size_t partition, const Credit& credit) {
  if (credits_.size() <= partition) credits_.resize(partition + 1);
  for (Credit& known : credits_[partition]) {
    if (known.leader != credit.leader || known.follower != credit.follower) continue;
    if (known.end == credit.end) return false;
    known.end = credit.end;
    return true;
  }
  credits_[partition].push_back(credit);
  return true;
}

void FetchCreditSound::on_partition(const Scene& scene, PartitionEvidence& partition) {
  for (const auto& [node, leader] : partition.replicas) {
    if (leader.state == nullptr || leader.state->role != replica::Role::Leader) continue;
    for (const auto& [id, remote] : leader.state->remotes) {
      if (remote.log_end.value < 0) continue;
      if (!is_new(partition.number, {node, id.value, remote.log_end.value})) continue;
      const NodeIndex other = scene.evidence.index_of(scene.world, id.value);
      const ReplicaEvidence* follower = partition.find_replica(other);
      if (follower == nullptr || follower->state == nullptr ||
          follower->state->leader_epoch != leader.state->leader_epoch)
        continue;
      if (follower->log.end() >= remote.log_end.value) continue;
      violate(scene, partition.tp, name_of(scene.world, node) + "/" + name_of(scene.world, other),
              name_of(scene.world, node) + " believes that " + name_of(scene.world, other) +
                  " has everything below " + std::to_string(remote.log_end.value) +
                  "; its log ends at " + std::to_string(follower->log.end()));
    }
  }
}

}  // namespace barnabas::sim::check
