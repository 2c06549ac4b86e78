// What a broker itself asks ZooKeeper about topics: the settings of one that it meets for the first
// time, and which there are.
#pragma once

#include <string>

#include "core/broker/broker.h"

namespace barnabas::broker {

// ZooKeeper tokens of this broker's own operations; the controller role uses [1 << 40, 2 << 40).
inline constexpr std::int64_t kTopicConfigTokens = 3ll << 40;
inline constexpr std::int64_t kIsrTokens = 4ll << 40;
inline constexpr std::int64_t kIsrNotifyToken = 5ll << 40;
inline constexpr std::int64_t kProducerIdToken = 6ll << 40;
inline constexpr std::int64_t kDescribeTokens = 7ll << 40;
inline constexpr std::int64_t kCreationTokens = 8ll << 40;

void look_up_topic_config(Broker& broker, const std::string& topic, Context& context);
void on_topic_config(Broker& broker, std::int64_t token, const protocol::zk::Response& response,
                     Context& context);
// Which topics there are, for a creation that is under way (03_metadata.cpp).
void on_topic_names(Broker& broker, std::int64_t creation, const protocol::zk::Response& response,
                    Context& context);

}  // namespace barnabas::broker
