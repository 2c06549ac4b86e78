// "topics": by name, placed by hand or by the controller.
#include <algorithm>
#include <cstddef>

#include "sim/scenario/readers.h"

namespace barnabas::sim {
namespace {

constexpr std::int64_t kMostPartitions = 10'000;

void read_assignment(Context& context, const Json& value, const std::string& path,
                     TopicSpec& topic) {
  if (!value.is_array() || value.empty()) {
    return context.error(path, value.is_array() ? "an empty list" : describe(value),
                         "a list of replica lists, one per partition, as in [[1, 2, 3]]");
  }
  for (std::size_t i = 0; i < value.size(); ++i) {
    const std::string own = path + "/" + std::to_string(i);
    std::vector<NodeId> replicas = read_replicas(context, value[i], own);
    const bool differs = !topic.replicas.empty() && !replicas.empty() &&
                         replicas.size() != topic.replicas.front().size();
    if (differs) {
      context.error(own, std::to_string(replicas.size()) + " replicas",
                    std::to_string(topic.replicas.front().size()) +
                        ", as the other partitions of the topic have");
    }
    topic.replicas.push_back(std::move(replicas));
  }
  topic.partitions = static_cast<std::int32_t>(topic.replicas.size());
  topic.replication_factor = static_cast<std::int16_t>(topic.replicas.front().size());
}

void check_collisions(Context& context, const std::string& path, const Scenario& scenario) {
  // Kafka's metric names make no difference between '.' and '_', so it refuses such pairs.
  const auto flat = [](std::string name) {
    std::replace(name.begin(), name.end(), '.', '_');
    return name;
  };
  for (std::size_t i = 0; i < scenario.topics.size(); ++i) {
    for (std::size_t j = 0; j < i; ++j) {
      if (flat(scenario.topics[i].name) != flat(scenario.topics[j].name)) continue;
      context.error_at_key(child_path(path, scenario.topics[i].name),
                           "the name collides with topic '" + scenario.topics[j].name + "'",
                           "names that differ in more than '.' and '_'");
    }
  }
}

}  // namespace

TopicSpec read_topic(Context& context, ObjectReader& reader, const std::string& name) {
  TopicSpec topic;
  topic.name = name;
  const auto partitions = reader.integer("partitions", 1, kMostPartitions);
  const auto brokers = static_cast<std::int64_t>(context.names.brokers.size());
  const auto factor = reader.integer("replication_factor", 1, std::max<std::int64_t>(brokers, 1));
  if (partitions) topic.partitions = static_cast<std::int32_t>(*partitions);
  if (factor) topic.replication_factor = static_cast<std::int16_t>(*factor);
  if (const Json* replicas = reader.find("replicas")) {
    if (partitions || factor) {
      const std::string_view other = partitions ? "partitions" : "replication_factor";
      context.error_at_key(reader.path_of(other),
                           "'" + std::string(other) + "' beside 'replicas', which says it already");
    }
    read_assignment(context, *replicas, reader.path_of("replicas"), topic);
  }
  if (const Json* config = reader.find("config")) {
    const std::string path = reader.path_of("config");
    topic.config = read_settings(context, cluster::ConfigScope::Topic, *config, path);
    check_topic_conflicts(context, topic.config, path);
  }
  return topic;
}

void read_topics(Context& context, const Json& value, const std::string& path, Scenario& scenario) {
  if (!value.is_object()) {
    return context.error(path, describe(value), "an object: topics by name");
  }
  for (const auto& item : value.items()) {
    const std::string own = child_path(path, item.key());
    if (!is_plain_name(item.key())) {
      context.error_at_key(own, "'" + item.key() + "' is no topic name",
                           "at most 249 letters, digits, '.', '_' and '-'");
      continue;
    }
    ObjectReader reader(context, item.value(), own, "a topic");
    if (!reader.is_object()) continue;
    scenario.topics.push_back(read_topic(context, reader, item.key()));
    reader.finish();
  }
  check_collisions(context, path, scenario);
}

}  // namespace barnabas::sim
