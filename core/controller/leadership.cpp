#include "core/controller/leadership.h"

#include "core/base/check.h"

namespace barnabas::controller {
namespace {

using cluster::contains;
using cluster::Image;
using cluster::Leadership;

struct Choice {
  NodeId leader{-1};
  bool is_unclean = false;
};

std::string name_of_broker(NodeId id) { return "broker " + std::to_string(id.value); }

std::vector<NodeId> online(const Image& image, const TopicPartition& tp,
                           const std::vector<NodeId>& ids, bool or_shutting_down = false) {
  std::vector<NodeId> up;
  for (const NodeId id : ids) {
    if (image.is_replica_online(tp, id, or_shutting_down)) up.push_back(id);
  }
  return up;
}

// The first of `order` that is online and in sync.
std::optional<NodeId> first_in_sync(const Image& image, const TopicPartition& tp,
                                    const std::vector<NodeId>& order,
                                    const std::vector<NodeId>& isr) {
  for (const NodeId id : online(image, tp, order)) {
    if (contains(isr, id)) return id;
  }
  return std::nullopt;
}

std::optional<Choice> choose_offline(const Image& image, const Intent& intent,
                                     const TopicPartition& tp, const Leadership& current,
                                     const ElectionRules& rules) {
  const std::vector<NodeId>& replicas = image.find_partition(tp)->assignment.replicas;
  if (rules.sabotage == Sabotage::ElectTheDead) return Choice{current.isr.front(), false};
  const bool by_isr = rules.policy == ElectionPolicy::MostCaughtUpInIsr;
  if (const auto clean = first_in_sync(image, tp, by_isr ? current.isr : replicas, current.isr)) {
    return Choice{*clean, false};
  }
  const bool may_lose = intent.purpose == Purpose::ElectUnclean ||
                        rules.sabotage == Sabotage::ElectOutsideIsr ||
                        allows_unclean_election(image, tp.topic, rules.unclean_by_default);
  const std::vector<NodeId> up = online(image, tp, replicas);
  if (!may_lose || up.empty()) return std::nullopt;
  return Choice{up.front(), true};
}

std::string why_offline(const Image& image, const Intent& intent, const Leadership& current,
                        const Choice& choice) {
  std::string why;
  if (intent.purpose == Purpose::ElectUnclean) {
    why = kOperatorAsked;
  } else if (current.leader == kNoNode) {
    why = "there was no leader, and " + name_of_broker(choice.leader) + " is here";
  } else if (image.is_registered(current.leader)) {
    why = name_of_broker(current.leader) + " cannot lead";
  } else {
    why = name_of_broker(current.leader) + " is gone";
  }
  if (choice.is_unclean) {
    why += "; nobody of the ISR " + cluster::list_text(current.isr) + " is alive: unclean election";
  }
  return why;
}

Proposal propose(const TopicPartition& tp, const Leadership& current, NodeId leader,
                 std::vector<NodeId> isr, const ElectionRules& rules) {
  Proposal proposal;
  proposal.tp = tp;
  proposal.next = current;
  proposal.next.leader = leader;
  proposal.next.leader_epoch = current.leader_epoch.next();
  if (rules.sabotage == Sabotage::KeepLeaderEpoch && current.leader_epoch.value >= 0)
    proposal.next.leader_epoch = current.leader_epoch;
  proposal.next.isr = std::move(isr);
  proposal.next.controller_epoch = rules.controller_epoch;
  proposal.is_election = true;
  BARNABAS_CHECK(!proposal.next.isr.empty());
  return proposal;
}

Decision refused(ErrorCode error) {
  Decision decision;
  decision.error = error;
  return decision;
}

Decision decide_offline(const Image& image, const Intent& intent, const TopicPartition& tp,
                        const Leadership& current, const ElectionRules& rules) {
  const auto choice = choose_offline(image, intent, tp, current, rules);
  if (!choice) return refused(ErrorCode::EligibleLeadersNotAvailable);
  std::vector<NodeId> isr =
      choice->is_unclean ? std::vector<NodeId>{choice->leader} : online(image, tp, current.isr);
  Decision decision;
  decision.proposal = propose(tp, current, choice->leader, std::move(isr), rules);
  // A clean election keeps what the state said about recovery (KIP-704).
  if (choice->is_unclean) decision.proposal->next.is_recovering = true;
  decision.proposal->is_unclean = choice->is_unclean;
  decision.proposal->recipients = online(image, tp, image.find_partition(tp)->assignment.replicas);
  decision.proposal->why = why_offline(image, intent, current, *choice);
  return decision;
}

Decision decide_preferred(const Image& image, const TopicPartition& tp, const Leadership& current,
                          const ElectionRules& rules) {
  const std::vector<NodeId>& replicas = image.find_partition(tp)->assignment.replicas;
  const bool any = rules.sabotage == Sabotage::ElectPreferredOutsideIsr;
  const auto leader = first_in_sync(image, tp, {replicas.front()}, any ? replicas : current.isr);
  if (!leader) return refused(ErrorCode::PreferredLeaderNotAvailable);
  Decision decision;
  decision.proposal = propose(tp, current, *leader, current.isr, rules);
  decision.proposal->recipients = replicas;
  decision.proposal->why = name_of_broker(*leader) + " is the preferred leader";
  return decision;
}

Decision decide_reassigned(const Image& image, const TopicPartition& tp, const Leadership& current,
                           const ElectionRules& rules) {
  const cluster::Assignment& assignment = image.find_partition(tp)->assignment;
  const std::vector<NodeId> targets = cluster::without(assignment.replicas, assignment.removing);
  const auto leader = first_in_sync(image, tp, targets, current.isr);
  if (!leader) return refused(ErrorCode::EligibleLeadersNotAvailable);
  Decision decision;
  decision.proposal = propose(tp, current, *leader, current.isr, rules);
  decision.proposal->recipients = targets;
  decision.proposal->why = "reassignment: " + name_of_broker(current.leader) +
                           " is not among the replicas " + cluster::list_text(targets);
  return decision;
}

Decision decide_shutdown(const Image& image, const TopicPartition& tp, const Leadership& current,
                         const ElectionRules& rules) {
  const std::vector<NodeId>& replicas = image.find_partition(tp)->assignment.replicas;
  // first_in_sync leaves out who is shutting down, as Kafka's algorithm does by a list of its own.
  const auto leader = first_in_sync(image, tp, replicas, current.isr);
  if (!leader) return refused(ErrorCode::EligibleLeadersNotAvailable);
  std::vector<NodeId> isr;
  for (const NodeId id : current.isr) {
    const cluster::BrokerRegistration* broker = image.find_broker(id);
    if (broker == nullptr || !broker->is_shutting_down) isr.push_back(id);
  }
  Decision decision;
  decision.proposal = propose(tp, current, *leader, std::move(isr), rules);
  decision.proposal->recipients = online(image, tp, replicas, true);
  decision.proposal->why = name_of_broker(current.leader) + " is shutting down";
  return decision;
}

Decision decide_removal(const Image& image, const Intent& intent, const TopicPartition& tp,
                        const Leadership& current, const ElectionRules& rules) {
  const NodeId gone = intent.broker;
  Decision decision;
  const std::vector<NodeId> others =
      cluster::without(image.find_partition(tp)->assignment.replicas, {gone});
  if (!contains(current.isr, gone)) {
    decision.unchanged_recipients = others;
    return decision;
  }
  const bool was_leader = current.leader == gone;
  // The last member stays in the ISR: only it is known to hold everything.
  const bool is_last = current.isr.size() == 1;
  std::vector<NodeId> isr = is_last ? current.isr : cluster::without(current.isr, {gone});
  if (is_last && rules.sabotage == Sabotage::ForgetLastInSync && !others.empty()) isr = others;
  decision.proposal =
      propose(tp, current, was_leader ? kNoNode : current.leader, std::move(isr), rules);
  decision.proposal->recipients = others;
  decision.proposal->is_election = was_leader;
  decision.proposal->why =
      name_of_broker(gone) + (image.is_live(gone) ? " stops following" : " is gone");
  if (was_leader) decision.proposal->why += ", and nobody may take over";
  return decision;
}

}  // namespace

Decision decide_first_leadership(const Image& image, const TopicPartition& tp,
                                 const ElectionRules& rules) {
  const cluster::Partition* partition = image.find_partition(tp);
  BARNABAS_CHECK(partition != nullptr);
  const std::vector<NodeId> up = online(image, tp, partition->assignment.replicas);
  if (up.empty()) return refused(ErrorCode::EligibleLeadersNotAvailable);
  Decision decision;
  decision.proposal = propose(tp, Leadership{}, up.front(), up, rules);
  decision.proposal->recipients = up;
  decision.proposal->is_new = true;
  decision.proposal->why = "the partition is new";
  return decision;
}

Decision decide_leadership(const Image& image, const Intent& intent, const TopicPartition& tp,
                           const Leadership& current, const ElectionRules& rules) {
  BARNABAS_CHECK_MSG(image.find_partition(tp) != nullptr, to_string(tp));
  // A newer controller was here: this one is deposed and must not touch the partition.
  if (current.controller_epoch > rules.controller_epoch)
    return refused(ErrorCode::StaleControllerEpoch);
  switch (intent.purpose) {
    case Purpose::ElectOffline:
    case Purpose::ElectUnclean:
      return decide_offline(image, intent, tp, current, rules);
    case Purpose::ElectPreferred:
      return decide_preferred(image, tp, current, rules);
    case Purpose::ElectReassigned:
      return decide_reassigned(image, tp, current, rules);
    case Purpose::ElectShutdown:
      return decide_shutdown(image, tp, current, rules);
    case Purpose::RemoveReplica:
      return decide_removal(image, intent, tp, current, rules);
    case Purpose::BumpEpoch:
    case Purpose::AlterIsr:
      break;
  }
  Decision decision;
  decision.proposal = propose(tp, current, current.leader, current.isr, rules);
  decision.proposal->recipients = image.find_partition(tp)->assignment.replicas;
  decision.proposal->is_election = false;
  decision.proposal->why = "the replicas change";
  return decision;
}

bool allows_unclean_election(const Image& image, const std::string& topic, bool by_default) {
  const cluster::Topic* found = image.find_topic(topic);
  if (found == nullptr) return by_default;
  const auto config = found->configs.find("unclean.leader.election.enable");
  return config == found->configs.end() ? by_default : config->second == "true";
}

bool needs_leader(const Image& image, const TopicPartition& tp, bool or_is_shutting_down) {
  const cluster::Partition* partition = image.find_partition(tp);
  if (partition == nullptr) return false;
  const Leadership& leadership = partition->leadership;
  return !partition->has_state() || leadership.leader == kNoNode ||
         !image.is_replica_online(tp, leadership.leader, !or_is_shutting_down);
}

}  // namespace barnabas::controller
