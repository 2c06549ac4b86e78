// Fetch (key 1): records from an offset on, for consumers and for followers alike.
//
// A follower (replica_id >= 0) is credited with everything below the offset it asks for. Sessions
// (KIP-227): session_id 0 and epoch -1 is a full fetch without a session, epoch 0 asks for a new
// one, later epochs name only what changed. last_fetched_epoch lets the leader answer with the
// point of divergence (KIP-595).
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/base/ids.h"
#include "core/protocol/error_code.h"
#include "core/record/file_slice.h"

namespace barnabas::protocol {

struct FetchRequest {
  struct Partition {
    std::int32_t partition = 0;
    LeaderEpoch current_leader_epoch{-1};
    Offset fetch_offset{0};
    LeaderEpoch last_fetched_epoch{-1};
    Offset log_start_offset{-1};
    std::int32_t max_bytes = 1048576;
    friend bool operator==(const Partition&, const Partition&) = default;
  };
  struct Topic {
    std::string name;
    TopicId id;
    std::vector<Partition> partitions;
    friend bool operator==(const Topic&, const Topic&) = default;
  };
  struct ForgottenTopic {
    std::string name;
    std::vector<std::int32_t> partitions;
    friend bool operator==(const ForgottenTopic&, const ForgottenTopic&) = default;
  };
  NodeId replica_id{-1};
  BrokerEpoch replica_epoch{-1};
  std::int32_t max_wait_ms = 500;
  std::int32_t min_bytes = 1;
  std::int32_t max_bytes = 52428800;
  std::int8_t isolation_level = 0;
  std::int32_t session_id = 0;
  std::int32_t session_epoch = -1;
  std::vector<Topic> topics;
  std::vector<ForgottenTopic> forgotten;
  std::string rack_id;
  friend bool operator==(const FetchRequest&, const FetchRequest&) = default;
};

struct FetchResponse {
  struct EpochEnd {
    LeaderEpoch epoch{-1};
    Offset end_offset{-1};
    friend bool operator==(const EpochEnd&, const EpochEnd&) = default;
  };
  struct Partition {
    std::int32_t partition = 0;
    ErrorCode error = ErrorCode::None;
    Offset high_watermark{-1};
    Offset last_stable_offset{-1};
    Offset log_start_offset{-1};
    EpochEnd diverging_epoch;
    NodeId current_leader{-1};
    LeaderEpoch current_leader_epoch{-1};
    NodeId preferred_read_replica{-1};
    record::Records records;
    friend bool operator==(const Partition&, const Partition&) = default;
  };
  struct Topic {
    std::string name;
    TopicId id;
    std::vector<Partition> partitions;
    friend bool operator==(const Topic&, const Topic&) = default;
  };
  std::int32_t throttle_time_ms = 0;
  ErrorCode error = ErrorCode::None;
  std::int32_t session_id = 0;
  std::vector<Topic> topics;
  friend bool operator==(const FetchResponse&, const FetchResponse&) = default;
};

}  // namespace barnabas::protocol
