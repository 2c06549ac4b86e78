#include "core/controller/operation.h"

namespace barnabas::controller {

std::string_view name_of(OperationKind kind) {
  switch (kind) {
    case OperationKind::Start:
      return "start";
    case OperationKind::Register:
      return "register";
    case OperationKind::ControllerChange:
      return "controller-change";
    case OperationKind::ConfigChange:
      return "config-change";
    case OperationKind::BrokerChange:
      return "broker-change";
    case OperationKind::TopicChange:
      return "topic-change";
    case OperationKind::PartitionChange:
      return "partition-change";
    case OperationKind::TopicDeletion:
      return "topic-deletion";
    case OperationKind::IsrChange:
      return "isr-change";
    case OperationKind::UncleanElectionEnabled:
      return "unclean-election-enabled";
    case OperationKind::Rebalance:
      return "rebalance";
    case OperationKind::ReplicaAnswer:
      return "replica-answer";
    case OperationKind::Request:
      return "request";
  }
  return "?";
}

// NOLINTNEXTLINE(readability-function-size): a table, one line per case.
std::string_view name_of(StepKind kind) {
  switch (kind) {
    case StepKind::EnsurePaths:
      return "ensure-paths";
    case StepKind::CreateRegistration:
      return "create-registration";
    case StepKind::CheckRegistration:
      return "check-registration";
    case StepKind::FindController:
      return "find-controller";
    case StepKind::DropController:
      return "drop-controller";
    case StepKind::CreateEpoch:
      return "create-epoch";
    case StepKind::Race:
      return "race";
    case StepKind::CheckRace:
      return "check-race";
    case StepKind::LoadNames:
      return "load-names";
    case StepKind::LoadContents:
      return "load-contents";
    case StepKind::LoadStates:
      return "load-states";
    case StepKind::TakeOver:
      return "take-over";
    case StepKind::ReadStates:
      return "read-states";
    case StepKind::WriteStates:
      return "write-states";
    case StepKind::CreateStates:
      return "create-states";
    case StepKind::RefreshStates:
      return "refresh-states";
    case StepKind::ElectWhereNeeded:
      return "elect-where-needed";
    case StepKind::BringOnline:
      return "bring-online";
    case StepKind::TakeOffline:
      return "take-offline";
    case StepKind::AfterOffline:
      return "after-offline";
    case StepKind::TellMetadata:
      return "tell-metadata";
    case StepKind::ReadBrokerIds:
      return "read-broker-ids";
    case StepKind::ReadBrokers:
      return "read-brokers";
    case StepKind::BrokersUp:
      return "brokers-up";
    case StepKind::BrokersDown:
      return "brokers-down";
    case StepKind::ReplicasGone:
      return "replicas-gone";
    case StepKind::ReadTopicNames:
      return "read-topic-names";
    case StepKind::ReadTopics:
      return "read-topics";
    case StepKind::ReadPartitions:
      return "read-partitions";
    case StepKind::ReadConfigChanges:
      return "read-config-changes";
    case StepKind::ReadConfigChange:
      return "read-config-change";
    case StepKind::ReadConfigs:
      return "read-configs";
    case StepKind::ReadIsrChanges:
      return "read-isr-changes";
    case StepKind::ReadIsrChange:
      return "read-isr-change";
    case StepKind::ReadChangedStates:
      return "read-changed-states";
    case StepKind::DeleteIsrChanges:
      return "delete-isr-changes";
    case StepKind::ReadDeletions:
      return "read-deletions";
    case StepKind::DropDeletions:
      return "drop-deletions";
    case StepKind::ResumeDeletions:
      return "resume-deletions";
    case StepKind::StopReplicas:
      return "stop-replicas";
    case StepKind::ListTopicZnodes:
      return "list-topic-znodes";
    case StepKind::RemoveTopicZnodes:
      return "remove-topic-znodes";
    case StepKind::StartReassignment:
      return "start-reassignment";
    case StepKind::ReadReassigned:
      return "read-reassigned";
    case StepKind::CompleteReassignment:
      return "complete-reassignment";
    case StepKind::DropReplicas:
      return "drop-replicas";
    case StepKind::WriteAssignment:
      return "write-assignment";
    case StepKind::FinishReassignment:
      return "finish-reassignment";
    case StepKind::ResumeReassignments:
      return "resume-reassignments";
    case StepKind::AnswerRequest:
      return "answer-request";
    case StepKind::WriteTopics:
      return "write-topics";
    case StepKind::ReplaceConfigs:
      return "replace-configs";
    case StepKind::WriteDeletions:
      return "write-deletions";
    case StepKind::WriteGrowth:
      return "write-growth";
    case StepKind::ReadAlteredConfigs:
      return "read-altered-configs";
    case StepKind::WriteAlteredConfigs:
      return "write-altered-configs";
    case StepKind::NotifyConfigs:
      return "notify-configs";
  }
  return "?";
}

}  // namespace barnabas::controller
