#include "sim/check/strong_isr.h"

#include <algorithm>

#include "core/broker/broker.h"

namespace barnabas::sim::check {
namespace {

bool is_electable(const Scene& scene, NodeIndex node, std::int32_t id) {
  const auto& registered = scene.evidence.registered;
  return node != kNoIndex && scene.world.node(node).up &&
         std::find(registered.begin(), registered.end(), id) != registered.end();
}

}  // namespace

void StrongIsr::compare(const Scene& scene, PartitionEvidence& partition,
                        const ReplicaEvidence& leader, const replica::Partition& state) {
  const LogView nothing;
  const std::int64_t mark = state.high_watermark.value;
  for (const std::int32_t id : partition.znodes.isr) {
    const NodeIndex member = scene.evidence.index_of(scene.world, id);
    if (member == leader.node || !is_electable(scene, member, id)) continue;
    const ReplicaEvidence* replica = partition.find_replica(member);
    const LogView& log = replica == nullptr ? nothing : replica->log;
    const auto differs = partition.agreement.find(leader.node, leader.log, member, log, mark);
    if (!differs) continue;
    const std::string leader_name = name_of(scene.world, leader.node);
    const std::string member_name = name_of(scene.world, member);
    const bool look_alike = differs->first != nullptr && differs->second != nullptr &&
                            text_of(differs->first) == text_of(differs->second);
    violate(scene, partition.tp, leader_name + "/" + member_name,
            leader_name + ", which believes to lead epoch " +
                std::to_string(state.leader_epoch.value) + ", has exposed everything below " +
                std::to_string(mark) + "; at offset " + std::to_string(differs->offset) +
                " it holds " + text_of(differs->first) + ", but " + member_name +
                ", in sync by ZooKeeper, holds " +
                (look_alike ? std::string("other records") : text_of(differs->second)));
  }
}

void StrongIsr::on_partition(const Scene& scene, PartitionEvidence& partition) {
  for (const auto& [node, replica] : partition.replicas) {
    const replica::Partition* state = replica.state;
    if (state == nullptr || state->role != replica::Role::Leader) continue;
    compare(scene, partition, replica, *state);
  }
}

}  // namespace barnabas::sim::check
