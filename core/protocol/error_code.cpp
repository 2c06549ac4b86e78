#include "core/protocol/error_code.h"

#include <iterator>

namespace barnabas {
namespace {

// NOT_LEADER_OR_FOLLOWER, UNKNOWN_TOPIC_OR_PARTITION and KAFKA_STORAGE_ERROR are not definite: a
// leader answers so, too, that appended and lost its office, its topic or its disk while it waited
// for the other replicas.
//
//                          code, name, retriable, refreshes metadata, definite
constexpr ErrorFacts kFacts[] = {
    ErrorFacts{ErrorCode::UnknownServerError, "UNKNOWN_SERVER_ERROR", false, false, false},
    ErrorFacts{ErrorCode::None, "NONE", false, false, true},
    ErrorFacts{ErrorCode::OffsetOutOfRange, "OFFSET_OUT_OF_RANGE", false, false, true},
    ErrorFacts{ErrorCode::CorruptMessage, "CORRUPT_MESSAGE", true, false, true},
    ErrorFacts{ErrorCode::UnknownTopicOrPartition, "UNKNOWN_TOPIC_OR_PARTITION", true, true, false},
    ErrorFacts{ErrorCode::InvalidFetchSize, "INVALID_FETCH_SIZE", false, false, true},
    ErrorFacts{ErrorCode::LeaderNotAvailable, "LEADER_NOT_AVAILABLE", true, true, true},
    ErrorFacts{ErrorCode::NotLeaderOrFollower, "NOT_LEADER_OR_FOLLOWER", true, true, false},
    ErrorFacts{ErrorCode::RequestTimedOut, "REQUEST_TIMED_OUT", true, false, false},
    ErrorFacts{ErrorCode::BrokerNotAvailable, "BROKER_NOT_AVAILABLE", false, false, true},
    ErrorFacts{ErrorCode::ReplicaNotAvailable, "REPLICA_NOT_AVAILABLE", true, true, true},
    ErrorFacts{ErrorCode::MessageTooLarge, "MESSAGE_TOO_LARGE", false, false, true},
    ErrorFacts{ErrorCode::StaleControllerEpoch, "STALE_CONTROLLER_EPOCH", false, false, true},
    ErrorFacts{ErrorCode::OffsetMetadataTooLarge, "OFFSET_METADATA_TOO_LARGE", false, false, true},
    ErrorFacts{ErrorCode::NetworkException, "NETWORK_EXCEPTION", true, true, false},
    ErrorFacts{ErrorCode::CoordinatorLoadInProgress, "COORDINATOR_LOAD_IN_PROGRESS", true, false,
               true},
    ErrorFacts{ErrorCode::CoordinatorNotAvailable, "COORDINATOR_NOT_AVAILABLE", true, false, true},
    ErrorFacts{ErrorCode::NotCoordinator, "NOT_COORDINATOR", true, false, true},
    ErrorFacts{ErrorCode::InvalidTopicException, "INVALID_TOPIC_EXCEPTION", false, false, true},
    ErrorFacts{ErrorCode::RecordListTooLarge, "RECORD_LIST_TOO_LARGE", false, false, true},
    ErrorFacts{ErrorCode::NotEnoughReplicas, "NOT_ENOUGH_REPLICAS", true, false, true},
    ErrorFacts{ErrorCode::NotEnoughReplicasAfterAppend, "NOT_ENOUGH_REPLICAS_AFTER_APPEND", true,
               false, false},
    ErrorFacts{ErrorCode::InvalidRequiredAcks, "INVALID_REQUIRED_ACKS", false, false, true},
    ErrorFacts{ErrorCode::IllegalGeneration, "ILLEGAL_GENERATION", false, false, true},
    ErrorFacts{ErrorCode::InconsistentGroupProtocol, "INCONSISTENT_GROUP_PROTOCOL", false, false,
               true},
    ErrorFacts{ErrorCode::InvalidGroupId, "INVALID_GROUP_ID", false, false, true},
    ErrorFacts{ErrorCode::UnknownMemberId, "UNKNOWN_MEMBER_ID", false, false, true},
    ErrorFacts{ErrorCode::InvalidSessionTimeout, "INVALID_SESSION_TIMEOUT", false, false, true},
    ErrorFacts{ErrorCode::RebalanceInProgress, "REBALANCE_IN_PROGRESS", false, false, true},
    ErrorFacts{ErrorCode::InvalidCommitOffsetSize, "INVALID_COMMIT_OFFSET_SIZE", false, false,
               true},
    ErrorFacts{ErrorCode::TopicAuthorizationFailed, "TOPIC_AUTHORIZATION_FAILED", false, false,
               true},
    ErrorFacts{ErrorCode::GroupAuthorizationFailed, "GROUP_AUTHORIZATION_FAILED", false, false,
               true},
    ErrorFacts{ErrorCode::ClusterAuthorizationFailed, "CLUSTER_AUTHORIZATION_FAILED", false, false,
               true},
    ErrorFacts{ErrorCode::InvalidTimestamp, "INVALID_TIMESTAMP", false, false, true},
    ErrorFacts{ErrorCode::UnsupportedSaslMechanism, "UNSUPPORTED_SASL_MECHANISM", false, false,
               true},
    ErrorFacts{ErrorCode::IllegalSaslState, "ILLEGAL_SASL_STATE", false, false, true},
    ErrorFacts{ErrorCode::UnsupportedVersion, "UNSUPPORTED_VERSION", false, false, true},
    ErrorFacts{ErrorCode::TopicAlreadyExists, "TOPIC_ALREADY_EXISTS", false, false, true},
    ErrorFacts{ErrorCode::InvalidPartitions, "INVALID_PARTITIONS", false, false, true},
    ErrorFacts{ErrorCode::InvalidReplicationFactor, "INVALID_REPLICATION_FACTOR", false, false,
               true},
    ErrorFacts{ErrorCode::InvalidReplicaAssignment, "INVALID_REPLICA_ASSIGNMENT", false, false,
               true},
    ErrorFacts{ErrorCode::InvalidConfig, "INVALID_CONFIG", false, false, true},
    ErrorFacts{ErrorCode::NotController, "NOT_CONTROLLER", true, false, true},
    ErrorFacts{ErrorCode::InvalidRequest, "INVALID_REQUEST", false, false, true},
    ErrorFacts{ErrorCode::UnsupportedForMessageFormat, "UNSUPPORTED_FOR_MESSAGE_FORMAT", false,
               false, true},
    ErrorFacts{ErrorCode::PolicyViolation, "POLICY_VIOLATION", false, false, true},
    ErrorFacts{ErrorCode::OutOfOrderSequenceNumber, "OUT_OF_ORDER_SEQUENCE_NUMBER", false, false,
               true},
    ErrorFacts{ErrorCode::DuplicateSequenceNumber, "DUPLICATE_SEQUENCE_NUMBER", false, false, true},
    ErrorFacts{ErrorCode::InvalidProducerEpoch, "INVALID_PRODUCER_EPOCH", false, false, true},
    ErrorFacts{ErrorCode::InvalidTxnState, "INVALID_TXN_STATE", false, false, true},
    ErrorFacts{ErrorCode::InvalidProducerIdMapping, "INVALID_PRODUCER_ID_MAPPING", false, false,
               true},
    ErrorFacts{ErrorCode::InvalidTransactionTimeout, "INVALID_TRANSACTION_TIMEOUT", false, false,
               true},
    ErrorFacts{ErrorCode::ConcurrentTransactions, "CONCURRENT_TRANSACTIONS", true, false, true},
    ErrorFacts{ErrorCode::TransactionCoordinatorFenced, "TRANSACTION_COORDINATOR_FENCED", false,
               false, true},
    ErrorFacts{ErrorCode::TransactionalIdAuthorizationFailed,
               "TRANSACTIONAL_ID_AUTHORIZATION_FAILED", false, false, true},
    ErrorFacts{ErrorCode::SecurityDisabled, "SECURITY_DISABLED", false, false, true},
    ErrorFacts{ErrorCode::OperationNotAttempted, "OPERATION_NOT_ATTEMPTED", false, false, true},
    ErrorFacts{ErrorCode::KafkaStorageError, "KAFKA_STORAGE_ERROR", true, true, false},
    ErrorFacts{ErrorCode::LogDirNotFound, "LOG_DIR_NOT_FOUND", false, false, true},
    ErrorFacts{ErrorCode::SaslAuthenticationFailed, "SASL_AUTHENTICATION_FAILED", false, false,
               true},
    ErrorFacts{ErrorCode::UnknownProducerId, "UNKNOWN_PRODUCER_ID", false, false, true},
    ErrorFacts{ErrorCode::ReassignmentInProgress, "REASSIGNMENT_IN_PROGRESS", false, false, true},
    ErrorFacts{ErrorCode::NonEmptyGroup, "NON_EMPTY_GROUP", false, false, true},
    ErrorFacts{ErrorCode::GroupIdNotFound, "GROUP_ID_NOT_FOUND", false, false, true},
    ErrorFacts{ErrorCode::FetchSessionIdNotFound, "FETCH_SESSION_ID_NOT_FOUND", true, false, true},
    ErrorFacts{ErrorCode::InvalidFetchSessionEpoch, "INVALID_FETCH_SESSION_EPOCH", true, false,
               true},
    ErrorFacts{ErrorCode::ListenerNotFound, "LISTENER_NOT_FOUND", true, true, true},
    ErrorFacts{ErrorCode::TopicDeletionDisabled, "TOPIC_DELETION_DISABLED", false, false, true},
    ErrorFacts{ErrorCode::FencedLeaderEpoch, "FENCED_LEADER_EPOCH", true, true, true},
    ErrorFacts{ErrorCode::UnknownLeaderEpoch, "UNKNOWN_LEADER_EPOCH", true, false, true},
    ErrorFacts{ErrorCode::UnsupportedCompressionType, "UNSUPPORTED_COMPRESSION_TYPE", false, false,
               true},
    ErrorFacts{ErrorCode::StaleBrokerEpoch, "STALE_BROKER_EPOCH", false, false, true},
    ErrorFacts{ErrorCode::OffsetNotAvailable, "OFFSET_NOT_AVAILABLE", true, false, true},
    ErrorFacts{ErrorCode::MemberIdRequired, "MEMBER_ID_REQUIRED", false, false, true},
    ErrorFacts{ErrorCode::PreferredLeaderNotAvailable, "PREFERRED_LEADER_NOT_AVAILABLE", true, true,
               true},
    ErrorFacts{ErrorCode::GroupMaxSizeReached, "GROUP_MAX_SIZE_REACHED", false, false, true},
    ErrorFacts{ErrorCode::FencedInstanceId, "FENCED_INSTANCE_ID", false, false, true},
    ErrorFacts{ErrorCode::EligibleLeadersNotAvailable, "ELIGIBLE_LEADERS_NOT_AVAILABLE", true, true,
               true},
    ErrorFacts{ErrorCode::ElectionNotNeeded, "ELECTION_NOT_NEEDED", true, true, true},
    ErrorFacts{ErrorCode::NoReassignmentInProgress, "NO_REASSIGNMENT_IN_PROGRESS", false, false,
               true},
    ErrorFacts{ErrorCode::GroupSubscribedToTopic, "GROUP_SUBSCRIBED_TO_TOPIC", false, false, true},
    ErrorFacts{ErrorCode::InvalidRecord, "INVALID_RECORD", false, false, true},
    ErrorFacts{ErrorCode::UnstableOffsetCommit, "UNSTABLE_OFFSET_COMMIT", true, false, true},
    ErrorFacts{ErrorCode::ThrottlingQuotaExceeded, "THROTTLING_QUOTA_EXCEEDED", true, false, true},
    ErrorFacts{ErrorCode::ProducerFenced, "PRODUCER_FENCED", false, false, true},
    ErrorFacts{ErrorCode::ResourceNotFound, "RESOURCE_NOT_FOUND", false, false, true},
    ErrorFacts{ErrorCode::DuplicateResource, "DUPLICATE_RESOURCE", false, false, true},
    ErrorFacts{ErrorCode::UnacceptableCredential, "UNACCEPTABLE_CREDENTIAL", false, false, true},
    ErrorFacts{ErrorCode::InconsistentVoterSet, "INCONSISTENT_VOTER_SET", false, false, true},
    ErrorFacts{ErrorCode::InvalidUpdateVersion, "INVALID_UPDATE_VERSION", false, false, true},
    ErrorFacts{ErrorCode::FeatureUpdateFailed, "FEATURE_UPDATE_FAILED", false, false, true},
    ErrorFacts{ErrorCode::UnknownTopicId, "UNKNOWN_TOPIC_ID", true, true, true},
    ErrorFacts{ErrorCode::DuplicateBrokerRegistration, "DUPLICATE_BROKER_REGISTRATION", false,
               false, true},
    ErrorFacts{ErrorCode::BrokerIdNotRegistered, "BROKER_ID_NOT_REGISTERED", false, false, true},
    ErrorFacts{ErrorCode::InconsistentTopicId, "INCONSISTENT_TOPIC_ID", true, true, true},
    ErrorFacts{ErrorCode::InconsistentClusterId, "INCONSISTENT_CLUSTER_ID", false, false, true},
    ErrorFacts{ErrorCode::FetchSessionTopicIdError, "FETCH_SESSION_TOPIC_ID_ERROR", true, false,
               true},
    ErrorFacts{ErrorCode::IneligibleReplica, "INELIGIBLE_REPLICA", false, false, true},
    ErrorFacts{ErrorCode::NewLeaderElected, "NEW_LEADER_ELECTED", false, false, true},
    ErrorFacts{ErrorCode::OffsetMovedToTieredStorage, "OFFSET_MOVED_TO_TIERED_STORAGE", false,
               false, true},
    ErrorFacts{ErrorCode::FencedMemberEpoch, "FENCED_MEMBER_EPOCH", false, false, true},
    ErrorFacts{ErrorCode::UnreleasedInstanceId, "UNRELEASED_INSTANCE_ID", false, false, true},
    ErrorFacts{ErrorCode::UnsupportedAssignor, "UNSUPPORTED_ASSIGNOR", false, false, true},
    ErrorFacts{ErrorCode::StaleMemberEpoch, "STALE_MEMBER_EPOCH", false, false, true},
    ErrorFacts{ErrorCode::TransactionAbortable, "TRANSACTION_ABORTABLE", false, false, true},
};

constexpr bool is_sorted_by_code() {
  for (std::size_t i = 1; i < std::size(kFacts); ++i) {
    if (kFacts[i - 1].code >= kFacts[i].code) return false;
  }
  return true;
}
static_assert(is_sorted_by_code());

}  // namespace

const ErrorFacts& facts_of(ErrorCode code) {
  for (const ErrorFacts& facts : kFacts) {
    if (facts.code == code) return facts;
  }
  return kFacts[0];  // a code that this version does not know is UNKNOWN_SERVER_ERROR, as in Kafka
}

}  // namespace barnabas
