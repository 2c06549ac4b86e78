// Topics appear, grow, and vanish under /brokers/topics.
//
// Kafka: KafkaController.processTopicChange, processPartitionModifications, onNewPartitionCreation
// (3.9).
#include <set>
#include <utility>

#include "core/cluster/znodes.h"
#include "core/controller/controller.h"

namespace barnabas::controller {
namespace {

namespace znodes = cluster::znodes;

}  // namespace

void Controller::end_read_topic_names(const Answers& answers, Environment env) {
  const std::set<std::string> there(answers.front().children.begin(),
                                    answers.front().children.end());
  Step read = make_step(StepKind::ReadTopics);
  for (const std::string& topic : there) {
    if (image_.find_topic(topic) == nullptr) read.names.push_back(topic);
  }
  std::vector<std::string> gone;
  for (const auto& topic : image_.topics()) {
    if (there.count(topic.first) == 0) gone.push_back(topic.first);
  }
  for (const std::string& topic : gone) {
    deleting_.erase(topic);
    commit(cluster::change::TopicRemoved{topic});
    env.context.probe("controller.topic-vanished");
  }
  next(std::move(read));
}

void Controller::begin_read_topics(const Step& step, Environment env) {
  for (const std::string& topic : step.names) ask(env, op_get(znodes::topic_path(topic), true));
  for (const std::string& topic : step.names) ask(env, op_get(znodes::topic_config_path(topic)));
}

void Controller::end_read_topics(const Step& step, const Answers& answers, Environment env) {
  std::vector<TopicPartition> fresh;
  for (std::size_t i = 0; i < step.names.size(); ++i) {
    const std::string& name = step.names[i];
    const auto topic = znodes::decode_topic(answers[i].data);
    if (answers[i].error != zk::Error::Ok || !topic) continue;
    commit(cluster::change::TopicAdded{name, topic->id});
    const Answer& configs = answers[step.names.size() + i];
    if (configs.error == zk::Error::Ok) {
      commit(cluster::change::ConfigsChanged{name, znodes::decode_configs(configs.data)});
    }
    for (const auto& partition : topic->partitions) {
      commit(cluster::change::AssignmentChanged{{name, partition.first}, partition.second});
      fresh.push_back({name, partition.first});
    }
    Note note;
    note.kind = NoteKind::TopicCreated;
    note.tp = {name, -1};
    note.a = static_cast<std::int64_t>(topic->partitions.size());
    env.context.note(std::move(note));
  }
  create_partitions(fresh);
}

void Controller::end_read_partitions(const Step& step, const Answers& answers) {
  const std::string& name = step.names.front();
  const Answer& answer = answers.front();
  const auto topic = znodes::decode_topic(answer.data);
  if (answer.error != zk::Error::Ok || !topic || image_.find_topic(name) == nullptr) return;
  if (is_being_deleted(name)) return;  // it is too late to grow
  std::vector<TopicPartition> fresh;
  for (const auto& partition : topic->partitions) {
    const TopicPartition tp{name, partition.first};
    // Changes of known partitions were written by this controller, which knows them.
    if (image_.find_partition(tp) != nullptr) continue;
    commit(cluster::change::AssignmentChanged{tp, partition.second});
    fresh.push_back(tp);
  }
  create_partitions(fresh);
}

// Their first leaders; a partition without a live replica waits for one.
void Controller::create_partitions(const std::vector<TopicPartition>& fresh) {
  Step create = make_step(StepKind::CreateStates);
  for (const TopicPartition& tp : fresh) {
    Decision first = decide_first_leadership(image_, tp, rules());
    if (first.proposal) create.proposals.push_back(std::move(*first.proposal));
  }
  if (!create.proposals.empty()) next(std::move(create));
}

}  // namespace barnabas::controller
