// The events that a controller works through one at a time, and the steps in which it does one.
//
// Kafka's controller is one thread that blocks on ZooKeeper. Here each such block is a step: it
// begins by asking its questions, and ends by deciding from the answers, which may put further
// steps in front. What the controller is doing and what it waits for can therefore be printed,
// copied and compared.
//
// Kafka: ControllerEventManager, ControllerEvent (3.9).
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/ids.h"
#include "core/cluster/image.h"
#include "core/controller/leadership.h"
#include "core/protocol/message.h"

namespace barnabas::controller {

enum class OperationKind : std::uint8_t {
  Start,             // a new session: paths, registration, race for /controller
  Register,          // the znode of an older session of this broker may be gone
  ControllerChange,  // /controller came, changed or went
  ConfigChange,      // somebody changed a topic's or a broker's configs
  BrokerChange,      // from here on: only of the active controller
  TopicChange,
  PartitionChange,  // text: topic
  TopicDeletion,
  IsrChange,
  UncleanElectionEnabled,  // text: topic; none: all of them
  Rebalance,               // the preferred leaders are due
  ReplicaAnswer,           // a broker answered LeaderAndIsr or StopReplica
  Request,                 // of a client or broker
};

std::string_view name_of(OperationKind kind);

struct Operation {
  OperationKind kind = OperationKind::Start;
  std::string text;
  NodeId broker{-1};          // of ReplicaAnswer
  ConnectionId connection;    // of Request
  CorrelationId correlation;  // of Request
  protocol::RequestRef request;
  protocol::ResponseRef response;  // of ReplicaAnswer
  friend bool operator==(const Operation&, const Operation&) = default;
};

// One replica of one partition.
struct Replica {
  TopicPartition tp;
  NodeId broker{-1};
  friend bool operator==(const Replica&, const Replica&) = default;
  friend bool operator<(const Replica& a, const Replica& b) {
    if (!(a.tp == b.tp)) return a.tp < b.tp;
    return a.broker < b.broker;
  }
};

enum class StepKind : std::uint8_t {
  // Registration and election.
  EnsurePaths,
  CreateRegistration,
  CheckRegistration,
  FindController,
  DropController,
  CreateEpoch,
  Race,       // number: the epoch that was, version
  CheckRace,  // number: the epoch that was
  // Fail-over.
  LoadNames,
  LoadContents,
  LoadStates,
  TakeOver,
  // Partition states.
  ReadStates,        // partitions, intent
  WriteStates,       // proposals, intent
  CreateStates,      // proposals: first states
  RefreshStates,     // partitions: what the image believes was wrong
  ElectWhereNeeded,  // names: only these topics; number 1: leaders that shut down count as gone
  BringOnline,       // replicas; number 1: they start empty
  TakeOffline,       // replicas
  AfterOffline,      // number: changes counted before; replicas
  TellMetadata,      // brokers (empty: all), partitions
  // Brokers.
  ReadBrokerIds,
  ReadBrokers,
  BrokersUp,
  BrokersDown,
  ReplicasGone,
  // Topics.
  ReadTopicNames,
  ReadTopics,
  ReadPartitions,
  ReadConfigChanges,
  ReadConfigChange,
  ReadConfigs,
  ReadIsrChanges,
  ReadIsrChange,
  ReadChangedStates,
  DeleteIsrChanges,
  // Deletion.
  ReadDeletions,
  DropDeletions,
  ResumeDeletions,
  StopReplicas,
  ListTopicZnodes,
  RemoveTopicZnodes,
  // Reassignment.
  StartReassignment,
  ReadReassigned,
  CompleteReassignment,
  DropReplicas,
  WriteAssignment,
  FinishReassignment,
  ResumeReassignments,
  // Requests.
  AnswerRequest,
  WriteTopics,
  ReplaceConfigs,
  WriteDeletions,
  WriteGrowth,
  ReadAlteredConfigs,
  WriteAlteredConfigs,
  NotifyConfigs,
};

std::string_view name_of(StepKind kind);

// A step and what it is about; which fields count depends on its kind.
struct Step {
  StepKind kind = StepKind::EnsurePaths;
  Intent intent;
  std::vector<TopicPartition> partitions;
  std::vector<Proposal> proposals;
  std::vector<Replica> replicas;
  std::vector<NodeId> brokers;
  std::vector<cluster::BrokerRegistration> registrations;
  std::vector<std::string> names;
  std::vector<std::string> more_names;
  cluster::Assignment assignment;
  std::int64_t number = 0;
  std::int32_t version = -1;
  friend bool operator==(const Step&, const Step&) = default;
};

inline Step make_step(StepKind kind) {
  Step step;
  step.kind = kind;
  return step;
}

}  // namespace barnabas::controller
