// AlterPartition (key 56): a leader proposes a new ISR to the controller, compare-and-set by
// partition epoch (KIP-497).
//
// INELIGIBLE_REPLICA and OPERATION_NOT_ATTEMPTED prove that nothing was applied; after any other
// error the leader keeps its proposal pending until metadata tells (KIP-841, KIP-903).
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/base/ids.h"
#include "core/protocol/error_code.h"

namespace barnabas::protocol {

struct AlterPartitionRequest {
  struct Member {
    NodeId broker{-1};
    BrokerEpoch epoch{-1};
    friend bool operator==(const Member&, const Member&) = default;
  };
  struct Partition {
    TopicPartition partition;
    LeaderEpoch leader_epoch{-1};
    std::vector<Member> new_isr;
    PartitionEpoch partition_epoch{-1};
    bool leader_recovering = false;
    friend bool operator==(const Partition&, const Partition&) = default;
  };
  NodeId broker_id{-1};
  BrokerEpoch broker_epoch{-1};
  std::vector<Partition> partitions;
  friend bool operator==(const AlterPartitionRequest&, const AlterPartitionRequest&) = default;
};

struct AlterPartitionResponse {
  struct Partition {
    TopicPartition partition;
    ErrorCode error = ErrorCode::None;
    NodeId leader{-1};
    LeaderEpoch leader_epoch{-1};
    std::vector<NodeId> isr;
    PartitionEpoch partition_epoch{-1};
    bool leader_recovering = false;
    friend bool operator==(const Partition&, const Partition&) = default;
  };
  ErrorCode error = ErrorCode::None;
  std::vector<Partition> partitions;
  friend bool operator==(const AlterPartitionResponse&, const AlterPartitionResponse&) = default;
};

}  // namespace barnabas::protocol
