// IncrementalAlterConfigs (key 44): set or delete single settings of a topic or broker while it
// runs (KIP-339).
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/base/ids.h"
#include "core/protocol/32_describe_configs.h"
#include "core/protocol/error_code.h"

namespace barnabas::protocol {

enum class AlterOp : std::int8_t { Set = 0, Delete = 1, Append = 2, Subtract = 3 };

struct IncrementalAlterConfigsRequest {
  struct Change {
    std::string name;
    AlterOp op = AlterOp::Set;
    std::optional<std::string> value;
    friend bool operator==(const Change&, const Change&) = default;
  };
  struct Resource {
    ConfigResource type = ConfigResource::Topic;
    std::string name;
    std::vector<Change> changes;
    friend bool operator==(const Resource&, const Resource&) = default;
  };
  std::vector<Resource> resources;
  bool validate_only = false;
  friend bool operator==(const IncrementalAlterConfigsRequest&,
                         const IncrementalAlterConfigsRequest&) = default;
};

struct IncrementalAlterConfigsResponse {
  struct Resource {
    ErrorCode error = ErrorCode::None;
    std::string message;
    ConfigResource type = ConfigResource::Topic;
    std::string name;
    friend bool operator==(const Resource&, const Resource&) = default;
  };
  std::vector<Resource> results;
  friend bool operator==(const IncrementalAlterConfigsResponse&,
                         const IncrementalAlterConfigsResponse&) = default;
};

}  // namespace barnabas::protocol
