// What a topic may be: names, replica lists, configs. Pure validation, with Kafka's words.
//
// Kafka: Topic.validate, Topic.hasCollision, AdminZkClient.validateTopicCreate, ZkAdminManager
// (3.9).
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "core/base/prng.h"
#include "core/cluster/config_def.h"
#include "core/cluster/image.h"
#include "core/cluster/znodes.h"
#include "core/controller/controller_config.h"
#include "core/protocol/message.h"

namespace barnabas::controller {

struct Refused {
  ErrorCode error = ErrorCode::None;
  std::string message;
};
using Refusable = std::optional<Refused>;  // nothing: all is well

Refusable validate_topic_name(const std::string& name);
// '.' and '_' are the same in the names of metrics.
bool names_collide(const std::string& a, const std::string& b);
Refusable validate_configs(const cluster::Configs& configs);
// All lists of one length, nobody twice.
Refusable validate_replica_lists(const std::vector<std::vector<NodeId>>& lists);

// The assignment that a CreateTopics entry asks for or leaves to the broker; draws from the stream
// if left.
Refusable place_new_topic(const cluster::Image& image, const ControllerConfig& config,
                          const protocol::CreateTopicsRequest::Topic& wish, Prng& prng,
                          cluster::znodes::TopicAssignment& assignment);
// Everything else about it: name, existence, configs.
Refusable validate_new_topic(const cluster::Image& image,
                             const protocol::CreateTopicsRequest::Topic& wish,
                             cluster::Configs& configs);
// The partitions that a CreatePartitions entry adds, in `added` from the present count on.
Refusable plan_growth(const cluster::Image& image,
                      const protocol::CreatePartitionsRequest::Topic& wish,
                      std::vector<std::vector<NodeId>>& added);
// The configs after one entry of IncrementalAlterConfigs, whatever they are worth.
Refusable change_configs(const protocol::IncrementalAlterConfigsRequest::Resource& wish,
                         cluster::ConfigScope scope, cluster::Configs& configs);
// The same of a topic, and validated.
Refusable apply_changes(const protocol::IncrementalAlterConfigsRequest::Resource& wish,
                        cluster::Configs& configs);

}  // namespace barnabas::controller
