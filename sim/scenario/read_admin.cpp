// What administrators ask: Kafka's own requests, made from the scenario's words.
#include <cstddef>
#include <utility>

#include "core/base/nearest.h"
#include "sim/scenario/read_describe.h"

namespace barnabas::sim {
namespace {

using command::Admin;
using Make = std::optional<Admin> (*)(Context&, const Json&, const std::string&);

std::vector<protocol::ConfigEntry> entries_of(const Settings& settings) {
  std::vector<protocol::ConfigEntry> entries;
  for (const auto& [name, text] : settings) entries.push_back({name, text});
  return entries;
}

std::optional<Admin> create_topic(Context& context, const Json& value, const std::string& path) {
  ObjectReader reader(context, value, path, "create-topic");
  if (!reader.is_object()) return std::nullopt;
  reader.require("name", "the topic's name");
  const std::string name = reader.text("name").value_or("");
  const TopicSpec spec = read_topic(context, reader, name);
  reader.finish();
  if (!is_plain_name(name)) {
    context.error(reader.path_of("name"), "'" + name + "' is no topic name");
    return std::nullopt;
  }
  protocol::CreateTopicsRequest::Topic topic;
  topic.name = name;
  topic.configs = entries_of(spec.config);
  if (spec.replicas.empty()) {
    topic.partition_count = spec.partitions;
    topic.replication_factor = spec.replication_factor;
  }
  for (std::size_t i = 0; i < spec.replicas.size(); ++i) {
    topic.assignments.push_back({static_cast<std::int32_t>(i), spec.replicas[i]});
  }
  protocol::CreateTopicsRequest request;
  request.topics.push_back(std::move(topic));
  Admin admin;
  admin.request = std::move(request);
  admin.text = "create topic " + name;
  return admin;
}

std::optional<Admin> delete_topic(Context& context, const Json& value, const std::string& path) {
  const auto name = read_topic_name(context, value, path);
  if (!name) return std::nullopt;
  protocol::DeleteTopicsRequest request;
  request.topics.push_back(*name);
  Admin admin;
  admin.request = std::move(request);
  admin.text = "delete topic " + *name;
  return admin;
}

std::optional<Admin> add_partitions(Context& context, const Json& value, const std::string& path) {
  ObjectReader reader(context, value, path, "add-partitions");
  if (!reader.is_object()) return std::nullopt;
  const Json* name = reader.require("topic", "the topic's name");
  reader.require("count", "how many partitions there are then");
  protocol::CreatePartitionsRequest::Topic topic;
  topic.count = static_cast<std::int32_t>(reader.integer("count", 2, 10'000).value_or(0));
  if (name != nullptr)
    topic.name = read_topic_name(context, *name, reader.path_of("topic")).value_or("");
  if (const Json* replicas = reader.find("replicas")) {
    const std::string own = reader.path_of("replicas");
    if (!replicas->is_array()) context.error(own, describe(*replicas), "a list of replica lists");
    for (std::size_t i = 0; replicas->is_array() && i < replicas->size(); ++i) {
      topic.assignments.push_back(
          read_replicas(context, (*replicas)[i], own + "/" + std::to_string(i)));
    }
  }
  reader.finish();
  Admin admin;
  admin.text = "grow topic " + topic.name + " to " + std::to_string(topic.count) + " partitions";
  protocol::CreatePartitionsRequest request;
  request.topics.push_back(std::move(topic));
  admin.request = std::move(request);
  return admin;
}

void read_changes(Context& context, const Json& value, const std::string& path,
                  protocol::IncrementalAlterConfigsRequest::Resource& resource) {
  const bool is_topic = resource.type == protocol::ConfigResource::Topic;
  const auto scope = is_topic ? cluster::ConfigScope::Topic : cluster::ConfigScope::Broker;
  if (!value.is_object() || value.empty()) {
    return context.error(path, describe(value), "an object of settings; null takes a setting back");
  }
  for (const auto& item : value.items()) {
    protocol::IncrementalAlterConfigsRequest::Change change;
    change.name = item.key();
    const std::string own = child_path(path, item.key());
    if (item.value().is_null() && cluster::find(scope, item.key()) != nullptr) {
      change.op = protocol::AlterOp::Delete;
    } else {
      change.value = read_setting(context, scope, item.key(), item.value(), own);
    }
    resource.changes.push_back(std::move(change));
  }
}

std::optional<Admin> set_config(Context& context, const Json& value, const std::string& path) {
  ObjectReader reader(context, value, path, "set-config");
  if (!reader.is_object()) return std::nullopt;
  const auto target = read_config_target(context, reader);
  const Json* config = reader.require("config", "the settings to change");
  protocol::IncrementalAlterConfigsRequest::Resource resource;
  if (target) {
    resource.type = target->type;
    resource.name = target->name;
    if (config != nullptr) read_changes(context, *config, reader.path_of("config"), resource);
  }
  reader.finish();
  if (!target) return std::nullopt;
  Admin admin;
  admin.target = target->target;
  admin.broker = target->broker;
  admin.text = "configure " + target->title;
  protocol::IncrementalAlterConfigsRequest request;
  request.resources.push_back(std::move(resource));
  admin.request = std::move(request);
  return admin;
}

std::optional<Admin> elect(Context& context, const Json& value, const std::string& path,
                           protocol::ElectionType type) {
  protocol::ElectLeadersRequest request;
  request.type = type;
  const bool all = value.is_string() && value.get<std::string>() == "all";
  if (!all) request.partitions = read_partitions(context, value, path);
  Admin admin;
  const bool preferred = type == protocol::ElectionType::Preferred;
  admin.text = preferred ? "elect preferred leaders" : "elect leaders uncleanly";
  admin.request = std::move(request);
  return admin;
}

std::optional<Admin> elect_preferred(Context& context, const Json& value, const std::string& path) {
  return elect(context, value, path, protocol::ElectionType::Preferred);
}

std::optional<Admin> elect_unclean(Context& context, const Json& value, const std::string& path) {
  return elect(context, value, path, protocol::ElectionType::Unclean);
}

std::optional<Admin> reassign(Context& context, const Json& value, const std::string& path) {
  ObjectReader reader(context, value, path, "reassign");
  if (!reader.is_object()) return std::nullopt;
  protocol::AlterPartitionReassignmentsRequest::Partition move;
  const Json* partition = reader.require("partition", "a partition like \"orders-0\"");
  const Json* replicas =
      reader.require("replicas", "a list of broker ids, or null to cancel a move");
  reader.finish();
  if (partition == nullptr || replicas == nullptr) return std::nullopt;
  const auto tp = read_partition(context, *partition, reader.path_of("partition"));
  if (!replicas->is_null())
    move.replicas = read_replicas(context, *replicas, reader.path_of("replicas"));
  if (!tp) return std::nullopt;
  move.partition = *tp;
  Admin admin;
  admin.text = (move.replicas ? "reassign " : "cancel the reassignment of ") + to_string(*tp);
  protocol::AlterPartitionReassignmentsRequest request;
  request.partitions.push_back(std::move(move));
  admin.request = std::move(request);
  return admin;
}

std::optional<Admin> delete_records(Context& context, const Json& value, const std::string& path) {
  ObjectReader reader(context, value, path, "delete-records");
  if (!reader.is_object()) return std::nullopt;
  const Json* partition = reader.require("partition", "a partition like \"orders-0\"");
  const Json* before = reader.require("before", "an offset, or \"high-watermark\"");
  Offset offset(-1);
  if (before != nullptr && before->is_string()) {
    reader.word("before", {"high-watermark"});
  } else if (before != nullptr) {
    offset =
        Offset(read_integer(context, *before, reader.path_of("before"), 0, INT64_MAX).value_or(-1));
  }
  reader.finish();
  if (partition == nullptr) return std::nullopt;
  const auto tp = read_partition(context, *partition, reader.path_of("partition"));
  if (!tp) return std::nullopt;
  Admin admin;
  admin.target = command::Target::Leader;
  admin.partition = *tp;
  admin.text = "delete records of " + to_string(*tp);
  protocol::DeleteRecordsRequest request;
  request.topics.push_back({tp->topic, {{tp->partition, offset}}});
  admin.request = std::move(request);
  return admin;
}

struct Operation {
  std::string_view name;
  Make make;
};
constexpr Operation kOperations[] = {
    {"create-topic", create_topic},
    {"delete-topic", delete_topic},
    {"add-partitions", add_partitions},
    {"set-config", set_config},
    {"elect-preferred", elect_preferred},
    {"elect-unclean", elect_unclean},
    {"reassign", reassign},
    {"delete-records", delete_records},
    {"describe-config", describe_config},
    {"describe-topic", describe_topic},
    {"describe-cluster", describe_cluster},
    {"list-reassignments", list_reassignments},
};

}  // namespace

std::optional<Admin> read_admin(Context& context, const Json& value, const std::string& path) {
  std::vector<std::string_view> names;
  for (const Operation& operation : kOperations) names.push_back(operation.name);
  if (!value.is_object() || value.size() != 1) {
    context.error(path, describe(value), "an object with " + one_of(names));
    return std::nullopt;
  }
  const std::string name = value.begin().key();
  const std::string own = child_path(path, name);
  for (const Operation& operation : kOperations) {
    if (operation.name == name) return operation.make(context, value.begin().value(), own);
  }
  const std::string_view meant = nearest_name(name, names);
  context.error_at_key(own, "unknown operation '" + name + "'", meant.empty() ? one_of(names) : "",
                       meant);
  return std::nullopt;
}

}  // namespace barnabas::sim
