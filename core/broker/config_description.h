// The settings of topics and brokers as DescribeConfigs tells them: value, source, synonyms.
//
// Pure functions over the layers of one broker's settings. What cannot be set here (security, Raft,
// tiers, names and places of nodes) is not listed, but for a broker's id and rack.
//
// Kafka: ConfigHelper.createTopicConfigEntry, createBrokerConfigEntry, configSynonyms (3.9).
#pragma once

#include <string>
#include <vector>

#include "core/base/ids.h"
#include "core/cluster/config_layers.h"
#include "core/protocol/32_describe_configs.h"

namespace barnabas::broker {

using ConfigEntries = std::vector<protocol::DescribeConfigsResponse::Entry>;

// Of a topic with these settings of its own, as this broker would keep it.
ConfigEntries describe_topic_settings(const cluster::BrokerSettings& broker,
                                      const cluster::ConfigSettings& topic);
ConfigEntries describe_broker_settings(const cluster::BrokerSettings& broker, NodeId id,
                                       const std::string& rack);
// What was changed for all brokers, and nothing else.
ConfigEntries describe_cluster_default(const cluster::BrokerSettings& broker);

}  // namespace barnabas::broker
