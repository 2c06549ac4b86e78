// ListPartitionReassignments (key 46): the moves that are under way (KIP-455).
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/base/ids.h"
#include "core/protocol/error_code.h"

namespace barnabas::protocol {

struct ListPartitionReassignmentsRequest {
  std::optional<std::vector<TopicPartition>> partitions;
  std::int32_t timeout_ms = 60000;
  friend bool operator==(const ListPartitionReassignmentsRequest&,
                         const ListPartitionReassignmentsRequest&) = default;
};

struct ListPartitionReassignmentsResponse {
  struct Partition {
    TopicPartition partition;
    std::vector<NodeId> replicas;
    std::vector<NodeId> adding_replicas;
    std::vector<NodeId> removing_replicas;
    friend bool operator==(const Partition&, const Partition&) = default;
  };
  ErrorCode error = ErrorCode::None;
  std::vector<Partition> partitions;
  friend bool operator==(const ListPartitionReassignmentsResponse&,
                         const ListPartitionReassignmentsResponse&) = default;
};

}  // namespace barnabas::protocol
