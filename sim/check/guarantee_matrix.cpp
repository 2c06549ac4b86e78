#include "sim/check/guarantee_matrix.h"

namespace barnabas::sim::check {
namespace {

// What a record that was acknowledged and is gone shows up as, at its producer and its readers.
constexpr std::string_view kLostRecords =
    "DurableAck NoGlobalLoss InconsistentOffsets LostWrite Unseen NonmonotonicSend "
    "IntNonmonotonicSend";
// What committed records that are gone show up as in the replicas.
constexpr std::string_view kLostCommits =
    "ConsistentRead LogMatching WeakIsr StrongIsr ValidHighWatermark LeaderCompleteness "
    "LeaderCandidateCompleteness TrueHwMonotone AppliedHwMonotone Duplicate";

// As what two histories under one leader epoch show up: no epoch tells where they part, so that a
// follower cuts its log in the wrong place, or in the middle of a batch, or nowhere.
constexpr std::string_view kTwoHistories =
    "TypeOk FetchCreditSound EpochMonotone EpochCacheRebuild CheckpointSound ProducerOrder "
    "NoDupBatch EpochFence";

constexpr MatrixRow kMatrix[] = {
    {Weakness::Acks0,
     "acks=0",
     {kLostRecords, "Duplicate"},
     "nobody ever says what became of a record"},
    {Weakness::Acks1, "acks=1", {kLostRecords}, "the leader answers before anybody has a copy"},
    {Weakness::Resends,
     "retries without idempotence",
     {"Duplicate"},
     "a retry is a new record to a broker that cannot tell it from the first"},
    {Weakness::Reorders,
     "retries with several requests in flight, without idempotence",
     {"NonmonotonicSend IntNonmonotonicSend"},
     "what was sent later is appended while the first is on its way again"},
    {Weakness::ForgetsBatches,
     "idempotence with several requests in flight, and brokers that restart",
     {"Duplicate"},
     "a restarted broker knows the last batch of each producer and no other; what comes again "
     "before "
     "it is out of order, and the producer begins anew in its next epoch"},
    {Weakness::UncleanElections,
     "unclean elections",
     {kLostRecords, kLostCommits, "NoReadAboveHW PollSkip ProducerOrder NoDupBatch"},
     "a leader that lacks committed records takes them from everybody"},
    {Weakness::LosesUnflushed,
     "power losses or wiped disks, and records that are not flushed",
     {kLostRecords, kLostCommits, kTwoHistories},
     "acknowledged is what stands in the memory of those in sync, and that may be one (no ELR); a "
     "leader that is back before a controller missed it leads in its old epoch, with another past"},
    {Weakness::RottenBits,
     "bits that rot",
     {kLostRecords, kLostCommits,
      "TypeOk NoReadAboveHW FetchCreditSound EpochMonotone SingleLeaderPerEpoch PollSkip "
      "ProducerOrder NoDupBatch DupAnswersOriginal EpochFence StateRebuild RecoveryPrefix "
      "IndexSound CheckpointSound RetentionSound EpochCacheRebuild NoPhantomRecords"},
     "a log is trusted until it is recovered"},
    {Weakness::WipedZooKeeper,
     "a ZooKeeper whose disk is wiped",
     {kLostRecords, kLostCommits,
      "ControllerEpoch SingleLeaderPerEpoch EpochMonotone EpochFence NoReadAboveHW PollSkip "
      "ProducerOrder NoDupBatch"},
     "topics, epochs and ids begin anew, below what brokers and clients remember (one node, no "
     "ensemble)"},
    {Weakness::OldReplication,
     "replication without all of its fences",
     {kLostRecords, kLostCommits,
      "TypeOk NoReadAboveHW FetchCreditSound ReplicationQuorumSuperset EpochMonotone "
      "EpochCacheRebuild CheckpointSound PollSkip ProducerOrder NoDupBatch"},
     "the bugs that KIP-101, 279, 320, 497, 841 and KAFKA-7128 mended are there again"},
    {Weakness::OldControllers,
     "orders of old controllers, or for earlier lives of brokers, are obeyed",
     {kLostRecords, kLostCommits,
      "NoReadAboveHW FetchCreditSound ReplicationQuorumSuperset LeaderInIsr SingleLeaderPerEpoch "
      "EpochMonotone EpochCacheRebuild ControllerEpoch ProducerOrder NoDupBatch"},
     "two may lead at once, each by an order (KIP-380, KAFKA-6082)"},
};

}  // namespace

std::span<const MatrixRow> guarantee_matrix() { return kMatrix; }

bool has(const Configuration& configuration, Weakness weakness) {
  switch (weakness) {
    case Weakness::Acks0:
      return configuration.has_acks_0;
    case Weakness::Acks1:
      return configuration.has_acks_1;
    case Weakness::Resends:
      return configuration.resends_unnumbered;
    case Weakness::Reorders:
      return configuration.reorders_unnumbered;
    case Weakness::ForgetsBatches:
      return configuration.forgets_batches;
    case Weakness::UncleanElections:
      return configuration.has_unclean_elections;
    case Weakness::LosesUnflushed:
      return configuration.loses_unflushed;
    case Weakness::RottenBits:
      return configuration.has_rotten_bits;
    case Weakness::WipedZooKeeper:
      return configuration.wipes_zookeeper;
    case Weakness::OldReplication:
      return configuration.has_old_replication;
    case Weakness::OldControllers:
      return configuration.obeys_old_controllers;
  }
  return false;
}

bool may_break(const MatrixRow& row, std::string_view checker) {
  for (std::string_view rest : row.may_break) {
    while (!rest.empty()) {
      const std::size_t space = rest.find(' ');
      if (rest.substr(0, space) == checker) return true;
      rest = space == std::string_view::npos ? std::string_view() : rest.substr(space + 1);
    }
  }
  return false;
}

const MatrixRow* permits(const Configuration& configuration, std::string_view checker) {
  for (const MatrixRow& row : kMatrix) {
    if (has(configuration, row.weakness) && may_break(row, checker)) return &row;
  }
  return nullptr;
}

}  // namespace barnabas::sim::check
