#include "core/client/admin_answers.h"

#include <cstddef>
#include <variant>

namespace barnabas::client {
namespace {

using protocol::DescribeConfigsRequest;
using protocol::DescribeConfigsResponse;
using protocol::ListPartitionReassignmentsRequest;
using protocol::ListPartitionReassignmentsResponse;
using protocol::MetadataRequest;
using protocol::MetadataResponse;
using Lines = std::vector<std::string>;

std::string ids_text(const std::vector<NodeId>& ids) {
  std::string text;
  for (const NodeId id : ids) text += (text.empty() ? "" : ",") + std::to_string(id.value);
  return text.empty() ? "none" : text;
}

std::string id_text(NodeId id) { return id == NodeId{-1} ? "none" : std::to_string(id.value); }

std::string title_of(const DescribeConfigsResponse::Resource& resource) {
  if (resource.type == protocol::ConfigResource::Topic) return "topic " + resource.name;
  return resource.name.empty() ? "all brokers" : "broker " + resource.name;
}

// "retention.ms=1000 source=DYNAMIC_TOPIC_CONFIG synonyms={...}", as kafka-configs.sh prints it.
std::string line_of(const DescribeConfigsResponse::Entry& entry) {
  std::string synonyms;
  for (const DescribeConfigsResponse::Synonym& synonym : entry.synonyms) {
    synonyms += (synonyms.empty() ? "" : ", ") + std::string(name_of(synonym.source)) + ":" +
                synonym.name + "=" + synonym.value.value_or("null");
  }
  return entry.name + "=" + entry.value.value_or("null") +
         " source=" + std::string(name_of(entry.source)) + " synonyms={" + synonyms + "}";
}

Lines settings_lines(const DescribeConfigsRequest& request,
                     const DescribeConfigsResponse& response) {
  Lines lines;
  for (std::size_t i = 0; i < response.results.size(); ++i) {
    const bool is_asked_by_name = request.resources[i].keys.has_value();
    for (const DescribeConfigsResponse::Entry& entry : response.results[i].entries) {
      if (!is_asked_by_name && entry.source == protocol::ConfigSource::Default) continue;
      lines.push_back(title_of(response.results[i]) + ": " + line_of(entry));
    }
  }
  return lines;
}

Lines topic_lines(const MetadataResponse& response) {
  Lines lines;
  for (const MetadataResponse::Topic& topic : response.topics) {
    for (const MetadataResponse::Partition& partition : topic.partitions) {
      lines.push_back(topic.name + "-" + std::to_string(partition.partition) +
                      ": leader=" + id_text(partition.leader) +
                      " epoch=" + std::to_string(partition.leader_epoch.value) + " replicas=" +
                      ids_text(partition.replicas) + " isr=" + ids_text(partition.isr));
    }
  }
  return lines;
}

Lines cluster_lines(const MetadataResponse& response) {
  std::vector<NodeId> ids;
  for (const MetadataResponse::Broker& broker : response.brokers) ids.push_back(broker.id);
  return {"cluster: brokers=" + ids_text(ids) + " controller=" + id_text(response.controller_id)};
}

Lines move_lines(const ListPartitionReassignmentsResponse& response) {
  Lines lines;
  for (const ListPartitionReassignmentsResponse::Partition& move : response.partitions) {
    lines.push_back(to_string(move.partition) + ": replicas=" + ids_text(move.replicas) +
                    " adding=" + ids_text(move.adding_replicas) +
                    " removing=" + ids_text(move.removing_replicas));
  }
  return lines;
}

}  // namespace

// Kafka: KafkaAdminClient.handleNotControllerError and its callers, DeleteRecordsHandler (3.9).
// ElectLeaders is not among them: even the wrong controller is reported.
bool is_tried_again(const protocol::RequestBody& request, ErrorCode error) {
  if (std::holds_alternative<protocol::DeleteRecordsRequest>(request)) return is_retriable(error);
  if (error != ErrorCode::NotController) return false;
  return std::holds_alternative<protocol::CreateTopicsRequest>(request) ||
         std::holds_alternative<protocol::DeleteTopicsRequest>(request) ||
         std::holds_alternative<protocol::CreatePartitionsRequest>(request) ||
         std::holds_alternative<protocol::AlterPartitionReassignmentsRequest>(request) ||
         std::holds_alternative<ListPartitionReassignmentsRequest>(request);
}

std::vector<std::string> described_lines(const protocol::RequestBody& request,
                                         const protocol::ResponseBody& response) {
  if (const auto* configs = std::get_if<DescribeConfigsResponse>(&response))
    return settings_lines(std::get<DescribeConfigsRequest>(request), *configs);
  if (const auto* metadata = std::get_if<MetadataResponse>(&response)) {
    const auto& topics = std::get<MetadataRequest>(request).topics;
    const bool is_about_topics = !topics || !topics->empty();
    return is_about_topics ? topic_lines(*metadata) : cluster_lines(*metadata);
  }
  if (const auto* moves = std::get_if<ListPartitionReassignmentsResponse>(&response))
    return move_lines(*moves);
  return {};
}

}  // namespace barnabas::client
