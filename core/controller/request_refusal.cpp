#include "core/controller/request_refusal.h"

#include <variant>

#include "core/base/check.h"

namespace barnabas::controller {
namespace {

struct Refusal {
  ErrorCode error;

  protocol::ResponseBody operator()(const protocol::CreateTopicsRequest& request) const {
    protocol::CreateTopicsResponse response;
    for (const auto& topic : request.topics) response.topics.push_back({topic.name, {}, error, ""});
    return response;
  }
  protocol::ResponseBody operator()(const protocol::DeleteTopicsRequest& request) const {
    protocol::DeleteTopicsResponse response;
    for (const auto& topic : request.topics) response.topics.push_back({topic, error, ""});
    return response;
  }
  protocol::ResponseBody operator()(const protocol::CreatePartitionsRequest& request) const {
    protocol::CreatePartitionsResponse response;
    for (const auto& topic : request.topics) response.topics.push_back({topic.name, error, ""});
    return response;
  }
  protocol::ResponseBody operator()(const protocol::IncrementalAlterConfigsRequest& request) const {
    protocol::IncrementalAlterConfigsResponse response;
    for (const auto& resource : request.resources) {
      response.results.push_back({error, "", resource.type, resource.name});
    }
    return response;
  }
  // Whoever asked for all partitions learns nothing, from Kafka's brokers neither.
  protocol::ResponseBody operator()(const protocol::ElectLeadersRequest& request) const {
    protocol::ElectLeadersResponse response;
    if (!request.partitions) return response;
    for (const TopicPartition& tp : *request.partitions)
      response.partitions.push_back({tp, error, ""});
    return response;
  }
  protocol::ResponseBody operator()(const protocol::AlterPartitionReassignmentsRequest&) const {
    protocol::AlterPartitionReassignmentsResponse response;
    response.error = error;
    return response;
  }
  protocol::ResponseBody operator()(const protocol::ListPartitionReassignmentsRequest&) const {
    protocol::ListPartitionReassignmentsResponse response;
    response.error = error;
    return response;
  }
  protocol::ResponseBody operator()(const protocol::AlterPartitionRequest&) const {
    protocol::AlterPartitionResponse response;
    response.error = error;
    return response;
  }
  protocol::ResponseBody operator()(const protocol::ControlledShutdownRequest&) const {
    protocol::ControlledShutdownResponse response;
    response.error = error;
    return response;
  }
  // Whatever else: the controller never took it.
  template <class Request>
  protocol::ResponseBody operator()(const Request&) const {
    BARNABAS_CHECK_MSG(false, "not a request of the controller");
    return {};
  }
};

}  // namespace

protocol::ResponseBody build_refusal(const protocol::RequestBody& request, ErrorCode error) {
  return std::visit(Refusal{error}, request);
}

}  // namespace barnabas::controller
