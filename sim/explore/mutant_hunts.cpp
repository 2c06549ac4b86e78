// Where each mutant is hunted: in a swarm, if one finds it by what the rule is about.
#include "core/base/check.h"
#include "sim/explore/mutants.h"

namespace barnabas::sim {
namespace {

using S = Sabotage;

constexpr Hunt kHunts[] = {
    {S::ReuseOffset, "swarm-churn", 10},
    {S::StampFirstEpoch, "swarm-churn", 10},
    {S::ForgetEpochsOfFollower, "swarm-churn", 10},
    {S::TruncateOneBatchLess, "swarm-churn", 10},
    {S::TruncateOneBatchMore, "swarm-churn", 20},
    {S::KeepEpochsOnTruncation, "swarm-churn", 40},
    {S::IndexBehindBatch, "swarm-churn", 10},
    {S::SkipRecovery, "swarm-torn", 10},
    {S::FlushNothing, "swarm-churn", 10},
    {S::RetentionIgnoresHighWatermark, "swarm-retention", 10},
    {S::LogStartBeyondHighWatermark, "swarm-retention", 10},
    {S::LogStartAtSegment, "swarm-retention", 10},
    {S::AppendDuplicates, "swarm-churn", 10},
    {S::RememberOneBatch, "swarm-churn", 10},
    {S::DuplicateWithNewOffset, "swarm-churn", 10},
    {S::AcceptGaps, "swarm-churn", 10},
    {S::ForgetProducersAtStart, "swarm-churn", 10},
    {S::HighWatermarkAtLogEnd, "swarm-churn", 10},
    {S::HighWatermarkByMajority, "swarm-churn", 10},
    {S::HighWatermarkAtLeadership, "swarm-churn", 10},
    {S::HighWatermarkOfWholeLog, "swarm-churn", 10},
    {S::HighWatermarkUnbounded, "swarm-churn", 10},
    {S::CreditOneMore, "swarm-churn", 10},
    {S::CreditWhatIsServed, "swarm-churn", 10},
    {S::ExpandIsrAtOnce, "swarm-churn", 10},
    {S::NeverExpandIsr, "swarm-churn", 10},
    {S::IgnoreMinIsr, "power-lazy", 10},
    {S::HideDivergence, "swarm-churn", 10},
    {S::DivergenceOneLater, "swarm-churn", 10},
    {S::IgnoreDivergence, "swarm-churn", 10},
    {S::StayBehindLogStart, "swarm-retention", 10},
    {S::AckBeforeHighWatermark, "swarm-churn", 10},
    {S::AckAfterDemotion, "swarm-churn", 10},
    {S::AckRefused, "swarm-churn", 40},
    {S::AckAtNextOffset, "swarm-churn", 10},
    {S::ServeAboveHighWatermark, "swarm-churn", 10},
    {S::AppendWithoutLeadership, "swarm-churn", 10},
    {S::CheckpointLogEnd, "swarm-churn", 10},
    {S::LoseHighWatermarkCheckpoint, "swarm-churn", 10},
    {S::ElectOutsideIsr, "swarm-churn", 40},
    {S::ElectPreferredOutsideIsr, "swarm-churn", 60},
    {S::ElectTheDead, "swarm-churn", 10},
    {S::KeepLeaderEpoch, "swarm-churn", 10},
    {S::ForgetLastInSync, "swarm-churn", 40},
    {S::TellOnlyTheLeader, "swarm-churn", 10},
    {S::CompleteReassignmentAtOnce, "moves", 10},
    {S::KeepControllerEpoch, "swarm-churn", 10},
    {S::ObeyOldController, "swarm-churn", 40},
    {S::AcceptAnyIsr, "swarm-churn", 10},
    {S::NeverExpireSessions, "swarm-churn", 10},
    {S::KeepEphemerals, "swarm-churn", 10},
    {S::LoseChildWatches, "swarm-churn", 10},
    {S::IgnoreVersions, "swarm-classic-isr", 40},
    {S::ConsumerSkipsBatch, "swarm-churn", 10},
    {S::ConsumerHandsOverTwice, "swarm-churn", 10},
    {S::ConsumerIgnoresReset, "swarm-retention", 10},
};

constexpr bool is_complete() {
  std::uint8_t expected = 1;
  for (const Hunt& hunt : kHunts) {
    if (static_cast<std::uint8_t>(hunt.sabotage) != expected++) return false;
  }
  return true;
}
static_assert(is_complete(), "one hunt per sabotage, in their order");

}  // namespace

std::span<const Hunt> hunts() { return kHunts; }

const Hunt& hunt_for(Sabotage sabotage) {
  BARNABAS_CHECK(sabotage != Sabotage::None);
  return kHunts[static_cast<std::size_t>(sabotage) - 1];
}

}  // namespace barnabas::sim
