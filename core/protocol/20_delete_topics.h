// DeleteTopics (key 20): marks topics for deletion; the controller removes them when all replicas
// can stop.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/base/ids.h"
#include "core/protocol/error_code.h"

namespace barnabas::protocol {

struct DeleteTopicsRequest {
  std::vector<std::string> topics;
  std::int32_t timeout_ms = 60000;
  friend bool operator==(const DeleteTopicsRequest&, const DeleteTopicsRequest&) = default;
};

struct DeleteTopicsResponse {
  struct Topic {
    std::string name;
    ErrorCode error = ErrorCode::None;
    std::string message;
    friend bool operator==(const Topic&, const Topic&) = default;
  };
  std::vector<Topic> topics;
  friend bool operator==(const DeleteTopicsResponse&, const DeleteTopicsResponse&) = default;
};

}  // namespace barnabas::protocol
