// AlterPartition: a leader asks for another ISR; compare-and-set by leader epoch and partition
// epoch.
//
// Kafka: KafkaController.processAlterPartition (3.9); KIP-497, KIP-841, KIP-903. The check of
// members' broker epochs is KRaft's; ZooKeeper mode never had it, and the switch isr.eligibility
// takes it away.
#include "core/controller/alter_partition.h"

#include <utility>

#include "core/controller/controller.h"

namespace barnabas::controller {
namespace {

using cluster::Image;
using cluster::Leadership;
using Wish = protocol::AlterPartitionRequest::Partition;
using Member = protocol::AlterPartitionRequest::Member;
using Verdict = protocol::AlterPartitionResponse::Partition;

bool is_eligible(const Image& image, const TopicPartition& tp, const Member& member,
                 IsrEligibility eligibility) {
  if (eligibility == IsrEligibility::None) return true;
  const cluster::BrokerRegistration* broker = image.find_broker(member.broker);
  if (broker == nullptr || !image.is_replica_online(tp, member.broker)) return false;
  const bool is_epoch_known = member.epoch != kNoBrokerEpoch;
  return eligibility == IsrEligibility::Live || !is_epoch_known || member.epoch == broker->epoch;
}

Verdict verdict_of(const TopicPartition& tp, const Leadership& state) {
  return {tp,        ErrorCode::None,       state.leader,       state.leader_epoch,
          state.isr, state.partition_epoch, state.is_recovering};
}

std::vector<NodeId> members_of(const Wish& wish) {
  std::vector<NodeId> ids;
  for (const Member& member : wish.new_isr) ids.push_back(member.broker);
  return ids;
}

}  // namespace

IsrDecision decide_isr(const Image& image, const Wish& wish, ControllerEpoch epoch,
                       IsrEligibility eligibility, Sabotage sabotage) {
  const cluster::Partition* partition = image.find_partition(wish.partition);
  if (partition == nullptr || !partition->has_state())
    return {ErrorCode::UnknownTopicOrPartition, {}};
  const Leadership& current = partition->leadership;
  // Whoever knows more than this controller has heard it from a newer one.
  if (wish.partition_epoch > current.partition_epoch || wish.leader_epoch > current.leader_epoch) {
    return {ErrorCode::NotController, {}};
  }
  const bool accepts_any = sabotage == Sabotage::AcceptAnyIsr;
  if (!accepts_any && wish.leader_epoch < current.leader_epoch)
    return {ErrorCode::FencedLeaderEpoch, {}};
  const std::vector<NodeId> isr = members_of(wish);
  // Before the partition epoch is looked at, so that a request that is sent again is answered
  // again.
  if (isr == current.isr && wish.leader_recovering == current.is_recovering)
    return {ErrorCode::None, {}};
  if (!accepts_any && wish.partition_epoch < current.partition_epoch)
    return {ErrorCode::InvalidUpdateVersion, {}};
  if (isr.empty() || !cluster::without(isr, partition->assignment.replicas).empty()) {
    return {ErrorCode::InvalidRequest, {}};
  }
  const bool recovers_with_others = wish.leader_recovering && isr.size() > 1;
  const bool falls_back = wish.leader_recovering && !current.is_recovering;
  if (recovers_with_others || falls_back) return {ErrorCode::InvalidRequest, {}};
  for (const Member& member : wish.new_isr) {
    if (!accepts_any && !is_eligible(image, wish.partition, member, eligibility))
      return {ErrorCode::IneligibleReplica, {}};
  }
  Proposal proposal;
  proposal.tp = wish.partition;
  proposal.next = current;
  proposal.next.isr = isr;
  proposal.next.is_recovering = wish.leader_recovering;
  proposal.next.controller_epoch = epoch;
  return {ErrorCode::None, std::move(proposal)};
}

void Controller::on_alter_partition() {
  const auto& request = std::get<protocol::AlterPartitionRequest>(*current_->request);
  protocol::AlterPartitionResponse response;
  const cluster::BrokerRegistration* sender = image_.find_broker(request.broker_id);
  if (sender == nullptr || sender->epoch != request.broker_epoch) {
    response.error = ErrorCode::StaleBrokerEpoch;
    work_.response = std::move(response);
    return;
  }
  work_.response = std::move(response);
  Step write = make_step(StepKind::WriteStates);
  write.intent.purpose = Purpose::AlterIsr;
  for (const Wish& wish : request.partitions) {
    IsrDecision decision =
        decide_isr(image_, wish, epoch_, config_.isr_eligibility, config_.sabotage);
    if (decision.error != ErrorCode::None) record_failure(wish.partition, decision.error);
    if (decision.proposal) write.proposals.push_back(std::move(*decision.proposal));
  }
  if (!write.proposals.empty()) next(std::move(write));
}

// What the writes became; then, whether a reassignment can be completed by them.
void Controller::answer_alter_partition(Environment env) {
  const auto& request = std::get<protocol::AlterPartitionRequest>(*current_->request);
  auto& response = std::get<protocol::AlterPartitionResponse>(*work_.response);
  if (response.error != ErrorCode::None) return;
  std::vector<Step> checks;
  for (const Wish& wish : request.partitions) {
    const TopicPartition& tp = wish.partition;
    const auto failure = work_.failures.find(tp);
    const cluster::Partition* partition = image_.find_partition(tp);
    if (failure != work_.failures.end() || partition == nullptr) {
      Verdict refused;
      refused.partition = tp;
      refused.error = partition == nullptr ? ErrorCode::UnknownTopicOrPartition : failure->second;
      if (refused.error == ErrorCode::IneligibleReplica)
        env.context.probe("controller.ineligible-replica");
      response.partitions.push_back(std::move(refused));
      continue;
    }
    response.partitions.push_back(verdict_of(tp, partition->leadership));
    if (!partition->assignment.is_being_reassigned()) continue;
    Step check = make_step(StepKind::ReadReassigned);
    check.partitions = {tp};
    checks.push_back(std::move(check));
  }
  next(std::move(checks));
}

}  // namespace barnabas::controller
