// The ids of the checkers that a scenario may name in "holds" and "violates"; sim/check implements
// them.
//
// Definitions: docs/scenarios.md.
#pragma once

#include <string_view>

namespace barnabas::sim {

struct CheckerFacts {
  std::string_view id;
  std::string_view meaning;
};

inline constexpr CheckerFacts kCheckers[] = {
    {"DurableAck", "every acknowledged record is in the final log at the offset that was told"},
    {"NoGlobalLoss", "every acknowledged value is on some broker that runs"},
    {"ConsistentRead", "an offset that was delivered never shows another value and never vanishes"},
    {"NoReadAboveHW", "no consumer gets a record at or above the high watermark of who serves it"},
    {"TypeOk",
     "every variable of a replica lies in its domain; a log has records exactly below its end"},
    {"WeakIsr",
     "what any believed leader exposed stands on every member of the ISR it believes in"},
    {"StrongIsr",
     "what any believed leader exposed stands on every member of the controller's ISR"},
    {"LeaderInIsr", "the elected leader is in the ISR, which is never empty"},
    {"ValidHighWatermark",
     "no leader's high watermark is beyond the log of a member of the controller's ISR"},
    {"ReplicationQuorumSuperset", "a leader waits for all whom ZooKeeper holds to be in sync"},
    {"LogMatching", "two replicas hold the same records below the lower of their high watermarks"},
    {"LeaderCompleteness",
     "a leader has all that was committed, and acks=all tells of nothing else"},
    {"LeaderCandidateCompleteness", "whoever is in the ISR and runs has all that was committed"},
    {"TrueHwMonotone", "what was committed once stays below the high watermark of later leaders"},
    {"AppliedHwMonotone",
     "a leader's high watermark, and the end that clients are told, never fall"},
    {"FetchCreditSound", "no leader believes that a follower has more than it has"},
    {"SingleLeaderPerEpoch", "at most one replica appends as leader of a partition in one epoch"},
    {"EpochMonotone", "leader epochs never decrease along a log"},
    {"ControllerEpoch", "no broker obeys a controller after it has heard of a newer one"},
    {"InconsistentOffsets", "clients are never told of two values at one offset"},
    {"Duplicate", "no value stands at more offsets than it was handed over"},
    {"LostWrite", "no acknowledged value is missing where polls went over its offset"},
    {"Unseen", "every acknowledged value has been read when the run ends"},
    {"PollSkip", "no poll of a reader skips records, unless it seeks"},
    {"NonmonotonicPoll", "no poll of a reader goes back, unless it seeks"},
    {"IntPollSkip", "no records are skipped within one poll"},
    {"IntNonmonotonicPoll", "offsets rise within one poll"},
    {"NonmonotonicSend", "what a producer hands over later gets a higher offset"},
    {"IntNonmonotonicSend", "the same among the records of one call"},
    {"ProducerOrder", "sequence numbers of one producer and epoch have no gaps in a log"},
    {"NoDupBatch", "no two batches in a log have the same producer, epoch and sequence"},
    {"DupAnswersOriginal", "a batch that comes again is answered with its first offset"},
    {"EpochFence", "no batch has an older producer epoch than one before it"},
    {"StateRebuild", "what a broker remembers of producers is what its log says of them"},
    {"RecoveryPrefix", "after an unclean stop a log is its longest prefix of whole batches"},
    {"IndexSound", "every index entry names the batch that it points to"},
    {"CheckpointSound", "what a broker writes into its checkpoints is true"},
    {"RetentionSound", "only whole segments at the front, below the high watermark, are deleted"},
    {"EpochCacheRebuild", "the leader-epoch cache is what the log's batches say"},
    {"NoPhantomRecords", "every record in a log was handed over by a producer"},
    {"Liveness",
     "when the faults are over, leaders stand, ISRs fill and every send gets its outcome"},
};

inline bool is_checker(std::string_view id) {
  for (const CheckerFacts& checker : kCheckers) {
    if (checker.id == id) return true;
  }
  return false;
}

}  // namespace barnabas::sim
