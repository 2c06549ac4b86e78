// Deleting topics: replicas first, then the znodes.
//
// Differs from Kafka in one write: the ISRs of a topic that goes are not emptied in ZooKeeper
// beforehand. Kafka: TopicDeletionManager, KafkaController.processTopicDeletion (3.9).
#include <set>
#include <utility>

#include "core/cluster/znodes.h"
#include "core/controller/controller.h"

namespace barnabas::controller {
namespace {

namespace znodes = cluster::znodes;

bool is_any_reassigned(const cluster::Topic& topic) {
  for (const auto& partition : topic.partitions) {
    if (partition.second.assignment.is_being_reassigned()) return true;
  }
  return false;
}

bool are_all_done(const cluster::Topic& topic, const DeletingTopic& state) {
  for (const auto& partition : topic.partitions) {
    for (const NodeId broker : partition.second.assignment.replicas) {
      const auto found = state.replicas.find({partition.first, broker});
      if (found == state.replicas.end() || found->second != ReplicaDeletion::Done) return false;
    }
  }
  return true;
}

}  // namespace

bool Controller::is_being_deleted(const std::string& topic) const {
  return deleting_.count(topic) != 0;
}

void Controller::end_read_deletions(const Answers& answers) {
  std::vector<std::string> known;
  Step drop = make_step(StepKind::DropDeletions);
  for (const std::string& topic : answers.front().children) {
    const bool is_known = image_.find_topic(topic) != nullptr && config_.delete_topic_enable;
    (is_known ? known : drop.names).push_back(topic);
  }
  enqueue_deletions(known);
  next({std::move(drop), make_step(StepKind::ResumeDeletions)});
}

void Controller::begin_drop_deletions(const Step& step, Environment env) {
  for (const std::string& topic : step.names)
    ask_fenced(env, op_delete(znodes::delete_topic_path(topic)));
}

void Controller::enqueue_deletions(const std::vector<std::string>& topics) {
  for (const std::string& name : topics) {
    if (is_being_deleted(name)) continue;
    commit(cluster::change::TopicDeletionStarted{name});
    // A topic on the move has to arrive first.
    deleting_[name].is_ineligible = is_any_reassigned(*image_.find_topic(name));
  }
}

void Controller::end_resume_deletions() {
  std::vector<Step> steps;
  for (auto& entry : deleting_) {
    const cluster::Topic* topic = image_.find_topic(entry.first);
    if (topic == nullptr) continue;
    DeletingTopic& state = entry.second;
    Step step = make_step(StepKind::StopReplicas);
    if (are_all_done(*topic, state)) step.kind = StepKind::ListTopicZnodes;
    const bool waits = state.has(ReplicaDeletion::Started) || state.is_ineligible;
    if (step.kind == StepKind::StopReplicas && waits) continue;
    step.names = {entry.first};
    steps.push_back(std::move(step));
  }
  next(std::move(steps));
}

void Controller::end_stop_replicas(const Step& step, Environment env) {
  const std::string& name = step.names.front();
  const cluster::Topic* topic = image_.find_topic(name);
  if (topic == nullptr || !is_being_deleted(name)) return;
  DeletingTopic& state = deleting_[name];
  batch_.add_update_metadata(image_.registered_brokers(), image_.partitions_of(name));
  std::vector<Replica> alive;
  for (const TopicPartition& tp : image_.partitions_of(name)) {
    for (const NodeId broker : topic->partitions.at(tp.partition).assignment.replicas) {
      ReplicaDeletion& replica = state.replicas[{tp.partition, broker}];
      if (replica == ReplicaDeletion::Done) continue;
      const bool is_online = image_.is_replica_online(tp, broker, true);
      replica = is_online ? ReplicaDeletion::Started : ReplicaDeletion::Ineligible;
      if (is_online) alive.push_back({tp, broker});
      if (!is_online) state.is_ineligible = true;
    }
  }
  if (state.is_ineligible) env.context.probe("controller.deletion-waits-for-broker");
  // First they stop fetching from each other, then they delete.
  for (const Replica& replica : alive)
    batch_.add_stop_replica(image_, replica.broker, replica.tp, false);
  send_batch(env);
  for (const Replica& replica : alive)
    batch_.add_stop_replica(image_, replica.broker, replica.tp, true);
  send_batch(env);
}

void Controller::on_stop_replica_answer(NodeId broker, const protocol::StopReplicaRequest& request,
                                        const protocol::StopReplicaResponse& response) {
  std::set<TopicPartition> failed;
  for (const auto& partition : response.partitions) {
    if (partition.error != ErrorCode::None) failed.insert({partition.topic, partition.partition});
  }
  std::vector<Replica> failures;
  bool is_progress = false;
  for (const auto& partition : request.partitions) {
    const auto found = deleting_.find(partition.topic);
    if (!partition.delete_partition || found == deleting_.end()) continue;
    const TopicPartition tp{partition.topic, partition.partition};
    const auto replica = found->second.replicas.find({tp.partition, broker});
    if (replica == found->second.replicas.end() || replica->second != ReplicaDeletion::Started)
      continue;
    is_progress = true;
    if (response.error != ErrorCode::None || failed.count(tp) != 0) {
      failures.push_back({tp, broker});
    } else {
      replica->second = ReplicaDeletion::Done;
    }
  }
  fail_deletions(failures);
  if (is_progress) next(make_step(StepKind::ResumeDeletions));
}

void Controller::fail_deletions(const std::vector<Replica>& replicas) {
  for (const Replica& replica : replicas) {
    const auto found = deleting_.find(replica.tp.topic);
    if (found == deleting_.end()) continue;
    found->second.is_ineligible = true;
    ReplicaDeletion& state = found->second.replicas[{replica.tp.partition, replica.broker}];
    if (state != ReplicaDeletion::Done) state = ReplicaDeletion::Ineligible;
  }
}

// These brokers are back: what failed on them is tried again.
void Controller::retry_deletions_on(const std::vector<NodeId>& brokers) {
  for (auto& entry : deleting_) {
    for (const TopicPartition& tp : image_.partitions_of(entry.first)) {
      for (const NodeId broker : image_.find_partition(tp)->assignment.replicas) {
        if (!cluster::contains(brokers, broker)) continue;
        entry.second.is_ineligible = false;
        const auto found = entry.second.replicas.find({tp.partition, broker});
        const bool is_open =
            found != entry.second.replicas.end() && found->second != ReplicaDeletion::Done;
        if (is_open) entry.second.replicas.erase(found);
      }
    }
  }
}

void Controller::end_list_topic_znodes(const Step& step, const Answers& answers) {
  Step remove = make_step(StepKind::RemoveTopicZnodes);
  remove.names = step.names;
  remove.more_names = answers.front().children;
  next(std::move(remove));
}

void Controller::begin_remove_topic_znodes(const Step& step, Environment env) {
  const std::string& topic = step.names.front();
  const std::string partitions = znodes::partitions_path(topic);
  for (const std::string& partition : step.more_names) {
    ask_fenced(env, op_delete(partitions + "/" + partition + "/state"));
    ask_fenced(env, op_delete(partitions + "/" + partition));
  }
  ask_fenced(env, op_delete(partitions));
  ask_fenced(env, op_delete(znodes::topic_path(topic)));
  ask_fenced(env, op_delete(znodes::topic_config_path(topic)));
  ask_fenced(env, op_delete(znodes::delete_topic_path(topic)));
}

void Controller::end_remove_topic_znodes(const Step& step, Environment env) {
  const std::string& topic = step.names.front();
  commit(cluster::change::TopicRemoved{topic});
  deleting_.erase(topic);
  Note note;
  note.kind = NoteKind::TopicDeleted;
  note.tp = {topic, -1};
  env.context.note(std::move(note));
}

}  // namespace barnabas::controller
