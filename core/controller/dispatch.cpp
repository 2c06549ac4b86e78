// Which operation begins with which step, and which step is begun and ended by which function.
#include "core/cluster/znodes.h"
#include "core/controller/controller.h"

namespace barnabas::controller {
namespace {

namespace znodes = cluster::znodes;

}  // namespace

bool Controller::is_for_active(OperationKind kind) const {
  return kind > OperationKind::ConfigChange && kind != OperationKind::Request;
}

void Controller::start_operation(Environment env) {
  const Operation& operation = *current_;
  if (is_for_active(operation.kind) && !is_active_) return;
  switch (operation.kind) {
    case OperationKind::Start:
      next({make_step(StepKind::EnsurePaths), make_step(StepKind::CreateRegistration),
            make_step(StepKind::ReadConfigChanges)});
      return;
    case OperationKind::Register:
      if (!is_registered_) next(make_step(StepKind::CreateRegistration));
      return;
    case OperationKind::ControllerChange:
      return next(make_step(StepKind::FindController));
    case OperationKind::ConfigChange:
      return next(make_step(StepKind::ReadConfigChanges));
    case OperationKind::BrokerChange:
      return next(make_step(StepKind::ReadBrokerIds));
    case OperationKind::TopicChange:
      return next(make_step(StepKind::ReadTopicNames));
    case OperationKind::PartitionChange: {
      Step step = make_step(StepKind::ReadPartitions);
      step.names = {operation.text};
      return next(std::move(step));
    }
    case OperationKind::TopicDeletion:
      return next(make_step(StepKind::ReadDeletions));
    case OperationKind::IsrChange:
      return next(make_step(StepKind::ReadIsrChanges));
    case OperationKind::UncleanElectionEnabled: {
      Step step = make_step(StepKind::ElectWhereNeeded);
      if (!operation.text.empty()) step.names = {operation.text};
      return next(std::move(step));
    }
    case OperationKind::Rebalance:
      return on_rebalance(env);
    case OperationKind::ReplicaAnswer:
      return on_replica_answer(operation, env);
    case OperationKind::Request:
      return on_controller_request(env);
  }
}

// NOLINTNEXTLINE(readability-function-size): a dispatcher, one line per case.
void Controller::begin(Step& step, Environment env) {
  switch (step.kind) {
    case StepKind::EnsurePaths:
      return begin_ensure_paths(env);
    case StepKind::CreateRegistration:
      return begin_create_registration(env);
    case StepKind::CheckRegistration:
      return ask(env, op_exists(znodes::broker_path(id_), true));
    case StepKind::FindController:
      return begin_find_controller(env);
    case StepKind::DropController:
      return ask(env, op_delete(std::string(znodes::kController)));
    case StepKind::CreateEpoch:
      return ask(env, op_create(std::string(znodes::kControllerEpoch),
                                znodes::encode_controller_epoch(ControllerEpoch(0))));
    case StepKind::Race:
      return begin_race(step, env);
    case StepKind::CheckRace:
      return begin_find_controller(env);
    case StepKind::LoadNames:
      return begin_load_names(env);
    case StepKind::LoadContents:
      return begin_load_contents(step, env);
    case StepKind::LoadStates:
    case StepKind::ReadStates:
    case StepKind::RefreshStates:
    case StepKind::ReadChangedStates:
    case StepKind::ReadReassigned:
      return begin_read_states(step.partitions, env);
    case StepKind::WriteStates:
      return begin_write_states(step, env);
    case StepKind::CreateStates:
      return begin_create_states(step, env);
    case StepKind::ReadBrokerIds:
      return ask(env, op_children(std::string(znodes::kBrokerIds), true));
    case StepKind::ReadBrokers:
      return begin_read_brokers(step, env);
    case StepKind::ReadTopicNames:
      return ask(env, op_children(std::string(znodes::kTopics), true));
    case StepKind::ReadTopics:
      return begin_read_topics(step, env);
    case StepKind::ReadPartitions:
      return ask(env, op_get(znodes::topic_path(step.names.front()), true));
    case StepKind::ReadConfigChanges:
      return ask(env, op_children(std::string(znodes::kConfigChanges), true));
    case StepKind::ReadConfigChange:
      return begin_read_config_change(step, env);
    case StepKind::ReadConfigs:
      return begin_read_configs(step, env);
    case StepKind::ReadIsrChanges:
      return ask(env, op_children(std::string(znodes::kIsrChanges), true));
    case StepKind::ReadIsrChange:
      return begin_read_isr_change(step, env);
    case StepKind::DeleteIsrChanges:
      return begin_delete_isr_changes(step, env);
    case StepKind::ReadDeletions:
      return ask(env, op_children(std::string(znodes::kDeleteTopics), true));
    case StepKind::DropDeletions:
      return begin_drop_deletions(step, env);
    case StepKind::ListTopicZnodes:
      return ask(env, op_children(znodes::partitions_path(step.names.front())));
    case StepKind::RemoveTopicZnodes:
      return begin_remove_topic_znodes(step, env);
    case StepKind::WriteAssignment:
      return begin_write_assignment(step, env);
    case StepKind::WriteTopics:
      return begin_write_topics(env);
    case StepKind::ReplaceConfigs:
      return begin_replace_configs(step, env);
    case StepKind::WriteDeletions:
      return begin_write_deletions(env);
    case StepKind::WriteGrowth:
      return begin_write_growth(env);
    case StepKind::ReadAlteredConfigs:
      return begin_read_altered_configs(env);
    case StepKind::WriteAlteredConfigs:
      return begin_write_altered_configs(env);
    case StepKind::NotifyConfigs:
      return begin_notify_configs(step, env);
    // These decide from what is known.
    case StepKind::TakeOver:
    case StepKind::ElectWhereNeeded:
    case StepKind::BringOnline:
    case StepKind::TakeOffline:
    case StepKind::AfterOffline:
    case StepKind::TellMetadata:
    case StepKind::BrokersUp:
    case StepKind::BrokersDown:
    case StepKind::ReplicasGone:
    case StepKind::ResumeDeletions:
    case StepKind::StopReplicas:
    case StepKind::StartReassignment:
    case StepKind::CompleteReassignment:
    case StepKind::DropReplicas:
    case StepKind::FinishReassignment:
    case StepKind::ResumeReassignments:
    case StepKind::AnswerRequest:
      return;
  }
}

// NOLINTNEXTLINE(readability-function-size): a dispatcher, one line per case.
void Controller::end(Step& step, Answers& answers, Environment env) {
  switch (step.kind) {
    case StepKind::CreateRegistration:
      return end_create_registration(answers, env);
    case StepKind::CheckRegistration:
      return end_check_registration(answers, env);
    case StepKind::FindController:
      return end_find_controller(answers, env);
    case StepKind::DropController:
    case StepKind::CreateEpoch:
      return next(make_step(StepKind::FindController));
    case StepKind::Race:
      return end_race(step, answers, env);
    case StepKind::CheckRace:
      return end_check_race(step, answers, env);
    case StepKind::LoadNames:
      return end_load_names(answers);
    case StepKind::LoadContents:
      return end_load_contents(step, answers, env);
    case StepKind::LoadStates:
      return end_load_states(step, answers);
    case StepKind::TakeOver:
      return end_take_over(step, env);
    case StepKind::ReadStates:
      return end_read_states(step, answers, env);
    case StepKind::WriteStates:
      return end_write_states(step, answers, env);
    case StepKind::CreateStates:
      return end_create_states(step, answers, env);
    case StepKind::RefreshStates:
      return end_refresh_states(step, answers, env);
    case StepKind::ElectWhereNeeded:
      return end_elect_where_needed(step);
    case StepKind::BringOnline:
      return end_bring_online(step, env);
    case StepKind::TakeOffline:
      return end_take_offline(step, env);
    case StepKind::AfterOffline:
      return end_after_offline(step);
    case StepKind::TellMetadata:
      return end_tell_metadata(step, env);
    case StepKind::ReadBrokerIds:
      return end_read_broker_ids(answers);
    case StepKind::ReadBrokers:
      return end_read_brokers(step, answers, env);
    case StepKind::BrokersUp:
      return end_brokers_up(step, env);
    case StepKind::BrokersDown:
      return end_brokers_down(step, env);
    case StepKind::ReplicasGone:
      return end_replicas_gone(step);
    case StepKind::ReadTopicNames:
      return end_read_topic_names(answers, env);
    case StepKind::ReadTopics:
      return end_read_topics(step, answers, env);
    case StepKind::ReadPartitions:
      return end_read_partitions(step, answers);
    case StepKind::ReadConfigChanges:
      return end_read_config_changes(answers);
    case StepKind::ReadConfigChange:
      return end_read_config_change(answers);
    case StepKind::ReadConfigs:
      return end_read_configs(step, answers);
    case StepKind::ReadIsrChanges:
      return end_read_isr_changes(answers);
    case StepKind::ReadIsrChange:
      return end_read_isr_change(step, answers);
    case StepKind::ReadChangedStates:
      return end_read_changed_states(step, answers);
    case StepKind::ReadDeletions:
      return end_read_deletions(answers);
    case StepKind::ResumeDeletions:
      return end_resume_deletions();
    case StepKind::StopReplicas:
      return end_stop_replicas(step, env);
    case StepKind::ListTopicZnodes:
      return end_list_topic_znodes(step, answers);
    case StepKind::RemoveTopicZnodes:
      return end_remove_topic_znodes(step, env);
    case StepKind::StartReassignment:
      return end_start_reassignment(step, env);
    case StepKind::ReadReassigned:
      return end_read_reassigned(step, answers);
    case StepKind::WriteAssignment:
      return end_write_assignment(step, answers);
    case StepKind::CompleteReassignment:
      return end_complete_reassignment(step);
    case StepKind::DropReplicas:
      return end_drop_replicas(step, env);
    case StepKind::FinishReassignment:
      return end_finish_reassignment(step, env);
    case StepKind::ResumeReassignments:
      return end_resume_reassignments(step);
    case StepKind::AnswerRequest:
      return end_answer_request(env);
    case StepKind::WriteTopics:
      return end_write_topics(answers, env);
    case StepKind::WriteDeletions:
      return end_write_deletions(answers);
    case StepKind::WriteGrowth:
      return end_write_growth(answers);
    case StepKind::ReadAlteredConfigs:
      return end_read_altered_configs(answers);
    case StepKind::WriteAlteredConfigs:
      return end_write_altered_configs(answers);
    // Whether these found what they wanted makes no difference to what follows.
    case StepKind::EnsurePaths:
    case StepKind::DeleteIsrChanges:
    case StepKind::DropDeletions:
    case StepKind::ReplaceConfigs:
    case StepKind::NotifyConfigs:
      return;
  }
}

}  // namespace barnabas::controller
