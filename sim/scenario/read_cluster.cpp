// "cluster", "network" and "knobs": brokers, racks, their settings, links, protocol switches.
#include <algorithm>
#include <cstddef>

#include "core/base/nearest.h"
#include "core/base/sabotage.h"
#include "sim/scenario/knob_names.h"
#include "sim/scenario/readers.h"

namespace barnabas::sim {
namespace {

constexpr std::int64_t kMostBrokers = 100;

std::vector<std::string> read_racks(Context& context, ObjectReader& reader) {
  const Json* racks = reader.find("racks");
  if (racks == nullptr) return {};
  return read_texts(context, *racks, reader.path_of("racks"));
}

void read_one_broker(Context& context, const std::string& key, const Json& value,
                     const std::string& path, Scenario& scenario) {
  NodeId id = broker_id(key);
  if (id == kNoNode) id = broker_id("broker-" + key);
  if (id == kNoNode) {
    return context.error_at_key(path, "'" + key + "' is no broker id", "a number, as in \"1\"");
  }
  ObjectReader reader(context, value, path, "a broker");
  BrokerSpec broker;
  broker.id = id;
  broker.rack = reader.text("rack").value_or("");
  if (const Json* config = reader.find("config")) {
    broker.config =
        read_settings(context, cluster::ConfigScope::Broker, *config, reader.path_of("config"));
  }
  reader.finish();
  scenario.brokers.push_back(broker);
}

void read_brokers(Context& context, const Json& value, const std::string& path,
                  Scenario& scenario) {
  if (value.is_object()) {
    if (value.empty() || static_cast<std::int64_t>(value.size()) > kMostBrokers) {
      return context.error(path, std::to_string(value.size()) + " brokers",
                           "from 1 to 100 brokers");
    }
    for (const auto& item : value.items()) {
      read_one_broker(context, item.key(), item.value(), child_path(path, item.key()), scenario);
    }
    std::sort(scenario.brokers.begin(), scenario.brokers.end(),
              [](const BrokerSpec& a, const BrokerSpec& b) { return a.id < b.id; });
    return;
  }
  if (!value.is_number_integer()) {
    return context.error(path, describe(value), "a number of brokers, or an object by broker id");
  }
  const auto count = read_integer(context, value, path, 1, kMostBrokers);
  for (std::int64_t id = 1; id <= count.value_or(0); ++id) {
    BrokerSpec broker;
    broker.id = NodeId(static_cast<std::int32_t>(id));
    scenario.brokers.push_back(broker);
  }
}

void read_links(Context& context, const Json& value, const std::string& path, Scenario& scenario) {
  if (!value.is_array()) return context.error(path, describe(value), "a list of links");
  for (std::size_t i = 0; i < value.size(); ++i) {
    const std::string own = path + "/" + std::to_string(i);
    ObjectReader reader(context, value[i], own, "a link");
    if (!reader.is_object()) continue;
    Scenario::LinkSpec link;
    const Json* from = reader.require("from", "who sends");
    const Json* to = reader.require("to", "who receives");
    const Json* latency = reader.require("latency", "a latency");
    if (from != nullptr)
      link.from = read_selector(context, *from, reader.path_of("from")).value_or(Selector{});
    if (to != nullptr)
      link.to = read_selector(context, *to, reader.path_of("to")).value_or(Selector{});
    if (latency != nullptr) {
      link.latency =
          read_latency(context, *latency, reader.path_of("latency")).value_or(LatencySpec{});
    }
    reader.finish();
    scenario.links.push_back(link);
  }
}

bool is_one_of(std::string_view value, std::string_view values) {
  while (true) {
    const std::size_t bar = values.find('|');
    if (values.substr(0, bar) == value) return true;
    if (bar == std::string_view::npos) return false;
    values.remove_prefix(bar + 1);
  }
}

// Not among the switches: it restores nothing that Kafka ever had.
void read_sabotage(Context& context, const Json& value, const std::string& path,
                   Scenario& scenario) {
  const std::string name = value.is_string() ? value.get<std::string>() : "";
  if (find_sabotage(name) != nullptr) {
    scenario.knobs["sabotage"] = name;
    return;
  }
  std::vector<std::string_view> names;
  for (const SabotageFacts& facts : sabotages()) names.push_back(facts.name);
  context.error(path, describe(value) + " is no sabotage",
                "a name that `barnabas mutants --list` tells", nearest_name(name, names));
}

void read_knob(Context& context, const std::string& name, const Json& value,
               const std::string& path, Scenario& scenario) {
  if (name == "sabotage") return read_sabotage(context, value, path, scenario);
  std::vector<std::string_view> names;
  for (const KnobFacts& knob : kKnobs) {
    names.push_back(knob.name);
    if (knob.name != name) continue;
    std::string expected;
    for (const char c : knob.values) expected += c == '|' ? ", " : std::string(1, c);
    if (!value.is_string() || !is_one_of(value.get<std::string>(), knob.values)) {
      return context.error(path, describe(value), "one of " + expected);
    }
    scenario.knobs[name] = value.get<std::string>();
    return;
  }
  context.error_at_key(path, "unknown protocol switch '" + name + "'", "",
                       nearest_name(name, names));
}

}  // namespace

void read_cluster(Context& context, const Json& value, const std::string& path,
                  Scenario& scenario) {
  ObjectReader reader(context, value, path, "the cluster");
  if (!reader.is_object()) return;
  if (const Json* brokers = reader.find("brokers")) {
    read_brokers(context, *brokers, reader.path_of("brokers"), scenario);
  } else {
    read_brokers(context, Json(3), path, scenario);
  }
  reader.word("coordination", {"zookeeper"});
  const std::vector<std::string> racks = read_racks(context, reader);
  if (const Json* config = reader.find("config")) {
    scenario.cluster_config =
        read_settings(context, cluster::ConfigScope::Broker, *config, reader.path_of("config"));
  }
  reader.finish();
  for (std::size_t i = 0; i < scenario.brokers.size(); ++i) {
    BrokerSpec& broker = scenario.brokers[i];
    if (!racks.empty() && broker.rack.empty()) broker.rack = racks[i % racks.size()];
    const bool has_own = !broker.config.empty();
    broker.config.insert(scenario.cluster_config.begin(), scenario.cluster_config.end());
    const std::string own =
        reader.path_of("brokers") + "/" + std::to_string(broker.id.value) + "/config";
    if (has_own) check_broker_conflicts(context, broker.config, own);
  }
  check_broker_conflicts(context, scenario.cluster_config, reader.path_of("config"));
}

void read_network(Context& context, const Json& value, const std::string& path,
                  Scenario& scenario) {
  ObjectReader reader(context, value, path, "the network");
  if (!reader.is_object()) return;
  if (const Json* latency = reader.find("latency")) {
    const auto spec = read_latency(context, *latency, reader.path_of("latency"));
    if (spec) scenario.latency = *spec;
  }
  if (const Json* links = reader.find("links")) {
    read_links(context, *links, reader.path_of("links"), scenario);
  }
  scenario.datagram = reader.word("mode", {"connection", "datagram"}).value_or("") == "datagram";
  reader.finish();
}

void read_knobs(Context& context, const Json& value, const std::string& path, Scenario& scenario) {
  if (!value.is_object())
    return context.error(path, describe(value), "an object of protocol switches");
  for (const auto& item : value.items()) {
    read_knob(context, item.key(), item.value(), child_path(path, item.key()), scenario);
  }
}

}  // namespace barnabas::sim
