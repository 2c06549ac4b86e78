// Elections that somebody asks for: a broker before it stops, an operator, the clock.
//
// Kafka: KafkaController.doControlledShutdown, processReplicaLeaderElection,
// checkAndTriggerAutoLeaderRebalance
//        (3.9); KIP-460.
#include <map>
#include <utility>

#include "core/controller/controller.h"

namespace barnabas::controller {
namespace {

using protocol::ElectionType;

// A partition with one replica goes down with its broker: there is nobody to give it to.
bool can_move(const cluster::Partition& partition) {
  return partition.assignment.replicas.size() > 1 && partition.has_state();
}

bool is_preferred_leader(const cluster::Partition& partition) {
  return partition.leadership.leader == partition.assignment.replicas.front();
}

}  // namespace

// ---- Controlled shutdown
// --------------------------------------------------------------------------

void Controller::on_controlled_shutdown() {
  const auto& request = std::get<protocol::ControlledShutdownRequest>(*current_->request);
  protocol::ControlledShutdownResponse response;
  const cluster::BrokerRegistration* broker = image_.find_broker(request.broker_id);
  if (broker == nullptr) response.error = ErrorCode::BrokerNotAvailable;
  const bool is_stale = broker != nullptr && request.broker_epoch != kNoBrokerEpoch &&
                        request.broker_epoch < broker->epoch;
  if (is_stale) response.error = ErrorCode::StaleBrokerEpoch;
  work_.response = response;
  if (response.error != ErrorCode::None) return;

  commit(cluster::change::BrokerShuttingDown{request.broker_id});
  Step elect = make_step(StepKind::ReadStates);
  elect.intent.purpose = Purpose::ElectShutdown;
  Step leave = make_step(StepKind::TakeOffline);
  for (const TopicPartition& tp : image_.partitions_on(request.broker_id)) {
    const cluster::Partition& partition = *image_.find_partition(tp);
    if (!can_move(partition) || is_being_deleted(tp.topic)) continue;
    if (partition.leadership.leader == request.broker_id) {
      elect.partitions.push_back(tp);
    } else {
      leave.replicas.push_back({tp, request.broker_id});
    }
  }
  next({std::move(elect), std::move(leave)});
}

void Controller::answer_controlled_shutdown() {
  const auto& request = std::get<protocol::ControlledShutdownRequest>(*current_->request);
  auto& response = std::get<protocol::ControlledShutdownResponse>(*work_.response);
  if (response.error != ErrorCode::None) return;
  for (const TopicPartition& tp : image_.partitions_on(request.broker_id)) {
    const cluster::Partition& partition = *image_.find_partition(tp);
    if (!can_move(partition) || is_being_deleted(tp.topic)) continue;
    if (partition.leadership.leader == request.broker_id) {
      response.remaining_partitions.push_back(tp);
    }
  }
}

// ---- ElectLeaders
// ---------------------------------------------------------------------------------

void Controller::on_elect_leaders() {
  const auto& request = std::get<protocol::ElectLeadersRequest>(*current_->request);
  const bool is_preferred = request.type == ElectionType::Preferred;
  work_.response = protocol::ElectLeadersResponse{};
  work_.partitions = request.partitions ? *request.partitions : image_.all_partitions();
  Step elect = make_step(StepKind::ReadStates);
  elect.intent.purpose = is_preferred ? Purpose::ElectPreferred : Purpose::ElectUnclean;
  for (const TopicPartition& tp : work_.partitions) {
    const cluster::Partition* partition = image_.find_partition(tp);
    if (partition == nullptr) {
      record_failure(tp, ErrorCode::UnknownTopicOrPartition);
    } else if (is_being_deleted(tp.topic)) {
      record_failure(tp, ErrorCode::InvalidTopicException);
    } else if (is_preferred ? is_preferred_leader(*partition) : !needs_leader(image_, tp, true)) {
      record_failure(tp, ErrorCode::ElectionNotNeeded);
    } else {
      elect.partitions.push_back(tp);
    }
  }
  if (!elect.partitions.empty()) next(std::move(elect));
}

void Controller::answer_elect_leaders() {
  const auto& request = std::get<protocol::ElectLeadersRequest>(*current_->request);
  auto& response = std::get<protocol::ElectLeadersResponse>(*work_.response);
  for (const TopicPartition& tp : work_.partitions) {
    const auto failure = work_.failures.find(tp);
    const ErrorCode error = failure == work_.failures.end() ? ErrorCode::None : failure->second;
    // Who asks about everything does not want to hear about what is in order.
    if (!request.partitions && error == ErrorCode::ElectionNotNeeded) continue;
    std::string message;
    if (error == ErrorCode::UnknownTopicOrPartition) message = "The partition does not exist.";
    if (error == ErrorCode::InvalidTopicException) message = "The topic is being deleted";
    if (error == ErrorCode::PreferredLeaderNotAvailable ||
        error == ErrorCode::EligibleLeadersNotAvailable) {
      message = "Failed to elect leader for partition " + to_string(tp);
    }
    response.partitions.push_back({tp, error, std::move(message)});
  }
}

// ---- By the clock
// ---------------------------------------------------------------------------------

void Controller::on_rebalance(Environment env) {
  std::map<NodeId, std::vector<TopicPartition>> preferred;
  for (const TopicPartition& tp : image_.all_partitions()) {
    if (!is_being_deleted(tp.topic)) {
      preferred[image_.find_partition(tp)->assignment.replicas.front()].push_back(tp);
    }
  }
  Step elect = make_step(StepKind::ReadStates);
  elect.intent.purpose = Purpose::ElectPreferred;
  for (const auto& entry : preferred) {
    std::vector<TopicPartition> elsewhere;
    for (const TopicPartition& tp : entry.second) {
      const cluster::Partition& partition = *image_.find_partition(tp);
      if (partition.has_state() && !is_preferred_leader(partition)) elsewhere.push_back(tp);
    }
    const std::size_t allowed =
        static_cast<std::size_t>(config_.leader_imbalance_per_broker_percentage);
    if (elsewhere.size() * 100 <= allowed * entry.second.size()) continue;
    for (const TopicPartition& tp : elsewhere) {
      const cluster::Partition& partition = *image_.find_partition(tp);
      const bool can_lead = image_.is_replica_online(tp, entry.first) &&
                            cluster::contains(partition.leadership.isr, entry.first);
      if (can_lead) elect.partitions.push_back(tp);
    }
  }
  if (!elect.partitions.empty()) next(std::move(elect));
  env.context.set_timer({TimerKind::LeaderRebalance, 0},
                        seconds(config_.leader_imbalance_check_interval_seconds));
}

}  // namespace barnabas::controller
