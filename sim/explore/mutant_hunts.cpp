// Where each mutant is hunted: the cheapest ground on which it must be found.
#include "core/base/check.h"
#include "sim/explore/mutants.h"

namespace barnabas::sim {
namespace {

using S = Sabotage;

constexpr Hunt kHunts[] = {
    {S::ReuseOffset, "churn", 10},
    {S::StampFirstEpoch, "churn", 10},
    {S::ForgetEpochsOfFollower, "churn", 10},
    {S::TruncateOneBatchLess, "churn", 10},
    {S::TruncateOneBatchMore, "churn", 20},
    {S::KeepEpochsOnTruncation, "fresh-leader", 10},
    {S::IndexBehindBatch, "churn", 10},
    {S::SkipRecovery, "power-lazy", 10},
    {S::FlushNothing, "power", 10},
    {S::RetentionIgnoresHighWatermark, "retention", 10},
    {S::LogStartBeyondHighWatermark, "deletion", 60},
    {S::LogStartAtSegment, "retention", 10},
    {S::AppendDuplicates, "churn", 10},
    {S::RememberOneBatch, "churn", 10},
    {S::DuplicateWithNewOffset, "churn", 10},
    {S::AcceptGaps, "churn", 10},
    {S::ForgetProducersAtStart, "churn", 10},
    {S::HighWatermarkAtLogEnd, "churn", 10},
    {S::HighWatermarkByMajority, "churn", 10},
    {S::HighWatermarkAtLeadership, "churn", 10},
    {S::HighWatermarkOfWholeLog, "churn", 10},
    {S::HighWatermarkUnbounded, "churn", 10},
    {S::CreditOneMore, "churn", 10},
    {S::CreditWhatIsServed, "churn", 10},
    {S::ExpandIsrAtOnce, "churn", 10},
    {S::NeverExpandIsr, "churn", 10},
    {S::IgnoreMinIsr, "power-lazy", 10},
    {S::HideDivergence, "churn", 10},
    {S::DivergenceOneLater, "churn", 10},
    {S::IgnoreDivergence, "churn", 10},
    {S::StayBehindLogStart, "retention", 10},
    {S::AckBeforeHighWatermark, "churn", 10},
    {S::AckAfterDemotion, "churn", 10},
    {S::AckRefused, "churn", 40},
    {S::AckAtNextOffset, "churn", 10},
    {S::ServeAboveHighWatermark, "churn", 10},
    {S::AppendWithoutLeadership, "churn", 10},
    {S::CheckpointLogEnd, "churn", 10},
    {S::LoseHighWatermarkCheckpoint, "churn", 10},
    {S::ElectOutsideIsr, "last-in-sync", 10},
    {S::ElectPreferredOutsideIsr, "churn", 60},
    {S::ElectTheDead, "churn", 10},
    {S::KeepLeaderEpoch, "churn", 10},
    {S::ForgetLastInSync, "last-in-sync", 10},
    {S::TellOnlyTheLeader, "churn", 10},
    {S::CompleteReassignmentAtOnce, "moves", 10},
    {S::KeepControllerEpoch, "churn", 10},
    {S::ObeyOldController, "040-zombie-controller", 10},
    {S::AcceptAnyIsr, "churn", 10},
    {S::NeverExpireSessions, "churn", 10},
    {S::KeepEphemerals, "churn", 10},
    {S::LoseChildWatches, "churn", 10},
    {S::IgnoreVersions, "classic-isr", 20},
    {S::ConsumerSkipsBatch, "churn", 10},
    {S::ConsumerHandsOverTwice, "churn", 10},
    {S::ConsumerIgnoresReset, "retention", 10},
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
