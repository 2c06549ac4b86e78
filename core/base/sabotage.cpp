#include "core/base/sabotage.h"

#include <iterator>

#include "core/base/check.h"

namespace barnabas {
namespace {

using S = Sabotage;

constexpr SabotageFacts kSabotages[] = {
    {S::ReuseOffset, "reuse-offset", "a batch of several records begins at the last used offset",
     "UnifiedLog.append assigns from the log end"},
    {S::StampFirstEpoch, "stamp-first-epoch", "the leader stamps its batches with epoch 0",
     "UnifiedLog.appendAsLeader"},
    {S::ForgetEpochsOfFollower, "forget-epochs-of-follower",
     "a follower appends without noting where leader epochs begin",
     "LeaderEpochFileCache, KIP-101"},
    {S::TruncateOneBatchLess, "truncate-one-batch-less",
     "a truncation leaves the first batch that had to go", "UnifiedLog.truncateTo"},
    {S::TruncateOneBatchMore, "truncate-one-batch-more",
     "a truncation takes a batch that had to stay", "UnifiedLog.truncateTo"},
    {S::KeepEpochsOnTruncation, "keep-epochs-on-truncation",
     "a truncation leaves the epochs of what it cut", "LeaderEpochFileCache.truncateFromEnd"},
    {S::IndexBehindBatch, "index-behind-batch",
     "an offset-index entry points behind the batch that it names", "LogSegment.append"},
    {S::SkipRecovery, "skip-recovery", "after an unclean stop the log is trusted",
     "LogLoader.recoverLog"},
    {S::FlushNothing, "flush-nothing", "a flush that flush.messages asks for syncs no file",
     "flush.messages"},
    {S::RetentionIgnoresHighWatermark, "retention-ignores-high-watermark",
     "retention deletes segments that nobody has copied yet", "UnifiedLog.deletableSegments"},
    {S::LogStartBeyondHighWatermark, "log-start-beyond-high-watermark",
     "DeleteRecords \"up to the high watermark\" deletes the whole log",
     "ReplicaManager.deleteRecords"},
    {S::LogStartAtSegment, "log-start-at-segment",
     "retention raises the log start to the next segment but one", "UnifiedLog.deleteSegments"},
    {S::AppendDuplicates, "append-duplicates", "a batch that is in the log already is appended",
     "ProducerStateManager, KIP-98"},
    {S::RememberOneBatch, "remember-one-batch",
     "only a producer's last batch is known again, not five", "ProducerStateEntry, KIP-98"},
    {S::DuplicateWithNewOffset, "duplicate-with-new-offset",
     "a duplicate is answered with the log end instead of its first offset",
     "UnifiedLog.analyzeAndValidateProducerState"},
    {S::AcceptGaps, "accept-gaps", "a sequence that leaves out batches is appended",
     "ProducerAppendInfo.checkSequence"},
    {S::ForgetProducersAtStart, "forget-producers-at-start",
     "a broker that starts knows no producers of its logs", "UnifiedLog.rebuildProducerState"},
    {S::HighWatermarkAtLogEnd, "high-watermark-at-log-end",
     "the high watermark follows the leader's own log", "Partition.maybeIncrementLeaderHW"},
    {S::HighWatermarkByMajority, "high-watermark-by-majority",
     "the high watermark needs one in-sync follower, not all", "Partition.maybeIncrementLeaderHW"},
    {S::HighWatermarkAtLeadership, "high-watermark-at-leadership",
     "a new leader takes all that it holds for committed", "Partition.makeLeader"},
    {S::HighWatermarkOfWholeLog, "high-watermark-of-whole-log",
     "a follower takes all that it holds for committed", "ReplicaFetcherThread"},
    {S::HighWatermarkUnbounded, "high-watermark-unbounded",
     "a follower takes over a high watermark that its log does not reach",
     "UnifiedLog.updateHighWatermark"},
    {S::CreditOneMore, "credit-one-more",
     "the leader credits a follower with one record more than it asked behind",
     "Partition.updateFollowerFetchState"},
    {S::CreditWhatIsServed, "credit-what-is-served",
     "the leader credits a follower with what it is about to send",
     "Partition.updateFollowerFetchState"},
    {S::ExpandIsrAtOnce, "expand-isr-at-once", "a follower enters the ISR with its first fetch",
     "Partition.isFollowerInSync, KAFKA-7128"},
    {S::NeverExpandIsr, "never-expand-isr", "a follower that caught up stays outside the ISR",
     "Partition.maybeExpandIsr"},
    {S::IgnoreMinIsr, "ignore-min-isr", "min.insync.replicas counts as 1",
     "Partition.appendRecordsToLeader"},
    {S::HideDivergence, "hide-divergence", "the leader serves a follower whose log left its own",
     "Partition.readRecords, KIP-595"},
    {S::DivergenceOneLater, "divergence-one-later",
     "the leader tells one offset too much for the end of an epoch",
     "LeaderEpochFileCache.endOffsetFor"},
    {S::IgnoreDivergence, "ignore-divergence",
     "a follower that is told where its log diverges cuts nothing",
     "AbstractFetcherThread.truncateOnFetchResponse"},
    {S::StayBehindLogStart, "stay-behind-log-start",
     "a follower that lacks what the leader has deleted asks for it for ever",
     "AbstractFetcherThread.fetchOffsetAndTruncate"},
    {S::AckBeforeHighWatermark, "ack-before-high-watermark",
     "acks=all is answered after the append", "DelayedProduce"},
    {S::AckAfterDemotion, "ack-after-demotion",
     "produces that wait are answered with success when the leader is deposed", "DelayedProduce"},
    {S::AckRefused, "ack-refused", "an append that NOT_ENOUGH_REPLICAS refused is acknowledged",
     "ReplicaManager.appendToLocalLog"},
    {S::AckAtNextOffset, "ack-at-next-offset", "an acknowledgement tells the offset behind",
     "ProduceResponse.base_offset"},
    {S::ServeAboveHighWatermark, "serve-above-high-watermark",
     "consumers are served up to the log end", "Partition.fetchRecords"},
    {S::AppendWithoutLeadership, "append-without-leadership",
     "a replica that does not lead appends what producers send", "Partition.appendRecordsToLeader"},
    {S::CheckpointLogEnd, "checkpoint-log-end", "the high-watermark checkpoint holds log ends",
     "ReplicaManager.checkpointHighWatermarks"},
    {S::LoseHighWatermarkCheckpoint, "lose-high-watermark-checkpoint",
     "a broker that starts takes its whole logs for committed",
     "UnifiedLog.initializeHighWatermark"},
    {S::ElectOutsideIsr, "elect-outside-isr",
     "any live replica is elected although unclean elections are off",
     "PartitionLeaderElectionAlgorithms.offlinePartitionLeaderElection"},
    {S::ElectPreferredOutsideIsr, "elect-preferred-outside-isr",
     "the preferred replica is elected whether it is in sync or not",
     "PartitionLeaderElectionAlgorithms.preferredReplicaPartitionLeaderElection"},
    {S::ElectTheDead, "elect-the-dead", "the first in-sync replica is elected, dead or alive",
     "PartitionLeaderElectionAlgorithms.offlinePartitionLeaderElection"},
    {S::KeepLeaderEpoch, "keep-leader-epoch", "a new leader leads in its predecessor's epoch",
     "PartitionStateMachine, LeaderAndIsr.newLeaderAndIsr"},
    {S::ForgetLastInSync, "forget-last-in-sync",
     "when the last in-sync replica dies the others take its place in the ISR",
     "ReplicaStateMachine.doRemoveReplicasFromIsr"},
    {S::TellOnlyTheLeader, "tell-only-the-leader", "followers do not hear of elections",
     "ControllerBrokerRequestBatch"},
    {S::CompleteReassignmentAtOnce, "complete-reassignment-at-once",
     "a reassignment drops the old replicas before the new ones are in sync",
     "KafkaController.onPartitionReassignment, KIP-455"},
    {S::KeepControllerEpoch, "keep-controller-epoch",
     "a new controller takes over its predecessor's epoch",
     "KafkaZkClient.registerControllerAndIncrementControllerEpoch"},
    {S::ObeyOldController, "obey-old-controller", "brokers obey a controller that was deposed",
     "ReplicaManager.becomeLeaderOrFollower"},
    {S::AcceptAnyIsr, "accept-any-isr",
     "the controller accepts every ISR that a leader of the past proposes",
     "KafkaController.processAlterPartition, KIP-497, KIP-841, KIP-903"},
    {S::NeverExpireSessions, "never-expire-sessions", "ZooKeeper waits for dead clients for ever",
     "SessionTrackerImpl"},
    {S::KeepEphemerals, "keep-ephemerals", "a session's ephemeral znodes outlive it",
     "DataTree.killSession"},
    {S::LoseChildWatches, "lose-child-watches", "nobody hears that a znode's children changed",
     "WatchManager.triggerWatch"},
    {S::IgnoreVersions, "ignore-versions", "ZooKeeper writes whatever the expected version was",
     "PrepRequestProcessor.checkAndIncVersion"},
    {S::ConsumerSkipsBatch, "consumer-skips-batch",
     "a consumer leaves out the second of the batches that it fetched", "FetchCollector"},
    {S::ConsumerHandsOverTwice, "consumer-hands-over-twice",
     "a poll returns the last of several batches twice", "FetchCollector"},
    {S::ConsumerIgnoresReset, "consumer-ignores-reset",
     "a consumer out of range asks again for what is gone", "auto.offset.reset"},
};

constexpr bool is_complete() {
  std::uint8_t expected = 1;
  for (const SabotageFacts& facts : kSabotages) {
    if (static_cast<std::uint8_t>(facts.id) != expected++) return false;
  }
  return kSabotages[std::size(kSabotages) - 1].id == S::ConsumerIgnoresReset;
}
static_assert(is_complete(), "one row per sabotage, in their order");

}  // namespace

std::span<const SabotageFacts> sabotages() { return kSabotages; }

const SabotageFacts* find_sabotage(std::string_view name) {
  for (const SabotageFacts& facts : kSabotages) {
    if (facts.name == name) return &facts;
  }
  return nullptr;
}

const SabotageFacts& facts_of(Sabotage sabotage) {
  BARNABAS_CHECK(sabotage != Sabotage::None);
  return kSabotages[static_cast<std::size_t>(sabotage) - 1];
}

}  // namespace barnabas
