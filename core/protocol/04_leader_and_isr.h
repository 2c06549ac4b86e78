// LeaderAndIsr (key 4): the controller tells a broker which partitions it leads or follows, and at
// which epoch.
//
// Fenced by the controller's epoch (STALE_CONTROLLER_EPOCH) and by the broker's registration
// (STALE_BROKER_EPOCH, KIP-380). leader -1 means that the partition has none.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/base/ids.h"
#include "core/protocol/error_code.h"

namespace barnabas::protocol {

// One partition's state as the controller has committed it.
struct PartitionState {
  std::string topic;
  std::int32_t partition = 0;
  ControllerEpoch controller_epoch{-1};
  NodeId leader{-1};
  LeaderEpoch leader_epoch{-1};
  std::vector<NodeId> isr;
  PartitionEpoch partition_epoch{-1};
  std::vector<NodeId> replicas;
  std::vector<NodeId> adding_replicas;
  std::vector<NodeId> removing_replicas;
  bool is_new = false;
  bool leader_recovering = false;
  friend bool operator==(const PartitionState&, const PartitionState&) = default;
};

struct LeaderAndIsrRequest {
  struct TopicIdentity {
    std::string name;
    TopicId id;
    friend bool operator==(const TopicIdentity&, const TopicIdentity&) = default;
  };
  struct LiveLeader {
    NodeId id{-1};
    std::string host;
    std::int32_t port = 0;
    friend bool operator==(const LiveLeader&, const LiveLeader&) = default;
  };
  NodeId controller_id{-1};
  ControllerEpoch controller_epoch{-1};
  BrokerEpoch broker_epoch{-1};
  std::vector<PartitionState> partitions;
  std::vector<TopicIdentity> topic_ids;
  std::vector<LiveLeader> live_leaders;
  friend bool operator==(const LeaderAndIsrRequest&, const LeaderAndIsrRequest&) = default;
};

struct LeaderAndIsrResponse {
  struct Partition {
    std::string topic;
    std::int32_t partition = 0;
    ErrorCode error = ErrorCode::None;
    friend bool operator==(const Partition&, const Partition&) = default;
  };
  ErrorCode error = ErrorCode::None;
  std::vector<Partition> partitions;
  friend bool operator==(const LeaderAndIsrResponse&, const LeaderAndIsrResponse&) = default;
};

}  // namespace barnabas::protocol
