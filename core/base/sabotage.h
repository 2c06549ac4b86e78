// Deliberate bugs of the core, to test the judges: each breaks one rule at one place.
//
// A node's configuration carries one of them, None everywhere but in a mutation test (`barnabas
// mutants`, or `"knobs": {"sabotage": NAME}` in a scenario). A judge that cries for none of these
// judges nothing; a rule whose sabotage nobody notices is either kept twice or not watched.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

namespace barnabas {

enum class Sabotage : std::uint8_t {
  None,
  // The log.
  ReuseOffset,
  StampFirstEpoch,
  ForgetEpochsOfFollower,
  TruncateOneBatchLess,
  TruncateOneBatchMore,
  KeepEpochsOnTruncation,
  IndexBehindBatch,
  SkipRecovery,
  FlushNothing,
  RetentionIgnoresHighWatermark,
  LogStartBeyondHighWatermark,
  LogStartAtSegment,
  // Producers as the log remembers them.
  AppendDuplicates,
  RememberOneBatch,
  DuplicateWithNewOffset,
  AcceptGaps,
  ForgetProducersAtStart,
  // High watermark and in-sync replicas.
  HighWatermarkAtLogEnd,
  HighWatermarkByMajority,
  HighWatermarkAtLeadership,
  HighWatermarkOfWholeLog,
  HighWatermarkUnbounded,
  CreditOneMore,
  CreditWhatIsServed,
  ExpandIsrAtOnce,
  NeverExpandIsr,
  IgnoreMinIsr,
  // Truncation between leader and follower.
  HideDivergence,
  DivergenceOneLater,
  IgnoreDivergence,
  StayBehindLogStart,
  // What brokers answer.
  AckBeforeHighWatermark,
  AckAfterDemotion,
  AckRefused,
  AckAtNextOffset,
  ServeAboveHighWatermark,
  AppendWithoutLeadership,
  CheckpointLogEnd,
  LoseHighWatermarkCheckpoint,
  // The controller.
  ElectOutsideIsr,
  ElectPreferredOutsideIsr,
  ElectTheDead,
  KeepLeaderEpoch,
  ForgetLastInSync,
  TellOnlyTheLeader,
  CompleteReassignmentAtOnce,
  KeepControllerEpoch,
  ObeyOldController,
  AcceptAnyIsr,
  // ZooKeeper.
  NeverExpireSessions,
  KeepEphemerals,
  LoseChildWatches,
  IgnoreVersions,
  // Clients.
  ConsumerSkipsBatch,
  ConsumerHandsOverTwice,
  ConsumerIgnoresReset,
};

struct SabotageFacts {
  Sabotage id = Sabotage::None;
  std::string_view name;    // as a person writes it
  std::string_view breaks;  // one sentence
  std::string_view rule;    // whose rule that was, in Kafka
};

// All but None, in the order of the enumeration.
std::span<const SabotageFacts> sabotages();
const SabotageFacts* find_sabotage(std::string_view name);
const SabotageFacts& facts_of(Sabotage sabotage);  // REQUIRES: not None

}  // namespace barnabas
