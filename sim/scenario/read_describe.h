// What administrators ask to be told, from the scenario's words.
#pragma once

#include <optional>
#include <string>

#include "sim/scenario/readers.h"

namespace barnabas::sim {

std::optional<command::Admin> describe_config(Context& context, const Json& value,
                                              const std::string& path);
std::optional<command::Admin> describe_topic(Context& context, const Json& value,
                                             const std::string& path);
std::optional<command::Admin> describe_cluster(Context& context, const Json& value,
                                               const std::string& path);
std::optional<command::Admin> list_reassignments(Context& context, const Json& value,
                                                 const std::string& path);

// {"topic": "orders"}, {"broker": "broker-1"} or {"broker": "all"}: whose settings it is about, and
// which broker must be asked. The scope of the settings' names; nothing when it is wrong.
struct ConfigTarget {
  cluster::ConfigScope scope = cluster::ConfigScope::Topic;
  protocol::ConfigResource type = protocol::ConfigResource::Topic;
  std::string name;                               // Kafka's: the topic, the id, or empty
  command::Target target = command::Target::Any;  // of the request
  NodeId broker{-1};
  std::string title;  // "topic orders", "broker-1", "all brokers"
};
std::optional<ConfigTarget> read_config_target(Context& context, ObjectReader& reader);

}  // namespace barnabas::sim
