#include "sim/scenario/read_describe.h"

#include <cstddef>
#include <utility>

#include "core/cluster/config_def.h"

namespace barnabas::sim {
namespace {

using command::Admin;
using command::Target;

bool is_all(const Json& value) { return value.is_string() && value.get<std::string>() == "all"; }

ConfigTarget broker_target(Context& context, const std::string& text, const std::string& path) {
  ConfigTarget target;
  target.scope = cluster::ConfigScope::Broker;
  target.type = protocol::ConfigResource::Broker;
  if (text == "all") {
    target.title = "all brokers";
    return target;
  }
  target.target = Target::Broker;
  target.broker = broker_id(text);
  target.name = std::to_string(target.broker.value);
  target.title = text;
  if (context.names.brokers.count(target.broker.value) == 0)
    context.error(path, "there is no broker '" + text + "'", "a broker, or \"all\"");
  return target;
}

std::vector<std::string> read_setting_names(Context& context, const Json& value,
                                            const std::string& path, cluster::ConfigScope scope) {
  const std::vector<std::string> names = read_texts(context, value, path);
  for (std::size_t i = 0; i < names.size(); ++i) {
    if (cluster::find(scope, names[i]) != nullptr) continue;
    context.error(path + "/" + std::to_string(i),
                  "unknown " + std::string(name_of(scope)) + " setting '" + names[i] + "'", "",
                  cluster::nearest(scope, names[i]));
  }
  return names;
}

}  // namespace

std::optional<ConfigTarget> read_config_target(Context& context, ObjectReader& reader) {
  const Json* topic = reader.find("topic");
  const auto broker = reader.text("broker", "a broker, as in \"broker-1\", or \"all\"");
  if ((topic == nullptr) == !broker.has_value()) {
    context.error(reader.path(),
                  topic == nullptr ? "no 'topic' and no 'broker'" : "both 'topic' and 'broker'",
                  "one of the two");
    return std::nullopt;
  }
  if (broker) return broker_target(context, *broker, reader.path_of("broker"));
  ConfigTarget target;
  const auto name = read_topic_name(context, *topic, reader.path_of("topic"));
  if (!name) return std::nullopt;
  target.name = *name;
  target.title = "topic " + *name;
  return target;
}

std::optional<Admin> describe_config(Context& context, const Json& value, const std::string& path) {
  ObjectReader reader(context, value, path, "describe-config");
  if (!reader.is_object()) return std::nullopt;
  const auto target = read_config_target(context, reader);
  const Json* settings = reader.find("settings");
  reader.finish();
  if (!target) return std::nullopt;
  protocol::DescribeConfigsRequest::Resource resource;
  resource.type = target->type;
  resource.name = target->name;
  if (settings != nullptr) {
    resource.keys =
        read_setting_names(context, *settings, reader.path_of("settings"), target->scope);
  }
  protocol::DescribeConfigsRequest request;
  request.resources.push_back(std::move(resource));
  request.include_synonyms = true;
  Admin admin;
  admin.request = std::move(request);
  admin.target = target->target;
  admin.broker = target->broker;
  admin.text = "describe the settings of " + target->title;
  return admin;
}

std::optional<Admin> describe_topic(Context& context, const Json& value, const std::string& path) {
  protocol::MetadataRequest request;
  request.allow_auto_topic_creation = false;
  Admin admin;
  admin.target = Target::Any;
  admin.text = "describe all topics";
  if (!is_all(value)) {
    const auto name = read_topic_name(context, value, path);
    if (!name) return std::nullopt;
    request.topics = {*name};
    admin.text = "describe topic " + *name;
  }
  admin.request = std::move(request);
  return admin;
}

std::optional<Admin> describe_cluster(Context& context, const Json& value,
                                      const std::string& path) {
  if (!value.is_object() || !value.empty()) {
    context.error(path, describe(value), "{}: there is one cluster");
    return std::nullopt;
  }
  protocol::MetadataRequest request;
  request.topics.emplace();
  request.allow_auto_topic_creation = false;
  Admin admin;
  admin.target = Target::Any;
  admin.text = "describe the cluster";
  admin.request = std::move(request);
  return admin;
}

std::optional<Admin> list_reassignments(Context& context, const Json& value,
                                        const std::string& path) {
  protocol::ListPartitionReassignmentsRequest request;
  if (!is_all(value)) request.partitions = read_partitions(context, value, path);
  Admin admin;
  admin.text = "list reassignments";
  admin.request = std::move(request);
  return admin;
}

}  // namespace barnabas::sim
