// Requests to the controller: taken into the queue, refused when another broker is controller,
// answered.
#include <utility>

#include "core/controller/controller.h"
#include "core/controller/request_refusal.h"

namespace barnabas::controller {
namespace {

// Has this request a meaning on any broker? Kafka's brokers write configs themselves.
bool is_for_any_broker(const protocol::RequestBody& request) {
  return std::get_if<protocol::IncrementalAlterConfigsRequest>(&request) != nullptr;
}

}  // namespace

bool Controller::handles(const protocol::RequestBody& request) const {
  return is_for_any_broker(request) ||
         std::get_if<protocol::CreateTopicsRequest>(&request) != nullptr ||
         std::get_if<protocol::DeleteTopicsRequest>(&request) != nullptr ||
         std::get_if<protocol::CreatePartitionsRequest>(&request) != nullptr ||
         std::get_if<protocol::ElectLeadersRequest>(&request) != nullptr ||
         std::get_if<protocol::AlterPartitionReassignmentsRequest>(&request) != nullptr ||
         std::get_if<protocol::ListPartitionReassignmentsRequest>(&request) != nullptr ||
         std::get_if<protocol::AlterPartitionRequest>(&request) != nullptr ||
         std::get_if<protocol::ControlledShutdownRequest>(&request) != nullptr;
}

void Controller::on_request(ConnectionId connection, CorrelationId correlation,
                            const protocol::RequestRef& request, Environment env) {
  BARNABAS_CHECK(handles(*request));
  Operation operation;
  operation.kind = OperationKind::Request;
  operation.connection = connection;
  operation.correlation = correlation;
  operation.request = request;
  if (!is_active_ && !is_for_any_broker(*request)) {
    reply_now(operation, build_refusal(*request, ErrorCode::NotController), env);
    return;
  }
  queue_.push_back(std::move(operation));
  run(env);
}

void Controller::reply_now(const Operation& operation, protocol::ResponseBody response,
                           Environment env) {
  env.context.reply(operation.connection, operation.correlation,
                    protocol::ResponseRef(std::move(response)));
}

void Controller::on_controller_request(Environment env) {
  const protocol::RequestBody& request = *current_->request;
  if (!is_active_ && !is_for_any_broker(request)) {
    reply_now(*current_, build_refusal(request, ErrorCode::NotController), env);
    return;
  }
  work_.response = protocol::ResponseBody{};
  next(make_step(StepKind::AnswerRequest));
  if (std::get_if<protocol::AlterPartitionRequest>(&request) != nullptr)
    return on_alter_partition();
  if (std::get_if<protocol::ControlledShutdownRequest>(&request) != nullptr)
    return on_controlled_shutdown();
  if (std::get_if<protocol::ElectLeadersRequest>(&request) != nullptr) return on_elect_leaders();
  if (std::get_if<protocol::AlterPartitionReassignmentsRequest>(&request) != nullptr) {
    return on_alter_reassignments();
  }
  if (std::get_if<protocol::ListPartitionReassignmentsRequest>(&request) != nullptr) {
    return on_list_reassignments();
  }
  if (std::get_if<protocol::CreateTopicsRequest>(&request) != nullptr) return on_create_topics();
  if (std::get_if<protocol::DeleteTopicsRequest>(&request) != nullptr) return on_delete_topics();
  if (std::get_if<protocol::CreatePartitionsRequest>(&request) != nullptr)
    return on_create_partitions();
  on_alter_configs();
}

// The last step of every request; some answers are completed only now, some have to wait for the
// cluster.
void Controller::end_answer_request(Environment env) {
  protocol::ResponseBody& response = *work_.response;
  if (std::get_if<protocol::AlterPartitionResponse>(&response) != nullptr)
    answer_alter_partition(env);
  if (std::get_if<protocol::ControlledShutdownResponse>(&response) != nullptr)
    answer_controlled_shutdown();
  if (std::get_if<protocol::ElectLeadersResponse>(&response) != nullptr) answer_elect_leaders();
  const bool may_wait = std::get_if<protocol::CreateTopicsResponse>(&response) != nullptr ||
                        std::get_if<protocol::DeleteTopicsResponse>(&response) != nullptr ||
                        std::get_if<protocol::CreatePartitionsResponse>(&response) != nullptr;
  if (may_wait) {
    park(env);
  } else {
    reply_now(*current_, std::move(response), env);
  }
  work_.response.reset();
}

}  // namespace barnabas::controller
