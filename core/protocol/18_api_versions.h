// ApiVersions (key 18): which keys and versions a broker speaks.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/base/ids.h"
#include "core/protocol/error_code.h"

namespace barnabas::protocol {

struct ApiVersionsRequest {
  std::string client_software_name;
  std::string client_software_version;
  friend bool operator==(const ApiVersionsRequest&, const ApiVersionsRequest&) = default;
};

struct ApiVersionsResponse {
  struct Range {
    std::int16_t key = 0;
    std::int16_t min_version = 0;
    std::int16_t max_version = 0;
    friend bool operator==(const Range&, const Range&) = default;
  };
  ErrorCode error = ErrorCode::None;
  std::vector<Range> keys;
  friend bool operator==(const ApiVersionsResponse&, const ApiVersionsResponse&) = default;
};

}  // namespace barnabas::protocol
