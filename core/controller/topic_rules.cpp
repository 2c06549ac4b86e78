#include "core/controller/topic_rules.h"

#include <algorithm>
#include <set>

#include "core/cluster/config_def.h"
#include "core/cluster/config_value.h"
#include "core/cluster/placement.h"

namespace barnabas::controller {
namespace {

constexpr std::size_t kNameSizeMax = 249;
constexpr std::string_view kClusterMetadata = "__cluster_metadata";  // Raft's, also where it is not

Refused refused(ErrorCode error, std::string message) { return {error, std::move(message)}; }

bool is_name_character(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' ||
         c == '_' || c == '-';
}

std::vector<cluster::BrokerPlace> places(const cluster::Image& image) {
  std::vector<cluster::BrokerPlace> brokers;
  for (const auto& entry : image.brokers()) brokers.push_back({entry.first, entry.second.rack});
  return brokers;
}

ErrorCode placement_error(std::int32_t partition_count, const Error& error) {
  if (partition_count <= 0) return ErrorCode::InvalidPartitions;
  const bool is_about_racks = error.what.find("rack") != std::string::npos;
  return is_about_racks ? ErrorCode::UnknownServerError : ErrorCode::InvalidReplicationFactor;
}

Refusable take_manual_assignment(const protocol::CreateTopicsRequest::Topic& wish,
                                 cluster::znodes::TopicAssignment& assignment) {
  std::vector<std::vector<NodeId>> lists;
  for (const auto& manual : wish.assignments) {
    assignment.partitions[manual.partition].replicas = manual.replicas;
    lists.push_back(manual.replicas);
  }
  std::int32_t expected = 0;
  for (const auto& entry : assignment.partitions) {
    if (entry.first != expected++ || assignment.partitions.size() != lists.size()) {
      return refused(ErrorCode::InvalidReplicaAssignment,
                     "partitions should be a consecutive 0-based integer sequence");
    }
  }
  return validate_replica_lists(lists);
}

}  // namespace

Refusable validate_topic_name(const std::string& name) {
  const std::string intro = "Topic name is invalid: ";
  if (name.empty()) {
    return refused(ErrorCode::InvalidTopicException, intro + "the empty string is not allowed");
  }
  if (name == "." || name == "..") {
    return refused(ErrorCode::InvalidTopicException, intro + "'" + name + "' is not allowed");
  }
  if (name.size() > kNameSizeMax) {
    return refused(
        ErrorCode::InvalidTopicException,
        intro + "the length of '" + name + "' is longer than the max allowed length 249");
  }
  if (!std::all_of(name.begin(), name.end(), is_name_character)) {
    return refused(
        ErrorCode::InvalidTopicException,
        intro + "'" + name +
            "' contains one or more characters other than ASCII alphanumerics, '.', '_' and '-'");
  }
  return std::nullopt;
}

bool names_collide(const std::string& a, const std::string& b) {
  if (a.size() != b.size() || a == b) return false;
  for (std::size_t i = 0; i < a.size(); ++i) {
    const char left = a[i] == '.' ? '_' : a[i];
    const char right = b[i] == '.' ? '_' : b[i];
    if (left != right) return false;
  }
  return true;
}

Refusable validate_configs(const cluster::Configs& configs) {
  for (const auto& config : configs) {
    if (cluster::find(cluster::ConfigScope::Topic, config.first) == nullptr) {
      return refused(ErrorCode::InvalidConfig, "Unknown topic config name: " + config.first);
    }
    const Result<void> valid =
        cluster::validate(cluster::ConfigScope::Topic, config.first, config.second);
    if (valid) continue;
    const cluster::ConfigFacts& facts = *cluster::find(cluster::ConfigScope::Topic, config.first);
    const bool is_absent_here = facts.use == cluster::ConfigUse::Refused;
    return refused(
        ErrorCode::InvalidConfig,
        "Invalid value " + config.second + " for configuration " + config.first + ": " +
            (is_absent_here ? valid.error().what : cluster::refusal_of(facts, config.second)));
  }
  return std::nullopt;
}

Refusable validate_replica_lists(const std::vector<std::vector<NodeId>>& lists) {
  for (const std::vector<NodeId>& list : lists) {
    if (list.empty() || list.size() != lists.front().size()) {
      return refused(ErrorCode::InvalidReplicaAssignment,
                     "All partitions should have the same number of replicas");
    }
    const std::set<NodeId> distinct(list.begin(), list.end());
    if (distinct.size() != list.size() || distinct.begin()->value < 0) {
      return refused(ErrorCode::InvalidReplicaAssignment,
                     "Duplicate replica assignment found: " + cluster::list_text(list));
    }
  }
  return std::nullopt;
}

Refusable place_new_topic(const cluster::Image& image, const ControllerConfig& config,
                          const protocol::CreateTopicsRequest::Topic& wish, Prng& prng,
                          cluster::znodes::TopicAssignment& assignment) {
  const bool has_counts = wish.partition_count != -1 || wish.replication_factor != -1;
  if (!wish.assignments.empty()) {
    if (has_counts) {
      return refused(ErrorCode::InvalidRequest,
                     "Both numPartitions or replicationFactor and replicasAssignments were set. "
                     "Both cannot be used at the same time.");
    }
    return take_manual_assignment(wish, assignment);
  }
  const std::int32_t count =
      wish.partition_count == -1 ? config.num_partitions : wish.partition_count;
  const std::int32_t factor =
      wish.replication_factor == -1 ? config.default_replication_factor : wish.replication_factor;
  const std::vector<cluster::BrokerPlace> brokers = places(image);
  const cluster::PlacementStart start = cluster::draw_placement_start(prng, brokers.size());
  const auto placed = cluster::place_replicas(brokers, count, factor, start);
  if (!placed) return refused(placement_error(count, placed.error()), placed.error().what);
  for (std::size_t i = 0; i < placed->size(); ++i) {
    assignment.partitions[static_cast<std::int32_t>(i)].replicas = (*placed)[i];
  }
  return std::nullopt;
}

Refusable validate_new_topic(const cluster::Image& image,
                             const protocol::CreateTopicsRequest::Topic& wish,
                             cluster::Configs& configs) {
  if (wish.name == kClusterMetadata) {
    return refused(ErrorCode::InvalidRequest,
                   "Creation of internal topic " + wish.name + " is prohibited.");
  }
  if (Refusable wrong = validate_topic_name(wish.name)) return wrong;
  const cluster::Topic* existing = image.find_topic(wish.name);
  if (existing != nullptr) {
    const char* state =
        existing->is_being_deleted ? "' is marked for deletion." : "' already exists.";
    return refused(ErrorCode::TopicAlreadyExists, "Topic '" + wish.name + state);
  }
  for (const auto& topic : image.topics()) {
    if (!names_collide(topic.first, wish.name)) continue;
    return refused(ErrorCode::InvalidTopicException,
                   "Topic '" + wish.name + "' collides with existing topics: " + topic.first);
  }
  for (const protocol::ConfigEntry& entry : wish.configs) {
    if (!entry.value) {
      return refused(ErrorCode::InvalidConfig,
                     "Null value not supported for topic configs: " + entry.name);
    }
    configs[entry.name] = *entry.value;
  }
  return validate_configs(configs);
}

Refusable plan_growth(const cluster::Image& image,
                      const protocol::CreatePartitionsRequest::Topic& wish,
                      std::vector<std::vector<NodeId>>& added) {
  const cluster::Topic* topic = image.find_topic(wish.name);
  if (topic != nullptr && topic->is_being_deleted)
    return refused(ErrorCode::InvalidTopicException, "The topic is queued for deletion.");
  if (topic == nullptr || topic->partitions.empty()) {
    return refused(ErrorCode::UnknownTopicOrPartition,
                   "The topic '" + wish.name + "' does not exist.");
  }
  for (const auto& partition : topic->partitions) {
    if (!partition.second.assignment.is_being_reassigned()) continue;
    return refused(ErrorCode::ReassignmentInProgress,
                   "A partition reassignment is in progress for the topic '" + wish.name + "'.");
  }
  const auto present = static_cast<std::int32_t>(topic->partitions.size());
  const std::string counts = "Topic currently has " + std::to_string(present) + " partitions, ";
  if (wish.count == present) {
    return refused(ErrorCode::InvalidPartitions,
                   "Topic already has " + std::to_string(present) + " partitions.");
  }
  if (wish.count < present) {
    return refused(ErrorCode::InvalidPartitions, counts + "which is higher than the requested " +
                                                     std::to_string(wish.count) + ".");
  }
  const std::vector<NodeId>& model = topic->partitions.begin()->second.assignment.replicas;
  if (!wish.assignments.empty()) {
    added = wish.assignments;
    const bool fits = static_cast<std::int32_t>(added.size()) == wish.count - present &&
                      added.front().size() == model.size();
    if (!fits) {
      return refused(ErrorCode::InvalidReplicaAssignment,
                     "Increasing the number of partitions by " +
                         std::to_string(wish.count - present) + " but " +
                         std::to_string(added.size()) + " assignments provided.");
    }
    for (const std::vector<NodeId>& list : added) {
      for (const NodeId broker : list) {
        if (image.is_registered(broker)) continue;
        return refused(
            ErrorCode::InvalidReplicaAssignment,
            "Unknown broker(s) in replica assignment: " + std::to_string(broker.value) + ".");
      }
    }
    return validate_replica_lists(added);
  }
  // The new ones continue where partition 0 began.
  const std::vector<cluster::BrokerPlace> brokers = places(image);
  std::uint64_t start = 0;
  while (start < brokers.size() && brokers[static_cast<std::size_t>(start)].id < model.front())
    ++start;
  if (start == brokers.size()) start = 0;
  const auto placed =
      cluster::place_replicas(brokers, wish.count - present,
                              static_cast<std::int32_t>(model.size()), {start, start}, present);
  if (!placed) return refused(placement_error(1, placed.error()), placed.error().what);
  added = *placed;
  return std::nullopt;
}

}  // namespace barnabas::controller
