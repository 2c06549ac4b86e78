// CreateTopics, DeleteTopics, CreatePartitions: validated, then written to znodes whose watches do
// the rest.
//
// These writes are an administrator's, not the controller's: Kafka does not fence them by the epoch
// either.
//
// Kafka: ZkAdminManager, AdminZkClient (3.9).
#include <map>
#include <utility>

#include "core/controller/controller.h"
#include "core/controller/topic_rules.h"

namespace barnabas::controller {
namespace {

namespace znodes = cluster::znodes;

}  // namespace

void Controller::on_create_topics() {
  const auto& request = std::get<protocol::CreateTopicsRequest>(*current_->request);
  protocol::CreateTopicsResponse response;
  std::map<std::string, std::int32_t> mentions;
  for (const auto& wish : request.topics) ++mentions[wish.name];
  for (const auto& wish : request.topics) {
    TopicPlan plan;
    plan.topic = wish.name;
    plan.index = static_cast<std::int32_t>(response.topics.size());
    Refusable wrong;
    if (mentions[wish.name] > 1)
      wrong = Refused{ErrorCode::InvalidRequest, "Found multiple entries for this topic."};
    if (!wrong) wrong = place_new_topic(image_, config_, wish, prng_, plan.assignment);
    if (!wrong) wrong = validate_new_topic(image_, wish, plan.configs);
    const Refused verdict = wrong.value_or(Refused{});
    response.topics.push_back({wish.name, {}, verdict.error, verdict.message});
    if (wrong || request.validate_only) continue;
    plan.assignment.id.high = prng_.next();
    plan.assignment.id.low = prng_.next();
    response.topics.back().id = plan.assignment.id;
    work_.expected[wish.name] = static_cast<std::int32_t>(plan.assignment.partitions.size());
    work_.plans.push_back(std::move(plan));
  }
  work_.response = std::move(response);
  work_.timeout_ms = request.timeout_ms;
  work_.validate_only = request.validate_only;
  if (!work_.plans.empty()) next(make_step(StepKind::WriteTopics));
}

void Controller::begin_write_topics(Environment env) {
  // Configs first, so that whoever sees the topic sees how it is meant.
  for (const TopicPlan& plan : work_.plans) {
    ask(env,
        op_create(znodes::topic_config_path(plan.topic), znodes::encode_configs(plan.configs)));
    ask(env, op_create(znodes::topic_path(plan.topic), znodes::encode_topic(plan.assignment)));
  }
}

void Controller::end_write_topics(const Answers& answers, Environment env) {
  auto& response = std::get<protocol::CreateTopicsResponse>(*work_.response);
  Step replace = make_step(StepKind::ReplaceConfigs);
  for (std::size_t i = 0; i < work_.plans.size(); ++i) {
    const TopicPlan& plan = work_.plans[i];
    auto& entry = response.topics[static_cast<std::size_t>(plan.index)];
    if (answers[2 * i + 1].error != zk::Error::Ok) {
      entry.error = ErrorCode::TopicAlreadyExists;
      entry.message = "Topic '" + plan.topic + "' already exists.";
    } else if (answers[2 * i].error == zk::Error::NodeExists) {
      env.context.probe("controller.configs-left-over");
      replace.partitions.push_back({plan.topic, static_cast<std::int32_t>(i)});
    }
  }
  if (!replace.partitions.empty()) next(std::move(replace));
}

// Configs that an earlier topic of this name has left behind. A partition here is (topic, index of
// its plan).
void Controller::begin_replace_configs(const Step& step, Environment env) {
  for (const TopicPartition& left : step.partitions) {
    const TopicPlan& plan = work_.plans[static_cast<std::size_t>(left.partition)];
    ask(env, op_set(znodes::topic_config_path(plan.topic), znodes::encode_configs(plan.configs)));
  }
}

void Controller::on_delete_topics() {
  const auto& request = std::get<protocol::DeleteTopicsRequest>(*current_->request);
  protocol::DeleteTopicsResponse response;
  for (const std::string& topic : request.topics) {
    TopicPlan plan;
    plan.topic = topic;
    plan.index = static_cast<std::int32_t>(response.topics.size());
    ErrorCode error = ErrorCode::None;
    if (!config_.delete_topic_enable) {
      error = ErrorCode::TopicDeletionDisabled;
    } else if (image_.find_topic(topic) == nullptr) {
      error = ErrorCode::UnknownTopicOrPartition;
    } else {
      work_.expected[topic] = 0;
      work_.plans.push_back(std::move(plan));
    }
    response.topics.push_back({topic, error, ""});
  }
  work_.response = std::move(response);
  work_.timeout_ms = request.timeout_ms;
  if (!work_.plans.empty()) next(make_step(StepKind::WriteDeletions));
}

void Controller::begin_write_deletions(Environment env) {
  for (const TopicPlan& plan : work_.plans) {
    ask(env, op_create(znodes::delete_topic_path(plan.topic), ""));
  }
}

void Controller::end_write_deletions(const Answers& answers) {
  auto& response = std::get<protocol::DeleteTopicsResponse>(*work_.response);
  for (std::size_t i = 0; i < work_.plans.size(); ++i) {
    // Marked already: then this request waits for the same end.
    const bool is_marked =
        answers[i].error == zk::Error::Ok || answers[i].error == zk::Error::NodeExists;
    const auto index = static_cast<std::size_t>(work_.plans[i].index);
    if (!is_marked) response.topics[index].error = ErrorCode::UnknownServerError;
  }
}

void Controller::on_create_partitions() {
  const auto& request = std::get<protocol::CreatePartitionsRequest>(*current_->request);
  protocol::CreatePartitionsResponse response;
  std::map<std::string, std::int32_t> mentions;
  for (const auto& wish : request.topics) ++mentions[wish.name];
  for (const auto& wish : request.topics) {
    std::vector<std::vector<NodeId>> added;
    Refusable wrong;
    if (mentions[wish.name] > 1)
      wrong = Refused{ErrorCode::InvalidRequest, "Duplicate topic in request."};
    if (!wrong) wrong = plan_growth(image_, wish, added);
    const Refused verdict = wrong.value_or(Refused{});
    response.topics.push_back({wish.name, verdict.error, verdict.message});
    if (wrong || request.validate_only) continue;
    TopicPlan plan;
    plan.topic = wish.name;
    plan.index = static_cast<std::int32_t>(response.topics.size()) - 1;
    const cluster::Topic& topic = *image_.find_topic(wish.name);
    plan.assignment.id = topic.id;
    for (const auto& partition : topic.partitions) {
      plan.assignment.partitions[partition.first] = partition.second.assignment;
    }
    for (std::vector<NodeId>& replicas : added) {
      const auto number = static_cast<std::int32_t>(plan.assignment.partitions.size());
      plan.assignment.partitions[number].replicas = std::move(replicas);
    }
    work_.expected[wish.name] = wish.count;
    work_.plans.push_back(std::move(plan));
  }
  work_.response = std::move(response);
  work_.timeout_ms = request.timeout_ms;
  work_.validate_only = request.validate_only;
  if (!work_.plans.empty()) next(make_step(StepKind::WriteGrowth));
}

void Controller::begin_write_growth(Environment env) {
  for (const TopicPlan& plan : work_.plans) {
    ask(env, op_set(znodes::topic_path(plan.topic), znodes::encode_topic(plan.assignment)));
  }
}

void Controller::end_write_growth(const Answers& answers) {
  auto& response = std::get<protocol::CreatePartitionsResponse>(*work_.response);
  for (std::size_t i = 0; i < work_.plans.size(); ++i) {
    const auto index = static_cast<std::size_t>(work_.plans[i].index);
    if (answers[i].error != zk::Error::Ok)
      response.topics[index].error = ErrorCode::UnknownTopicOrPartition;
  }
}

}  // namespace barnabas::controller
