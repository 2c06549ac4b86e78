// How a leader's proposed ISR becomes the committed one: one operation, two carriers.
//
// Through the controller: AlterPartition, compare-and-set by partition epoch, all waiting proposals
// in one request, one request in flight (KIP-497). Through ZooKeeper (before 2.7): a conditional
// write of the partition's state znode, then a sequential node that tells the controller. A
// proposal stays pending until it is committed, definitely refused, or overtaken by new orders. A
// write whose connection is lost is written again; when the znode has another version by then, the
// leader reads it back, and what it wrote itself is committed.
//
// Kafka: AlterPartitionManager, ZkIsrManager (3.9); ReplicationUtils.updateLeaderAndIsr and
// checkLeaderAndIsrZkData, KafkaZkClient.conditionalUpdatePath (1.x).
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

// What waits for ZooKeeper's answer in the classic carrier.
struct IsrWrite {
  replica::IsrProposal proposal;
  ControllerEpoch controller_epoch{-1};  // as it was written
  bool is_read_back = false;  // the version was another one: is it our own write that stands there?
  friend bool operator==(const IsrWrite&, const IsrWrite&) = default;
};

inline constexpr std::int64_t kAlterPartitionToken = 1;
inline constexpr std::int64_t kControlledShutdownToken = 2;

void propagate_proposals(Broker& broker, Context& context);
void on_alter_partition(Broker& broker, const protocol::AlterPartitionResponse& response,
                        Context& context);
// ZooKeeper's answer to a conditional write, or to reading it back.
void on_isr_written(Broker& broker, std::int64_t token, const protocol::zk::Response& response,
                    Context& context);

}  // namespace barnabas::broker
