// What may be changed about a broker while it runs. All refusals are INVALID_REQUEST (KAFKA-13609).
//
// Kafka: ConfigAdminManager.preprocess, DynamicBrokerConfig.validate (3.9).
#pragma once

#include "core/cluster/config_layers.h"
#include "core/controller/topic_rules.h"

namespace barnabas::controller {

// The settings of this broker, or of all where the wish names none, after one entry of
// IncrementalAlterConfigs; `broker` are the layers in force before it.
Refusable apply_broker_changes(const protocol::IncrementalAlterConfigsRequest::Resource& wish,
                               const cluster::BrokerSettings& broker, cluster::Configs& configs);

}  // namespace barnabas::controller
