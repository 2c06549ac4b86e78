#include "core/broker/replica_selector.h"

#include <tuple>

namespace barnabas::broker {
namespace {

std::string rack_of(const Broker& broker, NodeId node) {
  const auto found = broker.metadata.brokers.find(node);
  return found == broker.metadata.brokers.end() ? std::string() : found->second.rack;
}

}  // namespace

NodeId preferred_read_replica(const Broker& broker, const replica::Partition& partition,
                              Offset fetch_offset, const std::string& rack, Instant now) {
  if (!broker.config.rack_aware_reads || rack.empty() || rack == broker.config.rack) return kNoNode;
  // The longest log; of equal ones, who caught up last, then the largest id.
  NodeId best = kNoNode;
  std::tuple<std::int64_t, std::int64_t, std::int32_t> best_rank;
  for (const auto& [node, remote] : partition.remotes) {
    const bool holds = remote.log_end >= fetch_offset && remote.log_start <= fetch_offset;
    if (!holds || !partition.in_isr(node) || rack_of(broker, node) != rack) continue;
    const std::tuple rank(remote.log_end.value, -(now - remote.last_caught_up).ns, node.value);
    if (best != kNoNode && rank <= best_rank) continue;
    best = node;
    best_rank = rank;
  }
  return best;
}

}  // namespace barnabas::broker
