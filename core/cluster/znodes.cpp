#include "core/cluster/znodes.h"

#include "core/base/json_text.h"

namespace barnabas::cluster::znodes {
namespace {

std::string join(std::string_view parent, std::string_view child) {
  std::string path(parent);
  path += '/';
  path += child;
  return path;
}

std::string encode_ids(const std::vector<NodeId>& ids) { return "[" + list_text(ids) + "]"; }

std::vector<NodeId> decode_ids(const JsonValue* list) {
  std::vector<NodeId> ids;
  if (list == nullptr) return ids;
  for (const JsonValue& item : list->items)
    ids.push_back(NodeId(static_cast<std::int32_t>(item.integer)));
  return ids;
}

std::optional<std::int32_t> parse_number(std::string_view text) {
  if (text.empty() || text.size() > 9) return std::nullopt;
  std::int32_t number = 0;
  for (const char c : text) {
    if (c < '0' || c > '9') return std::nullopt;
    number = number * 10 + (c - '0');
  }
  return number;
}

// One member of an object whose keys are partition numbers: {"0":[1,2],"1":[2,3]}.
using Lists = std::map<std::int32_t, std::vector<NodeId>>;
std::string encode_lists(const Lists& lists) {
  std::string text = "{";
  for (const auto& entry : lists) {
    if (text.size() > 1) text += ",";
    text += json_quoted(std::to_string(entry.first)) + ":" + encode_ids(entry.second);
  }
  return text + "}";
}
Lists decode_lists(const JsonValue* object) {
  Lists lists;
  if (object == nullptr) return lists;
  for (std::size_t i = 0; i < object->names.size(); ++i) {
    if (const auto partition = parse_number(object->names[i])) {
      lists[*partition] = decode_ids(&object->items[i]);
    }
  }
  return lists;
}

constexpr std::string_view kTopicEntities = "topics/";
constexpr std::string_view kBrokerEntities = "brokers/";

std::optional<std::string> behind(std::string_view prefix, std::string_view text) {
  if (text.substr(0, prefix.size()) != prefix) return std::nullopt;
  return std::string(text.substr(prefix.size()));
}

std::int32_t narrow(std::int64_t value) { return static_cast<std::int32_t>(value); }

}  // namespace

std::vector<std::string> persistent_paths() {
  return {"/brokers",
          std::string(kBrokerIds),
          std::string(kTopics),
          "/config",
          std::string(kConfigChanges),
          std::string(kTopicConfigs),
          "/config/clients",
          "/config/users",
          "/config/brokers",
          "/config/ips",
          "/admin",
          std::string(kDeleteTopics),
          std::string(kBrokerSeqId),
          std::string(kIsrChanges),
          std::string(kProducerIdBlock),
          "/log_dir_event_notification"};
}

std::string broker_path(NodeId broker) { return join(kBrokerIds, std::to_string(broker.value)); }
std::string topic_path(const std::string& topic) { return join(kTopics, topic); }
std::string partitions_path(const std::string& topic) {
  return join(topic_path(topic), "partitions");
}
std::string partition_path(const TopicPartition& tp) {
  return join(partitions_path(tp.topic), std::to_string(tp.partition));
}
std::string state_path(const TopicPartition& tp) { return join(partition_path(tp), "state"); }
std::string delete_topic_path(const std::string& topic) { return join(kDeleteTopics, topic); }
std::string topic_config_path(const std::string& topic) { return join(kTopicConfigs, topic); }
std::string topic_entity(const std::string& topic) { return std::string(kTopicEntities) + topic; }
std::string broker_entity(const std::string& broker) {
  return std::string(kBrokerEntities) + broker;
}
std::optional<std::string> topic_of_entity(std::string_view entity) {
  return behind(kTopicEntities, entity);
}
std::optional<std::string> broker_of_entity(std::string_view entity) {
  return behind(kBrokerEntities, entity);
}
std::string config_path(std::string_view entity) { return join("/config", entity); }
std::string config_change_path(std::string_view child) { return join(kConfigChanges, child); }
std::string isr_change_path(std::string_view child) { return join(kIsrChanges, child); }
std::string new_config_change_path() { return join(kConfigChanges, kConfigChangePrefix); }
std::string new_isr_change_path() { return join(kIsrChanges, kIsrChangePrefix); }

std::string encode_topic(const TopicAssignment& topic) {
  Lists replicas;
  Lists adding;
  Lists removing;
  for (const auto& partition : topic.partitions) {
    replicas[partition.first] = partition.second.replicas;
    if (!partition.second.adding.empty()) adding[partition.first] = partition.second.adding;
    if (!partition.second.removing.empty()) removing[partition.first] = partition.second.removing;
  }
  std::string text = "{\"partitions\":" + encode_lists(replicas);
  if (!topic.id.is_zero()) text += ",\"topic_id\":" + json_quoted(id_text(topic.id));
  text += ",\"adding_replicas\":" + encode_lists(adding);
  text += ",\"removing_replicas\":" + encode_lists(removing);
  return text + ",\"version\":3}";
}

std::optional<TopicAssignment> decode_topic(std::string_view text) {
  const Result<JsonValue> json = parse_json(text);
  if (!json) return std::nullopt;
  TopicAssignment topic;
  topic.id = parse_id(json->text_of("topic_id", "")).value_or(TopicId{});
  for (auto& entry : decode_lists(json->find("partitions"))) {
    topic.partitions[entry.first].replicas = entry.second;
  }
  for (auto& entry : decode_lists(json->find("adding_replicas"))) {
    topic.partitions[entry.first].adding = entry.second;
  }
  for (auto& entry : decode_lists(json->find("removing_replicas"))) {
    topic.partitions[entry.first].removing = entry.second;
  }
  return topic;
}

std::string encode_leadership(const Leadership& leadership) {
  std::string text =
      "{\"controller_epoch\":" + std::to_string(leadership.controller_epoch.value) +
      ",\"leader\":" + std::to_string(leadership.leader.value) +
      ",\"version\":1,\"leader_epoch\":" + std::to_string(leadership.leader_epoch.value) +
      ",\"isr\":" + encode_ids(leadership.isr);
  if (leadership.is_recovering) text += ",\"leader_recovery_state\":1";
  return text + "}";
}

std::optional<Leadership> decode_leadership(std::string_view text, std::int32_t version) {
  const Result<JsonValue> json = parse_json(text);
  if (!json || json->kind != JsonValue::Kind::Object) return std::nullopt;
  Leadership leadership;
  leadership.leader = NodeId(narrow(json->integer_of("leader", -1)));
  leadership.leader_epoch = LeaderEpoch(narrow(json->integer_of("leader_epoch", 0)));
  leadership.controller_epoch = ControllerEpoch(narrow(json->integer_of("controller_epoch", 0)));
  leadership.isr = decode_ids(json->find("isr"));
  leadership.is_recovering = json->integer_of("leader_recovery_state", 0) == 1;
  leadership.partition_epoch = PartitionEpoch(version);
  if (leadership.isr.empty()) return std::nullopt;
  return leadership;
}

std::string encode_configs(const Configs& configs) {
  std::string text = "{\"version\":1,\"config\":{";
  bool is_first = true;
  for (const auto& entry : configs) {
    if (!is_first) text += ",";
    is_first = false;
    text += json_quoted(entry.first) + ":" + json_quoted(entry.second);
  }
  return text + "}}";
}

Configs decode_configs(std::string_view text) {
  Configs configs;
  const Result<JsonValue> json = parse_json(text);
  const JsonValue* entries = json ? json->find("config") : nullptr;
  if (entries == nullptr) return configs;
  for (std::size_t i = 0; i < entries->names.size(); ++i) {
    configs[entries->names[i]] = entries->items[i].text;
  }
  return configs;
}

std::string encode_config_change(const std::string& entity) {
  return "{\"version\":2,\"entity_path\":" + json_quoted(entity) + "}";
}

std::optional<std::string> decode_config_change(std::string_view text) {
  const Result<JsonValue> json = parse_json(text);
  if (!json) return std::nullopt;
  const std::string entity = json->text_of("entity_path", "");
  if (!topic_of_entity(entity) && !broker_of_entity(entity)) return std::nullopt;
  return entity;
}

std::string encode_isr_change(const std::vector<TopicPartition>& partitions) {
  std::string text = "{\"version\":1,\"partitions\":[";
  bool is_first = true;
  for (const TopicPartition& tp : partitions) {
    if (!is_first) text += ",";
    is_first = false;
    text += "{\"topic\":" + json_quoted(tp.topic) +
            ",\"partition\":" + std::to_string(tp.partition) + "}";
  }
  return text + "]}";
}

std::vector<TopicPartition> decode_isr_change(std::string_view text) {
  std::vector<TopicPartition> partitions;
  const Result<JsonValue> json = parse_json(text);
  const JsonValue* list = json ? json->find("partitions") : nullptr;
  if (list == nullptr) return partitions;
  for (const JsonValue& item : list->items) {
    partitions.push_back({item.text_of("topic", ""), narrow(item.integer_of("partition", -1))});
  }
  return partitions;
}

std::map<TopicPartition, std::vector<NodeId>> decode_reassignments(std::string_view text) {
  std::map<TopicPartition, std::vector<NodeId>> wanted;
  const Result<JsonValue> json = parse_json(text);
  const JsonValue* list = json ? json->find("partitions") : nullptr;
  if (list == nullptr) return wanted;
  for (const JsonValue& item : list->items) {
    const TopicPartition tp{item.text_of("topic", ""), narrow(item.integer_of("partition", -1))};
    wanted[tp] = decode_ids(item.find("replicas"));
  }
  return wanted;
}

}  // namespace barnabas::cluster::znodes
