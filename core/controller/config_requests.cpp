// IncrementalAlterConfigs of topics: read, change, write, and tell every broker by a sequential
// znode.
//
// Any broker does it, as in Kafka with ZooKeeper: the truth is the znode.
//
// Kafka: ZkAdminManager.incrementalAlterConfigs, AdminZkClient.changeTopicConfig (3.9).
#include <utility>

#include "core/controller/controller.h"
#include "core/controller/topic_rules.h"

namespace barnabas::controller {
namespace {

namespace znodes = cluster::znodes;
using protocol::IncrementalAlterConfigsRequest;
using protocol::IncrementalAlterConfigsResponse;

}  // namespace

void Controller::on_alter_configs() {
  const auto& request = std::get<IncrementalAlterConfigsRequest>(*current_->request);
  IncrementalAlterConfigsResponse response;
  for (const auto& wish : request.resources) {
    TopicPlan plan;
    plan.topic = wish.name;
    plan.index = static_cast<std::int32_t>(response.results.size());
    response.results.push_back({ErrorCode::None, "", wish.type, wish.name});
    work_.plans.push_back(std::move(plan));
  }
  work_.response = std::move(response);
  work_.validate_only = request.validate_only;
  if (!work_.plans.empty()) next(make_step(StepKind::ReadAlteredConfigs));
}

void Controller::begin_read_altered_configs(Environment env) {
  for (const TopicPlan& plan : work_.plans) {
    ask(env, op_exists(znodes::topic_path(plan.topic), false));
    ask(env, op_get(znodes::topic_config_path(plan.topic)));
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
    Refusable wrong = validate_topic_name(plan.topic);
    if (!wrong && answers[2 * i].error != zk::Error::Ok) {
      wrong = Refused{ErrorCode::UnknownTopicOrPartition,
                      "The topic '" + plan.topic + "' does not exist."};
    }
    if (!wrong) wrong = apply_changes(request.resources[index], plan.configs);
    response.results[index].error = wrong.value_or(Refused{}).error;
    response.results[index].message = wrong.value_or(Refused{}).message;
    if (!wrong && !work_.validate_only) writable.push_back(std::move(plan));
  }
  work_.plans = std::move(writable);
  if (!work_.plans.empty()) next(make_step(StepKind::WriteAlteredConfigs));
}

void Controller::begin_write_altered_configs(Environment env) {
  for (const TopicPlan& plan : work_.plans) {
    const std::string path = znodes::topic_config_path(plan.topic);
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
  for (const std::string& topic : step.names) {
    ask(env, op_create(znodes::new_config_change_path(), znodes::encode_config_change(topic),
                       zk::CreateMode::PersistentSequential));
  }
}

}  // namespace barnabas::controller
