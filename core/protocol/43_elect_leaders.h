// ElectLeaders (key 43): hand leadership to the preferred replica, or, as a last resort, to any
// live one (KIP-460).
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/base/ids.h"
#include "core/protocol/error_code.h"

namespace barnabas::protocol {

enum class ElectionType : std::int8_t { Preferred = 0, Unclean = 1 };

struct ElectLeadersRequest {
  ElectionType type = ElectionType::Preferred;
  std::optional<std::vector<TopicPartition>> partitions;
  std::int32_t timeout_ms = 60000;
  friend bool operator==(const ElectLeadersRequest&, const ElectLeadersRequest&) = default;
};

struct ElectLeadersResponse {
  struct Partition {
    TopicPartition partition;
    ErrorCode error = ErrorCode::None;
    std::string message;
    friend bool operator==(const Partition&, const Partition&) = default;
  };
  ErrorCode error = ErrorCode::None;
  std::vector<Partition> partitions;
  friend bool operator==(const ElectLeadersResponse&, const ElectLeadersResponse&) = default;
};

}  // namespace barnabas::protocol
