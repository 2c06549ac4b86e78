#include "sim/check/all_checkers.h"

#include "sim/check/checkpoint_sound.h"
#include "sim/check/client_values.h"
#include "sim/check/consistent_read.h"
#include "sim/check/controller_epoch.h"
#include "sim/check/dup_answer.h"
#include "sim/check/durable_ack.h"
#include "sim/check/epoch_monotone.h"
#include "sim/check/fetch_credit.h"
#include "sim/check/global_loss.h"
#include "sim/check/high_watermark.h"
#include "sim/check/index_sound.h"
#include "sim/check/isr_state.h"
#include "sim/check/leader_completeness.h"
#include "sim/check/liveness.h"
#include "sim/check/log_matching.h"
#include "sim/check/no_read_above_hw.h"
#include "sim/check/phantom_records.h"
#include "sim/check/poll_order.h"
#include "sim/check/rebuilds.h"
#include "sim/check/recovery_prefix.h"
#include "sim/check/retention_sound.h"
#include "sim/check/send_order.h"
#include "sim/check/sequence_rules.h"
#include "sim/check/single_leader_per_epoch.h"
#include "sim/check/strong_isr.h"
#include "sim/check/type_ok.h"

namespace barnabas::sim::check {
namespace {

using Checkers = std::vector<std::unique_ptr<Checker>>;

template <class... Kinds>
void add(Checkers& checkers) {
  (checkers.push_back(std::make_unique<Kinds>()), ...);
}

}  // namespace

Checkers all_checkers() {
  Checkers checkers;
  // What the cluster promises its clients.
  add<DurableAck, NoGlobalLoss, ConsistentRead, NoReadAboveHw>(checkers);
  // Replication.
  add<TypeOk, WeakIsr, StrongIsr, LeaderInIsr, ValidHighWatermark, ReplicationQuorumSuperset,
      LogMatching, LeaderCompleteness, LeaderCandidateCompleteness, TrueHwMonotone,
      AppliedHwMonotone, FetchCreditSound, SingleLeaderPerEpoch, EpochMonotone, ControllerEpochs>(
      checkers);
  // What clients see.
  add<InconsistentOffsets, Duplicate, LostWrite, Unseen>(checkers);
  checkers.push_back(std::make_unique<PollOrder>("PollSkip", true, false));
  checkers.push_back(std::make_unique<PollOrder>("NonmonotonicPoll", false, false));
  checkers.push_back(std::make_unique<PollOrder>("IntPollSkip", true, true));
  checkers.push_back(std::make_unique<PollOrder>("IntNonmonotonicPoll", false, true));
  checkers.push_back(std::make_unique<SendOrder>("NonmonotonicSend", false));
  checkers.push_back(std::make_unique<SendOrder>("IntNonmonotonicSend", true));
  // Idempotence.
  add<ProducerOrder, NoDupBatch, DupAnswersOriginal, EpochFence, StateRebuild>(checkers);
  // Storage.
  add<RecoveryPrefix, IndexSound, CheckpointSound, RetentionSound, EpochCacheRebuild,
      NoPhantomRecords>(checkers);
  add<Liveness>(checkers);
  return checkers;
}

}  // namespace barnabas::sim::check
