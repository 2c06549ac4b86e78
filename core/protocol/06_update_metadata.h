// UpdateMetadata (key 6): the controller tells every broker what to answer to Metadata requests.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/base/ids.h"
#include "core/protocol/04_leader_and_isr.h"
#include "core/protocol/error_code.h"

namespace barnabas::protocol {

struct UpdateMetadataRequest {
  struct Broker {
    NodeId id{-1};
    std::string host;
    std::int32_t port = 0;
    std::string rack;
    friend bool operator==(const Broker&, const Broker&) = default;
  };
  struct DeletedTopic {
    std::string name;
    std::int32_t partition = 0;
    friend bool operator==(const DeletedTopic&, const DeletedTopic&) = default;
  };
  NodeId controller_id{-1};
  ControllerEpoch controller_epoch{-1};
  BrokerEpoch broker_epoch{-1};
  std::vector<PartitionState> partitions;
  std::vector<Broker> live_brokers;
  std::vector<LeaderAndIsrRequest::TopicIdentity> topic_ids;
  std::vector<DeletedTopic> deleted;
  friend bool operator==(const UpdateMetadataRequest&, const UpdateMetadataRequest&) = default;
};

struct UpdateMetadataResponse {
  ErrorCode error = ErrorCode::None;
  friend bool operator==(const UpdateMetadataResponse&, const UpdateMetadataResponse&) = default;
};

}  // namespace barnabas::protocol
