// "faults": what happens to the cluster, when.
#include <algorithm>
#include <cstddef>
#include <utility>

#include "sim/scenario/readers.h"

namespace barnabas::sim {
namespace {

constexpr std::size_t kMostFaults = 1000;
constexpr std::size_t kMostActions = 100;
constexpr Duration kShortestPeriod = milliseconds(1);

void read_trigger(Context& context, ObjectReader& reader, const Scenario& scenario, Fault& fault) {
  const auto at = reader.duration("at");
  if (at) fault.at = Instant{} + *at;
  if (const Json* on = reader.find("on")) {
    fault.on = read_hook(context, *on, reader.path_of("on"));
    if (at) context.error(reader.path(), "both 'at' and 'on'", "one of the two");
  } else if (!reader.has("at")) {
    context.error(reader.path(), "the fault has no trigger", "'at', a time, or 'on', an event");
  }
  fault.after = reader.duration("after").value_or(Duration{});
  fault.every = reader.duration("every");
  if (fault.every && *fault.every < kShortestPeriod)
    context.error(reader.path_of("every"), "too short a time", "at least 1ms");
  const std::int64_t otherwise = fault.every ? 0 : 1;  // 0: until the faults end
  fault.times =
      static_cast<std::int32_t>(reader.integer("times", 1, 1'000'000).value_or(otherwise));
  if (at && fault.times > 1 && !fault.every) {
    context.error_at_key(reader.path_of("times"), "an instant comes once",
                         "'every' beside 'at', as in \"every\": \"5s\"");
  }
  if (at && *at > scenario.duration) {
    context.error(reader.path_of("at"), "the fault is due after the end of the run",
                  "at most the scenario's duration");
  }
}

void read_actions(Context& context, ObjectReader& reader, Fault& fault) {
  const Json* actions = reader.require("do", "a list of actions");
  if (actions == nullptr) return;
  const std::string path = reader.path_of("do");
  if (!actions->is_array() || actions->empty()) {
    return context.error(path, actions->is_array() ? "an empty list" : describe(*actions),
                         "a list of actions");
  }
  if (actions->size() > kMostActions) {
    return context.error(path, std::to_string(actions->size()) + " actions", "at most 100");
  }
  for (std::size_t i = 0; i < actions->size(); ++i) {
    std::optional<Action> action =
        read_action(context, (*actions)[i], path + "/" + std::to_string(i));
    if (action) fault.actions.push_back(std::move(*action));
  }
}

// A broker that is added: known from the start, but not there before.
void add_joining(Context& context, const std::string& path, const Action& action,
                 Scenario& scenario) {
  BrokerSpec broker;
  broker.id = broker_id(action.target.text);
  broker.rack = action.rack;
  broker.config = action.settings;
  broker.config.insert(scenario.cluster_config.begin(), scenario.cluster_config.end());
  const auto has_id = [&broker](const BrokerSpec& other) { return other.id == broker.id; };
  const auto is_there = [&has_id](const std::vector<BrokerSpec>& brokers) {
    return std::any_of(brokers.begin(), brokers.end(), has_id);
  };
  if (is_there(scenario.brokers) || is_there(scenario.joining)) {
    return context.error(path + "/add-broker/id",
                         "there is a broker " + std::to_string(broker.id.value) + " already",
                         "an id that no other broker has");
  }
  check_broker_conflicts(context, broker.config, path + "/add-broker/config");
  scenario.joining.push_back(std::move(broker));
}

// Settings that the new profile does not know would be lost without a word.
void check_upgrade(Context& context, const std::string& path, const Action& action,
                   const Scenario& scenario) {
  const bool to_classic = action.rolling.profile == Profile::Classic;
  const cluster::ConfigEra strange =
      to_classic ? cluster::ConfigEra::Kafka3 : cluster::ConfigEra::Classic;
  for (const BrokerSpec& broker : scenario.brokers) {
    for (const auto& [name, value] : broker.config) {
      const cluster::ConfigFacts* facts = cluster::find(cluster::ConfigScope::Broker, name);
      if (facts == nullptr || facts->era != strange) continue;
      return context.error(path + "/to",
                           "broker " + std::to_string(broker.id.value) + " sets " + name +
                               ", which that profile does not know",
                           "brokers without it");
    }
  }
}

void check_cluster_actions(Context& context, const std::string& path, const Fault& fault,
                           Scenario& scenario) {
  for (std::size_t i = 0; i < fault.actions.size(); ++i) {
    const Action& action = fault.actions[i];
    const std::string own = path + "/do/" + std::to_string(i);
    if (action.kind == ActionKind::AddBroker) add_joining(context, own, action, scenario);
    if (action.kind == ActionKind::Upgrade) check_upgrade(context, own, action, scenario);
  }
}

void read_fault(Context& context, const std::string& key, const Json& value,
                const std::string& path, Scenario& scenario) {
  ObjectReader reader(context, value, path, "a fault");
  if (!reader.is_object()) return;
  Fault fault;
  const bool is_named = !key.empty();
  if (is_named) {
    fault.id = key;
  } else {
    reader.require("id", "a name for the fault");
    fault.id = reader.text("id").value_or("");
  }
  const bool bad_name = !fault.id.empty() && !is_plain_name(fault.id);
  if (bad_name)
    context.error(reader.path(), "'" + fault.id + "' is no id of a fault", "a plain name");
  for (const Fault& other : scenario.faults) {
    if (other.id != fault.id || fault.id.empty()) continue;
    context.error(reader.path_of("id"), "a second fault with the id '" + fault.id + "'",
                  "different ids");
  }
  read_trigger(context, reader, scenario, fault);
  read_actions(context, reader, fault);
  reader.finish();
  check_cluster_actions(context, path, fault, scenario);
  scenario.faults.push_back(std::move(fault));
}

const Fault* find_fault(const Scenario& scenario, const std::string& id) {
  for (const Fault& fault : scenario.faults) {
    if (fault.id == id) return &fault;
  }
  return nullptr;
}

// A fault that waits for a fault that waits for it can never fire.
void check_cycles(Context& context, const std::string& path, bool by_name,
                  const Scenario& scenario) {
  for (std::size_t i = 0; i < scenario.faults.size(); ++i) {
    const Fault& start = scenario.faults[i];
    const auto start_place = static_cast<std::ptrdiff_t>(i);
    const Fault* next = &start;
    std::string chain = start.id;
    for (std::size_t steps = 0; steps <= scenario.faults.size(); ++steps) {
      if (next == nullptr || !next->on || next->on->since.empty()) break;
      next = find_fault(scenario, next->on->since);
      if (next == nullptr || next - scenario.faults.data() < start_place) break;  // told from there
      chain += " waits for " + next->id;
      if (next != &start) continue;
      const std::string own = by_name ? child_path(path, start.id) : path + "/" + std::to_string(i);
      context.error(own + "/on/since", "a circle of 'since': " + chain);
      break;
    }
  }
}

bool asks_default_admin(const Scenario& scenario) {
  for (const Fault& fault : scenario.faults) {
    for (const Action& action : fault.actions) {
      if (action.kind == ActionKind::Admin && action.target.text == "admin") return true;
    }
  }
  return false;
}

}  // namespace

void read_faults(Context& context, const Json& value, const std::string& path, Scenario& scenario) {
  if (!value.is_array() && !value.is_object()) {
    return context.error(path, describe(value), "a list of faults, or an object: faults by id");
  }
  if (value.size() > kMostFaults) {
    return context.error(path, std::to_string(value.size()) + " faults", "at most 1000");
  }
  const bool by_name = value.is_object();
  for (const auto& item : value.items()) {
    read_fault(context, by_name ? item.key() : "", item.value(), child_path(path, item.key()),
               scenario);
  }
  check_cycles(context, path, by_name, scenario);
  const bool has_admin = context.names.clients.count("admin") != 0;
  if (asks_default_admin(scenario) && !has_admin) {
    ClientSpec admin;
    admin.name = "admin";
    admin.type = ClientSpec::Type::Admin;
    scenario.clients.push_back(std::move(admin));
  }
}

}  // namespace barnabas::sim
