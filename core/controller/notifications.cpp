// What others tell through sequential znodes: changed topic configs (to every broker), and ISRs
// that leaders of the classic profile have written themselves (to the controller).
//
// Kafka: ZkNodeChangeNotificationListener, DynamicConfigManager, TopicConfigHandler;
//        KafkaController.processIsrChangeNotification (3.9).
#include <algorithm>
#include <set>
#include <utility>

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
  std::set<std::string> topics;
  for (const Answer& answer : answers) {
    const auto topic = znodes::decode_config_change(answer.data);
    if (answer.error == zk::Error::Ok && topic) topics.insert(*topic);
  }
  Step read = make_step(StepKind::ReadConfigs);
  read.names.assign(topics.begin(), topics.end());
  next(std::move(read));
}

void Controller::begin_read_configs(const Step& step, Environment env) {
  for (const std::string& topic : step.names) ask(env, op_get(znodes::topic_config_path(topic)));
}

void Controller::end_read_configs(const Step& step, const Answers& answers) {
  for (std::size_t i = 0; i < step.names.size(); ++i) {
    if (answers[i].error != zk::Error::Ok) continue;
    cluster::Configs configs = znodes::decode_configs(answers[i].data);
    if (is_active_) {
      commit(cluster::change::ConfigsChanged{step.names[i], configs});
      if (allows_unclean_election(image_, step.names[i], false)) {
        enqueue(OperationKind::UncleanElectionEnabled, step.names[i]);
      }
    }
    config_changes_.emplace_back(step.names[i], std::move(configs));
  }
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
