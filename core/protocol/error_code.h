// Kafka's error codes, and what each of them proves.
//
// `retriable`: Kafka's class extends RetriableException. `refreshes_metadata`: it also extends
// InvalidMetadataException. `definite`: the error proves that the request took no effect; a produce
// that fails with an indefinite error may still be in the log.
//
// Kafka: org.apache.kafka.common.protocol.Errors (3.9).
#pragma once

#include <cstdint>
#include <string_view>

namespace barnabas {

enum class ErrorCode : std::int16_t {
  UnknownServerError = -1,
  None = 0,
  OffsetOutOfRange = 1,
  CorruptMessage = 2,
  UnknownTopicOrPartition = 3,
  InvalidFetchSize = 4,
  LeaderNotAvailable = 5,
  NotLeaderOrFollower = 6,
  RequestTimedOut = 7,
  BrokerNotAvailable = 8,
  ReplicaNotAvailable = 9,
  MessageTooLarge = 10,
  StaleControllerEpoch = 11,
  OffsetMetadataTooLarge = 12,
  NetworkException = 13,
  CoordinatorLoadInProgress = 14,
  CoordinatorNotAvailable = 15,
  NotCoordinator = 16,
  InvalidTopicException = 17,
  RecordListTooLarge = 18,
  NotEnoughReplicas = 19,
  NotEnoughReplicasAfterAppend = 20,
  InvalidRequiredAcks = 21,
  IllegalGeneration = 22,
  InconsistentGroupProtocol = 23,
  InvalidGroupId = 24,
  UnknownMemberId = 25,
  InvalidSessionTimeout = 26,
  RebalanceInProgress = 27,
  InvalidCommitOffsetSize = 28,
  TopicAuthorizationFailed = 29,
  GroupAuthorizationFailed = 30,
  ClusterAuthorizationFailed = 31,
  InvalidTimestamp = 32,
  UnsupportedSaslMechanism = 33,
  IllegalSaslState = 34,
  UnsupportedVersion = 35,
  TopicAlreadyExists = 36,
  InvalidPartitions = 37,
  InvalidReplicationFactor = 38,
  InvalidReplicaAssignment = 39,
  InvalidConfig = 40,
  NotController = 41,
  InvalidRequest = 42,
  UnsupportedForMessageFormat = 43,
  PolicyViolation = 44,
  OutOfOrderSequenceNumber = 45,
  DuplicateSequenceNumber = 46,
  InvalidProducerEpoch = 47,
  InvalidTxnState = 48,
  InvalidProducerIdMapping = 49,
  InvalidTransactionTimeout = 50,
  ConcurrentTransactions = 51,
  TransactionCoordinatorFenced = 52,
  TransactionalIdAuthorizationFailed = 53,
  SecurityDisabled = 54,
  OperationNotAttempted = 55,
  KafkaStorageError = 56,
  LogDirNotFound = 57,
  SaslAuthenticationFailed = 58,
  UnknownProducerId = 59,
  ReassignmentInProgress = 60,
  NonEmptyGroup = 68,
  GroupIdNotFound = 69,
  FetchSessionIdNotFound = 70,
  InvalidFetchSessionEpoch = 71,
  ListenerNotFound = 72,
  TopicDeletionDisabled = 73,
  FencedLeaderEpoch = 74,
  UnknownLeaderEpoch = 75,
  UnsupportedCompressionType = 76,
  StaleBrokerEpoch = 77,
  OffsetNotAvailable = 78,
  MemberIdRequired = 79,
  PreferredLeaderNotAvailable = 80,
  GroupMaxSizeReached = 81,
  FencedInstanceId = 82,
  EligibleLeadersNotAvailable = 83,
  ElectionNotNeeded = 84,
  NoReassignmentInProgress = 85,
  GroupSubscribedToTopic = 86,
  InvalidRecord = 87,
  UnstableOffsetCommit = 88,
  ThrottlingQuotaExceeded = 89,
  ProducerFenced = 90,
  ResourceNotFound = 91,
  DuplicateResource = 92,
  UnacceptableCredential = 93,
  InconsistentVoterSet = 94,
  InvalidUpdateVersion = 95,
  FeatureUpdateFailed = 96,
  UnknownTopicId = 100,
  DuplicateBrokerRegistration = 101,
  BrokerIdNotRegistered = 102,
  InconsistentTopicId = 103,
  InconsistentClusterId = 104,
  FetchSessionTopicIdError = 106,
  IneligibleReplica = 107,
  NewLeaderElected = 108,
  OffsetMovedToTieredStorage = 109,
  FencedMemberEpoch = 110,
  UnreleasedInstanceId = 111,
  UnsupportedAssignor = 112,
  StaleMemberEpoch = 113,
  TransactionAbortable = 120,
};

struct ErrorFacts {
  ErrorCode code;
  std::string_view name;  // as Kafka prints it: NOT_ENOUGH_REPLICAS
  bool retriable;
  bool refreshes_metadata;
  bool definite;
};

const ErrorFacts& facts_of(ErrorCode code);
inline std::string_view name_of(ErrorCode code) { return facts_of(code).name; }
inline bool is_retriable(ErrorCode code) { return facts_of(code).retriable; }

}  // namespace barnabas
