#include "sim/check/log_matching.h"

#include <algorithm>

#include "core/broker/broker.h"

namespace barnabas::sim::check {

void LogMatching::on_partition(const Scene& scene, PartitionEvidence& partition) {
  struct Standing {
    const ReplicaEvidence* replica;
    std::int64_t mark;
  };
  std::vector<Standing> standing;
  standing.reserve(partition.replicas.size());
  for (const auto& [node, replica] : partition.replicas) {
    const replica::Partition* state = replica.state;
    if (state == nullptr) continue;
    standing.push_back({&replica, state->high_watermark.value});
  }
  for (std::size_t i = 0; i < standing.size(); ++i) {
    for (std::size_t j = i + 1; j < standing.size(); ++j) {
      const ReplicaEvidence& a = *standing[i].replica;
      const ReplicaEvidence& b = *standing[j].replica;
      const std::int64_t limit = std::min(standing[i].mark, standing[j].mark);
      const auto differs = partition.agreement.find(a.node, a.log, b.node, b.log, limit);
      if (!differs) continue;
      const std::string name_a = name_of(scene.world, a.node);
      const std::string name_b = name_of(scene.world, b.node);
      violate(scene, partition.tp, name_a + "/" + name_b,
              "below both high watermarks (" + std::to_string(standing[i].mark) + " and " +
                  std::to_string(standing[j].mark) + "), at offset " +
                  std::to_string(differs->offset) + ", " + name_a + " holds " +
                  text_of(differs->first) + " and " + name_b + " holds " +
                  (differs->second != nullptr && differs->first != nullptr &&
                           text_of(differs->first) == text_of(differs->second)
                       ? "other records under the same offsets"
                       : text_of(differs->second)));
    }
  }
}

}  // namespace barnabas::sim::check
