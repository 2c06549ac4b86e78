// IncrementalAlterConfigs of topics and brokers: read, change, write, and tell every broker by a
// sequential znode.
//
// Any broker does it for topics and for all brokers, as in Kafka with ZooKeeper: the truth is the
// znode. What is one broker's own is changed by that broker, which knows what it can bear.
//
// Kafka: ZkAdminManager.incrementalAlterConfigs, AdminZkClient.changeEntityConfig (3.9).
#include <algorithm>
#include <charconv>
#include <cstddef>
#include <utility>

#include "core/controller/broker_config_rules.h"
#include "core/controller/controller.h"
#include "core/controller/topic_rules.h"

namespace barnabas::controller {
namespace {

namespace znodes = cluster::znodes;
using protocol::ConfigResource;
using protocol::IncrementalAlterConfigsRequest;
using protocol::IncrementalAlterConfigsResponse;
using Resource = IncrementalAlterConfigsRequest::Resource;

Refusable check_broker_name(const std::string& name, NodeId self) {
  std::int32_t id = -1;
  const auto parsed = std::from_chars(name.data(), name.data() + name.size(), id);
  if (parsed.ec != std::errc{} || parsed.ptr != name.data() + name.size()) {
    return Refused{ErrorCode::InvalidRequest, "Node id must be an integer, but it is: " + name};
  }
  if (id == self.value) return std::nullopt;
  return Refused{
      ErrorCode::InvalidRequest,
      "Unexpected broker id, expected " + std::to_string(self.value) + ", but received " + name};
}

// Whose settings it is about; of a wrong one nothing is read.
Refusable name_entity(const Resource& wish, NodeId self, std::string& entity) {
  if (wish.type == ConfigResource::Topic) {
    if (wish.name.empty())
      return Refused{ErrorCode::InvalidRequest, "Default topic resources are not allowed."};
    entity = znodes::topic_entity(wish.name);
    return std::nullopt;  // a bad name is that of no topic
  }
  if (wish.type != ConfigResource::Broker) {
    return Refused{ErrorCode::InvalidRequest,
                   "AlterConfigs is only supported for topics and brokers"};
  }
  const bool is_everybodys = wish.name.empty();
  entity = znodes::broker_entity(is_everybodys ? std::string(znodes::kAllBrokers) : wish.name);
  return is_everybodys ? std::nullopt : check_broker_name(wish.name, self);
}

bool is_twice(const IncrementalAlterConfigsRequest& request, const Resource& wish) {
  return std::count_if(request.resources.begin(), request.resources.end(),
                       [&wish](const Resource& other) {
                         return other.type == wish.type && other.name == wish.name;
                       }) > 1;
}

}  // namespace

void Controller::on_alter_configs() {
  const auto& request = std::get<IncrementalAlterConfigsRequest>(*current_->request);
  IncrementalAlterConfigsResponse response;
  for (const Resource& wish : request.resources) {
    TopicPlan plan;
    plan.index = static_cast<std::int32_t>(response.results.size());
    Refusable wrong = name_entity(wish, id_, plan.topic);
    if (is_twice(request, wish))
      wrong = Refused{ErrorCode::InvalidRequest, "Each resource must appear at most once."};
    const Refused verdict = wrong.value_or(Refused{});
    response.results.push_back({verdict.error, verdict.message, wish.type, wish.name});
    if (!wrong) work_.plans.push_back(std::move(plan));
  }
  work_.response = std::move(response);
  work_.validate_only = request.validate_only;
  if (!work_.plans.empty()) next(make_step(StepKind::ReadAlteredConfigs));
}

// Two questions each; a broker has nothing but its settings.
void Controller::begin_read_altered_configs(Environment env) {
  for (const TopicPlan& plan : work_.plans) {
    const auto topic = znodes::topic_of_entity(plan.topic);
    ask(env,
        op_exists(topic ? znodes::topic_path(*topic) : znodes::config_path(plan.topic), false));
    ask(env, op_get(znodes::config_path(plan.topic)));
  }
}

void Controller::end_read_altered_configs(const Answers& answers) {
  const auto& request = std::get<IncrementalAlterConfigsRequest>(*current_->request);
  auto& response = std::get<IncrementalAlterConfigsResponse>(*work_.response);
  std::vector<TopicPlan> writable;
  for (std::size_t i = 0; i < work_.plans.size(); ++i) {
    TopicPlan& plan = work_.plans[i];
    const auto index = static_cast<std::size_t>(plan.index);
    plan.configs = znodes::decode_configs(answers[2 * i + 1].data);
    plan.has_config_znode = answers[2 * i + 1].error == zk::Error::Ok;
    const auto topic = znodes::topic_of_entity(plan.topic);
    Refusable wrong;
    if (topic && answers[2 * i].error != zk::Error::Ok) {
      wrong =
          Refused{ErrorCode::UnknownTopicOrPartition, "The topic '" + *topic + "' does not exist."};
    }
    const Resource& wish = request.resources[index];
    if (!wrong) {
      wrong = topic ? apply_changes(wish, plan.configs)
                    : apply_broker_changes(wish, settings_, plan.configs);
    }
    response.results[index].error = wrong.value_or(Refused{}).error;
    response.results[index].message = wrong.value_or(Refused{}).message;
    if (!wrong && !work_.validate_only) writable.push_back(std::move(plan));
  }
  work_.plans = std::move(writable);
  if (!work_.plans.empty()) next(make_step(StepKind::WriteAlteredConfigs));
}

void Controller::begin_write_altered_configs(Environment env) {
  for (const TopicPlan& plan : work_.plans) {
    const std::string path = znodes::config_path(plan.topic);
    std::string text = znodes::encode_configs(plan.configs);
    ask(env,
        plan.has_config_znode ? op_set(path, std::move(text)) : op_create(path, std::move(text)));
  }
}

void Controller::end_write_altered_configs(const Answers& answers) {
  auto& response = std::get<IncrementalAlterConfigsResponse>(*work_.response);
  Step notify = make_step(StepKind::NotifyConfigs);
  for (std::size_t i = 0; i < work_.plans.size(); ++i) {
    const TopicPlan& plan = work_.plans[i];
    if (answers[i].error == zk::Error::Ok) {
      notify.names.push_back(plan.topic);
    } else {
      response.results[static_cast<std::size_t>(plan.index)].error = ErrorCode::UnknownServerError;
    }
  }
  if (!notify.names.empty()) next(std::move(notify));
}

void Controller::begin_notify_configs(const Step& step, Environment env) {
  for (const std::string& entity : step.names) {
    ask(env, op_create(znodes::new_config_change_path(), znodes::encode_config_change(entity),
                       zk::CreateMode::PersistentSequential));
  }
}

}  // namespace barnabas::controller
