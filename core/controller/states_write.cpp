// Partition states: written, and made true when ZooKeeper has accepted them.
//
// Each state is a compare-and-set on its znode's version, fenced by the controller's epoch. A
// refused version means that somebody else was faster: then the partition is read and decided on
// again.
//
// Kafka: PartitionStateMachine.initializeLeaderAndIsrForPartitions,
// KafkaZkClient.updateLeaderAndIsr (3.9).
#include <utility>

#include "core/cluster/znodes.h"
#include "core/controller/controller.h"

namespace barnabas::controller {
namespace {

namespace znodes = cluster::znodes;
constexpr std::size_t kCreatesPerPartition = 3;

}  // namespace

void Controller::begin_write_states(const Step& step, Environment env) {
  for (const Proposal& proposal : step.proposals) {
    ask_fenced(env,
               op_set(znodes::state_path(proposal.tp), znodes::encode_leadership(proposal.next),
                      proposal.next.partition_epoch.value));
  }
}

void Controller::end_write_states(const Step& step, const Answers& answers, Environment env) {
  const bool is_leaders_wish = step.intent.purpose == Purpose::AlterIsr;
  Step again = make_step(is_leaders_wish ? StepKind::RefreshStates : StepKind::ReadStates);
  again.intent = step.intent;
  for (std::size_t i = 0; i < step.proposals.size(); ++i) {
    const Proposal& proposal = step.proposals[i];
    if (answers[i].error == zk::Error::Ok) {
      accept(proposal, PartitionEpoch(answers[i].stat.version), env);
    } else if (answers[i].error == zk::Error::BadVersion) {
      env.context.probe("controller.state-version-refused");
      if (is_leaders_wish) record_failure(proposal.tp, ErrorCode::InvalidUpdateVersion);
      again.partitions.push_back(proposal.tp);
    } else {
      record_failure(proposal.tp, ErrorCode::UnknownTopicOrPartition);
    }
  }
  send_batch(env);
  if (!again.partitions.empty()) next(std::move(again));
}

void Controller::begin_create_states(const Step& step, Environment env) {
  for (const Proposal& proposal : step.proposals) {
    ask_fenced(env, op_create(znodes::partitions_path(proposal.tp.topic), ""));
    ask_fenced(env, op_create(znodes::partition_path(proposal.tp), ""));
    ask_fenced(
        env, op_create(znodes::state_path(proposal.tp), znodes::encode_leadership(proposal.next)));
  }
}

void Controller::end_create_states(const Step& step, const Answers& answers, Environment env) {
  Step refresh = make_step(StepKind::RefreshStates);
  for (std::size_t i = 0; i < step.proposals.size(); ++i) {
    const Proposal& proposal = step.proposals[i];
    const Answer& answer = answers[i * kCreatesPerPartition + kCreatesPerPartition - 1];
    if (answer.error == zk::Error::Ok) {
      accept(proposal, PartitionEpoch(0), env);
    } else if (answer.error == zk::Error::NodeExists) {
      // Made by a request whose answer was lost, or by a controller that did not live to tell.
      refresh.partitions.push_back(proposal.tp);
    } else {
      record_failure(proposal.tp, ErrorCode::UnknownTopicOrPartition);
    }
  }
  send_batch(env);
  if (!refresh.partitions.empty()) next(std::move(refresh));
}

void Controller::accept(const Proposal& proposal, PartitionEpoch version, Environment env) {
  cluster::Leadership leadership = proposal.next;
  leadership.partition_epoch = version;
  commit(cluster::change::LeadershipChanged{proposal.tp, leadership});
  ++change_count_;
  note_accepted(proposal, version, env);
  if (is_being_deleted(proposal.tp.topic)) return;
  if (proposal.recipients.empty()) {
    batch_.add_update_metadata(image_.registered_brokers(), {proposal.tp});
  } else if (config_.sabotage == Sabotage::TellOnlyTheLeader && !proposal.is_new) {
    batch_.add_leader_and_isr(image_, {proposal.next.leader}, proposal.tp, false);
  } else {
    batch_.add_leader_and_isr(image_, proposal.recipients, proposal.tp, proposal.is_new);
  }
}

void Controller::note_accepted(const Proposal& proposal, PartitionEpoch version, Environment env) {
  // What a leader asked for, the leader tells.
  if (proposal.recipients.empty() && !proposal.is_election) return;
  Note note;
  note.kind = proposal.is_election ? NoteKind::Elected : NoteKind::IsrChanged;
  note.tp = proposal.tp;
  note.peer = proposal.next.leader;
  note.epoch = proposal.next.leader_epoch;
  note.list = cluster::plain_ids(proposal.next.isr);
  note.a = proposal.is_election ? (proposal.is_unclean ? 1 : 0) : version.value;
  note.text = proposal.why;
  env.context.note(std::move(note));
}

}  // namespace barnabas::controller
