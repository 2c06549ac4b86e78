#include "core/cluster/placement.h"

#include <algorithm>
#include <set>

namespace barnabas::cluster {
namespace {

// The index of the k-th follower; a lone broker has no follower, so count is at least 2 here.
std::size_t follower_index(std::size_t first, std::uint64_t shift, std::size_t k,
                           std::size_t count) {
  const std::size_t step = 1 + static_cast<std::size_t>((shift + k) % (count - 1));
  return (first + step) % count;
}

std::vector<NodeId> pick_plain(const std::vector<NodeId>& brokers, std::size_t first,
                               std::uint64_t shift, std::size_t replication_factor) {
  std::vector<NodeId> replicas{brokers[first]};
  for (std::size_t k = 0; replicas.size() < replication_factor; ++k) {
    replicas.push_back(brokers[follower_index(first, shift, k, brokers.size())]);
  }
  return replicas;
}

std::vector<NodeId> pick_across_racks(const std::vector<NodeId>& brokers,
                                      const std::map<NodeId, std::string>& racks,
                                      std::size_t rack_count, std::size_t first,
                                      std::uint64_t shift, std::size_t replication_factor) {
  std::vector<NodeId> replicas{brokers[first]};
  std::set<std::string> racks_used{racks.at(brokers[first])};
  std::set<NodeId> brokers_used{brokers[first]};
  for (std::size_t k = 0; replicas.size() < replication_factor; ++k) {
    const NodeId broker = brokers[follower_index(first, shift * rack_count, k, brokers.size())];
    const std::string& rack = racks.at(broker);
    const bool rack_fits = racks_used.count(rack) == 0 || racks_used.size() == rack_count;
    const bool broker_fits =
        brokers_used.count(broker) == 0 || brokers_used.size() == brokers.size();
    if (!rack_fits || !broker_fits) continue;
    replicas.push_back(broker);
    racks_used.insert(rack);
    brokers_used.insert(broker);
  }
  return replicas;
}

Result<void> validate(const std::vector<BrokerPlace>& brokers, std::int32_t partition_count,
                      std::int32_t replication_factor) {
  if (partition_count <= 0)
    return Error{Errc::Invalid, "Number of partitions must be larger than 0."};
  if (replication_factor <= 0)
    return Error{Errc::Invalid, "Replication factor must be larger than 0."};
  if (static_cast<std::size_t>(replication_factor) > brokers.size()) {
    return Error{Errc::OutOfRange,
                 "Replication factor: " + std::to_string(replication_factor) +
                     " larger than available brokers: " + std::to_string(brokers.size()) + "."};
  }
  return {};
}

}  // namespace

PlacementStart draw_placement_start(Prng& prng, std::size_t broker_count) {
  PlacementStart start;
  if (broker_count == 0) return start;
  start.index = prng.below(broker_count);
  start.shift = prng.below(broker_count);
  return start;
}

std::vector<NodeId> alternate_racks(const std::vector<BrokerPlace>& brokers) {
  std::map<std::string, std::set<NodeId>> by_rack;
  for (const BrokerPlace& broker : brokers) by_rack[broker.rack].insert(broker.id);
  std::vector<NodeId> alternating;
  while (!by_rack.empty()) {
    for (auto rack = by_rack.begin(); rack != by_rack.end();) {
      alternating.push_back(*rack->second.begin());
      rack->second.erase(rack->second.begin());
      rack = rack->second.empty() ? by_rack.erase(rack) : std::next(rack);
    }
  }
  return alternating;
}

Result<std::vector<std::vector<NodeId>>> place_replicas(const std::vector<BrokerPlace>& brokers,
                                                        std::int32_t partition_count,
                                                        std::int32_t replication_factor,
                                                        PlacementStart start,
                                                        std::int32_t first_partition) {
  const Result<void> valid = validate(brokers, partition_count, replication_factor);
  if (!valid) return valid.error();
  const auto unknown = static_cast<std::size_t>(std::count_if(
      brokers.begin(), brokers.end(), [](const BrokerPlace& b) { return b.rack.empty(); }));
  const bool is_rack_aware = unknown != brokers.size();
  if (is_rack_aware && unknown != 0) {
    return Error{Errc::Invalid,
                 "Not all brokers have rack information for replica rack aware assignment."};
  }
  std::vector<NodeId> order;
  std::map<NodeId, std::string> racks;
  std::set<std::string> rack_names;
  for (const BrokerPlace& broker : brokers) {
    order.push_back(broker.id);
    racks[broker.id] = broker.rack;
    rack_names.insert(broker.rack);
  }
  if (is_rack_aware) order = alternate_racks(brokers);

  const auto factor = static_cast<std::size_t>(replication_factor);
  std::vector<std::vector<NodeId>> placed;
  std::uint64_t shift = start.shift;
  for (std::int32_t i = 0; i < partition_count; ++i) {
    const auto partition =
        static_cast<std::uint64_t>(std::max(0, first_partition)) + static_cast<std::uint64_t>(i);
    if (partition > 0 && partition % order.size() == 0) ++shift;
    const std::size_t first = static_cast<std::size_t>((partition + start.index) % order.size());
    placed.push_back(is_rack_aware
                         ? pick_across_racks(order, racks, rack_names.size(), first, shift, factor)
                         : pick_plain(order, first, shift, factor));
  }
  return placed;
}

}  // namespace barnabas::cluster
