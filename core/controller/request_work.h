// What the controller keeps while it works on one request, and while an answer waits for the
// cluster.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "core/base/ids.h"
#include "core/cluster/znodes.h"
#include "core/protocol/message.h"

namespace barnabas::controller {

// A topic that a request wants to make, grow or configure; or a broker to configure.
struct TopicPlan {
  std::string topic;  // of IncrementalAlterConfigs: the entity whose settings change
  cluster::znodes::TopicAssignment assignment;
  cluster::Configs configs;
  std::int32_t index = 0;         // in the response
  bool has_config_znode = false;  // of IncrementalAlterConfigs
  friend bool operator==(const TopicPlan&, const TopicPlan&) = default;
};

struct RequestWork {
  std::optional<protocol::ResponseBody>
      response;  // as it stands so far; the current request has none: answered
  std::vector<TopicPlan> plans;
  std::vector<TopicPartition> partitions;        // that the request is about
  std::map<TopicPartition, ErrorCode> failures;  // of elections
  std::map<std::string, std::int32_t> expected;  // topics to wait for, as in WaitingRequest
  std::int32_t timeout_ms = 0;
  bool validate_only = false;
  friend bool operator==(const RequestWork&, const RequestWork&) = default;
};

// An answer that waits until these topics have leaders for so many partitions; 0: until nobody
// knows them.
struct WaitingRequest {
  ConnectionId connection;
  CorrelationId correlation;
  protocol::ResponseBody response;
  std::map<std::string, std::int32_t> topics;
  friend bool operator==(const WaitingRequest&, const WaitingRequest&) = default;
};

}  // namespace barnabas::controller
