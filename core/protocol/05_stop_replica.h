// StopReplica (key 5): stop serving a replica, and delete it when told so. Fenced like
// LeaderAndIsr.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/base/ids.h"
#include "core/protocol/error_code.h"

namespace barnabas::protocol {

struct StopReplicaRequest {
  struct Partition {
    std::string topic;
    std::int32_t partition = 0;
    LeaderEpoch leader_epoch{-1};
    bool delete_partition = false;
    friend bool operator==(const Partition&, const Partition&) = default;
  };
  NodeId controller_id{-1};
  ControllerEpoch controller_epoch{-1};
  BrokerEpoch broker_epoch{-1};
  std::vector<Partition> partitions;
  friend bool operator==(const StopReplicaRequest&, const StopReplicaRequest&) = default;
};

struct StopReplicaResponse {
  struct Partition {
    std::string topic;
    std::int32_t partition = 0;
    ErrorCode error = ErrorCode::None;
    friend bool operator==(const Partition&, const Partition&) = default;
  };
  ErrorCode error = ErrorCode::None;
  std::vector<Partition> partitions;
  friend bool operator==(const StopReplicaResponse&, const StopReplicaResponse&) = default;
};

}  // namespace barnabas::protocol
