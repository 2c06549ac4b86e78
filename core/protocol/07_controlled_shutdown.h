// ControlledShutdown (key 7): a broker that is about to stop asks the controller to move its
// leaders first.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/base/ids.h"
#include "core/protocol/error_code.h"

namespace barnabas::protocol {

struct ControlledShutdownRequest {
  NodeId broker_id{-1};
  BrokerEpoch broker_epoch{-1};
  friend bool operator==(const ControlledShutdownRequest&,
                         const ControlledShutdownRequest&) = default;
};

struct ControlledShutdownResponse {
  ErrorCode error = ErrorCode::None;
  std::vector<TopicPartition> remaining_partitions;
  friend bool operator==(const ControlledShutdownResponse&,
                         const ControlledShutdownResponse&) = default;
};

}  // namespace barnabas::protocol
