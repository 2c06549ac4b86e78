// Metadata (key 3): who the brokers are, who is controller, who leads which partition at which
// epoch.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/base/ids.h"
#include "core/protocol/error_code.h"

namespace barnabas::protocol {

struct MetadataRequest {
  std::optional<std::vector<std::string>> topics;
  bool allow_auto_topic_creation = true;
  friend bool operator==(const MetadataRequest&, const MetadataRequest&) = default;
};

struct MetadataResponse {
  struct Broker {
    NodeId id{-1};
    std::string host;
    std::int32_t port = 0;
    std::string rack;
    friend bool operator==(const Broker&, const Broker&) = default;
  };
  struct Partition {
    ErrorCode error = ErrorCode::None;
    std::int32_t partition = 0;
    NodeId leader{-1};
    LeaderEpoch leader_epoch{-1};
    std::vector<NodeId> replicas;
    std::vector<NodeId> isr;
    std::vector<NodeId> offline_replicas;
    friend bool operator==(const Partition&, const Partition&) = default;
  };
  struct Topic {
    ErrorCode error = ErrorCode::None;
    std::string name;
    TopicId id;
    bool is_internal = false;
    std::vector<Partition> partitions;
    friend bool operator==(const Topic&, const Topic&) = default;
  };
  std::vector<Broker> brokers;
  std::string cluster_id;
  NodeId controller_id{-1};
  std::vector<Topic> topics;
  friend bool operator==(const MetadataResponse&, const MetadataResponse&) = default;
};

}  // namespace barnabas::protocol
