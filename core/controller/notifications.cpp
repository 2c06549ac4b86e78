// What others tell through sequential znodes: changed configs of topics and brokers (to every
// broker), and ISRs that leaders of the classic profile have written themselves (to the
// controller). Notifications of configs stay where they are: whoever starts finds in them whose
// settings were ever changed.
//
// Kafka: ZkNodeChangeNotificationListener, ZkConfigManager, TopicConfigHandler,
// BrokerConfigHandler;
//        KafkaController.processIsrChangeNotification (3.9).
#include <algorithm>
#include <set>
#include <utility>

#include "core/cluster/config_layers.h"
#include "core/cluster/znodes.h"
#include "core/controller/controller.h"

namespace barnabas::controller {
namespace {

namespace znodes = cluster::znodes;

}  // namespace

void Controller::end_read_config_changes(const Answers& answers) {
  // Names end with a counter of ten digits, so their order is the order of the changes.
  std::vector<std::string> children = answers.front().children;
  std::sort(children.begin(), children.end());
  Step read = make_step(StepKind::ReadConfigChange);
  for (const std::string& child : children) {
    if (child > last_config_change_) read.names.push_back(child);
  }
  if (children.empty() || read.names.empty()) return;
  last_config_change_ = children.back();
  next(std::move(read));
}

void Controller::begin_read_config_change(const Step& step, Environment env) {
  for (const std::string& child : step.names) ask(env, op_get(znodes::config_change_path(child)));
}

void Controller::end_read_config_change(const Answers& answers) {
  std::set<std::string> entities;
  for (const Answer& answer : answers) {
    const auto entity = znodes::decode_config_change(answer.data);
    if (answer.error == zk::Error::Ok && entity) entities.insert(*entity);
  }
  Step read = make_step(StepKind::ReadConfigs);
  read.names.assign(entities.begin(), entities.end());
  next(std::move(read));
}

void Controller::begin_read_configs(const Step& step, Environment env) {
  for (const std::string& entity : step.names) ask(env, op_get(znodes::config_path(entity)));
}

void Controller::end_read_configs(const Step& step, const Answers& answers) {
  for (std::size_t i = 0; i < step.names.size(); ++i) {
    if (answers[i].error != zk::Error::Ok) continue;
    cluster::Configs configs = znodes::decode_configs(answers[i].data);
    if (const auto topic = znodes::topic_of_entity(step.names[i])) {
      take_topic_configs(*topic, configs);
    } else if (!take_broker_configs(*znodes::broker_of_entity(step.names[i]), configs)) {
      continue;
    }
    config_changes_.emplace_back(step.names[i], std::move(configs));
  }
}

void Controller::take_topic_configs(const std::string& topic, const cluster::Configs& configs) {
  if (!is_active_) return;
  commit(cluster::change::ConfigsChanged{topic, configs});
  if (allows_unclean_election(image_, topic, false))
    enqueue(OperationKind::UncleanElectionEnabled, topic);
}

// False when they are another broker's.
bool Controller::take_broker_configs(const std::string& broker, const cluster::Configs& configs) {
  const bool is_everybodys = broker == znodes::kAllBrokers;
  if (!is_everybodys && broker != std::to_string(id_.value)) return false;
  const auto elects_uncleanly = [this] {
    const cluster::ConfigSettings in_force = cluster::settings_in_force(settings_);
    return cluster::ConfigView(cluster::ConfigScope::Broker, in_force, settings_.profile)
        .boolean("unclean.leader.election.enable");
  };
  const bool before = elects_uncleanly();
  (is_everybodys ? settings_.cluster_default : settings_.own) = configs;
  const bool now = elects_uncleanly();
  if (now != before) config_.unclean_leader_election_enable = now;
  if (now && !before && is_active_) enqueue(OperationKind::UncleanElectionEnabled);
  return true;
}

void Controller::end_read_isr_changes(const Answers& answers) {
  if (answers.front().children.empty()) return;
  Step read = make_step(StepKind::ReadIsrChange);
  read.names = answers.front().children;
  next(std::move(read));
}

void Controller::begin_read_isr_change(const Step& step, Environment env) {
  for (const std::string& child : step.names) ask(env, op_get(znodes::isr_change_path(child)));
}

void Controller::end_read_isr_change(const Step& step, const Answers& answers) {
  std::set<TopicPartition> changed;
  for (const Answer& answer : answers) {
    for (const TopicPartition& tp : znodes::decode_isr_change(answer.data)) {
      if (image_.find_partition(tp) != nullptr) changed.insert(tp);
    }
  }
  Step states = make_step(StepKind::ReadChangedStates);
  states.partitions.assign(changed.begin(), changed.end());
  Step tidy = make_step(StepKind::DeleteIsrChanges);
  tidy.names = step.names;
  next({std::move(states), std::move(tidy)});
}

void Controller::end_read_changed_states(const Step& step, const Answers& answers) {
  std::vector<Step> steps;
  for (std::size_t i = 0; i < step.partitions.size(); ++i) {
    const TopicPartition& tp = step.partitions[i];
    const cluster::Partition* partition = image_.find_partition(tp);
    const auto state = znodes::decode_leadership(answers[i].data, answers[i].stat.version);
    if (partition == nullptr || answers[i].error != zk::Error::Ok || !state) continue;
    if (state->partition_epoch > partition->leadership.partition_epoch) {
      commit(cluster::change::LeadershipChanged{tp, *state});
    }
    if (!image_.find_partition(tp)->assignment.is_being_reassigned()) continue;
    Step check = make_step(StepKind::ReadReassigned);
    check.partitions = {tp};
    steps.push_back(std::move(check));
  }
  Step tell = make_step(StepKind::TellMetadata);
  tell.partitions = step.partitions;
  if (!step.partitions.empty()) steps.insert(steps.begin(), std::move(tell));
  next(std::move(steps));
}

void Controller::begin_delete_isr_changes(const Step& step, Environment env) {
  for (const std::string& child : step.names)
    ask_fenced(env, op_delete(znodes::isr_change_path(child)));
}

}  // namespace barnabas::controller
