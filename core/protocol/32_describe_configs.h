// DescribeConfigs (key 32): the effective settings of a topic or broker, and where each comes from.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/base/ids.h"
#include "core/protocol/error_code.h"

namespace barnabas::protocol {

enum class ConfigResource : std::int8_t { Unknown = 0, Topic = 2, Broker = 4 };

struct DescribeConfigsRequest {
  struct Resource {
    ConfigResource type = ConfigResource::Topic;
    std::string name;
    std::optional<std::vector<std::string>> keys;
    friend bool operator==(const Resource&, const Resource&) = default;
  };
  std::vector<Resource> resources;
  friend bool operator==(const DescribeConfigsRequest&, const DescribeConfigsRequest&) = default;
};

struct DescribeConfigsResponse {
  struct Entry {
    std::string name;
    std::optional<std::string> value;
    std::int8_t source = 0;
    bool read_only = false;
    friend bool operator==(const Entry&, const Entry&) = default;
  };
  struct Resource {
    ErrorCode error = ErrorCode::None;
    std::string message;
    ConfigResource type = ConfigResource::Topic;
    std::string name;
    std::vector<Entry> entries;
    friend bool operator==(const Resource&, const Resource&) = default;
  };
  std::vector<Resource> results;
  friend bool operator==(const DescribeConfigsResponse&, const DescribeConfigsResponse&) = default;
};

}  // namespace barnabas::protocol
