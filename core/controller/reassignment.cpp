// Moving replicas (KIP-455): add the new ones, wait until they are in sync, drop the old ones.
//
// Phase A writes replicas = old and new, bumps the leader epoch and starts the new replicas. When
// every target is in the ISR, phase B gives the leader to a target if need be, takes the old
// replicas out and deletes them, and writes the target assignment. As in Kafka, the image has the
// target assignment from B2 on, ZooKeeper from B6 on; a controller that fails in between leaves the
// reassignment for the next one to finish.
//
// Kafka: KafkaController.onPartitionReassignment (3.9), whose step names the comments use.
#include <utility>

#include "core/cluster/znodes.h"
#include "core/controller/controller.h"

namespace barnabas::controller {
namespace {

namespace znodes = cluster::znodes;
using cluster::Assignment;
using cluster::contains;

Step about(StepKind kind, const TopicPartition& tp) {
  Step step = make_step(kind);
  step.partitions = {tp};
  return step;
}

Step with_replicas(StepKind kind, const TopicPartition& tp, const std::vector<NodeId>& brokers) {
  Step step = make_step(kind);
  for (const NodeId broker : brokers) step.replicas.push_back({tp, broker});
  return step;
}

Step change_state(Purpose purpose, const TopicPartition& tp) {
  Step step = about(StepKind::ReadStates, tp);
  step.intent.purpose = purpose;
  return step;
}

}  // namespace

void Controller::end_start_reassignment(const Step& step, Environment env) {
  const TopicPartition& tp = step.partitions.front();
  const cluster::Partition* partition = image_.find_partition(tp);
  if (partition == nullptr) return;
  std::vector<Step> steps;
  if (!(partition->assignment == step.assignment)) {
    Step write = about(StepKind::WriteAssignment, tp);
    write.assignment = step.assignment;
    const std::vector<NodeId> unneeded =
        cluster::without(partition->assignment.replicas, step.assignment.replicas);
    steps.push_back(std::move(write));
    // A replica that an earlier reassignment was adding, and that nobody wants any more.
    if (!unneeded.empty()) steps.push_back(with_replicas(StepKind::DropReplicas, tp, unneeded));
    Note note;
    note.kind = NoteKind::ReassignmentStarted;
    note.tp = tp;
    note.list =
        cluster::plain_ids(cluster::without(step.assignment.replicas, step.assignment.removing));
    env.context.note(std::move(note));
  }
  Step check = about(StepKind::ReadReassigned, tp);
  check.number = 1;
  steps.push_back(std::move(check));
  next(std::move(steps));
}

void Controller::begin_write_assignment(const Step& step, Environment env) {
  const TopicPartition& tp = step.partitions.front();
  const cluster::Topic* topic = image_.find_topic(tp.topic);
  if (topic == nullptr) return;
  znodes::TopicAssignment whole;
  whole.id = topic->id;
  for (const auto& partition : topic->partitions) {
    whole.partitions[partition.first] = partition.second.assignment;
  }
  whole.partitions[tp.partition] = step.assignment;
  ask_fenced(env, op_set(znodes::topic_path(tp.topic), znodes::encode_topic(whole)));
}

void Controller::end_write_assignment(const Step& step, const Answers& answers) {
  if (answers.empty() || answers.front().error != zk::Error::Ok) return;
  commit(cluster::change::AssignmentChanged{step.partitions.front(), step.assignment});
}

// Are all targets in sync? `number` 1: the reassignment begins (or begins again) if they are not.
void Controller::end_read_reassigned(const Step& step, const Answers& answers) {
  const TopicPartition& tp = step.partitions.front();
  const cluster::Partition* partition = image_.find_partition(tp);
  const auto state = znodes::decode_leadership(answers.front().data, answers.front().stat.version);
  if (partition == nullptr || answers.front().error != zk::Error::Ok || !state) return;
  if (state->partition_epoch > partition->leadership.partition_epoch) {
    commit(cluster::change::LeadershipChanged{tp, *state});
    partition = image_.find_partition(tp);
  }
  const Assignment& assignment = partition->assignment;
  if (!assignment.is_being_reassigned()) return;
  const bool is_complete =
      cluster::without(cluster::without(assignment.replicas, assignment.removing), state->isr)
          .empty() ||
      config_.sabotage == Sabotage::CompleteReassignmentAtOnce;
  if (is_complete) return next(about(StepKind::CompleteReassignment, tp));
  if (step.number != 1) return;
  // A1: everybody learns the wider set of replicas. A2: the new ones start.
  Step fresh = with_replicas(StepKind::BringOnline, tp, assignment.adding);
  fresh.number = 1;
  next({change_state(Purpose::BumpEpoch, tp), std::move(fresh)});
}

void Controller::end_complete_reassignment(const Step& step) {
  const TopicPartition& tp = step.partitions.front();
  const Assignment before = image_.find_partition(tp)->assignment;
  const Assignment target{cluster::without(before.replicas, before.removing), {}, {}};
  // B2: in memory. B3: the leader must be a target.
  commit(cluster::change::AssignmentChanged{tp, target});
  const NodeId leader = image_.find_partition(tp)->leadership.leader;
  const bool leader_stays =
      contains(target.replicas, leader) && image_.is_replica_online(tp, leader);
  Step write = about(StepKind::WriteAssignment, tp);
  write.assignment = target;
  std::vector<Step> steps{
      change_state(leader_stays ? Purpose::BumpEpoch : Purpose::ElectReassigned, tp)};
  // B4, B5: out of the ISR, then off the disks. B6: in ZooKeeper. B7, B8: told to all.
  if (!before.removing.empty())
    steps.push_back(with_replicas(StepKind::DropReplicas, tp, before.removing));
  steps.push_back(std::move(write));
  steps.push_back(about(StepKind::FinishReassignment, tp));
  next(std::move(steps));
}

void Controller::end_drop_replicas(const Step& step, Environment env) {
  if (step.number == 0) {
    Step offline = make_step(StepKind::TakeOffline);
    offline.replicas = step.replicas;
    Step remove = step;
    remove.number = 1;
    return next({std::move(offline), std::move(remove)});
  }
  for (const Replica& replica : step.replicas) {
    batch_.add_stop_replica(image_, replica.broker, replica.tp, true);
  }
  send_batch(env);
}

void Controller::end_finish_reassignment(const Step& step, Environment env) {
  const TopicPartition& tp = step.partitions.front();
  const cluster::Partition* partition = image_.find_partition(tp);
  if (partition == nullptr) return;
  Note note;
  note.kind = NoteKind::ReassignmentDone;
  note.tp = tp;
  note.list = cluster::plain_ids(partition->assignment.replicas);
  env.context.note(std::move(note));
  const auto deleting = deleting_.find(tp.topic);
  if (deleting != deleting_.end()) deleting->second.is_ineligible = false;
  Step tell = about(StepKind::TellMetadata, tp);
  next({std::move(tell), make_step(StepKind::ResumeDeletions)});
}

void Controller::end_resume_reassignments(const Step& step) {
  std::vector<Step> steps;
  for (const TopicPartition& tp : image_.all_partitions()) {
    const Assignment& assignment = image_.find_partition(tp)->assignment;
    if (!assignment.is_being_reassigned()) continue;
    const std::vector<NodeId> targets = cluster::without(assignment.replicas, assignment.removing);
    const bool is_concerned =
        step.brokers.empty() || cluster::without(targets, step.brokers).size() < targets.size();
    if (!is_concerned) continue;
    Step resume = about(StepKind::StartReassignment, tp);
    resume.assignment = assignment;
    steps.push_back(std::move(resume));
  }
  next(std::move(steps));
}

}  // namespace barnabas::controller
