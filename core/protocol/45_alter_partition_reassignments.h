// AlterPartitionReassignments (key 45): move a partition to other replicas, or cancel a move
// (KIP-455).
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/base/ids.h"
#include "core/protocol/error_code.h"

namespace barnabas::protocol {

struct AlterPartitionReassignmentsRequest {
  struct Partition {
    TopicPartition partition;
    std::optional<std::vector<NodeId>> replicas;
    friend bool operator==(const Partition&, const Partition&) = default;
  };
  std::vector<Partition> partitions;
  std::int32_t timeout_ms = 60000;
  friend bool operator==(const AlterPartitionReassignmentsRequest&,
                         const AlterPartitionReassignmentsRequest&) = default;
};

struct AlterPartitionReassignmentsResponse {
  struct Partition {
    TopicPartition partition;
    ErrorCode error = ErrorCode::None;
    std::string message;
    friend bool operator==(const Partition&, const Partition&) = default;
  };
  ErrorCode error = ErrorCode::None;
  std::vector<Partition> partitions;
  friend bool operator==(const AlterPartitionReassignmentsResponse&,
                         const AlterPartitionReassignmentsResponse&) = default;
};

}  // namespace barnabas::protocol
