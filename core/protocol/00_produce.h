// Produce (key 0): append batches to partitions; answered when acks is satisfied, never for acks=0.
//
// Fields follow version 11. A response carries one error per partition; an error other than
// NOT_ENOUGH_REPLICAS_AFTER_APPEND and REQUEST_TIMED_OUT proves that nothing was appended.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/base/ids.h"
#include "core/protocol/error_code.h"
#include "core/record/file_slice.h"

namespace barnabas::protocol {

struct ProduceRequest {
  struct Partition {
    std::int32_t partition = 0;
    record::Records records;
    friend bool operator==(const Partition&, const Partition&) = default;
  };
  struct Topic {
    std::string name;
    std::vector<Partition> partitions;
    friend bool operator==(const Topic&, const Topic&) = default;
  };
  std::optional<std::string> transactional_id;
  std::int16_t acks = -1;
  std::int32_t timeout_ms = 30000;
  std::vector<Topic> topics;
  friend bool operator==(const ProduceRequest&, const ProduceRequest&) = default;
};

struct ProduceResponse {
  struct Partition {
    std::int32_t partition = 0;
    ErrorCode error = ErrorCode::None;
    Offset base_offset{-1};
    std::int64_t log_append_time = -1;
    Offset log_start_offset{-1};
    NodeId current_leader{-1};
    LeaderEpoch current_leader_epoch{-1};
    std::string error_message;
    friend bool operator==(const Partition&, const Partition&) = default;
  };
  struct Topic {
    std::string name;
    std::vector<Partition> partitions;
    friend bool operator==(const Topic&, const Topic&) = default;
  };
  std::vector<Topic> topics;
  std::int32_t throttle_time_ms = 0;
  friend bool operator==(const ProduceResponse&, const ProduceResponse&) = default;
};

}  // namespace barnabas::protocol
