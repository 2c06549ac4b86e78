// The parts of a scenario, one reader each. All of them note problems in the context and read on.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "core/cluster/config_def.h"
#include "core/protocol/19_create_topics.h"
#include "sim/scenario/reader.h"
#include "sim/scenario/scenario.h"

namespace barnabas::sim {

// What the scenario declares, gathered before anything is checked. Reports nothing.
Names collect_names(const Json& scenario);

// names and places
std::optional<Selector> read_selector(Context& context, const Json& value, const std::string& path);
// A known partition of a known topic: "orders-0".
std::optional<TopicPartition> read_partition(Context& context, const Json& value,
                                             const std::string& path);
// A topic, or a partition of it, unless a topic is called so. Of a whole topic the number is -1.
std::optional<TopicPartition> read_topic_or_partition(Context& context, const Json& value,
                                                      const std::string& path);
// One partition, a topic (all its partitions), or a list of these.
std::vector<TopicPartition> read_partitions(Context& context, const Json& value,
                                            const std::string& path);
std::optional<std::string> read_topic_name(Context& context, const Json& value,
                                           const std::string& path);
void check_fault(Context& context, const std::string& id, const std::string& path);
std::vector<NodeId> read_replicas(Context& context, const Json& value, const std::string& path);
// False (and a problem) for a selector that draws, where nothing can be drawn.
bool check_steady(Context& context, const Selector& selector, const std::string& path);
std::optional<LatencySpec> read_latency(Context& context, const Json& value,
                                        const std::string& path);

// settings
Settings read_settings(Context& context, cluster::ConfigScope scope, const Json& value,
                       const std::string& path);
// One value as Kafka's text, checked; nothing when it is wrong.
std::optional<std::string> read_setting(Context& context, cluster::ConfigScope scope,
                                        const std::string& name, const Json& value,
                                        const std::string& path);
// Combinations that Kafka itself refuses to start with.
void check_producer_conflicts(Context& context, const Settings& settings, const std::string& path);
void check_consumer_conflicts(Context& context, const Settings& settings, const std::string& path);
void check_broker_conflicts(Context& context, const Settings& settings, const std::string& path);
void check_topic_conflicts(Context& context, const Settings& settings, const std::string& path);

// the parts
void read_cluster(Context& context, const Json& value, const std::string& path, Scenario& scenario);
void read_costs(Context& context, const Json& value, const std::string& path, Scenario& scenario);
void read_disk(Context& context, const Json& value, const std::string& path, Scenario& scenario);
void read_network(Context& context, const Json& value, const std::string& path, Scenario& scenario);
void read_knobs(Context& context, const Json& value, const std::string& path, Scenario& scenario);
void read_topics(Context& context, const Json& value, const std::string& path, Scenario& scenario);
// One topic, as under "topics" and in "create-topic".
TopicSpec read_topic(Context& context, ObjectReader& reader, const std::string& name);
void read_clients(Context& context, const Json& value, const std::string& path, Scenario& scenario);
void read_faults(Context& context, const Json& value, const std::string& path, Scenario& scenario);
void read_swarm(Context& context, const Json& value, const std::string& path, Scenario& scenario);
std::optional<Hook> read_hook(Context& context, const Json& value, const std::string& path);
std::optional<Action> read_action(Context& context, const Json& value, const std::string& path);
// Tells when the action can do nothing to whom it names; `path` is where they are named.
void check_targets(Context& context, const Action& action, const std::string& path);
// The keys beside its verb.
struct ActionFacts;
void read_beside(Context& context, ObjectReader& reader, const ActionFacts& facts, Action& action);
// {"create-topic": {...}} and the like.
std::optional<command::Admin> read_admin(Context& context, const Json& value,
                                         const std::string& path);
// "beginning", "end", "auto.offset.reset", an offset, {"time": "2s"}.
std::optional<command::Place> read_position(Context& context, const Json& value,
                                            const std::string& path);
std::optional<command::Body> read_command(Context& context, ObjectReader& action);
void read_expect(Context& context, const Json& value, const std::string& path, Scenario& scenario);
void check_expect(Context& context, const std::string& path, const Scenario& scenario);

// The whole of one variant.
Scenario read_scenario(Context& context, const Json& value);

}  // namespace barnabas::sim
