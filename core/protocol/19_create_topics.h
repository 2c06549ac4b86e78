// CreateTopics (key 19): new topics, placed by hand or by the controller. Sent to the controller.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/base/ids.h"
#include "core/protocol/error_code.h"

namespace barnabas::protocol {

struct ConfigEntry {
  std::string name;
  std::optional<std::string> value;
  friend bool operator==(const ConfigEntry&, const ConfigEntry&) = default;
};

struct CreateTopicsRequest {
  struct Assignment {
    std::int32_t partition = 0;
    std::vector<NodeId> replicas;
    friend bool operator==(const Assignment&, const Assignment&) = default;
  };
  struct Topic {
    std::string name;
    std::int32_t partition_count = -1;
    std::int16_t replication_factor = -1;
    std::vector<Assignment> assignments;
    std::vector<ConfigEntry> configs;
    friend bool operator==(const Topic&, const Topic&) = default;
  };
  std::vector<Topic> topics;
  std::int32_t timeout_ms = 60000;
  bool validate_only = false;
  friend bool operator==(const CreateTopicsRequest&, const CreateTopicsRequest&) = default;
};

struct CreateTopicsResponse {
  struct Topic {
    std::string name;
    TopicId id;
    ErrorCode error = ErrorCode::None;
    std::string message;
    friend bool operator==(const Topic&, const Topic&) = default;
  };
  std::vector<Topic> topics;
  friend bool operator==(const CreateTopicsResponse&, const CreateTopicsResponse&) = default;
};

}  // namespace barnabas::protocol
