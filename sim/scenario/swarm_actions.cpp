#include "sim/scenario/swarm_actions.h"

#include <algorithm>
#include <utility>

#include "core/cluster/config_def.h"
#include "sim/scenario/build_world.h"

namespace barnabas::sim {
namespace {

constexpr std::int64_t kLongestDelayMs = 1000;
constexpr std::int64_t kMostFreeBytes = 16 * 1024;
constexpr std::int64_t kLargestSkewMs = 600'000;

// What brokers and clients say to each other, and brokers to ZooKeeper.
constexpr const char* kApis[] = {
    "Fetch",       "Fetch",     "Produce",        "Metadata",       "LeaderAndIsr",
    "StopReplica", "ZooKeeper", "UpdateMetadata", "AlterPartition", "OffsetForLeaderEpoch",
    "ListOffsets", "all"};

template <class Item>
const Item& any_of(const std::vector<Item>& items, Prng& random) {
  return items[static_cast<std::size_t>(random.below(items.size()))];
}

bool is_on_process(std::string_view kind) {
  return kind == "crash" || kind == "stop" || kind == "power-off" || kind == "torn-power-off" ||
         kind == "pause" || kind == "pause-client" || kind == "crash-zookeeper" ||
         kind == "expire-session" || kind == "clock-skew";
}

bool is_on_disk(std::string_view kind) {
  return kind == "disk-slow" || kind == "disk-stall" || kind == "disk-full";
}

bool is_administration(std::string_view kind) {
  return kind == "elect-preferred" || kind == "reassign" || kind == "add-partitions";
}

bool is_on_messages(std::string_view kind) {
  return kind == "hold" || kind == "delay" || kind == "drop";
}

std::size_t factor_of(const Scenario& scenario, const TopicSpec& topic) {
  if (!topic.replicas.empty()) return topic.replicas.front().size();
  if (topic.replication_factor > 0) return static_cast<std::size_t>(topic.replication_factor);
  const cluster::ConfigView view(cluster::ConfigScope::Broker, scenario.cluster_config,
                                 scenario.profile);
  return static_cast<std::size_t>(view.integer("default.replication.factor"));
}

}  // namespace

std::string milliseconds_word(Duration duration) { return std::to_string(duration.ms()) + "ms"; }

SwarmTargets::SwarmTargets(const Scenario& scenario) {
  for (const BrokerSpec& broker : scenario.brokers) {
    brokers_.push_back(broker_name(broker.id));
    broker_ids_.push_back(broker.id.value);
  }
  for (const ClientSpec& client : scenario.clients) clients_.push_back(client.name);
  for (const TopicSpec& topic : scenario.topics) {
    const std::int32_t partitions = topic.replicas.empty()
                                        ? topic.partitions
                                        : static_cast<std::int32_t>(topic.replicas.size());
    topics_.push_back({topic.name, partitions, partitions, factor_of(scenario, topic)});
  }
}

std::string SwarmTargets::any_broker(Prng& random) const { return any_of(brokers_, random); }

std::string SwarmTargets::any_partition(Prng& random) const {
  const Topic& topic = any_of(topics_, random);
  const std::uint64_t number = random.below(static_cast<std::uint64_t>(topic.partitions));
  return topic.name + "-" + std::to_string(number);
}

std::string SwarmTargets::broker_by_any_name(Prng& random) const {
  const std::uint64_t how = random.below(100);
  if (how < 10) return "controller";
  if (how < 45 && !topics_.empty()) return "leader of " + any_partition(random);
  return any_broker(random);
}

std::vector<std::string> SwarmTargets::others(const std::string& broker) const {
  std::vector<std::string> names;
  for (const std::string& name : brokers_) {
    if (name != broker) names.push_back(name);
  }
  names.emplace_back("zookeeper");
  names.insert(names.end(), clients_.begin(), clients_.end());
  return names;
}

SwarmTargets::Json SwarmTargets::processes(std::string_view kind, const std::string& name,
                                           Duration lasts, Prng& random) {
  const std::string verb = kind == "crash-zookeeper"  ? "crash"
                           : kind == "pause-client"   ? "pause"
                           : kind == "torn-power-off" ? "power-off"
                                                      : std::string(kind);
  Json action;
  action[verb] = kind == "crash-zookeeper" ? "zookeeper"
                 : kind == "pause-client"  ? any_of(clients_, random)
                                           : broker_by_any_name(random);
  if (kind == "clock-skew") {
    action["by"] = std::to_string(random.between(-kLargestSkewMs, kLargestSkewMs)) + "ms";
  }
  if (kind == "torn-power-off") {
    action["tail"] = "torn";
    action["names"] = "drawn";
  }
  if (kind != "expire-session") action["as"] = name;
  if (kind == "pause" || kind == "pause-client" || kind == "clock-skew")
    action["for"] = milliseconds_word(lasts);
  return action;
}

SwarmTargets::Json SwarmTargets::split(Duration lasts, Prng& random) const {
  std::vector<std::string> nodes = others("");
  std::vector<std::string> here{nodes.front()};
  std::vector<std::string> there{nodes[1]};
  for (std::size_t i = 2; i < nodes.size(); ++i)
    (random.chance(1, 2) ? here : there).push_back(nodes[i]);
  Json action;
  action["cut"] = here;
  action["from"] = there;
  action["for"] = milliseconds_word(lasts);
  return action;
}

SwarmTargets::Json SwarmTargets::links(std::string_view kind, Duration lasts, Prng& random) {
  if (kind == "split") return split(lasts, random);
  Json action;
  if (kind == "cut" || kind == "cut-one-way") {
    const std::string from = any_broker(random);
    std::vector<std::string> rest = others(from);
    rest.resize(brokers_.size() - 1);
    action["cut"]["from"] = from;
    action["cut"]["to"] = any_of(rest, random);
    if (kind == "cut") action["cut"]["both"] = true;
  } else if (kind == "isolate") {
    const std::string broker = any_broker(random);
    action["cut"] = broker;
    action["from"] = others(broker);
  } else if (kind == "cut-zookeeper") {
    action["cut"] = broker_by_any_name(random);
    action["from"] = "zookeeper";
  } else {
    action["cut"] = any_of(clients_, random);
    action["from"] = any_broker(random);
  }
  action["for"] = milliseconds_word(lasts);
  return action;
}

SwarmTargets::Json SwarmTargets::messages(std::string_view kind, Duration lasts,
                                          Prng& random) const {
  constexpr std::uint64_t kApiCount = sizeof kApis / sizeof kApis[0];
  std::string what = kApis[random.below(kApiCount)];
  const std::uint64_t leg = random.below(3);
  if (what != "all" && leg > 0) what += leg == 1 ? ".request" : ".response";
  Json action;
  action[std::string(kind)] = what;
  action[random.chance(1, 2) ? "from" : "to"] = broker_by_any_name(random);
  if (kind == "delay") action["by"] = std::to_string(random.between(1, kLongestDelayMs)) + "ms";
  if (kind == "drop") action["count"] = random.between(1, 3);
  action["for"] = milliseconds_word(lasts);
  return action;
}

SwarmTargets::Json SwarmTargets::disks(std::string_view kind, const std::string& name,
                                       Duration lasts, Prng& random) const {
  Json action;
  action[std::string(kind)] = broker_by_any_name(random);
  if (kind == "disk-slow") action["factor"] = random.between(2, 100);
  if (kind == "disk-full") action["free"] = random.between(0, kMostFreeBytes);
  action["as"] = name;
  action["for"] = milliseconds_word(lasts);
  return action;
}

SwarmTargets::Json SwarmTargets::administration(std::string_view kind, Prng& random) {
  Json ask;
  if (kind == "elect-preferred") {
    ask["elect-preferred"] = "all";
  } else if (kind == "add-partitions") {
    Topic& topic = topics_[static_cast<std::size_t>(random.below(topics_.size()))];
    ask["add-partitions"]["topic"] = topic.name;
    ask["add-partitions"]["count"] = ++topic.grown;
  } else {
    const Topic& topic = any_of(topics_, random);
    const std::uint64_t number = random.below(static_cast<std::uint64_t>(topic.partitions));
    std::vector<std::int32_t> ids = broker_ids_;
    for (std::size_t i = 0; i + 1 < ids.size(); ++i) {
      std::swap(ids[i], ids[i + static_cast<std::size_t>(random.below(ids.size() - i))]);
    }
    ids.resize(std::min(topic.factor, ids.size()));
    ask["reassign"]["partition"] = topic.name + "-" + std::to_string(number);
    ask["reassign"]["replicas"] = ids;
  }
  Json action;
  action["admin"] = std::move(ask);
  return action;
}

SwarmActions SwarmTargets::draw(std::string_view kind, const std::string& name, Duration lasts,
                                Prng& random) {
  SwarmActions actions;
  const bool needs_client = kind == "pause-client" || kind == "cut-client";
  const bool needs_pair = kind == "cut" || kind == "cut-one-way";
  const bool needs_topic = kind == "reassign" || kind == "add-partitions";
  if (brokers_.empty() || (needs_client && clients_.empty()) ||
      (needs_pair && brokers_.size() < 2) || (needs_topic && topics_.empty()))
    return actions;
  if (is_on_process(kind)) {
    actions.begin.push_back(processes(kind, name, lasts, random));
  } else if (is_on_disk(kind)) {
    actions.begin.push_back(disks(kind, name, lasts, random));
  } else if (is_on_messages(kind)) {
    actions.begin.push_back(messages(kind, lasts, random));
  } else if (is_administration(kind)) {
    actions.begin.push_back(administration(kind, random));
  } else {
    actions.begin.push_back(links(kind, lasts, random));
  }
  if (kind == "stop") {  // a shutdown in order may still be under way
    Json crash;
    crash["crash"] = "$" + name;
    actions.end.push_back(std::move(crash));
  }
  const bool must_restart = kind == "crash" || kind == "stop" || kind == "power-off" ||
                            kind == "torn-power-off" || kind == "crash-zookeeper" ||
                            kind == "disk-full";
  if (must_restart) {
    Json restart;
    restart["restart"] = "$" + name;
    actions.end.push_back(std::move(restart));
  }
  return actions;
}

}  // namespace barnabas::sim
