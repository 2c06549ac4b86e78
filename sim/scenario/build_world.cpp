#include "sim/scenario/build_world.h"

#include <algorithm>
#include <map>
#include <utility>

#include "core/broker/broker_config.h"
#include "core/client/client_config.h"
#include "core/zookeeper/server.h"
#include "sim/scenario/process_settings.h"
#include "sim/world/director.h"

namespace barnabas::sim {
namespace {

constexpr std::int32_t kKafkaPort = 9092;
constexpr std::int32_t kZooKeeperPort = 2181;

NodeIndex add_node(World& world, std::string name, NodeConfig config, std::string rack) {
  Node node;
  node.name = std::move(name);
  node.config = std::move(config);
  node.rack = std::move(rack);
  world.nodes.emplace_back(std::move(node));
  return static_cast<NodeIndex>(world.nodes.size()) - 1;
}

// Nothing of it reaches a node unless a mutation test says so.
Sabotage sabotage_of(const Scenario& scenario) {
  const auto knob = scenario.knobs.find("sabotage");
  const SabotageFacts* facts = knob == scenario.knobs.end() ? nullptr : find_sabotage(knob->second);
  return facts == nullptr ? Sabotage::None : facts->id;
}

template <class Config>
Config client_of(const ClientSpec& spec, Config config) {
  config.common.creates_topics =
      spec.makes_topics ? client::CreatesTopics::Always : client::CreatesTopics::OnceSeen;
  return config;
}

template <class Config>
Config sabotaged(Config config, const Scenario& scenario) {
  config.common.sabotage = sabotage_of(scenario);
  return config;
}

void start_at(World& world, NodeIndex node, Instant at) {
  Happening start;
  start.kind = Happening::Kind::Start;
  start.node = node;
  schedule(world, at, std::move(start));
}

void command_at(World& world, NodeIndex node, Instant at, command::Body body) {
  Happening happening;
  happening.kind = Happening::Kind::Command;
  happening.node = node;
  happening.command = Ref<command::Body>(std::move(body));
  schedule(world, at, std::move(happening));
}

broker::BrokerConfig config_of(const Scenario& scenario, const BrokerSpec& spec, Profile profile) {
  broker::BrokerConfig config = broker::broker_config(spec.id, spec.config, profile);
  for (const auto& [name, value] : scenario.knobs) broker::set_knob(config, name, value);
  config.rack = spec.rack;
  config.self = {broker_name(spec.id), kKafkaPort};
  config.zookeeper = {kZooKeeperName, kZooKeeperPort};
  return config;
}

NodeIndex add_broker(World& world, const Scenario& scenario, const BrokerSpec& spec) {
  const NodeIndex index =
      add_node(world, broker_name(spec.id), config_of(scenario, spec, scenario.profile), spec.rack);
  Node& node = world.nodes[static_cast<std::size_t>(index)].write();
  node.buffers = broker_buffers(spec.config, scenario.profile);
  node.station.threads = io_threads(spec.config, scenario.profile);
  if (scenario.disk) node.disk = Disk(*scenario.disk);
  return index;
}

void add_brokers(World& world, const Scenario& scenario) {
  for (const BrokerSpec& spec : scenario.brokers)
    start_at(world, add_broker(world, scenario, spec), Instant{});
  for (const BrokerSpec& spec : scenario.joining) {
    const NodeIndex index = add_broker(world, scenario, spec);
    world.nodes[static_cast<std::size_t>(index)].write().joined = false;
  }
}

// What brokers become when a fault upgrades them.
void add_upgrades(World& world, const Scenario& scenario) {
  const auto upgrades = [](const Action& action) { return action.kind == ActionKind::Upgrade; };
  const bool any =
      std::any_of(scenario.faults.begin(), scenario.faults.end(), [&upgrades](const Fault& fault) {
        return std::any_of(fault.actions.begin(), fault.actions.end(), upgrades);
      });
  if (!any) return;
  std::map<std::pair<NodeIndex, Profile>, NodeConfig> configs;
  for (const auto* specs : {&scenario.brokers, &scenario.joining}) {
    for (const BrokerSpec& spec : *specs) {
      for (const Profile profile : {Profile::Classic, Profile::Kafka3}) {
        configs[{world.find_broker(spec.id), profile}] = config_of(scenario, spec, profile);
      }
    }
  }
  world.upgrades = Ref<std::map<std::pair<NodeIndex, Profile>, NodeConfig>>(std::move(configs));
}

ServiceCosts costs_of(const CostSpec& spec) {
  ServiceCosts costs;
  costs.takes_time = spec.takes_time;
  costs.per_request = spec.per_request;
  costs.per_kib = spec.per_kib;
  costs.zero_copy = spec.zero_copy;
  costs.copy_per_kib = spec.copy_per_kib;
  return costs;
}

std::vector<Endpoint> bootstrap_of(const Scenario& scenario) {
  std::vector<Endpoint> endpoints;
  for (const BrokerSpec& spec : scenario.brokers)
    endpoints.push_back({broker_name(spec.id), kKafkaPort});
  return endpoints;
}

protocol::CreateTopicsRequest::Topic creation_of(const TopicSpec& spec) {
  protocol::CreateTopicsRequest::Topic topic;
  topic.name = spec.name;
  if (spec.replicas.empty()) {
    topic.partition_count = spec.partitions;
    topic.replication_factor = spec.replication_factor;
  }
  for (std::size_t i = 0; i < spec.replicas.size(); ++i) {
    topic.assignments.push_back({static_cast<std::int32_t>(i), spec.replicas[i]});
  }
  for (const auto& [name, value] : spec.config) topic.configs.push_back({name, value});
  return topic;
}

void add_admin(World& world, const Scenario& scenario, const std::vector<Endpoint>& bootstrap) {
  if (scenario.topics.empty() && world.find(kAdminName) != kNoIndex) return;
  NodeIndex admin = world.find(kAdminName);
  if (admin == kNoIndex) {
    admin = add_node(world, kAdminName, client::admin_config({}, scenario.profile, bootstrap), "");
    start_at(world, admin, Instant{});
  }
  if (scenario.topics.empty()) return;
  // Topics by hand need their brokers registered; the command tries until its timeout while they
  // are not.
  protocol::CreateTopicsRequest request;
  for (const TopicSpec& spec : scenario.topics) request.topics.push_back(creation_of(spec));
  command::Admin command;
  command.request = std::move(request);
  command.target = command::Target::Controller;
  command.text = "create the scenario's topics";
  command_at(world, admin, Instant{} + seconds(1), std::move(command));
}

// Clients negotiate no versions here: they are told which OffsetForLeaderEpoch the brokers serve.
std::int16_t served_by_all(const Scenario& scenario) {
  broker::BrokerConfig config = broker::broker_config(NodeId{1}, {}, scenario.profile);
  for (const auto& [name, value] : scenario.knobs) broker::set_knob(config, name, value);
  return replica::offset_for_leader_epoch_version(config.replica.knobs.truncation);
}

client::ConsumerConfig consumer_of(const Scenario& scenario, const ClientSpec& spec,
                                   const std::vector<Endpoint>& bootstrap) {
  client::ConsumerConfig config = client::consumer_config(spec.config, scenario.profile, bootstrap);
  config.application = {spec.assign, spec.from, spec.poll_every, spec.poll_takes};
  config.offset_for_leader_epoch_version = served_by_all(scenario);
  return config;
}

void add_workload(World& world, NodeIndex node, const WorkloadSpec& spec) {
  Workload work;
  work.node = node;
  work.topic = spec.topic;
  work.partition = spec.partition;
  work.values = spec.values;
  work.keys = spec.keys;
  work.count = spec.count;
  work.value_size = spec.value_size;
  work.interval = spec.interval;
  work.burst = spec.burst;
  world.workloads.push_back(std::move(work));
  Happening happening;
  happening.kind = Happening::Kind::Workload;
  happening.node = node;
  happening.link = world.workloads.size() - 1;
  schedule(world, spec.start, std::move(happening));
}

void add_client(World& world, const Scenario& scenario, const ClientSpec& spec,
                const std::vector<Endpoint>& bootstrap) {
  NodeConfig config;
  switch (spec.type) {
    case ClientSpec::Type::Producer:
      config = sabotaged(
          client_of(spec, client::producer_config(spec.config, scenario.profile, bootstrap)),
          scenario);
      break;
    case ClientSpec::Type::Consumer:
      config = sabotaged(client_of(spec, consumer_of(scenario, spec, bootstrap)), scenario);
      break;
    case ClientSpec::Type::Admin:
      config = sabotaged(client::admin_config(spec.config, scenario.profile, bootstrap), scenario);
      break;
  }
  const NodeIndex node = add_node(world, spec.name, std::move(config), spec.rack);
  Node& process = world.nodes[static_cast<std::size_t>(node)].write();
  process.buffers = client_buffers(spec, scenario.profile);
  start_at(world, node, spec.start);
  if (spec.workload) add_workload(world, node, *spec.workload);
}

void add_links(World& world, const Scenario& scenario) {
  world.network.is_datagram = scenario.datagram;
  world.network.default_latency = {scenario.latency.low, scenario.latency.high};
  world.network.default_bandwidth = scenario.bandwidth;
  for (const Scenario::LinkSpec& link : scenario.links) {
    for (const NodeIndex from : resolve(world, link.from)) {
      for (const NodeIndex to : resolve(world, link.to)) {
        if (link.latency)
          world.network.latencies[{from, to}] = {link.latency->low, link.latency->high};
        if (link.bandwidth) world.network.bandwidths[{from, to}] = *link.bandwidth;
      }
    }
  }
  // A process that talks to itself does not cross the network.
  for (std::size_t i = 0; i < world.nodes.size(); ++i) {
    const auto node = static_cast<NodeIndex>(i);
    world.network.latencies[{node, node}] = {microseconds(50), microseconds(50)};
    world.network.bandwidths[{node, node}] = 0;
  }
}

void add_faults(World& world, const Scenario& scenario) {
  world.faults = Ref<std::vector<Fault>>(scenario.faults);
  world.fault_states.resize(scenario.faults.size());
  for (std::size_t i = 0; i < scenario.faults.size(); ++i) {
    const Fault& fault = scenario.faults[i];
    world.fault_states[i].random = stream(scenario.seed, "fault/" + fault.id);
    if (!fault.at) continue;
    Happening happening;
    happening.kind = Happening::Kind::Fault;
    happening.link = i;
    schedule(world, *fault.at + fault.after, std::move(happening));
  }
}

}  // namespace

std::string broker_name(NodeId id) { return "broker-" + std::to_string(id.value); }

World build_world(const Scenario& scenario) {
  World world;
  world.seed = scenario.seed;
  world.faults_end = scenario.faults_end;
  world.costs = costs_of(scenario.costs);
  zookeeper::ServerConfig zookeeper;
  zookeeper.sabotage = sabotage_of(scenario);
  start_at(world, add_node(world, kZooKeeperName, zookeeper, ""), Instant{});
  add_brokers(world, scenario);
  const std::vector<Endpoint> bootstrap = bootstrap_of(scenario);
  for (const ClientSpec& spec : scenario.clients) add_client(world, scenario, spec, bootstrap);
  add_admin(world, scenario, bootstrap);
  add_links(world, scenario);
  add_faults(world, scenario);
  add_upgrades(world, scenario);
  return world;
}

}  // namespace barnabas::sim
