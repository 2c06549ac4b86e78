// ListOffsets (key 2): the offset of a timestamp, or of a special place.
//
// Timestamps -1 latest, -2 earliest, -3 of the largest timestamp (KIP-734). A consumer's "latest"
// is the high watermark; OFFSET_NOT_AVAILABLE while a new leader does not know it yet.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/base/ids.h"
#include "core/protocol/error_code.h"

namespace barnabas::protocol {

inline constexpr std::int64_t kLatestTimestamp = -1;
inline constexpr std::int64_t kEarliestTimestamp = -2;
inline constexpr std::int64_t kMaxTimestamp = -3;

struct ListOffsetsRequest {
  struct Partition {
    std::int32_t partition = 0;
    LeaderEpoch current_leader_epoch{-1};
    std::int64_t timestamp = kLatestTimestamp;
    friend bool operator==(const Partition&, const Partition&) = default;
  };
  struct Topic {
    std::string name;
    std::vector<Partition> partitions;
    friend bool operator==(const Topic&, const Topic&) = default;
  };
  NodeId replica_id{-1};
  std::int8_t isolation_level = 0;
  std::vector<Topic> topics;
  friend bool operator==(const ListOffsetsRequest&, const ListOffsetsRequest&) = default;
};

struct ListOffsetsResponse {
  struct Partition {
    std::int32_t partition = 0;
    ErrorCode error = ErrorCode::None;
    std::int64_t timestamp = -1;
    Offset offset{-1};
    LeaderEpoch leader_epoch{-1};
    friend bool operator==(const Partition&, const Partition&) = default;
  };
  struct Topic {
    std::string name;
    std::vector<Partition> partitions;
    friend bool operator==(const Topic&, const Topic&) = default;
  };
  std::vector<Topic> topics;
  friend bool operator==(const ListOffsetsResponse&, const ListOffsetsResponse&) = default;
};

}  // namespace barnabas::protocol
