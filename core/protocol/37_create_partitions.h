// CreatePartitions (key 37): more partitions for a topic; existing ones keep their records.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/base/ids.h"
#include "core/protocol/error_code.h"

namespace barnabas::protocol {

struct CreatePartitionsRequest {
  struct Topic {
    std::string name;
    std::int32_t count = 0;
    std::vector<std::vector<NodeId>> assignments;
    friend bool operator==(const Topic&, const Topic&) = default;
  };
  std::vector<Topic> topics;
  std::int32_t timeout_ms = 60000;
  bool validate_only = false;
  friend bool operator==(const CreatePartitionsRequest&, const CreatePartitionsRequest&) = default;
};

struct CreatePartitionsResponse {
  struct Topic {
    std::string name;
    ErrorCode error = ErrorCode::None;
    std::string message;
    friend bool operator==(const Topic&, const Topic&) = default;
  };
  std::vector<Topic> topics;
  friend bool operator==(const CreatePartitionsResponse&,
                         const CreatePartitionsResponse&) = default;
};

}  // namespace barnabas::protocol
