// Partition states: read, decided on, and told, for the one operation in hand.
//
// Kafka: PartitionStateMachine.doElectLeaderForPartitions, triggerOnlinePartitionStateChange;
//        ReplicaStateMachine.doHandleStateChanges, doRemoveReplicasFromIsr (3.9).
#include <map>
#include <utility>

#include "core/cluster/znodes.h"
#include "core/controller/controller.h"

namespace barnabas::controller {
namespace {

namespace znodes = cluster::znodes;
using cluster::Leadership;

std::optional<Leadership> state_of(const Answer& answer) {
  if (answer.error != zk::Error::Ok) return std::nullopt;
  return znodes::decode_leadership(answer.data, answer.stat.version);
}

}  // namespace

ElectionRules Controller::rules() const {
  return {config_.election_policy, config_.unclean_leader_election_enable, epoch_,
          config_.sabotage};
}

void Controller::record_failure(const TopicPartition& tp, ErrorCode error) {
  work_.failures[tp] = error;
}

void Controller::begin_read_states(const std::vector<TopicPartition>& partitions, Environment env) {
  for (const TopicPartition& tp : partitions) ask(env, op_get(znodes::state_path(tp)));
}

void Controller::end_read_states(const Step& step, const Answers& answers, Environment env) {
  Step write = make_step(StepKind::WriteStates);
  write.intent = step.intent;
  for (std::size_t i = 0; i < step.partitions.size(); ++i) {
    const TopicPartition& tp = step.partitions[i];
    const auto current = state_of(answers[i]);
    if (!current || image_.find_partition(tp) == nullptr) {
      record_failure(tp, ErrorCode::UnknownTopicOrPartition);
      continue;
    }
    Decision decision = decide_leadership(image_, step.intent, tp, *current, rules());
    if (decision.error != ErrorCode::None) {
      record_failure(tp, decision.error);
    } else if (decision.proposal) {
      write.proposals.push_back(std::move(*decision.proposal));
    } else {
      tell_unchanged(tp, *current, decision.unchanged_recipients);
    }
  }
  send_batch(env);
  if (!write.proposals.empty()) next(std::move(write));
}

// Somebody else has committed what we wanted already, or it was never needed: the brokers are told
// anyway.
void Controller::tell_unchanged(const TopicPartition& tp, const Leadership& current,
                                const std::vector<NodeId>& recipients) {
  const PartitionEpoch known = image_.find_partition(tp)->leadership.partition_epoch;
  if (current.partition_epoch > known) commit(cluster::change::LeadershipChanged{tp, current});
  if (is_being_deleted(tp.topic)) return;
  const bool tells_one = config_.sabotage == Sabotage::TellOnlyTheLeader;
  batch_.add_leader_and_isr(image_, tells_one ? std::vector<NodeId>{current.leader} : recipients,
                            tp, false);
  ++change_count_;
}

// A refused write may be this controller's own: it was done, its answer was lost with the
// connection, and it was sent again. What stands there then is what was to be written
// (ReplicationUtils.checkLeaderAndIsrZkData, which the controller of 3.9 does without: there the
// leader would wait with its proposal until its next epoch).
bool Controller::is_own_write(const Proposal& proposal, const Leadership& current) const {
  Leadership written = proposal.next;
  written.partition_epoch = current.partition_epoch;
  return written == current && current.controller_epoch == epoch_;
}

void Controller::end_refresh_states(const Step& step, const Answers& answers, Environment env) {
  for (std::size_t i = 0; i < step.partitions.size(); ++i) {
    const TopicPartition& tp = step.partitions[i];
    const cluster::Partition* partition = image_.find_partition(tp);
    const auto current = state_of(answers[i]);
    if (!current || partition == nullptr) continue;
    if (i < step.proposals.size() && is_own_write(step.proposals[i], *current)) {
      env.context.probe("controller.own-write-found");
      work_.failures.erase(tp);
      accept(step.proposals[i], current->partition_epoch, env);
      continue;
    }
    const std::vector<NodeId> replicas = partition->assignment.replicas;
    tell_unchanged(tp, *current, replicas);
  }
}

void Controller::end_elect_where_needed(const Step& step) {
  Step create = make_step(StepKind::CreateStates);
  Step elect = make_step(StepKind::ReadStates);
  elect.intent.purpose = Purpose::ElectOffline;
  const std::vector<TopicPartition> candidates =
      step.names.empty() ? image_.all_partitions() : image_.partitions_of(step.names.front());
  for (const TopicPartition& tp : candidates) {
    if (is_being_deleted(tp.topic) || !needs_leader(image_, tp, step.number == 1)) continue;
    if (image_.find_partition(tp)->has_state()) {
      elect.partitions.push_back(tp);
      continue;
    }
    Decision first = decide_first_leadership(image_, tp, rules());
    if (first.proposal) create.proposals.push_back(std::move(*first.proposal));
  }
  std::vector<Step> steps;
  if (!elect.partitions.empty()) steps.push_back(std::move(elect));
  if (!create.proposals.empty()) steps.push_back(std::move(create));
  next(std::move(steps));
}

void Controller::end_bring_online(const Step& step, Environment env) {
  for (const Replica& replica : step.replicas) {
    batch_.add_leader_and_isr(image_, {replica.broker}, replica.tp, step.number == 1);
  }
  send_batch(env);
}

// Stops these replicas and takes them out of the ISRs. The brokers may be dead: then nobody is
// stopped.
void Controller::end_take_offline(const Step& step, Environment env) {
  std::map<NodeId, Step> removals;
  std::vector<TopicPartition> without_state;
  for (const Replica& replica : step.replicas) {
    batch_.add_stop_replica(image_, replica.broker, replica.tp, false);
    const cluster::Partition* partition = image_.find_partition(replica.tp);
    if (partition == nullptr || !partition->has_state()) {
      without_state.push_back(replica.tp);
      continue;
    }
    Step& removal = removals[replica.broker];
    removal.kind = StepKind::ReadStates;
    removal.intent = {Purpose::RemoveReplica, replica.broker};
    removal.partitions.push_back(replica.tp);
  }
  if (!without_state.empty())
    batch_.add_update_metadata(image_.registered_brokers(), without_state);
  send_batch(env);
  std::vector<Step> steps;
  for (auto& removal : removals) steps.push_back(std::move(removal.second));
  next(std::move(steps));
}

void Controller::end_tell_metadata(const Step& step, Environment env) {
  batch_.add_update_metadata(step.brokers.empty() ? image_.registered_brokers() : step.brokers,
                             step.partitions);
  send_batch(env);
}

}  // namespace barnabas::controller
