#include "sim/check/strong_isr.h"

#include <algorithm>

#include "core/replica/partition.h"

namespace barnabas::sim::check {

void IsrHolds::compare(const Scene& scene, PartitionEvidence& partition,
                       const ReplicaEvidence& leader, std::int32_t member_id) {
  const NodeIndex member = scene.evidence.index_of(scene.world, member_id);
  if (member == leader.node) return;
  if (!scene.evidence.is_electable(scene.world, partition, member_id)) return;
  const LogView nothing;
  const std::int64_t mark = leader.state->high_watermark.value;
  const ReplicaEvidence* replica = partition.find_replica(member);
  const LogView& log = replica == nullptr ? nothing : replica->log;
  // A replica that was moved away deletes its copy when told; its leader may hear of it later.
  const std::vector<std::int32_t>& isr = partition.znodes.isr;
  if (log.end() == 0 && std::find(isr.begin(), isr.end(), member_id) == isr.end()) return;
  const auto differs = partition.agreement.find(leader.node, leader.log, member, log, mark);
  if (!differs) return;
  const std::string leader_name = name_of(scene.world, leader.node);
  const std::string member_name = name_of(scene.world, member);
  const bool look_alike = differs->first != nullptr && differs->second != nullptr &&
                          text_of(differs->first) == text_of(differs->second);
  violate(
      scene, partition.tp, leader_name + "/" + member_name,
      leader_name + ", which believes to lead epoch " +
          std::to_string(leader.state->leader_epoch.value) + ", has exposed everything below " +
          std::to_string(mark) + "; at offset " + std::to_string(differs->offset) + " it holds " +
          text_of(differs->first) + ", but " + member_name +
          (is_strong() ? ", in sync by ZooKeeper, holds " : ", in sync as it believes, holds ") +
          (look_alike ? std::string("other records") : text_of(differs->second)));
}

void IsrHolds::on_partition(const Scene& scene, PartitionEvidence& partition) {
  for (const auto& [node, replica] : partition.replicas) {
    const replica::Partition* state = replica.state;
    if (state == nullptr || state->role != replica::Role::Leader) continue;
    if (is_strong()) {
      for (const std::int32_t id : partition.znodes.isr) compare(scene, partition, replica, id);
    } else {
      for (const NodeId id : state->isr) compare(scene, partition, replica, id.value);
    }
  }
}

}  // namespace barnabas::sim::check
