#include "sim/check/no_read_above_hw.h"

#include <algorithm>

#include "core/broker/broker.h"

namespace barnabas::sim::check {

std::int64_t NoReadAboveHw::own_bound(const Scene& scene, const PartitionEvidence& partition,
                                      NodeIndex node, const replica::Partition* state) {
  std::int64_t& bound = own_bounds_[partition.tp][node];
  if (state == nullptr || state->role != replica::Role::Leader) return bound;
  std::vector<std::int32_t> isr;
  for (const NodeId member : state->isr) isr.push_back(member.value);
  bound = std::max(bound, scene.evidence.held_by_all(scene.world, partition, isr));
  return bound;
}

void NoReadAboveHw::on_partition(const Scene& scene, PartitionEvidence& partition) {
  for (const auto& [node, replica] : partition.replicas)
    own_bound(scene, partition, node, replica.state);
}

void NoReadAboveHw::on_delivery(const Scene& scene, PartitionEvidence& partition,
                                const Delivery& delivery) {
  if (delivery.batch_count == 0) return;
  const ConsumerHistory& reader =
      scene.history.consumers()[static_cast<std::size_t>(delivery.consumer)];
  const DeliveredBatch& last = reader.batches[delivery.first_batch + delivery.batch_count - 1];
  const NodeIndex server = scene.evidence.index_of(scene.world, delivery.broker.value);
  const ReplicaEvidence* replica = partition.find_replica(server);
  std::int64_t mark = replica == nullptr ? 0 : replica->mark_seen;
  const replica::Partition* state = find_state(scene.world, server, partition.tp);
  if (state != nullptr) mark = std::max(mark, state->high_watermark.value);
  const std::int64_t committed =
      std::max(partition.committed_to, own_bound(scene, partition, server, state));
  const std::string who = name_of(scene.world, server) + " gave " +
                          name_of(scene.world, reader.node) + " records up to offset " +
                          std::to_string(last.last());
  const std::string key = std::to_string(last.last());
  if (last.last() >= mark) {
    violate(scene, partition.tp, key,
            who + ", at or above its high watermark " + std::to_string(mark));
  } else if (last.last() >= committed) {
    violate(scene, partition.tp, key,
            who + ", but all replicas that count have only ever held what is below " +
                std::to_string(committed));
  }
}

}  // namespace barnabas::sim::check
