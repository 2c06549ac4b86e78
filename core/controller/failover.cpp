// Taking over: everything is read from ZooKeeper, the image is built, and the brokers are told.
//
// Three rounds of questions (names, contents, partition states), each asked at once. Watches are
// set while reading, so that nothing that happens meanwhile is missed. Then Kafka's order: the list
// of brokers to all, LeaderAndIsr for all replicas, ISRs without the dead, leaders where there are
// none, reassignments, deletions.
//
// Kafka: KafkaController.onControllerFailover, initializeControllerContext (3.9).
#include <utility>

#include "core/cluster/znodes.h"
#include "core/controller/controller.h"

namespace barnabas::controller {
namespace {

namespace znodes = cluster::znodes;
constexpr Duration kFirstRebalance = seconds(5);

}  // namespace

void Controller::begin_load_names(Environment env) {
  image_ = cluster::Image();
  deleting_.clear();
  ask(env, op_children(std::string(znodes::kBrokerIds), true));
  ask(env, op_children(std::string(znodes::kTopics), true));
  ask(env, op_children(std::string(znodes::kDeleteTopics), true));
  ask(env, op_children(std::string(znodes::kIsrChanges), true));
}

void Controller::end_load_names(const Answers& answers) {
  Step contents = make_step(StepKind::LoadContents);
  contents.names = answers[0].children;
  contents.more_names = answers[1].children;
  Step tidy = make_step(StepKind::DeleteIsrChanges);
  tidy.names = answers[3].children;
  Step over = make_step(StepKind::TakeOver);
  over.names = answers[2].children;
  next({std::move(contents), std::move(tidy), std::move(over)});
}

void Controller::begin_load_contents(const Step& step, Environment env) {
  for (const std::string& id : step.names) {
    ask(env, op_get(std::string(znodes::kBrokerIds) + "/" + id));
  }
  for (const std::string& topic : step.more_names)
    ask(env, op_get(znodes::topic_path(topic), true));
  for (const std::string& topic : step.more_names)
    ask(env, op_get(znodes::topic_config_path(topic)));
}

void Controller::end_load_contents(const Step& step, const Answers& answers, Environment env) {
  for (std::size_t i = 0; i < step.names.size(); ++i) {
    const auto id = znodes::parse_broker_id(step.names[i]);
    if (!id || answers[i].error != zk::Error::Ok) continue;
    const auto broker = znodes::decode_broker(*id, answers[i].data, answers[i].stat.czxid);
    if (broker) add_broker(*broker, env);
  }
  const std::size_t first_topic = step.names.size();
  const std::size_t first_config = first_topic + step.more_names.size();
  Step states = make_step(StepKind::LoadStates);
  for (std::size_t i = 0; i < step.more_names.size(); ++i) {
    const std::string& name = step.more_names[i];
    const auto topic = znodes::decode_topic(answers[first_topic + i].data);
    if (answers[first_topic + i].error != zk::Error::Ok || !topic) continue;
    commit(cluster::change::TopicAdded{name, topic->id});
    for (const auto& partition : topic->partitions) {
      commit(cluster::change::AssignmentChanged{{name, partition.first}, partition.second});
      states.partitions.push_back({name, partition.first});
    }
    if (answers[first_config + i].error == zk::Error::Ok) {
      commit(cluster::change::ConfigsChanged{
          name, znodes::decode_configs(answers[first_config + i].data)});
    }
  }
  next(std::move(states));
}

void Controller::end_load_states(const Step& step, const Answers& answers) {
  for (std::size_t i = 0; i < step.partitions.size(); ++i) {
    if (answers[i].error != zk::Error::Ok) continue;
    const auto state = znodes::decode_leadership(answers[i].data, answers[i].stat.version);
    if (state) commit(cluster::change::LeadershipChanged{step.partitions[i], *state});
  }
}

void Controller::end_take_over(const Step& step, Environment env) {
  std::vector<std::string> unknown;
  std::vector<std::string> known;
  for (const std::string& topic : step.names) {
    (image_.find_topic(topic) != nullptr ? known : unknown).push_back(topic);
  }
  enqueue_deletions(known);
  Step drop = make_step(StepKind::DropDeletions);
  drop.names = unknown;

  // Brokers must know who is alive before they can act on LeaderAndIsr.
  Step up = make_step(StepKind::BringOnline);
  Step down = make_step(StepKind::TakeOffline);
  for (const TopicPartition& tp : image_.all_partitions()) {
    for (const NodeId broker : image_.find_partition(tp)->assignment.replicas) {
      (image_.is_replica_online(tp, broker) ? up : down).replicas.push_back({tp, broker});
    }
  }
  next({std::move(drop), make_step(StepKind::TellMetadata), std::move(up), std::move(down),
        make_step(StepKind::ElectWhereNeeded), make_step(StepKind::ResumeReassignments),
        make_step(StepKind::ResumeDeletions)});
  if (config_.auto_leader_rebalance_enable) {
    env.context.set_timer({TimerKind::LeaderRebalance, 0}, kFirstRebalance);
  }
}

}  // namespace barnabas::controller
