// OffsetForLeaderEpoch (key 23): where an epoch ends in the leader's log, so that a follower knows
// where to cut.
//
// KIP-101; the answer with the largest known epoch not above the asked one is KIP-279 (v1); the
// fence by the asker's current epoch is KIP-320 (v2).
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/base/ids.h"
#include "core/protocol/error_code.h"

namespace barnabas::protocol {

struct OffsetForLeaderEpochRequest {
  struct Partition {
    std::int32_t partition = 0;
    LeaderEpoch current_leader_epoch{-1};
    LeaderEpoch leader_epoch{-1};
    friend bool operator==(const Partition&, const Partition&) = default;
  };
  struct Topic {
    std::string name;
    std::vector<Partition> partitions;
    friend bool operator==(const Topic&, const Topic&) = default;
  };
  NodeId replica_id{-1};
  std::vector<Topic> topics;
  friend bool operator==(const OffsetForLeaderEpochRequest&,
                         const OffsetForLeaderEpochRequest&) = default;
};

struct OffsetForLeaderEpochResponse {
  struct Partition {
    std::int32_t partition = 0;
    ErrorCode error = ErrorCode::None;
    LeaderEpoch leader_epoch{-1};
    Offset end_offset{-1};
    friend bool operator==(const Partition&, const Partition&) = default;
  };
  struct Topic {
    std::string name;
    std::vector<Partition> partitions;
    friend bool operator==(const Topic&, const Topic&) = default;
  };
  std::vector<Topic> topics;
  friend bool operator==(const OffsetForLeaderEpochResponse&,
                         const OffsetForLeaderEpochResponse&) = default;
};

}  // namespace barnabas::protocol
