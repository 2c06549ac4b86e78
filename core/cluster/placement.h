// Which brokers get the replicas of new partitions: Kafka's spreading, with and without racks.
//
// The first replica goes round-robin from a random start; the others follow with a shift that grows
// each time the brokers were gone through, so that neighbours differ. With racks, the broker list
// alternates racks and a rack gets its second replica only when every rack has one.
//
// Pure functions; the random start and shift come from the caller's stream.
// Kafka: AdminUtils.assignReplicasToBrokers (3.9).
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "core/base/ids.h"
#include "core/base/prng.h"
#include "core/base/result.h"

namespace barnabas::cluster {

struct BrokerPlace {
  NodeId id{-1};
  std::string rack;  // empty: unknown
};

// Where placement begins; Kafka draws both from a random source.
struct PlacementStart {
  std::uint64_t index = 0;
  std::uint64_t shift = 0;
};

PlacementStart draw_placement_start(Prng& prng, std::size_t broker_count);

// The replicas of partitions first_partition, first_partition + 1, ...: `partition_count` lists.
// Errors (Invalid): no partitions, no replicas, more replicas than brokers, racks known for some
// only.
Result<std::vector<std::vector<NodeId>>> place_replicas(const std::vector<BrokerPlace>& brokers,
                                                        std::int32_t partition_count,
                                                        std::int32_t replication_factor,
                                                        PlacementStart start,
                                                        std::int32_t first_partition = 0);

// Brokers with neighbours in different racks: 0,1,2 | 3,4,5 | 6,7,8 gives 0,3,6,1,4,7,2,5,8.
std::vector<NodeId> alternate_racks(const std::vector<BrokerPlace>& brokers);

}  // namespace barnabas::cluster
