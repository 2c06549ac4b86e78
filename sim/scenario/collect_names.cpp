#include <algorithm>
#include <cstddef>

#include "sim/fault/selector_text.h"
#include "sim/scenario/readers.h"
#include "sim/scenario/text_values.h"

namespace barnabas::sim {
namespace {

constexpr std::int32_t kMostBrokers = 100;
constexpr std::int32_t kMostPartitions = 100'000;

const Json* member(const Json& value, const char* key) {
  if (!value.is_object()) return nullptr;
  const auto found = value.find(key);
  return found == value.end() ? nullptr : &*found;
}

std::int32_t small_number(const Json* value, std::int32_t otherwise, std::int32_t most) {
  if (value == nullptr || !value->is_number_integer()) return otherwise;
  const auto number = value->get<std::int64_t>();
  return static_cast<std::int32_t>(std::clamp<std::int64_t>(number, 0, most));
}

void collect_brokers(const Json& scenario, Names& names) {
  const Json* cluster = member(scenario, "cluster");
  const Json* brokers = cluster == nullptr ? nullptr : member(*cluster, "brokers");
  if (brokers != nullptr && brokers->is_object()) {
    for (const auto& item : brokers->items()) {
      NodeId id = broker_id(item.key());
      if (id == kNoNode) id = broker_id("broker-" + item.key());
      if (id != kNoNode) names.brokers.insert(id.value);
    }
    return;
  }
  const std::int32_t count = small_number(brokers, 3, kMostBrokers);
  for (std::int32_t id = 1; id <= count; ++id) names.brokers.insert(id);
}

std::int32_t partitions_of(const Json& topic) {
  const Json* replicas = member(topic, "replicas");
  if (replicas != nullptr && replicas->is_array())
    return static_cast<std::int32_t>(replicas->size());
  return small_number(member(topic, "partitions"), 1, kMostPartitions);
}

void collect_topic(const std::string& name, std::int32_t partitions, Names& names) {
  std::int32_t& known = names.topics[name];
  known = std::max(known, partitions);
}

// A topic that only a client names is made when the client asks for it, where the scenario says so.
void collect_asked(const Json& named, std::int32_t partitions, Names& names) {
  if (named.is_array()) {
    for (const Json& item : named) collect_asked(item, partitions, names);
    return;
  }
  if (!named.is_string()) return;
  const auto text = named.get<std::string>();
  const auto partition = parse_partition(text);
  const std::string topic = partition ? partition->topic : text;
  if (names.topics.count(text) != 0 || names.topics.count(topic) != 0) return;
  if (!is_plain_name(topic)) return;
  names.made_by_asking.insert(topic);
  collect_topic(topic, partitions, names);
}

void collect_asked_topics(const Json& scenario, Names& names) {
  const Json* cluster = member(scenario, "cluster");
  const Json* config = cluster == nullptr ? nullptr : member(*cluster, "config");
  const Json* makes = config == nullptr ? nullptr : member(*config, "auto.create.topics.enable");
  if (makes == nullptr || (*makes != Json(true) && *makes != Json("true"))) return;
  const std::int32_t partitions =
      small_number(member(*config, "num.partitions"), 1, kMostPartitions);
  const Json* clients = member(scenario, "clients");
  if (clients == nullptr || !clients->is_object()) return;
  for (const auto& item : clients->items()) {
    const Json* assign = member(item.value(), "assign");
    if (assign != nullptr) collect_asked(*assign, partitions, names);
    const Json* workload = member(item.value(), "workload");
    const Json* to = workload == nullptr ? nullptr : member(*workload, "to");
    if (to != nullptr) collect_asked(*to, partitions, names);
  }
}

void collect_sent(const Json& workload, Names& names) {
  const Json* to = member(workload, "to");
  if (to != nullptr && to->is_string()) names.sent_to.insert(to->get<std::string>());
  const Json* count = member(workload, "count");
  if (count != nullptr && count->is_number_integer())
    names.generated = std::max(names.generated, count->get<std::int64_t>());
  const Json* values = member(workload, "values");
  if (values == nullptr) return;
  const Json list = values->is_array() ? *values : Json::array({*values});
  for (const Json& item : list) {
    if (!item.is_string()) continue;
    const Result<std::vector<std::string>> expanded = expand_pattern(item.get<std::string>());
    if (expanded) names.values.insert(expanded->begin(), expanded->end());
  }
}

// What administrators make while the scenario runs.
void collect_created(const Json& admin, Names& names) {
  if (const Json* created = member(admin, "create-topic")) {
    const Json* name = member(*created, "name");
    if (name != nullptr && name->is_string()) {
      collect_topic(name->get<std::string>(), partitions_of(*created), names);
    }
  }
}

// Of topics that there are.
void collect_added_partitions(const Json& admin, Names& names) {
  const Json* added = member(admin, "add-partitions");
  const Json* name = added == nullptr ? nullptr : member(*added, "topic");
  if (name == nullptr || !name->is_string()) return;
  const auto topic = name->get<std::string>();
  if (names.topics.count(topic) == 0) return;
  collect_topic(topic, small_number(member(*added, "count"), 1, kMostPartitions), names);
}

// Calls `take` with each action of each fault.
template <class Take>
void for_each_action(const Json& scenario, Take take) {
  const Json* faults = member(scenario, "faults");
  if (faults == nullptr || (!faults->is_array() && !faults->is_object())) return;
  for (const Json& fault : *faults) {
    const Json* actions = member(fault, "do");
    if (actions == nullptr || !actions->is_array()) continue;
    for (const Json& action : *actions) take(action);
  }
}

void collect_action(const Json& action, Names& names) {
  const Json* as = member(action, "as");
  if (as != nullptr && as->is_string()) names.remembered.insert(as->get<std::string>());
  if (const Json* added = member(action, "add-broker")) {
    const std::int32_t id = small_number(member(*added, "id"), -1, INT32_MAX);
    if (id >= 0) names.brokers.insert(id);
  }
  if (const Json* admin = member(action, "admin")) collect_created(*admin, names);
  if (const Json* send = member(action, "send")) collect_sent(*send, names);
}

void collect_faults(const Json& scenario, Names& names) {
  const Json* faults = member(scenario, "faults");
  if (faults == nullptr || (!faults->is_array() && !faults->is_object())) return;
  for (const auto& item : faults->items()) {
    const Json* id = member(item.value(), "id");
    if (faults->is_object()) {
      names.faults.insert(item.key());
    } else if (id != nullptr && id->is_string()) {
      names.faults.insert(id->get<std::string>());
    }
  }
  for_each_action(scenario, [&names](const Json& action) { collect_action(action, names); });
}

void collect_client(const std::string& name, const Json& client, Names& names) {
  names.clients.insert(name);
  const Json* type = member(client, "type");
  if (type != nullptr && type->is_string()) names.client_kinds[name] = type->get<std::string>();
  if (const Json* workload = member(client, "workload")) collect_sent(*workload, names);
}

}  // namespace

Names collect_names(const Json& scenario) {
  Names names;
  collect_brokers(scenario, names);
  if (const Json* topics = member(scenario, "topics"); topics != nullptr && topics->is_object()) {
    for (const auto& item : topics->items()) {
      collect_topic(item.key(), partitions_of(item.value()), names);
    }
  }
  if (const Json* clients = member(scenario, "clients");
      clients != nullptr && clients->is_object()) {
    for (const auto& item : clients->items()) collect_client(item.key(), item.value(), names);
  }
  collect_faults(scenario, names);
  collect_asked_topics(scenario, names);
  for_each_action(scenario, [&names](const Json& action) {
    if (const Json* admin = member(action, "admin")) collect_added_partitions(*admin, names);
  });
  return names;
}

}  // namespace barnabas::sim
