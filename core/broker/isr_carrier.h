// How a leader's proposed ISR becomes the committed one: one operation, two carriers.
//
// Through the controller: AlterPartition, compare-and-set by partition epoch, all waiting proposals
// in one request, one request in flight (KIP-497). Through ZooKeeper (before 2.7): a conditional
// write of the partition's state znode, then a sequential node that tells the controller. A
// proposal stays pending until it is committed, definitely refused, or overtaken by new orders.
//
// Kafka: AlterPartitionManager, ZkIsrManager (3.9); ReplicationUtils.updateLeaderAndIsr (1.x).
#pragma once

#include <cstdint>
#include <map>

#include "core/replica/partition.h"

namespace barnabas::broker {

struct Broker;

struct IsrCarrier {
  std::map<TopicPartition, replica::IsrProposal> unsent;
  std::map<TopicPartition, replica::IsrProposal> in_flight;
  friend bool operator==(const IsrCarrier&, const IsrCarrier&) = default;
};

inline constexpr std::int64_t kAlterPartitionToken = 1;
inline constexpr std::int64_t kControlledShutdownToken = 2;

void propagate_proposals(Broker& broker, Context& context);
void on_alter_partition(Broker& broker, const protocol::AlterPartitionResponse& response,
                        Context& context);
// ZooKeeper's answer to a conditional write; the token's low bits number the proposal.
void on_isr_written(Broker& broker, std::int64_t token, const protocol::zk::Response& response,
                    Context& context);

}  // namespace barnabas::broker
